"""Reading a CSV file whose every line can be named in a message."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Longer than any text of ours. The csv module has a limit too, but one that any library may change.
LONGEST_CELL = 131_072


class BrokenLine(ValueError):
    """Something is wrong in a file; the message names the file, the line and the reason."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record, `number` counting from 1 for the header, as an editor does."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def broken(self, reason: str) -> BrokenLine:
        return BrokenLine(f"{self.file}, line {self.number}: {reason}")


def read(path: Path, *, columns: Sequence[str]) -> list[Line]:
    """The records of a UTF-8 CSV file with exactly these columns. Raises BrokenLine."""
    text = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            lines.append(_line(path.name, start, cells, columns))
            start = reader.line_num + 1
    except csv.Error as error:
        raise BrokenLine(f"{path.name}, line {start}: {error}") from error
    if not lines:
        raise BrokenLine(f"{path.name}, line 1: the file is empty")
    return lines[1:]


def unique(lines: Iterable[Line], *columns: str) -> None:
    """Raises BrokenLine at the first line that repeats what an earlier one has in these columns."""
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        key = tuple(line[column] for column in columns)
        if key in seen:
            raise line.broken(f"repeats line {seen[key]} ({', '.join(key)})")
        seen[key] = line.number


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BrokenLine(f"{path.name}: cannot be read ({error.strerror})") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise BrokenLine(f"{path.name}, line {number}: not UTF-8") from error
    if "\0" in text:
        raise BrokenLine(
            f"{path.name}, line {text[: text.index(chr(0))].count(chr(10)) + 1}: a NUL character"
        )
    return text


def _line(file: str, number: int, cells: list[str], columns: Sequence[str]) -> Line:
    if len(cells) != len(columns):
        raise BrokenLine(f"{file}, line {number}: {len(cells)} cells where {len(columns)} are expected")
    line = Line(file, number, dict(zip(columns, cells, strict=True)))
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise line.broken(f"a cell of more than {LONGEST_CELL} characters")
    if number == 1 and cells != list(columns):
        raise line.broken(f"the header must be {','.join(columns)}")
    return line
