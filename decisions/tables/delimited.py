"""Reading CSV as people have it: comma, semicolon or tab; UTF-8 with or without mark, or CP1251."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from decisions.tables.incoming import Fault, Incoming, Row, Unusable, checked, header_of

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

# The csv module's own limit is one that any library may change: a record has one of ours.
_LONGEST_RECORD = 1_000_000
_LONGEST_LINE = 200_000
_PIECE = 1024 * 1024
_RECORDS_TRIED = 50

# How files of other kinds begin, in small letters.
_OTHER_FILES = (
    b"%pdf-", b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"\x1f\x8b", b"<!doctype", b"<html", b"<?xml",
)  # fmt: skip
_JSON = re.compile(rb"""\s*(?:\{\s*["}]|\[\s*[\[{"])""")
_SOMETHING = re.compile(rb"\S")
_UTF_8_MARK = b"\xef\xbb\xbf"


def read(content: bytes) -> Incoming:
    """The table in a text. Raises Unusable."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unusable(Fault.UTF_16)
    if content[:100].lstrip().lower().startswith(_OTHER_FILES) or b"\0" in _beginning(content):
        raise Unusable(Fault.NOT_A_TABLE)
    if _JSON.match(content, 3 if content.startswith(_UTF_8_MARK) else 0):
        raise Unusable(Fault.JSON)
    if (nul := content.find(b"\0")) >= 0:
        raise Unusable(Fault.HOLDS_NUL, place=_line_at(content, nul))
    if not _SOMETHING.search(content, 3 if content.startswith(_UTF_8_MARK) else 0):
        raise Unusable(Fault.EMPTY)
    encoding = _encoding(content)
    separator = _separator(content, encoding)
    records = checked(_records(content, encoding, separator))
    header = header_of(records)
    return Incoming("CSV", header, records, encoding="CP1251" if encoding == "cp1251" else "UTF-8",
                    separator=SEPARATORS[separator])  # fmt: skip


def _beginning(content: bytes) -> bytes:
    """The first line that says something."""
    return content[:_LONGEST_LINE].lstrip().partition(b"\n")[0]


# Encoding


def _encoding(content: bytes) -> str:
    """UTF-8 wherever it is that; else CP1251 where that gives Russian. Nothing is guessed beyond it."""
    if content.startswith(_UTF_8_MARK):
        broken = _first_break(content, "utf-8-sig")
        if broken is not None:
            raise Unusable(Fault.UNKNOWN_ENCODING, place=_line_at(content, broken))
        return "utf-8-sig"
    broken = _first_break(content, "utf-8")
    if broken is None:
        return "utf-8"
    if _first_break(content, "cp1251") is None and _is_russian(content):
        return "cp1251"
    raise Unusable(Fault.UNKNOWN_ENCODING, place=_line_at(content, broken))


def _first_break(content: bytes, encoding: str) -> int | None:
    """About where the content stops being in the encoding, found piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        try:
            decoder.decode(piece, final=start + _PIECE >= len(content))
        except UnicodeDecodeError as error:
            return start + min(error.start, len(piece))
    return None


def _line_at(content: bytes, place: int) -> str:
    return str(content.count(b"\n", 0, place) + 1)


_LETTERS = re.compile("[А-яЁё]")
_OTHER_SIGNS = re.compile("[^\\x00-\\x7fА-яЁё«»„“”‘’…–—№§°\xa0·•]")
# Words that no Russian text has: both scripts in one word, or small letters that begin what capitals go on with.
_MIXED = re.compile("[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]")
_INVERTED = re.compile("[а-яё][А-ЯЁ]{2,}")
_WORD = re.compile("[А-яЁё]{3,}")
# Where CP1251 has letters of other languages, other encodings have the Russian capitals.
_NEVER_RUSSIAN = re.compile("[ЂЃѓЉЊЌЋЏђљњќћџ]")


def _is_russian(content: bytes) -> bool:
    """Whether the text makes sense in CP1251; western and other Cyrillic encodings make none there."""
    text = content.decode("cp1251") if len(content) < _PIECE else content[:_PIECE].decode("cp1251")
    letters, words = len(_LETTERS.findall(text)), len(_WORD.findall(text))
    odd = len(_OTHER_SIGNS.findall(text)) * 5 + len(_MIXED.findall(text)) * 5
    inverted = len(_INVERTED.findall(text)) * 5
    return words > 0 and letters > odd and inverted < words and not _NEVER_RUSSIAN.search(text)


# Separator


def _separator(content: bytes, encoding: str) -> str:
    """The sign that cuts the header into most names, and the first records into as many cells."""
    found = {sign: _widths(content, encoding, sign) for sign in SEPARATORS}
    widest = max((widths[0] for widths in found.values() if widths), default=0)
    if widest == 1:
        if b"|" in _beginning(content):
            raise Unusable(Fault.UNKNOWN_SEPARATOR)
        return ","
    likely = [sign for sign, widths in found.items() if widths and widths[0] > 1]
    even = [sign for sign in likely if _most_are_even(found[sign])]
    best = even or likely
    most = max((found[sign][0] for sign in best), default=0)
    winners = [sign for sign in best if found[sign][0] == most]
    if len(winners) != 1:
        raise Unusable(Fault.UNKNOWN_SEPARATOR)
    return winners[0]


def _most_are_even(widths: list[int]) -> bool:
    return sum(width == widths[0] for width in widths) * 2 > len(widths)


def _widths(content: bytes, encoding: str, separator: str) -> list[int]:
    """How many cells the first records have, if this is the separator; none if the text breaks at once."""
    widths: list[int] = []
    try:
        for row in islice(_records(content, encoding, separator), _RECORDS_TRIED):
            if any(cell.strip() for cell in row.cells):
                widths.append(len(row.cells))
    except Unusable as error:
        if not widths and error.fault != Fault.BROKEN_LINE:
            raise
    return widths


# Records


def _records(content: bytes, encoding: str, separator: str) -> Iterator[Row]:
    lines = _Lines(_text(content, encoding))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = Fault.CELL_TOO_LONG if "field larger than" in str(error) else Fault.BROKEN_LINE
            raise Unusable(fault, place=str(start), reason=str(error)) from error
        lines.length = 0
        yield Row(start, tuple(cells))


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


class _Lines:
    """The lines of a text, none longer than we take; `length` is that of the record so far."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.number = 0
        self.length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.text.readline(_LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.length += len(line)
        if len(line) > _LONGEST_LINE or self.length > _LONGEST_RECORD:
            raise Unusable(Fault.CELL_TOO_LONG, place=str(self.number))
        return line
