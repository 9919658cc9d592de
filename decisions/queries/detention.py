"""How long somebody has been held after a ruling, and whether anybody reviewed it.

Art. 27.19 and 32.10 of the CAO let a person be held until a forced expulsion is carried out and set no limit;
the Constitutional Court asked for review (14-П of 2017).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from decisions import policy
from decisions.models import Event, Ruling, User
from decisions.queries.proceedings import NOT_APPLICABLE, after, date_text, in_order
from decisions.queries.terms import Due, Terms
from decisions.vocabulary import Answer, Custody, EventKind, Standing, Status, TermKind

MOST = 200

_ENDS = (EventKind.RELEASED, EventKind.EXPELLED)
# The order to hold somebody has ended with these; whether the person was let go is another question.
_ORDER_ENDS = (EventKind.LAPSED, EventKind.ASYLUM_GRANTED, EventKind.RESETTLED)
_CLOCK = (EventKind.PLACED, *_ENDS, EventKind.DETENTION_REVIEWED, *_ORDER_ENDS)


@dataclass(frozen=True, slots=True)
class Stay:
    """One time in detention. `days` are from placement to release or removal, or to today while still held;

    None where a day is not known. `about`: a date behind it is not exact.
    """

    start: Event
    end: Event | None
    reviewed: Event | None
    custody: Custody
    days: int | None
    about: bool

    @property
    def held(self) -> bool:
        return self.custody == Custody.HELD

    @property
    def counted_from(self) -> date | None:
        """The day from which a review is due: the last review, or the placement."""
        return (self.reviewed or self.start).on


@dataclass(frozen=True, slots=True)
class Line:
    """One ruling on the page of people who are held. No name, no place of detention."""

    ruling: Ruling
    stay: Stay | None
    due: Due | None
    overdue: bool

    @property
    def placed(self) -> str:
        return "" if self.stay is None else date_text(self.stay.start)

    @property
    def reviewed(self) -> str:
        return "" if self.stay is None or self.stay.reviewed is None else date_text(self.stay.reviewed)


@dataclass(frozen=True, slots=True)
class Board:
    held: Sequence[Line]
    unknown: Sequence[Line]
    more: int


def stays(events: Iterable[Event], *, today: date) -> list[Stay]:
    """Every time in detention in order."""
    found: list[Stay] = []
    start: Event | None = None
    reviewed: Event | None = None
    unclear = False
    for event in in_order(events):
        if event.kind == EventKind.PLACED and (start is None or unclear):
            start, reviewed, unclear = event, None, False
        elif start is not None and event.kind == EventKind.DETENTION_REVIEWED:
            reviewed = event
        elif start is not None and event.kind in _ENDS:
            found.append(_stay(start, event, reviewed, today, unclear=False))
            start = None
        elif start is not None and (event.kind in _ORDER_ENDS or event.result in _ANNULMENTS):
            unclear = True
    if start is not None:
        found.append(_stay(start, None, reviewed, today, unclear=unclear))
    return found


_ANNULMENTS = ("annulled", "sent_back")


def _stay(start: Event, end: Event | None, reviewed: Event | None, today: date, *, unclear: bool) -> Stay:
    inexact = any(one.about or one.precision != "day" for one in (start, end) if one is not None)
    if end is not None:
        days = _days(start.on, end.on)
        return Stay(start, end, reviewed, Custody.ENDED, days, about=days is not None and inexact)
    if unclear or start.on is None:
        return Stay(start, None, reviewed, Custody.UNKNOWN, None, about=False)
    return Stay(start, None, reviewed, Custody.HELD, _days(start.on, today), about=inexact)


def _days(first: date | None, last: date | None) -> int | None:
    return None if first is None or last is None else max((last - first) // timedelta(days=1), 0)


def current(events: Iterable[Event], *, today: date) -> Stay | None:
    """The stay that has not ended as far as is known, else None."""
    last = [stay for stay in stays(events, today=today) if stay.end is None]
    return last[-1] if last else None


def review_due(stay: Stay, terms: Terms) -> Due | None:
    """When a review of somebody who is still held is due; None where that cannot be said."""
    if not stay.held or stay.counted_from is None:
        return None
    return terms.due(TermKind.DETENTION_REVIEW, start=stay.counted_from)


def with_events(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Rulings with what the clocks need, in two queries."""
    return rulings.select_related("court").prefetch_related(Prefetch("events", Event.objects.all()))


def board(user: User, *, terms: Terms, today: date) -> Board:
    """Who is held, the longest first; and of whom nobody knows: placed on a day unknown, or ordered and no more."""
    placed = Exists(Event.objects.filter(ruling=OuterRef("pk"), kind=EventKind.PLACED))
    ordered = Q(placement=Answer.YES) & ~_told()
    followed = policy.followed_rulings(user).exclude(status=Status.WITHDRAWN)
    rows = with_events(followed.filter(placed | ordered)).order_by("decided_on", "pk")
    lines = [line for ruling in rows if (line := _line(ruling, terms, today)) is not None]
    held = [line for line in lines if line.stay is not None and line.stay.held]
    unknown = [line for line in lines if line.stay is None or not line.stay.held]
    held.sort(key=lambda line: -(line.stay.days or 0) if line.stay else 0)
    return Board(held[:MOST], unknown[:MOST], max(len(held) - MOST, 0) + max(len(unknown) - MOST, 0))


def _told() -> Q:
    """An event or a standing that says that the order no longer holds."""
    ended = Event.objects.filter(ruling=OuterRef("pk"), kind__in=(*_ENDS, *_ORDER_ENDS))
    over = (Standing.ANNULLED, Standing.LAPSED, Standing.CARRIED_OUT)
    return Q(Exists(ended)) | Q(standing__in=over)


def _line(ruling: Ruling, terms: Terms, today: date) -> Line | None:
    events = list(ruling.events.all())
    stay = current(events, today=today)
    over = after(ruling, events).placement in (Answer.NO, NOT_APPLICABLE)
    if stay is None and (over or any(event.kind == EventKind.PLACED for event in events)):
        return None
    due = None if stay is None else review_due(stay, terms)
    return Line(ruling, stay, due, overdue=due is not None and due.day < today)
