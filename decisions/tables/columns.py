"""What a column of a table holds, so that files with types and descriptions of files can be made from cells of text.

A cell is its value as text, or the code of an empty kind in its place.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Kind(Enum):
    """`DAY` is a whole date; one that may lack day or month is text."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """`may_be_empty`: an empty kind may stand in the place of a value. `free`: words or numbers from outside."""

    name: str
    kind: Kind = Kind.TEXT
    may_be_empty: bool = False
    free: bool = False


def typed(cell: str, kind: Kind) -> str | int | float | date:
    """The value of a cell that is no empty kind. Raises ValueError."""
    if kind is Kind.WHOLE:
        return int(cell)
    if kind is Kind.NUMBER:
        return float(cell)
    return date.fromisoformat(cell) if kind is Kind.DAY else cell
