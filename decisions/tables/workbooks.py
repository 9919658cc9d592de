"""Reading XLSX. A spreadsheet is a zip of XML that may be made to hurt: it is measured here, and opened in a process
of its own that cannot take more memory or time than it is given.
"""

import json
import re
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from decisions.tables.incoming import (
    LONGEST_CELL,
    MOST_COLUMNS,
    SHOWS_AN_ERROR,
    WITHOUT_RESULT,
    Fault,
    Incoming,
    Row,
    Unusable,
    checked,
    column,
    header_of,
    letters,
)

_MOST_MEMBERS = 5000
_LARGEST_UNPACKED = 400 * 1024 * 1024
_PIECE = 1024 * 1024
_SECONDS = 90
_MEMORY = 1536 * 1024 * 1024
# As JSON writes the longest cells of the most columns would be longer; no honest row is.
_LONGEST_ROW = 8 * 1024 * 1024

_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_CHILD = Path(__file__).with_name("workbook_child.py")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# In UTF-8 or, with a NUL beside every letter, in UTF-16.
_DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
# Cells that the reader would take for empty ones: those that show an error, such as #REF!, and formulas that no
# spreadsheet program has worked out yet. Nothing in the patterns is tried twice: a file can be made to hurt by that.
_ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3}[0-9]{1,7})["']""")
_UNREADABLE = {
    SHOWS_AN_ERROR: re.compile(rb"""<c(?=\s[^<>]{0,999}?\st=["']e["']|\st=["']e["'])([^<>]{0,999}+)>"""),
    WITHOUT_RESULT: re.compile(
        rb"<c(\s[^<>]{0,999}+)>\s{0,9}+<f(?=[\s/>])[^<>]{0,999}+>(?:[^<]{0,40000}+</f>)?+\s{0,9}+"
        rb"(?:<v\s{0,9}+/>|<v>\s{0,9}+</v>)?+\s{0,9}+</c>"
    ),
}
# Where the result is an empty text, the cell says that it is a text.
_A_TEXT = re.compile(rb"""\st=["']str["']""")
_FAULTS = {SHOWS_AN_ERROR: Fault.ERROR_CELL, WITHOUT_RESULT: Fault.FORMULA_CELL}
# What a zip raises that is none, or not whole, and a part that is missing or no XML.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError, KeyError,
    ElementTree.ParseError,
)  # fmt: skip
# The file as a whole is refused where more cells are like that.
_MOST_UNREADABLE = 10_000
# A formula has at most 8192 signs, which XML may write longer.
_OVERLAP = 64 * 1024


def read(content: bytes) -> Incoming:
    """The table on the first sheet. Raises Unusable."""
    unreadable = measure(content)
    records = checked(_marked(_records(content), unreadable))
    header = header_of(records)
    for place, name in enumerate(header):
        if name in _FAULTS:
            raise Unusable(_FAULTS[name], place=letters(place))
    return Incoming("XLSX", header, records)


