import pytest

from decisions.text import written_dates
from decisions.text.written_dates import Fault


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2019-04-18", "2019-04-18"),
        ("2019-04-18 00:00:00", "2019-04-18"),
        ("2019/4/8", "2019-04-08"),
        ("18.04.2019", "2019-04-18"),
        ("18/04/2019", "2019-04-18"),
        ("8-4-2019", "2019-04-08"),
        ("04/05/2019", "2019-05-04"),
        ("18 апреля 2019 г.", "2019-04-18"),
        ("«18» апреля 2019 года", "2019-04-18"),
        ("18 April 2019", "2019-04-18"),
        ("18th apr. 2019", "2019-04-18"),
        ("18-Apr-2019", "2019-04-18"),
        ("апрель 2019", "2019-04"),
        ("04.2019", "2019-04"),
        ("2019-04", "2019-04"),
        ("2019 г.", "2019"),
        (" 2019 ", "2019"),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(text, read):
    assert str(written_dates.read(text)) == read


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("04/18/2019", Fault.MONTH_FIRST),
        ("April 18, 2019", Fault.MONTH_FIRST),
        ("2019-18-04", Fault.NO_SUCH_DAY),
        ("31.02.2019", Fault.NO_SUCH_DAY),
        ("18.04.19", Fault.SHORT_YEAR),
        ("43573", Fault.NO_DATE),
        ("18 Tuesday 2019", Fault.NO_DATE),
        ("2019-04-18 10:30", Fault.NO_DATE),
        ("१८.०४.२०१९", Fault.NO_DATE),
        ("", Fault.NO_DATE),
    ],
)
def test_what_could_be_meant_otherwise_is_refused_with_its_reason(text, fault):
    with pytest.raises(written_dates.Unreadable) as refusal:
        written_dates.read(text)

    assert refusal.value.fault is fault
