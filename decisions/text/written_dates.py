"""Dates as people write them in tables, the day always before the month: read exactly, or refused."""

import re
from datetime import date
from enum import StrEnum

from decisions.text.dates import PartialDate


class Fault(StrEnum):
    """Why a text is no date."""

    NO_DATE = "no date"
    NO_SUCH_DAY = "no such day"
    MONTH_FIRST = "month first"
    SHORT_YEAR = "short year"


class Unreadable(ValueError):
    """The text is no date that could be meant in one way only."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


_MONTHS = {
    1: ("январь", "января", "янв", "january", "jan"),
    2: ("февраль", "февраля", "фев", "февр", "february", "feb"),
    3: ("март", "марта", "мар", "march", "mar"),
    4: ("апрель", "апреля", "апр", "april", "apr"),
    5: ("май", "мая", "may"),
    6: ("июнь", "июня", "июн", "june", "jun"),
    7: ("июль", "июля", "июл", "july", "jul"),
    8: ("август", "августа", "авг", "august", "aug"),
    9: ("сентябрь", "сентября", "сен", "сент", "september", "sep", "sept"),
    10: ("октябрь", "октября", "окт", "october", "oct"),
    11: ("ноябрь", "ноября", "ноя", "нояб", "november", "nov"),
    12: ("декабрь", "декабря", "дек", "december", "dec"),
}
_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names}

_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?\Z")
_YEAR_WORD = re.compile(r"(?<=[0-9])\s*(?:г\.?|год|года|году)\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})[-./])?([0-9]{1,2})[-./]([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2}")
_IN_WORDS = re.compile(
    r"(?:«?([0-9]{1,2})(?:st|nd|rd|th|-?го)?»?[\s.-]+)?([^\W\d_]{3,9})\.?,?[\s-]+([0-9]{4})"
)
_MONTH_FIRST_IN_WORDS = re.compile(r"([^\W\d_]{3,9})\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?,?\s+[0-9]{4}")


def read(text: str) -> PartialDate:
    """The day, month or year that is written. Raises Unreadable: no month comes before its day here."""
    plain = " ".join(text.split()).lower()
    plain = _YEAR_WORD.sub("", _MIDNIGHT.sub("", plain)).replace('"', "")
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
        if day and int(month) > 12 >= int(day):
            raise Unreadable(Fault.MONTH_FIRST)
    elif (found := _IN_WORDS.fullmatch(plain)) and found[2] in _NUMBERS:
        day, month, year = found[1], str(_NUMBERS[found[2]]), found[3]
    else:
        raise Unreadable(_fault(plain))
    return _made(year, month, day)


def _fault(plain: str) -> Fault:
    if _SHORT_YEAR.fullmatch(plain):
        return Fault.SHORT_YEAR
    found = _MONTH_FIRST_IN_WORDS.fullmatch(plain)
    return Fault.MONTH_FIRST if found and found[1] in _NUMBERS else Fault.NO_DATE


def _made(year: str, month: str | None, day: str | None) -> PartialDate:
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise Unreadable(Fault.NO_SUCH_DAY) from error
    return PartialDate(first, "day" if day else "month" if month else "year")
