"""A table as a Parquet file, written in groups of rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from decisions.tables.columns import Column, Kind, typed

BATCH = 2_000
ROWS_OF_A_GROUP = 20_000
KNOWN = "known"

_TYPES = {
    Kind.TEXT: DataType.utf8(),
    Kind.WHOLE: DataType.int64(),
    Kind.NUMBER: DataType.float64(),
    Kind.DAY: DataType.date32(),
}
_EPOCH = date(1970, 1, 1)


def write(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, empties: Collection[str]
) -> None:
    """Values with their types; an empty kind is null, and `<column>_state` says which one it is, or `known`.

    The same rows make the same bytes.
    """
    schema = Schema([field for column in columns for field in _fields(column)])
    reader = RecordBatchReader.from_batches(schema, _batches(schema, columns, rows, set(empties)))
    write_parquet(
        reader,
        path,
        compression="zstd(3)",
        max_row_group_size=ROWS_OF_A_GROUP,
        created_by="casetracker",
        skip_arrow_metadata=True,
    )


def names(columns: Sequence[Column]) -> list[str]:
    """The columns of the file, in order."""
    return [name for column in columns for name in _names(column)]


def _names(column: Column) -> list[str]:
    return [column.name, f"{column.name}_state"] if column.may_be_empty else [column.name]


def _fields(column: Column) -> Iterator[Field]:
    name, *state = _names(column)
    yield Field(name, _TYPES[column.kind], nullable=column.may_be_empty)
    yield from (Field(one, DataType.utf8(), nullable=False) for one in state)


def _batches(
    schema: Schema, columns: Sequence[Column], rows: Iterable[Sequence[str]], empties: set[str]
) -> Iterator[RecordBatch]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, BATCH)):
        arrays = [
            array
            for column, cells in zip(columns, zip(*chunk, strict=True), strict=True)
            for array in _arrays(column, cells, empties)
        ]
        yield RecordBatch.from_arrays(arrays, schema=schema)


def _arrays(column: Column, cells: Sequence[str], empties: set[str]) -> Iterator[Array]:
    if not column.may_be_empty:
        yield _array([typed(cell, column.kind) for cell in cells], column.kind)
        return
    values = [None if cell in empties else typed(cell, column.kind) for cell in cells]
    yield _array(values, column.kind)
    yield _array([cell if cell in empties else KNOWN for cell in cells], Kind.TEXT)


def _array(values: Sequence[Any], kind: Kind) -> Array:
    """Days are counted from 1970: the library makes dates of numbers only."""
    if kind is not Kind.DAY:
        return Array(values, type=_TYPES[kind])
    days = [None if day is None else (day - _EPOCH).days for day in values]
    return Array(days, type=DataType.int32()).cast(DataType.date32())
