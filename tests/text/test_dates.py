from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text import dates
from decisions.text.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("2014", date(2014, 1, 1), "year"),
        ("2018-04", date(2018, 4, 1), "month"),
        ("2019-04-18", date(2019, 4, 18), "day"),
        ("2020-02-29", date(2020, 2, 29), "day"),
    ],
)
def test_a_date_has_the_precision_that_it_is_written_with(text, first, precision):
    assert dates.parse(text) == PartialDate(first, precision)
    assert str(dates.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "19", "2019-4-18", "2019-04-1", "18.04.2019", "2019/04/18", "20190418", "2019-13", "2019-00",
        "2019-02-29", "2019-04-31", "0000", "0000-01-01", "2019-04-18T00:00", "2019-04-18\n", " 2019",
        "٢٠١٩", "2019-W16", "2019-04-18-01", "-2019", "２０１９",
    ],
)  # fmt: skip
def test_another_shape_or_an_impossible_day_is_no_date(text):
    with pytest.raises(ValueError, match=r"not a date|out of range|must be in|day is"):
        dates.parse(text)


@pytest.mark.parametrize("text", ["2019", "2019-04", "2019-02-30", "x"])
def test_a_day_is_written_in_full(text):
    with pytest.raises(ValueError, match=r"not a|out of range|day is"):
        dates.parse_day(text)


@given(st.dates())
def test_every_day_is_read_back(day):
    assert dates.parse_day(day.isoformat()) == day


@given(st.text(alphabet="0123456789-", max_size=12) | st.text(max_size=12))
def test_any_text_is_a_date_written_so_or_a_value_error(text):
    with suppress(ValueError):
        assert str(dates.parse(text)) == text
