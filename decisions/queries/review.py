"""What the desk shows of rulings that are worked on: the queue of the submitted ones, and their notes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from decisions import policy
from decisions.models import Ruling, Series, Unreadable, User
from decisions.queries.exports import submitted_at
from decisions.queries.rulings import Shown, for_list, shown
from decisions.queries.series import compared
from decisions.queries.values import text_of
from decisions.queries.workflow import NO_BASIS, Blocker, blockers_of_each
from decisions.vocabulary import FIELDS, Empty, Field, NoteKind, Status, Text

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note, opened. `text` says so where no key opens it."""

    kind: str
    kind_label: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one ruling; `odd` where it is not what most rulings of the series say."""

    value: Shown
    odd: bool


@dataclass(frozen=True, slots=True)
class Line:
    ruling: Ruling
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason against publishing, and the rulings that it holds for."""

    blocker: Blocker
    rulings: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """Submitted rulings that are looked at together: those of one series, or one ruling by itself.

    `free` is how many of them nothing stands in the way of.
    """

    series: Series | None
    lines: tuple[Line, ...]
    shared: tuple[tuple[Text, Shown], ...]
    differing: tuple[Field, ...]
    since: datetime | None
    hindrances: tuple[Hindrance, ...]
    free: int

    @property
    def first(self) -> Ruling:
        return self.lines[0].ruling

    @property
    def without_basis(self) -> bool:
        return any(one.blocker.code == NO_BASIS for one in self.hindrances)

    @property
    def overridable(self) -> list[tuple[str, str]]:
        """What a reviewer may set aside: each code once, with its sentences."""
        sentences: dict[str, list[str]] = {}
        for one in self.hindrances:
            if one.blocker.overridable:
                sentences.setdefault(one.blocker.code, []).append(one.blocker.sentence)
        return [(code, " ".join(said)) for code, said in sentences.items()]


def queue(user: User, *, today: date) -> list[Hearing]:
    """Everything in review that this person works on, the longest waiting first, with what stands in the way."""
    waiting = policy.followed_rulings(user).filter(status=Status.IN_REVIEW)
    rulings = list(for_list(waiting).select_related("entered_by").order_by("series", "position", "pk"))
    since = submitted_at([ruling.public_id for ruling in rulings])
    found = blockers_of_each(rulings, reviewer=user, today=today)
    groups: dict[object, list[Ruling]] = {}
    for ruling in rulings:
        key = ("ruling", ruling.pk) if ruling.series_id is None else ("series", ruling.series_id)
        groups.setdefault(key, []).append(ruling)
    hearings = [_hearing(group, since, found) for group in groups.values()]
    return sorted(hearings, key=lambda hearing: hearing.since or _LONG_AGO)


def _hearing(
    rulings: Sequence[Ruling], since: Mapping[str, datetime], blockers: Mapping[int, Sequence[Blocker]]
) -> Hearing:
    found = compared(rulings)
    columns = [_cells(rulings, field) for field in found.differing]
    lines = [Line(ruling, tuple(column[row] for column in columns)) for row, ruling in enumerate(rulings)]
    times = [since[ruling.public_id] for ruling in rulings if ruling.public_id in since]
    return Hearing(
        series=rulings[0].series,
        lines=tuple(lines),
        shared=found.shared,
        differing=found.differing,
        since=min(times, default=None),
        hindrances=_hindrances(rulings, blockers),
        free=sum(not blockers[ruling.pk] for ruling in rulings),
    )


def _hindrances(
    rulings: Sequence[Ruling], blockers: Mapping[int, Sequence[Blocker]]
) -> tuple[Hindrance, ...]:
    """Each reason once, in the order in which the rulings meet it."""
    held: dict[Blocker, list[Ruling]] = {}
    for ruling in rulings:
        for blocker in blockers[ruling.pk]:
            held.setdefault(blocker, []).append(ruling)
    return tuple(Hindrance(blocker, tuple(of)) for blocker, of in held.items())


def _cells(rulings: Sequence[Ruling], field: Field) -> list[Cell]:
    values = [shown(ruling, field.name) for ruling in rulings]
    counted = Counter(values)
    most = max(counted.values())
    usual = {value for value, number in counted.items() if number == most and number > 1}
    return [Cell(value, odd=bool(usual) and value not in usual) for value in values]


def notes(ruling: Ruling) -> list[Note]:
    """In the order in which they were written."""
    rows = ruling.notes.select_related("author").order_by("pk")
    return [
        Note(row.kind, str(NoteKind(row.kind).label), _opened(row.text), str(row.author), row.written_at)
        for row in rows
    ]


def _opened(text: Any) -> str:
    try:
        return str(text.open())
    except Unreadable:
        return _("(encrypted with a key that this installation no longer has)")


def of_series(user: User, ruling: Ruling) -> QuerySet[Ruling]:
    """The rulings of the same series that this person works on, in order."""
    return (
        policy.followed_rulings(user)
        .filter(series=ruling.series_id, series__isnull=False)
        .order_by("position")
    )


def telling(user: User, ruling: Ruling, name: str) -> list[Ruling]:
    """The other rulings of its series that say the same of a field: withheld in this one, it can be read there."""
    if name not in FIELDS or text_of(ruling, name) in Empty.values:
        return []
    return [one for one in _others(user, ruling) if text_of(one, name) == text_of(ruling, name)]


@dataclass(frozen=True, slots=True)
class StillTold:
    """A field that is withheld in one ruling, and the rulings of its series that have a value for it."""

    label: Text
    rulings: tuple[Ruling, ...]


def still_told(user: User, ruling: Ruling) -> list[StillTold]:
    """What is withheld in this ruling and can be guessed from its series. No query where nothing is withheld."""
    withheld = [name for name in FIELDS if ruling.value(name) == Empty.WITHHELD]
    others = _others(user, ruling) if withheld else []
    found = [
        StillTold(FIELDS[name].label, tuple(one for one in others if not isinstance(one.value(name), Empty)))
        for name in withheld
    ]
    return [one for one in found if one.rulings]


def _others(user: User, ruling: Ruling) -> list[Ruling]:
    own = of_series(user, ruling).exclude(pk=ruling.pk).exclude(status=Status.WITHDRAWN)
    return list(for_list(own))
