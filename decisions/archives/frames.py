"""What stands in a backup: lines of JSON, and the bytes of files between them.

    {"backup": 1, ...}                          first: when it was made, of which schema, the head of the audit
    {"table": "...", "columns": [...]}          then for each table its rows, a line each, by primary key
    [1, "...", ...]
    {"file": ["documents", "..."]}              then the files
    {"piece": 65536}                            followed by so many bytes; any number of times
    {"whole": "<SHA-256>"}                      or null: the file was gone
    {"end": {"rows": ..., "files": ..., "missing": ..., "digest": "<SHA-256>"}}

The digest is SHA-256 over the lines of tables and rows, and a line [folder, name, SHA-256 or null] for each file: of
the content alone, in whichever database it lies.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

FORMAT = 1
PIECE = 64 * 1024
_LONGEST_LINE = 256 * 1024 * 1024

Row = list[Any]


class Malformed(Exception):
    """This is no backup, or not one of a kind that we know."""


@dataclass(frozen=True, slots=True)
class Total:
    """How much there is, and the digest of it."""

    rows: int
    files: int
    missing: int
    digest: str


@dataclass(frozen=True, slots=True)
class Start:
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class File:
    """Its content must be read to the end before the next frame; `sums` then holds its SHA-256, or None."""

    folder: str
    name: str
    pieces: Iterator[bytes]
    sums: list[str | None]


class Digest:
    """Counts and sums up what goes by."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self._rows = self._files = self._missing = 0

    def table(self, name: str, columns: Sequence[str]) -> bytes:
        return self._add({"table": name, "columns": list(columns)})

    def row(self, row: Row) -> bytes:
        self._rows += 1
        return self._add(row)

    def file(self, folder: str, name: str, checksum: str | None) -> None:
        self._files += 1
        self._missing += checksum is None
        self._add([folder, name, checksum])

    def total(self) -> Total:
        return Total(self._rows, self._files, self._missing, self._sum.hexdigest())

    def _add(self, content: object) -> bytes:
        line = written(content)
        self._sum.update(line)
        return line


def written(content: object) -> bytes:
    """One line of JSON, the same for the same content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def start(**said: Any) -> bytes:
    return written({"backup": FORMAT, **said})


def end(total: Total) -> bytes:
    return written({"end": asdict(total)})


def read(stream: BinaryIO) -> Iterator[Start | Table | Row | File | Total]:
    """The frames in their order; the last one is a Total. Raises Malformed, and what the stream raises."""
    first = _line(stream)
    if not isinstance(first, dict) or first.get("backup") != FORMAT:
        raise Malformed("it does not begin as a backup does")
    yield Start(first)
    while True:
        frame = _line(stream)
        if isinstance(frame, list):
            yield frame
        elif "table" in frame:
            yield Table(frame["table"], frame["columns"])
        elif "file" in frame:
            folder, name = frame["file"]
            sums: list[str | None] = []
            yield File(folder, name, _pieces(stream, sums), sums)
            if not sums:
                raise Malformed("a file was not read to its end")
        elif "end" in frame:
            yield _ended(stream, frame["end"])
            return
        else:
            raise Malformed("an unknown frame")


def _pieces(stream: BinaryIO, sums: list[str | None]) -> Iterator[bytes]:
    while "piece" in (frame := _line(stream)):
        piece = stream.read(frame["piece"])
        if len(piece) != frame["piece"]:
            raise Malformed("a file breaks off")
        yield piece
    sums.append(frame["whole"])


def _ended(stream: BinaryIO, said: Mapping[str, Any]) -> Total:
    if stream.read(1):
        raise Malformed("something follows the end")
    return Total(**said)


def _line(stream: BinaryIO) -> Any:
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise Malformed("it breaks off")
    try:
        return json.loads(line)
    except ValueError as error:
        raise Malformed("a line is no JSON") from error
