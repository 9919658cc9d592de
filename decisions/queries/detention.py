"""How long somebody has been held after a ruling, and whether anybody reviewed it.

Art. 27.19 and 32.10 of the CAO let a person be held until a forced expulsion is carried out and set no limit;
the Constitutional Court asked for review (14-П of 2017).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions import policy
from decisions.models import Event, Ruling, User
from decisions.queries.proceedings import NOT_APPLICABLE, Span, after, date_text, ground_ended, in_order, span
from decisions.queries.terms import Due, Terms
from decisions.vocabulary import DECISIONS, Answer, Custody, EventKind, Standing, Status, TermKind

MOST = 200

_ENDS = (EventKind.RELEASED, EventKind.EXPELLED)
# The order to hold somebody has ended with these; whether the person was let go is another question.
_ORDER_ENDS = (EventKind.LAPSED, EventKind.ASYLUM_GRANTED, EventKind.RESETTLED)
_CLOCK = (EventKind.PLACED, *_ENDS, EventKind.DETENTION_REVIEWED, *_ORDER_ENDS)


@dataclass(frozen=True, slots=True)
class Stay:
    """One time in detention. `days` are at most from placement to release or removal, or to today while still held;

    `least` are the fewest; both None where a day is not known. `about`: a date behind them is not exact.
    `since` are the days from which a review is due: the last review, or the placement. `ground_ended`: nobody
    recorded a release, although this event ended the order.
    """

    start: Event
    end: Event | None
    reviewed: Event | None
    custody: Custody
    since: Span | None
    least: int | None
    days: int | None
    about: bool
    ground_ended: Event | None = None

    @property
    def held(self) -> bool:
        return self.custody == Custody.HELD

    @property
    def length(self) -> str:
        """`10 days`, `about 10 days` or `3 to 10 days`; empty where nobody knows."""
        if self.days is None:
            return ""
        if self.least != self.days:
            values = {"least": self.least, "most": self.days}
            return ngettext("%(least)s to %(most)s day", "%(least)s to %(most)s days", self.days) % values
        text = ngettext("%(days)s day", "%(days)s days", self.days) % {"days": self.days}
        return _("about %(value)s") % {"value": text} if self.about else text

    @property
    def warning(self) -> str:
        """What has to be looked at first; empty where there is nothing."""
        if self.ground_ended is None:
            return ""
        values = {"day": date_text(self.ground_ended), "event": EventKind(self.ground_ended.kind).label}
        if self.ground_ended.kind in DECISIONS:
            sentence = _(
                "A court ended the ground for detention (%(event)s, %(day)s); no release is recorded."
            )
        else:
            sentence = _("The ground for detention ended (%(event)s, %(day)s); no release is recorded.")
        return sentence % values


@dataclass(frozen=True, slots=True)
class Line:
    """One ruling on the page of people who are held. No name, no place of detention."""

    ruling: Ruling
    stay: Stay | None
    due: Due | None
    overdue: bool
    maybe_overdue: bool

    @property
    def placed(self) -> str:
        return "" if self.stay is None else date_text(self.stay.start)

    @property
    def reviewed(self) -> str:
        return "" if self.stay is None or self.stay.reviewed is None else date_text(self.stay.reviewed)


@dataclass(frozen=True, slots=True)
class Board:
    """`without_ground`: the order ended and no release is recorded."""

    without_ground: Sequence[Line]
    held: Sequence[Line]
    unknown: Sequence[Line]
    more: int

    @property
    def rulings(self) -> list[Ruling]:
        return [line.ruling for part in (self.without_ground, self.held, self.unknown) for line in part]


def stays(ruling: Ruling, events: Iterable[Event], *, today: date) -> list[Stay]:
    """Every time in detention in order."""
    ordered = in_order(events)
    ended = ground_ended(ruling, ordered)
    clock = _Clock(ruling, today)
    found: list[Stay] = []
    start: Event | None = None
    reviewed: Event | None = None
    early: Event | None = None
    unclear = False
    for event in ordered:
        if event.kind == EventKind.PLACED and (start is None or unclear):
            start, reviewed, unclear = event, None, False
        elif event.kind in _ENDS and start is None:
            early = event
        elif start is not None and event.kind == EventKind.DETENTION_REVIEWED:
            reviewed = event
        elif start is not None and event.kind in _ENDS:
            found.append(clock.over(start, event, reviewed))
            start = None
        elif start is not None and (event.kind in _ORDER_ENDS or event == ended):
            unclear = True
    if start is not None and early is not None and clock.can_follow(early, start):
        found.append(clock.over(start, early, reviewed))
    elif start is not None:
        found.append(clock.going_on(start, reviewed, ended, unclear=unclear))
    return found


@dataclass(frozen=True, slots=True)
class _Clock:
    ruling: Ruling
    today: date

    def over(self, start: Event, end: Event, reviewed: Event | None) -> Stay:
        least, days = self._days(start, self._span(end))
        return Stay(
            start, end, reviewed, Custody.ENDED, None, least, days, about=self._about(days, start, end)
        )

    def going_on(self, start: Event, reviewed: Event | None, ended: Event | None, *, unclear: bool) -> Stay:
        if unclear or start.on is None:
            unknown = Custody.UNKNOWN
            return Stay(start, None, reviewed, unknown, None, None, None, about=False, ground_ended=ended)
        least, days = self._days(start, Span(self.today, self.today))
        return Stay(
            start, None, reviewed, Custody.HELD, self._since(start, reviewed), least, days,
            about=self._about(days, start), ground_ended=ended,
        )  # fmt: skip

    def can_follow(self, end: Event, start: Event) -> bool:
        """Whether an end that is known by month or year only can be that of a stay that begins after its first day."""
        placed, left = self._span(start), self._span(end)
        return placed is not None and left is not None and not left.exact and left.last >= placed.first

    def _span(self, event: Event) -> Span | None:
        return span(event, self.ruling, today=self.today)

    def _days(self, start: Event, end: Span | None) -> tuple[int | None, int | None]:
        placed = self._span(start)
        if placed is None or end is None:
            return None, None
        return max((end.first - placed.last).days, 0), max((end.last - placed.first).days, 0)

    def _about(self, days: int | None, *events: Event) -> bool:
        spans = [self._span(event) for event in events]
        inexact = any(not one.exact for one in spans if one is not None)
        return days is not None and (inexact or any(event.about for event in events))

    def _since(self, start: Event, reviewed: Event | None) -> Span | None:
        placed = self._span(start)
        review = None if reviewed is None else self._span(reviewed)
        if placed is None or review is None:
            return placed
        return Span(max(placed.first, review.first), max(placed.first, review.last))


def current(ruling: Ruling, events: Iterable[Event], *, today: date) -> Stay | None:
    """The stay that has not ended as far as is known, else None."""
    last = [stay for stay in stays(ruling, events, today=today) if stay.end is None]
    return last[-1] if last else None


def review_due(stay: Stay, terms: Terms) -> Due | None:
    """When a review is due of somebody who is held on a ground; None where that cannot be said."""
    if not stay.held or stay.since is None or stay.ground_ended is not None:
        return None
    return terms.due_within(TermKind.DETENTION_REVIEW, first=stay.since.first, last=stay.since.last)


def with_events(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Rulings with what the clocks need, in two queries."""
    return rulings.select_related("court").prefetch_related(Prefetch("events", Event.objects.all()))


