"""A table as a spreadsheet (XLSX): text stays text, no link and no formula, and numbers can be summed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from rustpy_xlsxwriter import write_worksheet

from decisions.tables.cells import guard
from decisions.tables.columns import Column, Kind, typed

# What a sheet has room for, without its header.
MOST_ROWS = 1_048_575

_NUMBERS = (Kind.WHOLE, Kind.NUMBER)


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
    write_worksheet(records, str(path), sheet_name=name, freeze_row=1, bold_headers=True)


def _records(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], empties: set[str]
) -> Iterator[dict[str, str | float | None]]:
    """The library takes its header from the first record: without rows one of nothing stands for it."""
    first = None
    for first in rows:
        yield _record(columns, first, empties)
    if first is None:
        yield {column.name: None for column in columns}


def _record(
    columns: Sequence[Column], row: Sequence[str], empties: set[str]
) -> dict[str, str | float | None]:
    return {
        column.name: _number(cell, column.kind)
        if column.kind in _NUMBERS and cell not in empties
        else guard(cell)
        for column, cell in zip(columns, row, strict=True)
    }


def _number(cell: str, kind: Kind) -> float:
    value = typed(cell, kind)
    assert isinstance(value, int | float)
    return value
