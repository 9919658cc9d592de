"""Logging the rulings of one hearing."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from decisions.actions import kept as keeping
from decisions.actions import series
from decisions.actions.refusals import Duplicated, Refused, RowsDoubtful, RowsRefused
from decisions.actions.rulings import EASTERNMOST
from decisions.actions.series import FORM, Entered
from decisions.forms import entry as entries
from decisions.forms.entry import Question, SeriesEntry
from decisions.queries import duplicates, kept
from decisions.queries.duplicates import Duplicate
from decisions.views.desk.buttons import change, pieces
from decisions.views.desk.kept import HERE_AGAIN, NOT_SAVED, Ticket, keep, never_lost, ticket_of
from decisions.views.desk.links import of_duplicate, of_ruling
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role

_KEY = re.compile("[0-9a-f]{32}")


@dataclass
class Visit:
    """What the page says beside its forms."""

    key: str
    questions: list[Question] = field(default_factory=list)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@never_lost
@for_role(Role.LAWYER)
def new(request: SignedInRequest) -> HttpResponse:
    """One page: what the rulings share above, a row for each person below."""
    now = timezone.now()
    keeping.clear_expired(now=now)
    if request.method == "POST":
        return _submitted(request, now)
    found = kept.one_of(request.user, form=FORM, key=request.GET.get("kept", ""), now=now)
    data = QueryDict(mutable=True)
    for name, values in ((found.content if found else None) or {}).items():
        data.setlist(name, values)
    if data:
        messages.info(request, HERE_AGAIN)
    visit = Visit(found.key if found else secrets.token_hex(16))
    return _page(request, SeriesEntry(data, by=request.user, today=_today(now)), visit)


def _submitted(request: SignedInRequest, now: datetime) -> HttpResponse:
    ticket = ticket_of(request)
    if ticket is None or ticket.owner != request.user.pk or not _KEY.fullmatch(ticket.key):
        return _not_theirs(request, now)
    keep(request, ticket)
    data = request.POST.copy()
    do = data.get("do", "find")
    visit = Visit(ticket.key)
    of_buttons = change(data, do, request, now)
    saving = do in ("save", "submit")
    if not saving:
        messages.info(request, NOT_SAVED)
    entry = SeriesEntry(data, by=request.user, today=_today(now), checked=saving)
    if saving and entry.is_valid():
        made = _save(request, entry, visit, now, submit=do == "submit")
        if made is not None:
            return _done(request, made)
    return _page(request, entry, visit, **of_buttons)


def _not_theirs(request: SignedInRequest, now: datetime) -> HttpResponse:
    """The form is another account's or older than a day: what was typed stays with whoever typed it."""
    ticket = ticket_of(request)
    if ticket is not None and ticket.owner != request.user.pk:
        keep(request, ticket)
        messages.warning(
            request,
            _("That page was opened by another account. It is kept for that account; nothing was saved."),
        )
        return redirect("desk_series_new")
    messages.warning(
        request, _("The page was open for more than a day. Nothing was saved yet: look, and save again.")
    )
    visit = Visit(secrets.token_hex(16))
    return _page(request, SeriesEntry(request.POST, by=request.user, today=_today(now)), visit)


def _save(
    request: SignedInRequest, entry: SeriesEntry, visit: Visit, now: datetime, *, submit: bool
) -> Entered | None:
    """What was entered; None, and then the page says why not."""
    try:
        return series.enter(
            by=request.user,
            now=now,
            team=entry.team,
            people=entry.people,
            account=entry.account,
            key=visit.key,
            others=entry.data.getlist("others"),
            submit=submit,
        )
    except RowsRefused as refusal:
        entry.add_row_errors(refusal.rows)
    except Refused as refusal:
        entry.bound.add_error(None, refusal.reasons)
    except RowsDoubtful as doubtful:
        visit.questions = entry.doubt_questions(doubtful.rows)
    except Duplicated as duplicated:
        _about_duplicates(entry, visit, duplicated.duplicates)
        sketch = duplicates.sketch(entry.sketch_values)
        series.report_duplicates(sketch=sketch, by=request.user, now=now)
    return None


def _about_duplicates(entry: SeriesEntry, visit: Visit, found: list[Duplicate]) -> None:
    visit.questions = [entries.another_case(one) for one in found if not one.final]
    for one in found:
        if one.final:
            entry.bound.add_error(None, entries.duplicate_sentence(one))


def _done(request: SignedInRequest, made: Entered) -> HttpResponse:
    number = len(made.rulings)
    said = ngettext("%(number)s ruling is logged.", "%(number)s rulings are logged.", number) % {
        "number": number
    }
    if made.series is not None:
        said = _("%(said)s Their series has the number %(series)s.") % {"said": said, "series": made.series}
    messages.success(request, said)
    return redirect(of_ruling(made.rulings[0]) if number else "desk_series_new")


def _page(request: SignedInRequest, entry: SeriesEntry, visit: Visit, **more: object) -> HttpResponse:
    offered = [
        one for one in kept.all_of(request.user, form=FORM, now=timezone.now()) if one.key != visit.key
    ]
    found = duplicates.find(duplicates.sketch(entry.sketch_values), user=request.user)
    context = {
        **pieces(entry, visit.questions),
        **more,
        "entry": entry,
        "visit": visit,
        "ticket": Ticket(request.user.pk, FORM, visit.key),
        "offered": [] if request.method == "POST" else kept.offers(offered),
        "known": [{"sentence": entries.duplicate_sentence(one), **of_duplicate(one)} for one in found],
        "section": "series",
    }
    return render(request, "desk/series_new.html", context)


def _today(now: datetime) -> date:
    """The youngest day that a ruling can bear."""
    return now.astimezone(EASTERNMOST).date()
