"""Reference data: everybody in the administration sees it, administrators change it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BaseInlineFormSet, Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from decisions.actions import reference
from decisions.admin.base import ByPolicy, PolicyAdmin, signed_in
from decisions.admin.site import site
from decisions.forms.reference import (
    CourtForm,
    OfficialSeriesForm,
    PartFormSet,
    RegionForm,
    SlugForm,
    SourceForm,
    SpellingForm,
)
from decisions.models import (
    CalendarDay,
    Court,
    CourtFormerName,
    Judge,
    JudgePost,
    JudgeSpelling,
    OfficialSeries,
    OfficialValue,
    Provision,
    Region,
    Series,
    Source,
    Team,
    Term,
)


class ReferenceAdmin(PolicyAdmin):
    """Writes through actions.reference, and only the columns that changed."""

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        _keep(request, obj, form, change=change)

    def save_related(self, request: HttpRequest, form: Form, formsets: Any, change: bool) -> None:
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(
        self, request: HttpRequest, form: Form, formset: BaseInlineFormSet, change: bool
    ) -> None:
        gone = formset.deleted_forms
        for part in formset.forms:
            record = part.instance
            if part in gone:
                _remove(request, [record] if record.pk else [])
            elif part.has_changed():
                setattr(record, formset.fk.name, formset.instance)
                _keep(request, record, part, change=record.pk is not None)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """The parts of a record go first, so that their own history says who removed them."""
        for inline in self.get_inline_instances(request, obj):
            formset: Any = inline.get_formset(request, obj)
            _remove(request, inline.model._default_manager.filter(**{formset.fk.name: obj}))
        _remove(request, [obj])

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for record in queryset:
            self.delete_model(request, record)


def _keep(request: HttpRequest, record: Any, form: BaseForm, *, change: bool) -> None:
    if not change:
        reference.add(records=[record], by=signed_in(request), now=timezone.now())
    elif form.changed_data:
        reference.change(record=record, fields=form.changed_data, by=signed_in(request), now=timezone.now())


def _remove(request: HttpRequest, records: Any) -> None:
    for record in records:
        reference.remove(record=record, by=signed_in(request), now=timezone.now())


class PartInline(ByPolicy, admin.TabularInline):
    """The parts of a record on its page."""

    extra = 1
    formset = PartFormSet
    formfield_overrides = PolicyAdmin.formfield_overrides

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Inputs in a table bear the name of their column for those who cannot see it."""
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget.attrs["aria-label"] = capfirst(field.label)
        return formset


@admin.register(Region, site=site)
class RegionAdmin(ReferenceAdmin):
    form = RegionForm
    list_display = ("name_en", "name_ru", "iso", "country", "tile_column", "tile_row")
    list_filter = ("country",)
    search_fields = ("iso", "name_en", "name_ru", "name_ko")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("iso",)


class FormerNameInline(PartInline):
    model = CourtFormerName
    fields = ("name_en", "name_ru", "name_ko", "used_until")


@admin.register(Court, site=site)
class CourtAdmin(ReferenceAdmin):
    form = CourtForm
    inlines = (FormerNameInline,)
    prepopulated_fields: ClassVar[Any] = {"slug": ("name_en",)}
    list_display = ("name_en", "code", "region", "kind", "level")
    list_filter = ("kind", "level", "region")
    list_select_related = ("region",)
    search_fields = ("slug", "code", "name_en", "name_ru", "name_ko")


class SpellingInline(PartInline):
    model = JudgeSpelling
    form = SpellingForm


class PostInline(PartInline):
    model = JudgePost
    fields = ("court", "since", "until")


@admin.register(Judge, site=site)
class JudgeAdmin(ReferenceAdmin):
    form = SlugForm
    fields = ("name", "slug")
    inlines = (SpellingInline, PostInline)
    prepopulated_fields: ClassVar[Any] = {"slug": ("name",)}
    list_display = ("name", "slug")
    search_fields = ("slug", "name", "spellings__spelling")


@admin.register(Provision, site=site)
class ProvisionAdmin(ReferenceAdmin):
    fields = (
        "country", "law", "article", "part", "title_en", "title_ru", "fine_min_rub", "fine_max_rub",
    )  # fmt: skip
    list_display = ("__str__", "title_en", "fine_min_rub", "fine_max_rub")
    list_filter = ("article",)
    search_fields = ("article", "title_en", "title_ru")


@admin.register(Term, site=site)
class TermAdmin(ReferenceAdmin):
    fields = ("kind", "length", "unit", "shifts", "sure", "valid_from", "valid_to", "legal_source")
    list_display = ("kind", "length", "unit", "valid_from", "valid_to", "sure", "legal_source")
    list_filter = ("kind",)
    search_fields = ("legal_source",)


@admin.register(CalendarDay, site=site)
class CalendarDayAdmin(ReferenceAdmin):
    fields = ("day", "working", "name")
    list_display = ("day", "name", "working")
    list_filter = ("working",)
    search_fields = ("name",)


@admin.register(Source, site=site)
class SourceAdmin(ReferenceAdmin):
    form = SourceForm
    prepopulated_fields: ClassVar[Any] = {"slug": ("title",)}
    list_display = ("title", "publisher", "published", "selection")
    search_fields = ("slug", "title", "publisher")


@admin.register(Series, site=site)
class SeriesAdmin(ReferenceAdmin):
    fields = (
        "number", "source", "number_in_source", "at_least", "narrative_en", "narrative_ru", "narrative_ko",
    )  # fmt: skip
    list_display = ("number", "source", "number_in_source", "at_least")
    list_select_related = ("source",)
    search_fields = ("number", "number_in_source", "narrative_en")


class OfficialValueInline(PartInline):
    model = OfficialValue
    fields = ("starts", "ends", "qualifier", "value", "low", "high", "source", "citation", "note")


@admin.register(OfficialSeries, site=site)
class OfficialSeriesAdmin(ReferenceAdmin):
    form = OfficialSeriesForm
    inlines = (OfficialValueInline,)
    prepopulated_fields: ClassVar[Any] = {"slug": ("title_en",)}
    list_display = ("title_en", "subject", "nationality", "region", "order")
    list_filter = ("subject",)
    list_select_related = ("region",)
    search_fields = ("slug", "title_en", "counts_en")


@admin.register(Team, site=site)
class TeamAdmin(ReferenceAdmin):
    fields = ("name",)
    list_display = ("name",)
    search_fields = ("name",)
