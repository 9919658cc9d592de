"""Rulings: a list with a summary of what is selected, exports, the steps of a ruling's life, and its form."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from decisions import policy
from decisions.actions import exports, workflow
from decisions.actions.refusals import Refused
from decisions.admin.base import PolicyAdmin, signed_in
from decisions.admin.editing import Editing
from decisions.admin.filters import ArticleFilter, OccurringFilter
from decisions.admin.site import site
from decisions.forms.exports import ExportForm
from decisions.forms.workflow import ReasonForm
from decisions.models import Ruling
from decisions.queries import selections
from decisions.queries.exports import ruling_url
from decisions.queries.rulings import shown
from decisions.vocabulary import Role, Status, Withdrawal

Act = Callable[[Ruling], object]

EXPORT_EVERYTHING = "export_everything"
# More refusals than this tell a person nothing new.
MOST_REFUSALS = 20


@admin.register(Ruling, site=site)
class RulingAdmin(PolicyAdmin):
    changed_by: ClassVar[Role] = Role.REVIEWER

    list_display = ("public_id", "court", "decided", "form", "placement", "status", "series")
    list_filter = (
        ("court__region", OccurringFilter),
        ("court", OccurringFilter),
        ("judge", OccurringFilter),
        ArticleFilter,
        "form",
        "placement",
        "status",
    )
    list_select_related = ("court", "series")
    search_fields = (
        "public_id", "case_number", "case_number_normalised", "uid", "court__name_en", "court__name_ru",
        "court__name_ko", "judge__name", "judge__spellings__spelling",
    )  # fmt: skip
    search_help_text = gettext_lazy("Identifier, case number, УИД, or name of the court or the judge")
    date_hierarchy = "decided_on"
    ordering = (F("decided_on").desc(nulls_last=True), "pk")
    actions = (
        "submit", "publish", "send_back", "withdraw_openly", "withdraw_quietly", "export_selection",
        EXPORT_EVERYTHING,
    )  # fmt: skip

    # Access

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or policy.may_edit(request.user, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A ruling is withdrawn, never deleted."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ruling]:
        return policy.visible_rulings(request.user).order_by(*self.ordering)

    def view_on_site(self, ruling: Ruling) -> str | None:
        return ruling_url(ruling.public_id) if ruling.status == Status.PUBLISHED else None

    # The list

    @admin.display(description=gettext_lazy("decided on"), ordering="decided_on")
    def decided(self, ruling: Ruling) -> str:
        if ruling.decided_on is None:
            return shown(ruling, "decided_on").text
        return ruling.decided_on.isoformat()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """A judge with several spellings that match must not make a ruling appear several times."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if not duplicates:
            return found, False
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    def readable_list(self, request: HttpRequest, extra_context: dict[str, Any] | None) -> HttpResponseBase:
        if request.method == "POST" and request.POST.get("action") == EXPORT_EVERYTHING:
            return self.export_everything(request, self._everything(request))
        response = super().readable_list(request, extra_context)
        context = response.context_data if isinstance(response, TemplateResponse) else None
        if context and "cl" in context:
            context["selection"] = selections.summarise(context["cl"].queryset)
        return response

    def _everything(self, request: HttpRequest) -> QuerySet[Ruling]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_changelist_instance(request).queryset

    # Exports

    @admin.action(description=gettext_lazy("Export selection …"), permissions=["view"])
    def export_selection(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> HttpResponseBase:
        return self._export(request, queryset, "export_selection")

    @admin.action(description=gettext_lazy("Export everything that matches …"), permissions=["view"])
    def export_everything(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> HttpResponseBase:
        return self._export(request, queryset, EXPORT_EVERYTHING)

    def _export(self, request: HttpRequest, rulings: QuerySet[Ruling], action: str) -> HttpResponseBase:
        """Which columns and which kind of file; then the file, as the desk gives it."""
        form = ExportForm(request.POST if "take" in request.POST else None, user=signed_in(request))
        sentences: list[str] = []
        if form.is_valid():
            try:
                return _taken(request, rulings, form, action)
            except Refused as refusal:
                sentences = refusal.reasons
        ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export rulings"),
            "opts": self.opts,
            "form": form,
            "sentences": sentences,
            "action": action,
            "across": request.POST.get("select_across") == "1",
            "ticked": ticked if action != EXPORT_EVERYTHING else (),
            "number": rulings.count(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decisions/ruling/export.html", context)

    # The life of a ruling

    @admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
    def submit(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> None:
        done = _each(
            request, queryset, lambda r: workflow.submit(ruling=r, by=signed_in(request), now=_now())
        )
        if done:
            text = ngettext("%(number)s ruling submitted.", "%(number)s rulings submitted.", done)
            self.message_user(request, text % {"number": done}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> None:
        done = _each(
            request, queryset, lambda r: workflow.publish(ruling=r, by=signed_in(request), now=_now())
        )
        if done:
            text = ngettext("%(number)s ruling published.", "%(number)s rulings published.", done)
            self.message_user(request, text % {"number": done}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Send back …"), permissions=["change"])
    def send_back(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> HttpResponse | None:
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask_reason(request, queryset, form, "send_back", _("Send back to who entered it"))
        reason = form.cleaned_data["reason"]
        done = _each(
            request,
            queryset,
            lambda r: workflow.send_back(ruling=r, by=signed_in(request), now=_now(), reason=reason),
        )
        if done:
            text = ngettext("%(number)s ruling sent back.", "%(number)s rulings sent back.", done)
            self.message_user(request, text % {"number": done}, messages.SUCCESS)
        return None

    @admin.action(description=gettext_lazy("Withdraw openly …"), permissions=["change"])
    def withdraw_openly(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> HttpResponse | None:
        title = _("Withdraw openly: the address stays and says that the ruling was withdrawn")
        return self._withdraw(request, queryset, Withdrawal.OPEN, "withdraw_openly", title)

    @admin.action(description=gettext_lazy("Withdraw quietly …"), permissions=["change"])
    def withdraw_quietly(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> HttpResponse | None:
        title = _("Withdraw quietly: as if the ruling had never been published")
        return self._withdraw(request, queryset, Withdrawal.QUIET, "withdraw_quietly", title)

    def _withdraw(
        self, request: HttpRequest, queryset: QuerySet[Ruling], way: Withdrawal, action: str, title: str
    ) -> HttpResponse | None:
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask_reason(request, queryset, form, action, title)
        reason = form.cleaned_data["reason"]
        done = _each(
            request,
            queryset,
            lambda r: workflow.withdraw(ruling=r, by=signed_in(request), now=_now(), way=way, reason=reason),
        )
        if done:
            text = ngettext("%(number)s ruling withdrawn.", "%(number)s rulings withdrawn.", done)
            self.message_user(request, text % {"number": done}, messages.SUCCESS)
        return None

    def _ask_reason(
        self, request: HttpRequest, queryset: QuerySet[Ruling], form: ReasonForm, action: str, title: str
    ) -> HttpResponse:
        """The page between the list and the deed."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "rulings": queryset,
            "form": form,
            "action": action,
            "across": request.POST.get("select_across") == "1",
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decisions/ruling/reason.html", context)

    # The form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        ruling = None if object_id is None else self.get_object(request, unquote(object_id))
        if object_id is not None and ruling is None:
            raise Http404
        if not self._may_open(request, ruling):
            raise PermissionDenied
        editing = Editing(self, request, ruling)
        saved = editing.save() if request.method == "POST" else None
        if saved is None:
            return self.render_change_form(
                request,
                {**editing.context(), **(extra_context or {})},
                add=ruling is None,
                change=ruling is not None,
                form_url=form_url,
                obj=ruling,
            )
        return self.response_add(request, saved) if ruling is None else self.response_change(request, saved)

    def _may_open(self, request: HttpRequest, ruling: Ruling | None) -> bool:
        if ruling is None:
            return self.has_add_permission(request)
        if request.method == "POST":
            return self.has_change_permission(request, ruling)
        return self.has_view_permission(request, ruling)


def _now() -> Any:
    return timezone.now()


def _taken(
    request: HttpRequest, rulings: QuerySet[Ruling], form: ExportForm, action: str
) -> HttpResponseBase:
    filters = [(name, value) for name, values in request.GET.lists() for value in values]
    if action != EXPORT_EVERYTHING and request.POST.get("select_across") != "1":
        filters += [("ticked", pk) for pk in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)]
    taken = exports.take(
        rulings=rulings,
        columns=form.chosen(),
        kind=form.cleaned_data["kind"],
        filters=filters,
        by=signed_in(request),
        now=_now(),
    )
    response = StreamingHttpResponse(taken.pieces, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    response["Cache-Control"] = "no-store"
    return response


def _each(request: HttpRequest, rulings: Iterable[Ruling], act: Act) -> int:
    """Do it with each ruling by itself and say which refused and why; the number that did not."""
    done = 0
    refusals = []
    for ruling in rulings:
        try:
            act(ruling)
        except Refused as refusal:
            refusals.append(f"{ruling}: {refusal}")
        except PermissionDenied:
            refusals.append(_("%(ruling)s: you may not do this with it.") % {"ruling": ruling})
        else:
            done += 1
    for sentence in refusals[:MOST_REFUSALS]:
        messages.error(request, sentence)
    return done
