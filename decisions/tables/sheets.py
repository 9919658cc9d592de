"""A table as a spreadsheet (XLSX): text stays text, no link and no formula; numbers can be summed, days sorted."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from rustpy_xlsxwriter import write_worksheet

from decisions.tables.cells import guard
from decisions.tables.columns import Column, Kind, typed

# What a sheet has room for, without its header.
MOST_ROWS = 1_048_575

# Columns of these kinds hold values of their own; a date that may lack day or month stays text.
_TYPED = (Kind.WHOLE, Kind.NUMBER, Kind.DAY)
# A sheet counts days from 1900, and its first two months wrongly.
_FIRST_DAY = date(1900, 3, 1)
_DAY = "yyyy-mm-dd"
_WIDTH_OF_A_DAY = 12

_Cell: TypeAlias = str | int | float | date | None


def write(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    empties: Collection[str],
    name: str,
) -> None:
    """One sheet with a header that stays in sight. An empty kind is written as its code."""
    records = _records(columns, rows, set(empties))
    write_worksheet(
        records,
        str(path),
        sheet_name=name,
        freeze_row=1,
        bold_headers=True,
        datetime_format=_DAY,
        column_widths={column.name: _WIDTH_OF_A_DAY for column in columns if column.kind is Kind.DAY},
    )


def _records(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], empties: set[str]
) -> Iterator[dict[str, _Cell]]:
    """The library takes its header from the first record: without rows one of nothing stands for it."""
    first = None
    for first in rows:
        yield _record(columns, first, empties)
    if first is None:
        yield {column.name: None for column in columns}


def _record(columns: Sequence[Column], row: Sequence[str], empties: set[str]) -> dict[str, _Cell]:
    return {
        column.name: _value(cell, column.kind)
        if column.kind in _TYPED and cell not in empties
        else guard(cell)
        for column, cell in zip(columns, row, strict=True)
    }


def _value(cell: str, kind: Kind) -> _Cell:
    """A day for which a sheet has no number stays text."""
    value = typed(cell, kind)
    return cell if isinstance(value, date) and value < _FIRST_DAY else value
