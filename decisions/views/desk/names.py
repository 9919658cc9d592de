"""The desk's pages of judges and courts: other spellings, two records that are one, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from decisions.actions import merges, spellings
from decisions.actions.refusals import Doubtful, Refused
from decisions.forms.merges import MergeForm, UndoForm
from decisions.forms.pickers import LONGEST
from decisions.forms.reference import CourtSpellingForm, SpellingForm
from decisions.forms.workflow import ReasonForm
from decisions.models import Court, CourtSpelling, Judge, JudgeSpelling
from decisions.queries import finding, history, names
from decisions.queries import merges as queries
from decisions.queries.doubts import Doubt
from decisions.queries.finding import Found
from decisions.views.asked import NAMES_PER_PAGE, page_links, page_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role, Text

Record = Judge | Court
Bound = Mapping[str, forms.BaseForm]


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between the pages of judges and those of courts."""

    model: type[Record]
    section: str
    door: str
    title: Text
    rows: Callable[[str], QuerySet[Any]]
    for_page: Callable[[], QuerySet[Any]]
    alike: Callable[[Any], list[Found]]
    find: Callable[..., list[Found]]
    describe: Callable[[Any], Found]
    merges_of: Callable[[Any], QuerySet[Any]]
    spelling: type[JudgeSpelling | CourtSpelling]
    spelling_form: type[SpellingForm]


JUDGES = Kind(
    Judge, "judges", "desk_judge", gettext_lazy("Judges"),
    names.judges, names.judge_for_page, queries.like_judge, finding.judges, finding.found_judge,
    queries.of_judge, JudgeSpelling, SpellingForm,
)  # fmt: skip
COURTS = Kind(
    Court, "courts", "desk_court", gettext_lazy("Courts"),
    names.courts, names.court_for_page, queries.like_court, finding.courts, finding.found_court,
    queries.of_court, CourtSpelling, CourtSpellingForm,
)  # fmt: skip


# Looking


@require_safe
@for_role(Role.REVIEWER)
def index(request: SignedInRequest, kind: Kind) -> HttpResponse:
    """All that are not merged away, or those that answer to a few letters in any script."""
    text = _typed(request, "q")
    asked = page_of(kind.rows(text), request.GET, per_page=NAMES_PER_PAGE)
    context: dict[str, Any] = {
        "section": kind.section,
        "title": kind.title,
        "door": kind.door,
        "text": text,
        "records": asked.page.object_list,
        "page": asked.page,
        "page_links": page_links(asked.page, request.path, [("q", text)] if text else []),
        "sentences": asked.sentences,
        "ignored": [],
    }
    return render(request, "desk/names.html", context)


@require_safe
@for_role(Role.REVIEWER)
def show(request: SignedInRequest, slug: str, kind: Kind) -> HttpResponse:
    """One record: its names, where it belongs, who it might be as well, what was done to it."""
    return _page(request, kind, _record(kind, slug), {})


def _record(kind: Kind, slug: str) -> Any:
    return get_object_or_404(kind.for_page(), slug=slug)


def _typed(request: SignedInRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]


def _page(
    request: SignedInRequest, kind: Kind, record: Any, bound: Bound, doubts: list[Doubt] | None = None
) -> HttpResponse:
    """The page; `bound` has the form of a step that could not be taken, with what was typed."""
    text = _typed(request, "q")
    merging = MergeForm(prefix="merge", kind=kind.model)
    context: dict[str, Any] = {
        "section": kind.section,
        "title": kind.title,
        "door": kind.door,
        "list": f"{kind.door}s",
        "record": record,
        "text": text,
        "alike": _candidates(kind, record, text, bound),
        "merges": kind.merges_of(record),
        "forms": {
            "spell": kind.spelling_form(prefix="spell"),
            "unspell": ReasonForm(prefix="unspell"),
            "merge": merging,
            "undo": UndoForm(prefix="undo"),
            **bound,
        },
        "sentences": [sentence for name, form in bound.items() for sentence in _sentences(name, form)],
        "doubts": doubts or [],
        "versions": history.versions(record),
        "sections": history.sections(record),
        "ignored": [],
    }
    return render(request, "desk/name.html", context)


