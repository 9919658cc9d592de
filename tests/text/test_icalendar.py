"""The file is read back here by a reader of its own: unfolded, split, unescaped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.icalendar import Entry, calendar

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


def read(file):
    """Names with parameters and values, in order."""
    lines = file.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return [tuple(line.split(":", 1)) for line in lines]


def unescaped(text):
    letters, found = iter(text), []
    for letter in letters:
        if letter == "\\":
            letter = next(letters)
            letter = "\n" if letter == "n" else letter
        found.append(letter)
    return "".join(found)


def test_a_whole_day_with_what_it_is_called():
    entry = Entry("appeal-1@casetracker", date(2026, 3, 9), "Term of appeal", "Art. 30.3; 4.8", "https://x/y")

    assert read(calendar([entry], name="Deadlines", now=NOW)) == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//casetracker//deadlines//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", "Deadlines"),
        ("BEGIN", "VEVENT"),
        ("UID", "appeal-1@casetracker"),
        ("DTSTAMP", "20260302T090000Z"),
        ("DTSTART;VALUE=DATE", "20260309"),
        ("DTEND;VALUE=DATE", "20260310"),
        ("SUMMARY", "Term of appeal"),
        ("DESCRIPTION", "Art. 30.3\\; 4.8"),
        ("URL", "https://x/y"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]


def test_a_moment_elsewhere_is_written_in_universal_time():
    later = datetime.fromisoformat("2026-03-02T12:00:00+03:00")

    assert calendar([], name="x", now=later) == calendar([], name="x", now=NOW)
    assert b"VEVENT" not in calendar([], name="x", now=NOW)


@given(TEXT, TEXT)
def test_any_text_comes_back_and_no_line_is_longer_than_75_octets(summary, description):
    file = calendar([Entry("1", date(2026, 3, 9), summary, description)], name=summary, now=NOW)

    lines = file.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
    values = dict(read(file))
    assert unescaped(values["SUMMARY"]) == summary
    assert unescaped(values.get("DESCRIPTION", "")) == description


@pytest.mark.parametrize("trick", ["x\r\nEND:VCALENDAR", "x\nATTENDEE:y", "x\rURL:z"])
def test_a_text_begins_no_line_of_its_own(trick):
    entry = Entry(trick, date(2026, 3, 9), trick, trick, trick)

    names = [line[0] for line in read(calendar([entry], name=trick, now=NOW))]

    assert names.count("END") == 2
    assert not {"ATTENDEE"} & set(names)
    assert names.count("URL") == 1


def test_the_last_day_of_all_needs_no_day_after_it():
    assert b"DTEND" not in calendar([Entry("1", date.max, "x")], name="x", now=NOW)
    assert b"DTEND" in calendar([Entry("1", date.max - timedelta(days=1), "x")], name="x", now=NOW)