def measure(content: bytes) -> dict[str, str]:
    """Raises Unusable for what unpacks to too much, says less than it holds, or declares entities. Gives the mark of
    each cell of the first sheet that cannot be read, by its address.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _LARGEST_UNPACKED:
                raise Unusable(Fault.UNPACKS_TOO_LARGE)
            if "[Content_Types].xml" not in archive.namelist():
                raise Unusable(Fault.NOT_A_TABLE)
            left = _LARGEST_UNPACKED
            for member in members:
                left -= _unpacked(archive, member, left)
            return _unreadable(archive, _first_sheet(archive))
    except _BROKEN as error:
        raise Unusable(Fault.BROKEN_SPREADSHEET) from error


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """How large it really is, gone through in pieces."""
    if member.compress_type not in _METHODS:
        raise Unusable(Fault.BROKEN_SPREADSHEET)
    size, before = 0, b""
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > most:
                raise Unusable(Fault.UNPACKS_TOO_LARGE)
            if _DECLARATION.search(before + piece):
                raise Unusable(Fault.HOLDS_ENTITIES)
            before = piece[-_OVERLAP:]
    return size


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The member with the sheet that stands first: not always the one that was made first."""
    sheet = _part(archive, "xl/workbook.xml").find("{*}sheets/{*}sheet")
    identifier = None if sheet is None else next((v for k, v in sheet.items() if k.endswith("}id")), None)
    for relation in _part(archive, "xl/_rels/workbook.xml.rels"):
        if relation.get("Id") == identifier:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise Unusable(Fault.BROKEN_SPREADSHEET)


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A small part that describes the others. It declares no entity: all members were looked through before."""
    with archive.open(name) as file:
        content = file.read(_PIECE + 1)
    if len(content) > _PIECE:
        raise Unusable(Fault.BROKEN_SPREADSHEET)
    return ElementTree.fromstring(content)


def _unreadable(archive: zipfile.ZipFile, sheet: str) -> dict[str, str]:
    """The mark of each cell that cannot be read, by its address."""
    marks: dict[str, str] = {}
    before = b""
    with archive.open(sheet) as file:
        while piece := file.read(_PIECE):
            for address, mark in _unreadable_cells(before + piece):
                marks[address] = mark
                if len(marks) > _MOST_UNREADABLE:
                    raise Unusable(_FAULTS[mark], place=address)
            before = piece[-_OVERLAP:]
    return marks


def _unreadable_cells(text: bytes) -> Iterator[tuple[str, str]]:
    for mark, pattern in _UNREADABLE.items():
        for found in pattern.finditer(text):
            address = _ADDRESS.search(found[1])
            if address and not _A_TEXT.search(found[1]):
                yield address[1].decode(), mark


def _marked(rows: Iterator[Row], unreadable: Mapping[str, str]) -> Iterator[Row]:
    """The rows with a mark in the place of each cell that cannot be read, also where nothing else stands."""
    marks: dict[int, dict[int, str]] = {}
    for address, mark in unreadable.items():
        number = int(address.lstrip(_LETTERS))
        marks.setdefault(number, {})[column(address.rstrip(_DIGITS))] = mark
    for row in rows:
        yield _with_marks(row, marks.pop(row.number, {}))
    for number in sorted(marks):
        yield _with_marks(Row(number, ()), marks[number])


def _with_marks(row: Row, marks: Mapping[int, str]) -> Row:
    if not marks:
        return row
    cells = [*row.cells, *[""] * (max(marks) + 1 - len(row.cells))]
    return Row(row.number, tuple(marks.get(place, cell) for place, cell in enumerate(cells)))


def _records(content: bytes) -> Iterator[Row]:
    """What the child sends: a line of JSON for each row."""
    arguments = [str(limit) for limit in (_MEMORY, _SECONDS, LONGEST_CELL, MOST_COLUMNS)]
    command = [sys.executable, "-I", str(_CHILD), *arguments]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    alarm = threading.Timer(_SECONDS, child.kill)
    alarm.start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        _send(child.stdin, content)
        yield from _received(child.stdout)
        if child.wait() != 0:
            raise Unusable(Fault.BROKEN_SPREADSHEET)
    finally:
        alarm.cancel()
        child.kill()
        child.wait()


def _send(pipe: IO[bytes], content: bytes) -> None:
    try:
        with pipe:
            pipe.write(content)
    except BrokenPipeError:
        return  # it has died: how is seen at its end


def _received(pipe: IO[bytes]) -> Iterator[Row]:
    with pipe:
        while line := pipe.readline(_LONGEST_ROW):
            try:
                number, cells = json.loads(line)
            except ValueError as error:
                raise Unusable(Fault.BROKEN_SPREADSHEET) from error
            if number == 0:
                raise Unusable(Fault(cells[0]), **({"place": cells[1]} if len(cells) > 1 else {}))
            yield Row(number, tuple(cells))
