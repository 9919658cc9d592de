"""Counting crosswise: rows by columns, with totals that are counted by themselves.

A ruling with two provisions stands in two rows but once in the total, so totals are given, never summed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a dimension. `empty` marks the kinds of emptiness, which come last."""

    code: str
    label: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A count with its share of the row, from 0 to 1; None where the row is empty."""

    row: Member
    column: Member
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Row:
    member: Member
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CrossTable:
    columns: tuple[Member, ...]
    rows: tuple[Row, ...]
    column_totals: tuple[int, ...]
    total: int


def cross(
    *,
    rows: Sequence[Member],
    columns: Sequence[Member],
    counts: Mapping[tuple[str, str], int],
    row_totals: Mapping[str, int],
    column_totals: Mapping[str, int],
    total: int,
) -> CrossTable:
    """The table of these counts, by row code and column code; what has no count is zero."""
    return CrossTable(
        columns=tuple(columns),
        rows=tuple(_row(row, columns, counts, row_totals.get(row.code, 0)) for row in rows),
        column_totals=tuple(column_totals.get(column.code, 0) for column in columns),
        total=total,
    )


def _row(row: Member, columns: Sequence[Member], counts: Mapping[tuple[str, str], int], total: int) -> Row:
    cells = (_cell(row, column, counts.get((row.code, column.code), 0), total) for column in columns)
    return Row(row, tuple(cells), total)


def _cell(row: Member, column: Member, count: int, total: int) -> Cell:
    return Cell(row, column, count, share(count, total))


def share(count: int, total: int) -> float | None:
    """The part of the total from 0 to 1; a share of nothing is None, not zero."""
    return count / total if total else None
