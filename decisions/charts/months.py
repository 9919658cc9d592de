"""The axis of months that several pictures share: whole years, so that a season stands where one expects it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Months:
    """Months are counted from January of the year 0: `12 * year + month - 1`."""

    first_year: int
    last_year: int
    width: float

    @property
    def step(self) -> float:
        """How wide a month is."""
        return self.width / (12 * (self.last_year - self.first_year + 1))

    def left(self, month: int) -> float:
        return self.step * (month - 12 * self.first_year)

    def years(self, *, room: float) -> list[int]:
        """The years to be written, as many as have so much room each."""
        each = max(1, -(-int(room) // max(1, int(12 * self.step))))
        return list(range(self.first_year, self.last_year + 1, each))


def axis(months: list[int], *, width: float) -> Months:
    """The years that hold all these months."""
    return Months(min(months) // 12, max(months) // 12, width)
