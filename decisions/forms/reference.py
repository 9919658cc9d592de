"""Forms of reference data."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from decisions.filters import RulingFilter, country_names, unknown_names
from decisions.forms.fields import DigitsField, not_an_empty_kind
from decisions.models import Court, CourtSpelling, JudgeSpelling, OfficialSeries, Region, Source
from decisions.text import dates
from decisions.text import uid as uids
from decisions.vocabulary import SPELLING_RULES, Basis

LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("ko", _("Korean"))]
NO_CHOICE = ("", "–")


class SlugForm(forms.ModelForm):
    """A record with an address of its own."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        not_an_empty_kind(slug)
        return slug


class RegionForm(forms.ModelForm):
    iso = forms.RegexField(
        r"\A[A-Z]{2}-[A-Z0-9]{1,3}\Z",
        label=_("ISO 3166-2 code"),
        error_messages={"invalid": _("Two letters, a hyphen, one to three letters or digits: RU-PRI.")},
    )
    court_digits = DigitsField(
        label=_("Digits of its court codes"),
        required=False,
        help_text=_("Two digits each, with spaces between them: 24 84 88."),
    )

    class Meta:
        model = Region
        fields = (
            "iso", "country", "name_en", "name_ru", "name_ko", "court_digits", "tile_column", "tile_row",
        )  # fmt: skip


class CourtForm(SlugForm):
    class Meta:
        model = Court
        fields = (
            "name_en", "name_ru", "name_ko", "slug", "region", "code", "kind", "level", "succeeded_by",
        )  # fmt: skip

    def clean_code(self) -> str | None:
        code: str | None = self.cleaned_data["code"]
        if code and not uids.is_court_code(code):
            raise ValidationError(_("Two digits, two Latin letters, four digits: 25RS0030."))
        return code

    def clean_succeeded_by(self) -> Court | None:
        successor: Court | None = self.cleaned_data["succeeded_by"]
        if successor is not None and successor == self.instance:
            raise ValidationError(_("A court does not succeed itself."))
        return successor


class SourceForm(SlugForm):
    url = forms.URLField(label=_("web address"), required=False, assume_scheme="https")

    class Meta:
        model = Source
        fields = ("title", "slug", "publisher", "published", "url", "licence", "selection", "covers")

    def clean_published(self) -> str:
        published: str = self.cleaned_data["published"]
        try:
            return str(dates.parse(published)) if published else ""
        except ValueError as error:
            raise ValidationError(_("Write the date as 2020, 2020-06 or 2020-06-30.")) from error


class OfficialSeriesForm(SlugForm):
    class Meta:
        model = OfficialSeries
        fields = (
            "title_en", "title_ru", "title_ko", "slug", "order", "subject", "counts_en", "counts_ru", "counts_ko",
            "nationality", "region", "same_as", "drawn_with", "number_in_source",
        )  # fmt: skip

    def clean_nationality(self) -> str:
        code: str = self.cleaned_data["nationality"]
        if code and code not in country_names():
            raise ValidationError(_("Two capital letters of ISO 3166-1: KP."))
        return code

    def clean_same_as(self) -> str:
        return list_filters(self.cleaned_data["same_as"])


def list_filters(text: str) -> str:
    """The text, if it is filters of the list and nothing else: a number beside it counts what was meant."""
    asked = QueryDict(text)
    unknown = [*unknown_names(asked), *(name for name in ("sort", "q") if name in asked)]
    if text and (unknown or not asked or RulingFilter(asked).sentences):
        raise ValidationError(
            _("Filters as they stand in the address of the list: nationality=KP&region=RU-KHA.")
        )
    return text


class PartFormSet(forms.BaseInlineFormSet):
    """The parts of a record in a table, whose check boxes have no other label."""

    deletion_widget: Any = forms.CheckboxInput(attrs={"aria-label": _("Delete")})


class SpellingForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=[NO_CHOICE, *LANGUAGES])
    rule = forms.ChoiceField(label=_("Rule"), choices=[NO_CHOICE, *SPELLING_RULES], required=False)

    class Meta:
        model = JudgeSpelling
        fields = ("spelling", "language", "basis", "rule")

    def clean(self) -> None:
        super().clean()
        trouble = rule_trouble(self.cleaned_data.get("basis"), self.cleaned_data.get("rule"))
        if trouble:
            self.add_error("rule", trouble)


class CourtSpellingForm(SpellingForm):
    class Meta:
        model = CourtSpelling
        fields = ("spelling", "language", "basis", "rule")


def rule_trouble(basis: str | None, rule: str | None) -> str:
    """What is wrong with a basis and a rule together: a rule belongs to what is inferred, and only there."""
    if basis == Basis.INFERRED and not rule:
        return str(_("What is inferred needs the rule by which."))
    if basis == Basis.STATED and rule:
        return str(_("A rule belongs to what is inferred, not to what is stated."))
    return ""
