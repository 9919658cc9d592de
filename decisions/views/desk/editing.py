"""Changing a draft, or a ruling that was sent back, with the same fields as the page on which it was logged."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from decisions import policy
from decisions.actions import kept as keeping
from decisions.actions import rulings, series, workflow
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.actions.rulings import EASTERNMOST
from decisions.forms.entry import Question, RulingEntry, another_case, duplicate_sentence
from decisions.forms.rulings import merged
from decisions.models import Ruling
from decisions.queries import duplicates, kept
from decisions.queries import rulings as queries
from decisions.queries.conflicts import Merge
from decisions.views.desk.buttons import change, pieces
from decisions.views.desk.kept import HERE_AGAIN, NOT_SAVED, RULING, Ticket, keep, never_lost, ticket_of
from decisions.views.desk.links import of_duplicate
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role, Status

# What makes it another case, or the same as one that is logged already.
_SAME_CASE = {"court", "case_number", "uid"}


@dataclass
class Visit:
    """What the page says beside its form."""

    key: str
    questions: list[Question] = field(default_factory=list)
    conflict: Merge | None = None
    known: list[dict[str, str]] = field(default_factory=list)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@never_lost
@for_role(Role.LAWYER)
def edit(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The form of an unpublished ruling; who may not change it is refused, who may not see it finds nothing."""
    now = timezone.now()
    keeping.clear_expired(now=now)
    ruling = _ruling(request, public_id)
    if ruling.status == Status.PUBLISHED or not policy.may_edit(request.user, ruling):
        raise PermissionDenied("this ruling is not theirs to change")
    if request.method == "POST":
        return _submitted(request, ruling, now)
    data = _given_back(request, ruling, now)
    if data:
        messages.info(request, HERE_AGAIN)
    entry = RulingEntry(data, ruling=ruling, by=request.user, today=_today(now))
    return _page(request, entry, Visit(_key(ruling, data)))


def _ruling(request: SignedInRequest, public_id: str) -> Ruling:
    return get_object_or_404(queries.for_page(policy.followed_rulings(request.user)), public_id=public_id)


def _given_back(request: SignedInRequest, ruling: Ruling, now: datetime) -> QueryDict | None:
    """What the person had typed about this ruling, if they ask for it."""
    key = request.GET.get("kept", "")
    found = (
        kept.one_of(request.user, form=RULING, key=key, now=now) if key.startswith(ruling.public_id) else None
    )
    if found is None or found.content is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in found.content.items():
        data.setlist(name, values)
    return data


def _key(ruling: Ruling, data: QueryDict | None) -> str:
    """Unsaved input belongs to the version that the person started from."""
    version = data.get("version", "") if data is not None else ""
    return f"{ruling.public_id}.{version if version.isdecimal() and len(version) < 10 else ruling.version}"


def _submitted(request: SignedInRequest, ruling: Ruling, now: datetime) -> HttpResponse:
    data = request.POST.copy()
    visit = Visit(_key(ruling, data))
    ticket = ticket_of(request)
    if ticket is not None and ticket.form == RULING and ticket.key.startswith(ruling.public_id):
        keep(request, ticket)
        visit.key = ticket.key
    do = data.get("do", "find")
    of_buttons = change(data, do, request, now)
    saving = do in ("save", "submit") and ticket is not None and ticket.owner == request.user.pk
    if not saving:
        messages.info(request, NOT_SAVED)
    entry = RulingEntry(data, ruling=ruling, by=request.user, today=_today(now), checked=saving)
    if saving and entry.is_valid() and _save(request, entry, visit, now, submit=do == "submit"):
        messages.success(request, _("Saved.") if do == "save" else _("Saved and submitted for review."))
        return redirect("desk_ruling", ruling.public_id)
    return _page(request, entry, visit, **of_buttons)


def _save(request: SignedInRequest, entry: RulingEntry, visit: Visit, now: datetime, *, submit: bool) -> bool:
    """Whether it is saved; if not, the page says why."""
    given = entry.bound
    if _is_logged_already(request, entry, visit, now):
        return False
    try:
        changed = rulings.revise(
            ruling=entry.ruling,
            by=request.user,
            now=now,
            version=given.cleaned_data["version"] or 0,
            values=given.changed_values,
            readings=entry.stated_readings,
            confirmed=given.cleaned_data["confirmed"],
        )
        keeping.mark_saved(owner=request.user, form=RULING, key=visit.key, now=now)
        if submit and changed.status == Status.DRAFT:
            workflow.submit(ruling=changed, by=request.user, now=now)
    except Refused as refusal:
        given.add_error(None, refusal.reasons)
    except Doubtful as doubtful:
        visit.questions = entry.questions(doubtful.doubts)
    except Conflict:
        _start_from_newer_version(request, entry, visit)
    else:
        return True
    return False


def _is_logged_already(request: SignedInRequest, entry: RulingEntry, visit: Visit, now: datetime) -> bool:
    """Whether it now looks like another ruling, and nobody has confirmed that it is another case."""
    if not _SAME_CASE & entry.bound.changed_values.keys():
        return False
    sketch = duplicates.sketch([entry.bound.values])
    found = duplicates.find(sketch, user=request.user, without=entry.ruling)
    confirmed = entry.data.getlist("others")
    same = [
        replace(one, row=None)
        for one in found
        if one.kind != "hearing" and (one.final or one.code not in confirmed)
    ]
    visit.questions = [another_case(one) for one in same if not one.final]
    visit.known = [{"sentence": duplicate_sentence(one), **of_duplicate(one)} for one in same]
    for one in same:
        if one.final:
            entry.bound.add_error(None, duplicate_sentence(one))
    if same:
        series.report_duplicates(sketch=sketch, by=request.user, now=now)
    return bool(same)


def _start_from_newer_version(request: SignedInRequest, entry: RulingEntry, visit: Visit) -> None:
    """What only the other changed is taken over, the rest stands side by side; the next sending decides."""
    newer = _ruling(request, entry.ruling.public_id)
    visit.conflict = merged(entry.bound, entry.data, newer)
    for name in {"court", "judge"} & {one.name for one in visit.conflict.taken}:
        entry.data[f"{name}_text"] = entry.data[f"{name}_searched"] = ""
    visit.key = f"{newer.public_id}.{newer.version}"


def _page(request: SignedInRequest, entry: RulingEntry, visit: Visit, **more: object) -> HttpResponse:
    now = timezone.now()
    offered = [
        one
        for one in kept.all_of(request.user, form=RULING, now=now)
        if one.key.startswith(entry.ruling.public_id)
    ]
    context = {
        **pieces(entry, visit.questions),
        **more,
        "entry": entry,
        "visit": visit,
        "ruling": entry.ruling,
        "ticket": Ticket(request.user.pk, RULING, visit.key),
        "known": visit.known,
        "offered": [] if request.method == "POST" or request.GET.get("kept") else kept.offers(offered),
        "section": "rulings",
    }
    return render(request, "desk/ruling_edit.html", context)


def _today(now: datetime) -> date:
    return now.astimezone(EASTERNMOST).date()
