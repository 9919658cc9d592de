"""When a term of law ends, by the rules and the working calendar that are stored as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from decisions.models import CalendarDay, Term
from decisions.text.terms import is_weekend, last_day
from decisions.vocabulary import TermKind, TermUnit


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term; `later` is what another way of counting gives where the law is unsure."""

    day: date
    later: date | None
    legal_source: str

    @property
    def sure(self) -> bool:
        return self.later is None

    @property
    def latest(self) -> date:
        """The last day by any count."""
        return self.day if self.later is None else self.later


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms and the calendar, read once for many questions."""

    rows: Sequence[Term]
    calendar: Mapping[date, bool]

    def due(self, kind: TermKind, *, start: date) -> Due | None:
        """The last day of the term that was in force on `start`; None if there is none or the calendar ends."""
        term = self._in_force(kind, start)
        if term is None:
            return None
        try:
            return self._due(term, start)
        except OverflowError:
            return None

    def due_within(self, kind: TermKind, *, first: date, last: date) -> Due | None:
        """The same where the start is some day from `first` to `last`: the earliest end and the latest."""
        due, latest = self.due(kind, start=first), self.due(kind, start=last)
        if due is None or latest is None or first == last:
            return due
        return Due(due.day, latest.latest, due.legal_source)

    def _in_force(self, kind: TermKind, day: date) -> Term | None:
        valid = [
            row
            for row in self.rows
            if row.kind == kind and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        ]
        return max(valid, key=lambda row: row.valid_from, default=None)

    def _due(self, term: Term, start: date) -> Due:
        counted = last_day(start, length=term.length, unit=term.unit, shifts=term.shifts, is_off=self._is_off)
        if term.sure and not self._needs_calendar(term, start, counted):
            return Due(counted, None, term.legal_source)
        plain = TermUnit.DAY.value if term.unit == TermUnit.WORKING_DAY else term.unit
        earlier = min(counted, last_day(start, length=term.length, unit=plain))
        return Due(earlier, max(counted, earlier), term.legal_source)

    def _needs_calendar(self, term: Term, start: date, end: date) -> bool:
        """Whether days off decide, and those of a year are not known."""
        known = {day.year for day in self.calendar}
        counts = term.shifts or term.unit == TermUnit.WORKING_DAY
        return counts and not known.issuperset(range(start.year, end.year + 1))

    def _is_off(self, day: date) -> bool:
        working = self.calendar.get(day)
        return is_weekend(day) if working is None else not working


def terms() -> Terms:
    """Two queries."""
    calendar = dict(CalendarDay.objects.values_list("day", "working"))
    return Terms(list(Term.objects.all()), calendar)