def board(user: User, *, terms: Terms, today: date) -> Board:
    """Who is held without a ground as far as is recorded; who is held, the longest first; and of whom nobody knows:

    placed on a day unknown, or ordered and no more.
    """
    placed = Exists(Event.objects.filter(ruling=OuterRef("pk"), kind=EventKind.PLACED))
    ordered = Q(placement=Answer.YES) & ~_told()
    followed = policy.followed_rulings(user).exclude(status=Status.WITHDRAWN)
    rows = with_events(followed.filter(placed | ordered)).order_by("decided_on", "pk")
    lines = [line for ruling in rows if (line := _line(ruling, terms, today)) is not None]
    lost = [line for line in lines if line.stay is not None and line.stay.ground_ended is not None]
    held = [line for line in lines if line.stay is not None and line.stay.held and not line.stay.ground_ended]
    unknown = [line for line in lines if line.stay is None or not (line.stay.held or line.stay.ground_ended)]
    for part in (lost, held):
        part.sort(key=_longest_first)
    more = sum(max(len(part) - MOST, 0) for part in (lost, held, unknown))
    return Board(lost[:MOST], held[:MOST], unknown[:MOST], more)


def _longest_first(line: Line) -> tuple[int, int]:
    """Of two that can be as long, the one that is certain comes first."""
    stay = line.stay
    return (0, 0) if stay is None else (-(stay.days or 0), -(stay.least or 0))


def _told() -> Q:
    """An event or a standing that says that the order no longer holds."""
    ended = Event.objects.filter(ruling=OuterRef("pk"), kind__in=(*_ENDS, *_ORDER_ENDS))
    over = (Standing.ANNULLED, Standing.LAPSED, Standing.CARRIED_OUT)
    return Q(Exists(ended)) | Q(standing__in=over)


def _line(ruling: Ruling, terms: Terms, today: date) -> Line | None:
    events = list(ruling.events.all())
    stay = current(ruling, events, today=today)
    over = after(ruling, events).placement in (Answer.NO, NOT_APPLICABLE)
    if stay is None and (over or any(event.kind == EventKind.PLACED for event in events)):
        return None
    due = None if stay is None else review_due(stay, terms)
    overdue = due is not None and due.latest < today
    maybe = due is not None and not overdue and due.day < today
    return Line(ruling, stay, due, overdue=overdue, maybe_overdue=maybe)
