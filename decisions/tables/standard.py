"""What share would be expected of a court that decides as the others do where they have cases like its own.

Indirect standardisation: each stratum of the subject counts as the others decide in that stratum.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stratum:
    """Cases of one kind: how many the subject has, how many the others have, and in how many of theirs it was so."""

    own: int
    others: int
    others_with: int


@dataclass(frozen=True, slots=True)
class Expected:
    """A share from 0 to 1, and how many of the subject's cases it rests on: the others have none like the rest."""

    share: float
    compared: int
    left_out: int


def expected(strata: Iterable[Stratum], *, fewest: int = 1) -> Expected | None:
    """The expected share, or None where fewer than `fewest` cases of the subject have any like them elsewhere."""
    compared = left_out = 0
    total = 0.0
    for stratum in strata:
        if stratum.others:
            compared += stratum.own
            total += stratum.own * stratum.others_with / stratum.others
        else:
            left_out += stratum.own
    if compared < max(fewest, 1):
        return None
    return Expected(total / compared, compared, left_out)
