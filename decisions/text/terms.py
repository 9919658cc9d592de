"""Terms of law: the last day of so many days, working days, months or years (CAO Art. 4.8)."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def last_day(
    start: date, *, length: int, unit: str, shifts: bool = False, is_off: Callable[[date], bool] = is_weekend
) -> date:
    """The last day of a term that runs from the day after `start`.

    `unit` is day, working_day, month or year. A month or year ends on the same day of the last month, or on that
    month's last day. `shifts` moves a last day that is off to the next working day. Raises OverflowError where
    the calendar ends, ValueError for another unit.
    """
    end = _counted(start, length, unit, is_off)
    while shifts and is_off(end):
        end += DAY
    return end


def _counted(start: date, length: int, unit: str, is_off: Callable[[date], bool]) -> date:
    if unit == "day":
        return start + length * DAY
    if unit == "working_day":
        return _working_days_after(start, length, is_off)
    if unit == "month":
        return _months_after(start, length)
    if unit == "year":
        return _months_after(start, 12 * length)
    raise ValueError(f"not a unit of a term: {unit!r}")


def _working_days_after(start: date, length: int, is_off: Callable[[date], bool]) -> date:
    end = start
    while length:
        end += DAY
        length -= not is_off(end)
    return end


def _months_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if year > date.max.year:
        raise OverflowError("the calendar ends before the term")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
