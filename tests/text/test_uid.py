import string
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text import uid
from decisions.text.uid import Part, WrongShape

RIGHT = ["25RS0030-01-2019-000123-85", "16RS0051-02-2020-000001-14"]
PAIRS = ["".join(pair) for pair in product(string.digits + string.ascii_uppercase, repeat=2)]

courts = st.from_regex(r"[0-9]{2}(RS|OS|MS|GV|KJ|AJ)[0-9]{4}", fullmatch=True)
starts = st.builds(
    "{}-{:02}-{}-{:06}".format, courts, st.integers(0, 99), st.integers(1991, 2030), st.integers(0, 999_999)
)


@pytest.mark.parametrize("text", RIGHT)
def test_known_identifiers_have_the_right_check_digits(text):
    assert uid.parse(text).check_digits_hold


@pytest.mark.parametrize("text", RIGHT)
def test_every_other_last_pair_is_wrong(text):
    holding = [pair for pair in PAIRS if uid.parse(text[:-2] + pair).check_digits_hold]

    assert holding == [text[-2:]]


@given(starts)
def test_every_case_has_exactly_one_pair_of_check_digits(start):
    assert len([pair for pair in PAIRS if uid.parse(f"{start}-{pair}").check_digits_hold]) == 1


@given(starts, st.sampled_from(PAIRS))
def test_what_was_read_is_written_the_same(start, pair):
    assert str(uid.parse(f"{start}-{pair}")) == f"{start}-{pair}"


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("25R0030-01-2019-000123-85", Part.COURT, "25R0030"),
        ("RS250030-01-2019-000123-85", Part.COURT, "RS250030"),
        ("25RS00300-01-2019-000123-85", Part.COURT, "25RS00300"),
        ("25ФС0030-01-2019-000123-85", Part.COURT, "25ФC0030"),
        ("25RS0030-1-2019-000123-85", Part.UNIT, "1"),
        ("25RS0030-0A-2019-000123-85", Part.UNIT, "0A"),
        ("25RS0030-01-19-000123-85", Part.YEAR, "19"),
        ("25RS0030-01-2119-000123-85", Part.YEAR, "2119"),
        ("25RS0030-01-2019-123-85", Part.NUMBER, "123"),
        ("25RS0030-01-2019-0001234-85", Part.NUMBER, "0001234"),
        ("25RS0030-01-2019-00012O-85", Part.NUMBER, "00012O"),
        ("25RS0030-01-2019-000123-5", Part.CHECK, "5"),
        ("25RS0030-01-2019-000123-", Part.CHECK, ""),
        ("25RS0030-01-2019-000123-855", Part.CHECK, "855"),
        ("25RS0030-01-2019-000123", Part.WHOLE, "25RS0030-01-2019-000123"),
        ("25RS0030012019000123-85", Part.WHOLE, "25RS0030012019000123-85"),
        ("25RS0030-01-2019-000123-85-1", Part.WHOLE, "25RS0030-01-2019-000123-85-1"),
        ("5-22/2019", Part.WHOLE, "5-22/2019"),
        ("", Part.WHOLE, ""),
    ],
)
def test_a_wrong_shape_names_the_part(text, part, found):
    with pytest.raises(WrongShape) as caught:
        uid.parse(text)

    assert (caught.value.part, caught.value.found) == (part, found)


def test_digits_of_other_scripts_are_not_digits():
    with pytest.raises(WrongShape) as caught:
        uid.parse("25RS0030-01-٢٠١٩-000123-85")

    assert caught.value.part is Part.YEAR


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("25rs0030-01-2019-000123-85", "25RS0030-01-2019-000123-85"),
        (" 25RS0030 - 01 - 2019 - 000123 - 85\n", "25RS0030-01-2019-000123-85"),
        ("25RS0030\N{NO-BREAK SPACE}-01-2019-000123-85", "25RS0030-01-2019-000123-85"),
        ("25RS0030–01—2019−000123-85", "25RS0030-01-2019-000123-85"),
        ("77МК0001-01-2019-000123-00", "77MK0001-01-2019-000123-00"),
        ("77км0001-01-2019-000123-00", "77KM0001-01-2019-000123-00"),
        ("77АВ0001-01-2019-000123-ЕХ", "77AB0001-01-2019-000123-EX"),
    ],
)
def test_spaces_lower_case_dashes_and_lookalikes_are_read_kindly(typed, read):
    assert str(uid.parse(typed)) == read


@given(st.text())
def test_any_text_is_an_identifier_or_has_a_wrong_shape(text):
    with suppress(WrongShape):
        uid.parse(text)


@pytest.mark.parametrize("code", ["25RS0030", "77KJ0001"])
def test_a_court_code_is_two_digits_two_letters_four_digits(code):
    assert uid.is_court_code(code)


@pytest.mark.parametrize(
    "code", ["", "25RS030", "25rs0030", "25РС0030", "25RS0030\n", " 25RS0030", "RS250030"]
)
def test_other_shapes_are_no_court_code(code):
    assert not uid.is_court_code(code)
