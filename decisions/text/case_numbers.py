"""Case numbers as courts print them, and the one form in which they are compared."""

import re

_DASHES = re.compile(r"[‐-―−]")
_SLASHES = re.compile(r"[\\∕⁄]")
_YEAR = re.compile(r"/([0-9]{2})(?![0-9])")
_SPACES = re.compile(r"\s+")


def normalise(printed: str) -> str:
    """`5- 22/2019`, `5-22\\19` and `№ 5-22/2019` all become `5-22/2019`."""
    number = _SPACES.sub("", printed).lstrip("№").upper()
    number = _SLASHES.sub("/", _DASHES.sub("-", number))
    return _YEAR.sub(lambda match: f"/{_century(match[1])}{match[1]}", number)


def _century(two_digits: str) -> str:
    """Computerised registers began in the nineties: 91-99 is 19xx, the rest 20xx."""
    return "19" if int(two_digits) > 90 else "20"
