"""Dates of reduced precision: `2014`, `2018-04` and `2019-04-18` (ISO 8601)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_SHAPE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_LENGTHS = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """`first` is the first day that the text allows, `precision` is year, month or day."""

    first: date
    precision: str

    def __str__(self) -> str:
        return self.first.isoformat()[: _LENGTHS[self.precision]]


def parse(text: str) -> PartialDate:
    """The date in `text`. Raises ValueError for another shape or a day that does not exist."""
    match = _SHAPE.fullmatch(text)
    if match is None or not text.isascii():
        raise ValueError(f"not a date by ISO 8601: {text!r}")
    precision = "day" if match["day"] else "month" if match["month"] else "year"
    first = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    return PartialDate(first, precision)


def parse_day(text: str) -> date:
    """The day in `text`, written `2019-04-18` and in no other way. Raises ValueError."""
    parsed = parse(text)
    if parsed.precision != "day":
        raise ValueError(f"not a day by ISO 8601: {text!r}")
    return parsed.first


def last_of(day: PartialDate) -> date:
    """The last day that the date allows."""
    if day.precision == "year":
        return date(day.first.year, 12, 31)
    if day.precision == "month":
        return date(day.first.year, day.first.month, monthrange(day.first.year, day.first.month)[1])
    return day.first
