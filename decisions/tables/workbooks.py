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
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from decisions.tables.incoming import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Fault,
    Incoming,
    Row,
    Unusable,
    checked,
    header_of,
)

_MOST_MEMBERS = 5000
_LARGEST_UNPACKED = 400 * 1024 * 1024
_PIECE = 1024 * 1024
_SECONDS = 90
_MEMORY = 1536 * 1024 * 1024
# As JSON writes the longest cells of the most columns would be longer; no honest row is.
_LONGEST_ROW = 8 * 1024 * 1024

_CHILD = Path(__file__).with_name("workbook_child.py")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# In UTF-8 or, with a NUL beside every letter, in UTF-16.
_DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
# A cell that shows an error, such as #REF!: the reader would take it for an empty one.
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_ERROR = re.compile(rb"""<c(?=[^>]*\st=["']e["'])[^>]*?\sr=["']([A-Z]{1,3}[0-9]{1,7})["']""")
_OVERLAP = 200


def read(content: bytes) -> Incoming:
    """The table on the first sheet. Raises Unusable."""
    measure(content)
    records = checked(_records(content))
    header = header_of(records)
    return Incoming("XLSX", header, records)


def measure(content: bytes) -> None:
    """Raises Unusable for what unpacks to too much, says less than it holds, or declares entities."""
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
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
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
            if member.filename == _FIRST_SHEET and (error := _ERROR.search(before + piece)):
                raise Unusable(Fault.ERROR_CELL, place=error[1].decode())
            before = piece[-_OVERLAP:]
    return size


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
