"""The axis of months that several pictures share: from the first month with a number, a year at least."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Months:
    """Months are counted from January of the year 0: `12 * year + month - 1`."""

    first: int
    last: int
    width: float

    @property
    def step(self) -> float:
        """How wide a month is."""
        return self.width / (self.last - self.first + 1)

    def left(self, month: int) -> float:
        return self.step * (month - self.first)

    def years(self, *, room: float) -> list[tuple[int, float]]:
        """The years to be written and where each begins on the axis, as many as have so much room each."""
        each = max(1, -(-int(room) // max(1, int(12 * self.step))))
        first, last = self.first // 12, self.last // 12
        # A first year of a few months has no room before the second, and a last one none before the edge.
        start = first if first == last or self.left(12 * (first + 1)) >= room else first + 1
        places = [(year, self.left(max(12 * year, self.first))) for year in range(start, last + 1, each)]
        return [(year, left) for year, left in places if self.width - left >= room]


def axis(months: list[int], *, width: float) -> Months:
    """From the first of these months to the last; a year where they are fewer, so that no month is a wall."""
    return Months(min(months), max(*months, min(months) + 11), width)
