"""УИД, the unique identifier of a court case: `25RS0030-01-2019-000123-85`.

Court of first registration, unit, year, running number, check digits by ISO 7064 MOD 97-10 (derived from
real identifiers, no official text is known; so a mismatch is a doubt, never an error).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_COURT = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{4}")
_SHAPES = (
    ("court", _COURT),
    ("unit", re.compile(r"[0-9]{2}")),
    ("year", re.compile(r"(?:19|20)[0-9]{2}")),
    ("number", re.compile(r"[0-9]{6}")),
    ("check", re.compile(r"[0-9A-Z]{2}")),
)
# Cyrillic letters that are typed for the Latin ones they look like.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХ–—−", "ABEKMHOPCTYX---")


class Part(StrEnum):
    """Which part of the identifier has the wrong shape."""

    WHOLE = "whole"
    COURT = "court"
    UNIT = "unit"
    YEAR = "year"
    NUMBER = "number"
    CHECK = "check"


class WrongShape(ValueError):
    """The text is not a УИД; `part` says where, `found` what stands there."""

    def __init__(self, part: Part, found: str) -> None:
        super().__init__(f"{part}: {found!r}")
        self.part = part
        self.found = found


@dataclass(frozen=True, slots=True)
class Uid:
    """The five parts as printed, letters in upper case."""

    court: str
    unit: str
    year: str
    number: str
    check: str

    def __str__(self) -> str:
        return "-".join((self.court, self.unit, self.year, self.number, self.check))

    @property
    def check_digits_hold(self) -> bool:
        """Whether the whole, letters written as A=10 ... Z=35, leaves 1 when divided by 97 (ISO 7064)."""
        if not (self.check.isdigit() and 2 <= int(self.check) <= 98):
            return False  # no other pair is ever a result of MOD 97-10, although some leave 1 too
        digits = "".join(str(int(character, 36)) for character in str(self).replace("-", ""))
        return int(digits) % 97 == 1


def parse(text: str) -> Uid:
    """The УИД in `text`; spaces, lower case, long dashes and Cyrillic lookalikes are read kindly.

    Raises WrongShape.
    """
    parts = "".join(text.split()).upper().translate(_LOOKALIKES).split("-")
    if len(parts) != len(_SHAPES):
        raise WrongShape(Part.WHOLE, text)
    for (name, shape), part in zip(_SHAPES, parts, strict=True):
        if not shape.fullmatch(part):
            raise WrongShape(Part(name), part)
    return Uid(*parts)


def is_court_code(text: str) -> bool:
    """Whether the text has the shape of a court code, such as `25RS0030`."""
    return _COURT.fullmatch(text) is not None
