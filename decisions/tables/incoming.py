"""A table that somebody sends, CSV or XLSX: read row by row, and never beyond these bounds."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

LARGEST = 100 * 1024 * 1024  # bytes, as it is sent
MOST_ROWS = 200_000
MOST_COLUMNS = 300
LONGEST_CELL = 32_767  # characters: what a cell of a spreadsheet holds


# What stands in the place of a cell that shows an error, and of a formula whose result is not stored: both would be
# taken for empty ones. The last sign is in no honest table.
MARK = "\x1a"
SHOWS_AN_ERROR = f"#ERROR!{MARK}"
WITHOUT_RESULT = f"=…{MARK}"


class Fault(StrEnum):
    """Why a file is no table that can be read. What stands in braces is in the exception's `detail`."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_MANY_ROWS = "too many rows"
    TOO_MANY_COLUMNS = "too many columns"
    CELL_TOO_LONG = "cell too long"  # {place}
    NOT_A_TABLE = "not a table"
    OLD_SPREADSHEET = "old spreadsheet"
    JSON = "JSON"
    UTF_16 = "UTF-16"
    HOLDS_NUL = "holds NUL"  # {place}
    UNKNOWN_ENCODING = "unknown encoding"  # {place}
    UNKNOWN_SEPARATOR = "unknown separator"
    BROKEN_LINE = "broken line"  # {place}, {reason}
    REPEATED_COLUMN = "repeated column"  # {name}
    BROKEN_SPREADSHEET = "broken spreadsheet"
    UNPACKS_TOO_LARGE = "unpacks too large"
    HOLDS_ENTITIES = "holds entities"
    ERROR_CELL = "error cell"  # {place}
    FORMULA_CELL = "formula cell"  # {place}


class Unusable(Exception):
    """The file cannot be read; `fault` says why, `detail` where and what."""

    def __init__(self, fault: Fault, **detail: str) -> None:
        super().__init__(fault.value, *detail.values())
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` is that of its first line in a text, or of its row in a spreadsheet, counted from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A table whose header was read. `rows` can be gone through once; it raises Unusable where the file breaks.

    `kind` is CSV or XLSX; `encoding` and `separator` are what was found in a text.
    """

    kind: str
    header: tuple[str, ...]
    rows: Generator[Row, None, None]
    encoding: str = ""
    separator: str = ""

    def close(self) -> None:
        """Nobody wants the rest."""
        self.rows.close()

    def place(self, row: int, column: int) -> str:
        """How a cell is found again: `D5` in a spreadsheet, the line in a text. `column` counts from 0."""
        return f"{letters(column)}{row}" if self.kind == "XLSX" else str(row)


def letters(column: int) -> str:
    """The name of a column in a spreadsheet, counted from 0."""
    name, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def column(name: str) -> int:
    """The place of a column of this name, counted from 0."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def checked(records: Iterator[Row]) -> Generator[Row, None, None]:
    """The records that say something, within the bounds. Raises Unusable."""
    number = 0
    for row in records:
        if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
            raise Unusable(Fault.TOO_MANY_COLUMNS)
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise Unusable(Fault.CELL_TOO_LONG, place=str(row.number))
        if not any(cell.strip() for cell in row.cells):
            continue
        number += 1
        if number > MOST_ROWS + 1:
            raise Unusable(Fault.TOO_MANY_ROWS)
        yield row


def header_of(records: Iterator[Row]) -> tuple[str, ...]:
    """The names of the columns, from the first record; one without a name is called by its place. Raises Unusable."""
    first = next(records, None)
    if first is None:
        raise Unusable(Fault.EMPTY)
    names = [" ".join(cell.split()) for cell in without_blank_end(first.cells)]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise Unusable(Fault.REPEATED_COLUMN, name=name[:100])
    return tuple(name or f"#{place}" for place, name in enumerate(names, start=1))


def without_blank_end(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
