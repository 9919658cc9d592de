"""How sure a share is: the score interval of E. B. Wilson (1927), without correction for continuity."""

from dataclasses import dataclass
from math import sqrt

# The normal distribution leaves two and a half per cent beyond this on either side.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """`count` of `base`, and the bounds of its share from 0 to 1."""

    count: int
    base: int
    low: float
    high: float


def wilson(count: int, base: int, *, z: float = Z_95) -> Interval:
    """The 95 % interval of a share of at least one. Raises ValueError where the count is no part of the base."""
    if not 0 <= count <= base or not base:
        raise ValueError(f"{count} is no part of {base}")
    share = count / base
    weight = 1 + z * z / base
    centre = (share + z * z / (2 * base)) / weight
    half = z * sqrt(share * (1 - share) / base + z * z / (4 * base * base)) / weight
    # None and all have a bound that is exact; rounding must not move it.
    low = 0.0 if count == 0 else centre - half
    high = 1.0 if count == base else centre + half
    return Interval(count, base, low, high)
