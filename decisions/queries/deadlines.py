"""What has to be done by when: terms of appeal, reviews of detention, and rulings that may have lapsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from decisions import policy
from decisions.models import Event, Ruling, User
from decisions.queries import detention, proceedings
from decisions.queries.terms import Due, Terms
from decisions.text.icalendar import Entry
from decisions.vocabulary import KNOWN, AppealResult, EventKind, Sanction, Standing, Status, TermKind

# A term that has run out stays in sight for so long; a ruling that may have lapsed is proposed so early.
STAYS = timedelta(days=30)
LAPSED_STAYS = timedelta(days=365)
AHEAD = timedelta(days=60)

_OVER = (Standing.ANNULLED, Standing.LAPSED, Standing.CARRIED_OUT)
_LEFT = (EventKind.EXPELLED, EventKind.RESETTLED, EventKind.LAPSED)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`passed`: by every count; `maybe_passed`: by the earliest only.

    `proposal`: the day may mean that the ruling has lapsed, which a person confirms and no program.
    """

    kind: TermKind
    ruling: Ruling
    due: Due
    passed: bool
    maybe_passed: bool
    remark: str
    proposal: bool = False

    @classmethod
    def of(cls, kind: TermKind, ruling: Ruling, due: Due, remark: str, *, today: date) -> "Deadline":
        passed = due.latest < today
        maybe = due.day < today and not passed
        proposal = passed and kind == TermKind.EXECUTION
        return cls(kind, ruling, due, passed, maybe, remark, proposal)

    @property
    def label(self) -> str:
        return str(self.kind.label)


def deadlines(user: User, *, terms: Terms, today: date) -> list[Deadline]:
    """Of the rulings that this person works on, the soonest first; a constant number of queries."""
    timed = Exists(
        Event.objects.filter(ruling=OuterRef("pk"), kind__in=(EventKind.COPY_RECEIVED, EventKind.PLACED))
    )
    decided = Exists(
        Event.objects.filter(ruling=OuterRef("pk"), kind=EventKind.APPEAL_DECIDED, result__in=_CONFIRMED)
    )
    followed = policy.followed_rulings(user).exclude(status=Status.WITHDRAWN)
    rows = detention.with_events(followed.filter(timed | decided | Q(in_force_on_state=KNOWN)))
    found = [one for ruling in rows for one in _of(ruling, terms, today)]
    return sorted(found, key=lambda one: (one.due.day, one.ruling.pk))


_CONFIRMED = (AppealResult.UPHELD, AppealResult.CHANGED)


def _of(ruling: Ruling, terms: Terms, today: date) -> Iterator[Deadline]:
    events = proceedings.in_order(ruling.events.all())
    yield from _appeal(ruling, events, terms, today)
    yield from _review(ruling, events, terms, today)
    yield from _lapse(ruling, events, terms, today)


def _appeal(ruling: Ruling, events: list[Event], terms: Terms, today: date) -> Iterator[Deadline]:
    """From the day on which the copy was received (CAO Art. 30.3), until an appeal is lodged."""
    done = {EventKind.APPEAL_LODGED, EventKind.APPEAL_DECIDED, *_LEFT}
    received = [one for one in events if one.kind == EventKind.COPY_RECEIVED and one.on is not None]
    if not received or any(one.kind in done for one in events):
        return
    days = proceedings.span(received[0], ruling, today=today)
    due = None if days is None else terms.due_within(TermKind.APPEAL, first=days.first, last=days.last)
    if days is not None and due is not None and due.latest >= today - STAYS:
        exact = days.exact and not received[0].about
        inexact = "" if exact else _("The day on which the copy was received is not exact.")
        remark = " ".join(part for part in (_unsure(due), inexact) if part)
        yield Deadline.of(TermKind.APPEAL, ruling, due, remark, today=today)


def _unsure(due: Due) -> str:
    if due.later is None:
        return ""
    values = {"day": date_format(due.later, "j F Y"), "articles": due.legal_source}
    if due.later == due.day:
        return _("Check %(articles)s.") % values
    return _("The earlier date: by another count %(day)s. Check %(articles)s.") % values


def _review(ruling: Ruling, events: list[Event], terms: Terms, today: date) -> Iterator[Deadline]:
    stay = detention.current(ruling, events, today=today)
    due = None if stay is None else detention.review_due(stay, terms)
    if stay is not None and due is not None:
        none_yet = _("No review is recorded.") if stay.reviewed is None else ""
        inexact = (
            _("The day from which it is counted is not exact.") if stay.since and not stay.since.exact else ""
        )
        remark = " ".join(part for part in (none_yet, inexact) if part)
        yield Deadline.of(TermKind.DETENTION_REVIEW, ruling, due, remark, today=today)


def _lapse(ruling: Ruling, events: list[Event], terms: Terms, today: date) -> Iterator[Deadline]:
    """From the day on which the ruling came into force (CAO Art. 31.9), if anybody knows that day."""
    now = proceedings.after(ruling, events)
    over = ruling.standing in _OVER or now.standing in _OVER or now.form == proceedings.NOT_APPLICABLE
    start = in_force(ruling, events)
    if over or ruling.sanction != Sanction.EXPULSION or start is None:
        return
    if any(one.kind in _LEFT for one in events):
        return
    due = terms.due(TermKind.EXECUTION, start=start)
    if due is not None and today - LAPSED_STAYS <= due.day <= today + AHEAD:
        remark = _("Evasion makes the limit run anew: look before you confirm (CAO Art. 31.9).")
        yield Deadline.of(TermKind.EXECUTION, ruling, due, remark, today=today)


def in_force(ruling: Ruling, events: list[Event]) -> date | None:
    """The last day that is known: as entered, or of an appeal that left the ruling standing (CAO Art. 31.1)."""
    decided = [
        one.on
        for one in events
        if one.kind == EventKind.APPEAL_DECIDED and one.result in _CONFIRMED and one.precision == "day"
    ]
    days = [day for day in (ruling.in_force_on, *decided) if day is not None]
    return max(days, default=None)


def entries(found: list[Deadline], *, desk: str) -> list[Entry]:
    """For a calendar file: the term, the identifier and its address at the desk, and nothing about anybody."""
    return [
        Entry(
            uid=f"{one.kind.value}-{one.ruling.public_id}@casetracker",
            day=one.due.day,
            summary=f"{one.label} {one.ruling.public_id}",
            description=_("Check %(articles)s.") % {"articles": one.due.legal_source},
            url=f"{desk}rulings/{one.ruling.public_id}/",
        )
        for one in found
    ]
