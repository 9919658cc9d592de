"""Rulings counted by two dimensions, or by three as a small table for each member of the third."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from django.conf import settings
from django.db.models import QuerySet

from decisions.filters import Pairs
from decisions.models import Ruling
from decisions.queries import dimensions
from decisions.queries.dimensions import Dimension, Key, Of
from decisions.queries.minimums import minimum
from decisions.tables.crosstab import Bases, By, Counts, CrossTable, InSeries, Member, cross

Named = Mapping[str, Mapping[Key, Member]]
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is counted by what. `split` gives a table for each of its members.

    `empties`: whether the empty kinds of what shares are made of are in their base; they are counted in any case.
    `by_total`: names of dimensions whose members stand in the order of their totals instead of their own.
    """

    rows: Dimension
    columns: Dimension
    split: Dimension | None = None
    shares: By = By.ROWS
    empties: bool = True
    by_total: frozenset[str] = frozenset()

    @property
    def axes(self) -> tuple[Dimension, ...]:
        return (self.rows, self.columns) if self.split is None else (self.split, self.rows, self.columns)

    @property
    def shared(self) -> Dimension | None:
        """The dimension whose members the shares are told of."""
        return {By.ROWS: self.columns, By.COLUMNS: self.rows, By.NONE: None}[self.shares]


@dataclass(frozen=True, slots=True)
class Base:
    """What the shares are parts of: `known` of `total` rulings have a value, `empty` says what the others have.

    `left_out`: whether shares are of the known ones only.
    """

    dimension: Dimension
    total: int
    known: int
    empty: tuple[tuple[Member, int], ...]
    left_out: bool


@dataclass(frozen=True, slots=True)
class Panel:
    member: Member
    table: CrossTable


@dataclass(frozen=True, slots=True)
class Summary:
    """The table of all rulings; with a third dimension a panel for each member; the base of the shares.

    `absent`: of each dimension the values and empty kinds that might stand there and that no ruling has.
    """

    whole: CrossTable
    panels: tuple[Panel, ...]
    base: Base | None
    absent: tuple[tuple[Dimension, tuple[Member, ...]], ...]


def summary(
    rulings: QuerySet[Ruling],
    question: Question,
    *,
    most_cells: int,
    pairs: Pairs = (),
    intervals: bool = False,
) -> Summary | None:
    """The answer, or None if it has too many cells; `pairs` is what found the rulings.

    Values of a closed list are shown also where no ruling has them, others and the empty kinds where one has.
    `intervals` are made of series.
    """
    numbers = _Numbers(rulings, question, Of.RULINGS)
    members = {axis.name: _members(numbers, axis, pairs) for axis in question.axes}
    if prod(max(len(found), 1) for found in members.values()) > most_cells:
        return None
    in_series = _Numbers(rulings, question, Of.SERIES, numbers.named) if intervals else None
    of_minimum = _Numbers(minimum(rulings), question, Of.RULINGS, numbers.named)
    tables = _Tables(question, members, numbers, of_minimum, in_series)
    split = members[question.split.name] if question.split else {}
    shown = [member for member, number in split.items() if number]
    panels = tables.made((question.split,)) if question.split else {}
    return Summary(
        whole=tables.made(())[()],
        panels=tuple(Panel(member, panels[(member.code,)]) for member in shown),
        base=_base(question, members, numbers.by()[()]),
        absent=tuple(_absent(axis, members[axis.name], pairs) for axis in question.axes),
    )


class _Numbers:
    """Numbers by any of the axes: summed where a ruling stands once, asked of the database where it may not."""

    def __init__(
        self, rulings: QuerySet[Ruling], question: Question, of: Of, named: Named | None = None
    ) -> None:
        self.rulings, self.question, self.of = rulings, question, of
        self.found: dict[Codes, dict[Codes, int]] = {}
        self.finest = dimensions.keyed_numbers(rulings, question.axes, of=of)
        self.named: Named = named or {
            axis.name: axis.members({keys[i] for keys in self.finest}) for i, axis in enumerate(question.axes)
        }

    def known(self) -> "_Numbers":
        """The same of the rulings that have a value in what shares are told of."""
        if self.question.shared is None or self.question.empties:
            return self
        rulings = self.rulings.filter(self.question.shared.known)
        return _Numbers(rulings, self.question, self.of, self.named)

    def by(self, *axes: Dimension) -> dict[Codes, int]:
        """The numbers by the codes of these axes; by none of them, the total under an empty key."""
        names = tuple(axis.name for axis in axes)
        if names not in self.found:
            self.found[names] = self._by(axes)
        return self.found[names]

    def _by(self, axes: Sequence[Dimension]) -> dict[Codes, int]:
        dropped = [axis for axis in self.question.axes if axis not in axes]
        summed = self.of is Of.RULINGS and not any(axis.several for axis in dropped)
        if summed or not dropped:
            places = [self.question.axes.index(axis) for axis in axes]
            return self._coded(
                axes, (([keys[i] for i in places], number) for keys, number in self.finest.items())
            )
        if not axes:
            return {(): dimensions.total(self.rulings, of=self.of)}
        return self._coded(axes, dimensions.keyed_numbers(self.rulings, axes, of=self.of).items())

    def _coded(
        self, axes: Sequence[Dimension], keyed: Iterable[tuple[Sequence[Key], int]]
    ) -> dict[Codes, int]:
        found: dict[Codes, int] = {} if axes else {(): 0}
        for keys, number in keyed:
            codes = tuple(self.named[axis.name][key].code for axis, key in zip(axes, keys, strict=True))
            found[codes] = found.get(codes, 0) + number
        return found


