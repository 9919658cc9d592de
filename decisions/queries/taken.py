"""Files on their way out of the desk: how they are made piece by piece, and what the audit says of their filter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from decisions.filters import Pairs, shown
from decisions.tables.cells import guard
from decisions.tables.files import BYTE_ORDER_MARK, csv_text

CSV = "text/csv; charset=utf-8"
# What somebody typed or ticked: the audit keeps how often, and never what.
_NOT_SAID = ("q", "ticked")
# A filter of more values is cut off in the audit.
_LONGEST_FILTER = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """A file on its way out; `pieces` follow each other, and memory does not grow with their number."""

    name: str
    content_type: str
    pieces: Iterator[bytes]


def described(filters: Pairs) -> str:
    """` under status=draft, region=RU-KHA, 1 q`: codes as they are, and of what was typed only that it was."""
    said = []
    for name, values in groupby(sorted(filters), key=lambda pair: pair[0]):
        texts = [value for _name, value in values]
        said += [f"{len(texts)} {name}"] if name in _NOT_SAID else [f"{name}={shown(text)}" for text in texts]
    text = ", ".join(said)
    return f" under {text if len(text) <= _LONGEST_FILTER else f'{text[:_LONGEST_FILTER]}…'}" if text else ""


def csv_pieces(header: Sequence[str], rows: Iterable[list[str]], *, free: Sequence[int]) -> Iterator[bytes]:
    """CSV with the mark by which Excel knows UTF-8; the cells in the places `free` cannot run as formulas."""
    return encoded(csv_text(header, (_guarded(row, free) for row in rows), mark=BYTE_ORDER_MARK))


def encoded(texts: Iterable[str]) -> Iterator[bytes]:
    return (text.encode() for text in texts)


def _guarded(row: list[str], free: Sequence[int]) -> list[str]:
    for place in free:
        row[place] = guard(row[place])
    return row
