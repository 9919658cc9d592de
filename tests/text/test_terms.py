from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.terms import is_weekend, last_day

FRIDAY = date(2024, 11, 1)
NEW_YEAR = {date(2025, 1, day) for day in range(1, 9)}


def is_off(day):
    return is_weekend(day) or day in NEW_YEAR


@pytest.mark.parametrize(
    ("start", "length", "unit", "end"),
    [
        (FRIDAY, 10, "day", date(2024, 11, 11)),
        (FRIDAY, 10, "working_day", date(2024, 11, 15)),
        (FRIDAY, 1, "working_day", date(2024, 11, 4)),  # a weekday, as far as the week itself says
        (date(2024, 12, 27), 3, "working_day", date(2025, 1, 9)),
        (date(2024, 11, 30), 3, "month", date(2025, 2, 28)),
        (date(2023, 11, 30), 3, "month", date(2024, 2, 29)),
        (date(2024, 10, 31), 3, "month", date(2025, 1, 31)),
        (date(2024, 2, 29), 2, "year", date(2026, 2, 28)),
        (date(2024, 12, 31), 12, "month", date(2025, 12, 31)),
    ],
)
def test_the_last_day_of_a_term(start, length, unit, end):
    assert last_day(start, length=length, unit=unit, is_off=is_off) == end


def test_a_last_day_that_is_off_moves_where_the_rule_says_so():
    saturday = {"start": date(2024, 12, 24), "length": 11, "unit": "day", "is_off": is_off}

    assert last_day(**saturday) == date(2025, 1, 4)
    assert last_day(**saturday, shifts=True) == date(2025, 1, 9)


def test_another_unit_is_refused():
    with pytest.raises(ValueError, match="unit"):
        last_day(FRIDAY, length=1, unit="week")


@pytest.mark.parametrize("unit", ["day", "working_day", "month", "year"])
def test_where_the_calendar_ends_no_date_is_made_up(unit):
    with pytest.raises(OverflowError):
        last_day(date.max, length=1, unit=unit)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_so_many_working_days_lie_between(start, length):
    end = last_day(start, length=length, unit="working_day", is_off=is_off)

    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(not is_off(day) for day in days) == length
    assert not is_off(end)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_a_term_of_months_ends_on_the_same_day_or_on_the_last(start, length):
    end = last_day(start, length=length, unit="month")

    assert (end.year - start.year) * 12 + end.month - start.month == length
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
