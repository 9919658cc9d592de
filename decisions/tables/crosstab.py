"""Counting crosswise: rows by columns, with totals that are counted by themselves.

A ruling with two provisions stands in two rows but once in the total, so totals are given, never summed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import ceil

from decisions.tables.wilson import Interval, wilson

# How many shades of heat there are beside none.
SHADES = 5


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a dimension. `empty` marks the kinds of emptiness, which come last."""

    code: str
    label: str
    empty: bool = False


class By(Enum):
    """Of what a share is a part: of its row, of its column; or no share is shown."""

    ROWS = "rows"
    COLUMNS = "columns"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Part:
    """A count beside what it is a part of. `few`: the base is too small for its share to be compared."""

    count: int
    base: int
    few: bool = False
    interval: Interval | None = None

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where it would be a share of nothing, or of too few."""
        return None if self.few else share(self.count, self.base)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count; its part, None where none is asked for or the cell is left out of the base; its shade of heat.

    `at_least`: the count is a minimum.
    """

    row: Member
    column: Member
    count: int
    part: Part | None
    shade: int
    at_least: bool = False

    @property
    def share(self) -> float | None:
        return self.part.share if self.part else None


@dataclass(frozen=True, slots=True)
class Row:
    """`base` is what the shares of the row are parts of; `part` that of its total under shares of columns."""

    member: Member
    cells: tuple[Cell, ...]
    total: int
    base: int | None
    few: bool
    part: Part | None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class CrossTable:
    """`column_parts` are the parts of the totals under shares of rows, `column_few` marks small columns.

    `column_at_least` and `at_least` mark totals that are a minimum.
    """

    columns: tuple[Member, ...]
    rows: tuple[Row, ...]
    column_totals: tuple[int, ...]
    column_parts: tuple[Part | None, ...]
    column_few: tuple[bool, ...]
    column_at_least: tuple[bool, ...]
    total: int
    few: bool
    at_least: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers by row code and column code, by row, by column, and of all; what has no number is zero."""

    cells: Mapping[tuple[str, str], int]
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Bases:
    """What shares are parts of: the number of each line (row or column) and of all lines together.

    `fewest`: a smaller base is too small. `left_out` are codes of the other axis that are not in the base.
    """

    by: By = By.NONE
    lines: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    fewest: int = 1
    left_out: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class InSeries:
    """The same counts and bases in series instead of rulings, from which intervals are made."""

    counts: Counts
    bases: Bases


def cross(
    *,
    rows: Sequence[Member],
    columns: Sequence[Member],
    counts: Counts,
    bases: Bases,
    series: InSeries | None = None,
    minimum: Counts | None = None,
) -> CrossTable:
    """The table of these counts. Those in which anything of `minimum` is counted are a minimum."""
    return _Crossing(counts, bases, series, minimum or Counts({}, {}, {}, 0)).table(rows, columns)


@dataclass(frozen=True, slots=True)
class _Crossing:
    counts: Counts
    bases: Bases
    series: InSeries | None
    minimum: Counts

    def table(self, rows: Sequence[Member], columns: Sequence[Member]) -> CrossTable:
        most = max(self.counts.cells.values(), default=0)
        by_columns = self.bases.by is By.COLUMNS
        return CrossTable(
            columns=tuple(columns),
            rows=tuple(self._row(row, columns, most) for row in rows),
            column_totals=tuple(self.counts.columns.get(column.code, 0) for column in columns),
            column_parts=tuple(self._of_all(By.ROWS, column) for column in columns),
            column_few=tuple(by_columns and self._few(column) for column in columns),
            column_at_least=tuple(bool(self.minimum.columns.get(column.code)) for column in columns),
            total=self.counts.total,
            few=self.bases.by is not By.NONE and self.bases.total < self.bases.fewest,
            at_least=bool(self.minimum.total),
        )

    def _row(self, row: Member, columns: Sequence[Member], most: int) -> Row:
        by_rows = self.bases.by is By.ROWS
        return Row(
            member=row,
            cells=tuple(self._cell(row, column, most) for column in columns),
            total=self.counts.rows.get(row.code, 0),
            base=self.bases.lines.get(row.code, 0) if by_rows else None,
            few=by_rows and self._few(row),
            part=self._of_all(By.COLUMNS, row),
            at_least=bool(self.minimum.rows.get(row.code)),
        )

    def _cell(self, row: Member, column: Member, most: int) -> Cell:
        count = self.counts.cells.get((row.code, column.code), 0)
        at_least = bool(self.minimum.cells.get((row.code, column.code)))
        if self.bases.by is By.NONE:
            return Cell(row, column, count, None, shade(share(count, most)), at_least)
        part = self._part(row, column, count)
        return Cell(row, column, count, part, shade(part.share if part else None), at_least)

    def _part(self, row: Member, column: Member, count: int) -> Part | None:
        line, other = (row, column) if self.bases.by is By.ROWS else (column, row)
        if other.code in self.bases.left_out:
            return None
        interval = None
        if self.series:
            in_series = self.series.counts.cells.get((row.code, column.code), 0)
            interval = _interval(in_series, self.series.bases.lines.get(line.code, 0), self.series.bases)
        return part(count, self.bases.lines.get(line.code, 0), fewest=self.bases.fewest, interval=interval)

    def _of_all(self, by: By, other: Member) -> Part | None:
        """The part of all lines together that a total of the other axis is."""
        if self.bases.by is not by or other.code in self.bases.left_out:
            return None
        totals = self.counts.columns if by is By.ROWS else self.counts.rows
        interval = None
        if self.series:
            counts = self.series.counts.columns if by is By.ROWS else self.series.counts.rows
            interval = _interval(counts.get(other.code, 0), self.series.bases.total, self.series.bases)
        return part(totals.get(other.code, 0), self.bases.total, fewest=self.bases.fewest, interval=interval)

    def _few(self, line: Member) -> bool:
        return self.bases.lines.get(line.code, 0) < self.bases.fewest


def part(count: int, base: int, *, fewest: int, interval: Interval | None = None) -> Part:
    return Part(count, base, few=base < fewest, interval=interval)


def _interval(count: int, base: int, bases: Bases) -> Interval | None:
    return wilson(min(count, base), base) if base >= max(bases.fewest, 1) else None


def share(count: int, total: int) -> float | None:
    """The part of the total from 0 to 1; a share of nothing is None, not zero."""
    return count / total if total else None


def shade(share: float | None) -> int:
    """0 for nothing, then 1 to SHADES in even steps of the share."""
    return 0 if share is None else min(SHADES, ceil(share * SHADES))
