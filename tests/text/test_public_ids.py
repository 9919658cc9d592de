import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text import public_ids


def test_new_identifiers_have_the_shape_and_differ():
    made = [public_ids.new() for _ in range(1000)]

    assert all(public_ids.is_public_id(text) for text in made)
    assert len(set(made)) == 1000


def test_the_alphabet_has_no_vowels_and_nothing_that_is_read_as_another_character():
    assert not set("aeiou01l") & set(public_ids.ALPHABET)
    assert len(set(public_ids.ALPHABET)) == len(public_ids.ALPHABET) == 28


@pytest.mark.parametrize(
    "text",
    ["", "2bw45zrsb", "2bw45zrsbww", "2BW45ZRSBW", "2bw45zrsb1", "2bw45zrsba", "2bw45zrsbw\n", "２bw45zrsbw"],
)
def test_another_shape_is_no_identifier(text):
    assert not public_ids.is_public_id(text)


@given(st.text(max_size=12) | st.from_regex(public_ids.PATTERN))
def test_the_pattern_for_addresses_says_the_same(text):
    assert public_ids.is_public_id(text) == bool(re.fullmatch(public_ids.PATTERN, text))