@dataclass(frozen=True, slots=True)
class _Tables:
    """Makes tables out of numbers; `members` are those to show, by the name of their axis.

    `of_minimum` counts the rulings that make a number a minimum.
    """

    question: Question
    members: Mapping[str, Mapping[Member, int]]
    numbers: _Numbers
    of_minimum: _Numbers
    in_series: _Numbers | None

    def made(self, split: tuple[Dimension, ...]) -> dict[Codes, CrossTable]:
        """One table for each member of the split, by its code; without a split one of all."""
        rows, columns = (self.members[axis.name] for axis in (self.question.rows, self.question.columns))
        counts = self._counts(self.numbers, split)
        at_least = self._counts(self.of_minimum, split)
        bases = self._bases(self.numbers, split, fewest=settings.FEWEST_RULINGS)
        series = self._series(split)
        return {
            panel: cross(
                rows=list(rows),
                columns=list(columns),
                counts=of_panel,
                bases=bases(panel),
                series=series.get(panel),
                minimum=at_least.get(panel),
            )
            for panel, of_panel in counts.items()
        }

    def _counts(self, numbers: _Numbers, split: tuple[Dimension, ...]) -> dict[Codes, Counts]:
        rows, columns = self.question.rows, self.question.columns
        cells = _by_panel(numbers.by(*split, rows, columns), split)
        of_rows = _by_panel(numbers.by(*split, rows), split)
        of_columns = _by_panel(numbers.by(*split, columns), split)
        return {
            panel: Counts(
                cells={(row, column): number for (row, column), number in cells.get(panel, {}).items()},
                rows=_single(of_rows.get(panel, {})),
                columns=_single(of_columns.get(panel, {})),
                total=total,
            )
            for panel, total in numbers.by(*split).items()
        }

    def _bases(
        self, numbers: _Numbers, split: tuple[Dimension, ...], *, fewest: int
    ) -> Callable[[Codes], Bases]:
        question = self.question
        if question.shared is None:
            return lambda _panel: Bases()
        known = numbers.known()
        line = question.rows if question.shares is By.ROWS else question.columns
        lines, totals = _by_panel(known.by(*split, line), split), known.by(*split)
        empty = {member.code for member in self.members[question.shared.name] if member.empty}
        left_out = frozenset() if question.empties else frozenset(empty)
        return lambda panel: Bases(
            by=question.shares,
            lines=_single(lines.get(panel, {})),
            total=totals.get(panel, 0),
            fewest=fewest,
            left_out=left_out,
        )

    def _series(self, split: tuple[Dimension, ...]) -> dict[Codes, InSeries]:
        if self.in_series is None or self.question.shared is None:
            return {}
        bases = self._bases(self.in_series, split, fewest=settings.FEWEST_SERIES)
        counts = self._counts(self.in_series, split)
        return {panel: InSeries(of_panel, bases(panel)) for panel, of_panel in counts.items()}


def _members(numbers: _Numbers, axis: Dimension, pairs: Pairs) -> dict[Member, int]:
    """The members that are asked for with their numbers, in the order in which they are shown.

    Where there are rulings at all, every value of a closed list is among them.
    """
    named = {member.code: member for member in numbers.named[axis.name].values()}
    found = {named[code]: number for (code,), number in numbers.by(axis).items()}
    closed = dict.fromkeys(axis.own(), 0) if found else {}
    asked = {
        member: number for member, number in {**closed, **found}.items() if axis.asked_for(member, pairs)
    }
    ordered = dimensions.in_order(asked, axis)
    if axis.name not in numbers.question.by_total:
        return ordered
    return dict(sorted(ordered.items(), key=lambda item: (item[0].empty, -item[1])))


def _absent(
    axis: Dimension, members: Mapping[Member, int], pairs: Pairs
) -> tuple[Dimension, tuple[Member, ...]]:
    possible = [member for member in (*axis.own(), *axis.empty_members()) if axis.asked_for(member, pairs)]
    return axis, tuple(member for member in possible if not members.get(member))


def _base(question: Question, members: Mapping[str, Mapping[Member, int]], total: int) -> Base | None:
    if question.shared is None:
        return None
    empty = tuple(
        (member, number) for member, number in members[question.shared.name].items() if member.empty
    )
    known = total - sum(number for _member, number in empty)
    return Base(question.shared, total, known, empty, left_out=not question.empties)


def _by_panel(numbers: Mapping[Codes, int], split: tuple[Dimension, ...]) -> dict[Codes, dict[Codes, int]]:
    """The numbers of each panel by the codes that follow those of the split."""
    found: dict[Codes, dict[Codes, int]] = {}
    for codes, number in numbers.items():
        found.setdefault(codes[: len(split)], {})[codes[len(split) :]] = number
    return found


def _single(numbers: Mapping[Codes, int]) -> dict[str, int]:
    return {code: number for (code,), number in numbers.items()}