def _sentences(name: str, form: forms.BaseForm) -> list[str]:
    """Why a step was not taken. The small forms in lists have no place of their own for it."""
    of_reason: Any = form.errors.get("reason", []) if name in ("unspell", "undo") else []
    return [*form.non_field_errors(), *(_("Reason: %(error)s") % {"error": error} for error in of_reason)]


def _candidates(kind: Kind, record: Any, text: str, bound: Bound) -> list[Found]:
    """What was searched for or looks alike; what was chosen before stays above it."""
    found = kind.find(text) if text else kind.alike(record)
    chosen = getattr(bound.get("merge"), "cleaned_data", {}).get("into")
    first = [kind.describe(chosen)] if chosen else []
    seen = {one.pk for one in first}
    return [*first, *(one for one in found if one.pk not in {record.pk, *seen})]


# Steps


def _step(
    request: SignedInRequest,
    kind: Kind,
    record: Any,
    name: str,
    form: forms.BaseForm,
    act: Callable[[], str],
) -> HttpResponse:
    """Take a step: on success say so and show the page, else show the form with why not and all that was typed."""
    doubts: list[Doubt] = []
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
        except Doubtful as doubtful:
            doubts = doubtful.doubts
        else:
            return redirect(kind.door, record.slug)
    return _page(request, kind, _record(kind, record.slug), {name: form}, doubts)


@require_POST
@for_role(Role.REVIEWER)
def spell(request: SignedInRequest, slug: str, kind: Kind) -> HttpResponse:
    """Add a spelling."""
    record = _record(kind, slug)
    form = kind.spelling_form(request.POST, prefix="spell")

    def act() -> str:
        spelling = form.save(commit=False)
        setattr(spelling, str(kind.model._meta.model_name), record)
        spellings.add(spelling=spelling, by=request.user, now=timezone.now())
        return _("The spelling is added.")

    return _step(request, kind, record, "spell", form, act)


@require_POST
@for_role(Role.REVIEWER)
def unspell(request: SignedInRequest, slug: str, number: str, kind: Kind) -> HttpResponse:
    """Take a spelling away."""
    record = _record(kind, slug)
    spelling = get_object_or_404(record.spellings.all(), pk=int(number))
    form = ReasonForm(request.POST, prefix="unspell")

    def act() -> str:
        reason = form.cleaned_data["reason"]
        spellings.remove(spelling=spelling, by=request.user, now=timezone.now(), reason=reason)
        return _("The spelling is taken away.")

    return _step(request, kind, record, "unspell", form, act)


@require_POST
@for_role(Role.REVIEWER)
def merge(request: SignedInRequest, slug: str, kind: Kind) -> HttpResponse:
    """Join this record to the one that stays."""
    record = _record(kind, slug)
    form = MergeForm(request.POST, prefix="merge", kind=kind.model)

    def act() -> str:
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        how: dict[str, Any] = {"by": request.user, "now": timezone.now(), "reason": reason}
        how["confirmed"] = request.POST.getlist("confirmed")
        if isinstance(record, Judge):
            merges.merge_judges(judge=record, into=into, **how)
        else:
            merges.merge_courts(court=record, into=into, **how)
        return _("Merged into “%(kept)s”. The old address leads there.") % {"kept": into}

    return _step(request, kind, record, "merge", form, act)


@require_POST
@for_role(Role.REVIEWER)
def undo(request: SignedInRequest, slug: str, number: str, kind: Kind) -> HttpResponse:
    """Put back what a merge moved."""
    record = _record(kind, slug)
    done = get_object_or_404(kind.merges_of(record), pk=int(number))
    form = UndoForm(request.POST, prefix="undo")

    def act() -> str:
        reason = form.cleaned_data["reason"]
        undone = merges.undo(merge=done, by=request.user, now=timezone.now(), reason=reason)
        if not undone.left:
            return _("The merge is undone.")
        sentence = _("The merge is undone. Changed by hand since, so left as they are: %(rulings)s.")
        return sentence % {"rulings": queries.names_of(undone.left)}

    return _step(request, kind, record, "undo", form, act)
