import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.redaction import Needle, TooShort


def test_case_and_line_breaks_do_not_matter():
    needle = Needle.of("Kim  Sample")

    assert needle.removed_from("KIM\nsample and kim sample") == "[removed] and [removed]"


def test_a_passage_is_text_and_no_pattern():
    assert Needle.of("a.b*c+").removed_from("axbbc a.b*c+") == "axbbc [removed]"


@pytest.mark.parametrize("passage", ["", " ", "a", "ab c", "remo", "[removed]", "김"])
def test_what_would_tear_holes_into_every_text_is_refused(passage):
    with pytest.raises(TooShort):
        Needle.of(passage)


def test_a_korean_name_is_short():
    assert Needle.of("김철").removed_from("김철 씨") == "[removed] 씨"


def test_json_is_cleaned_in_its_texts():
    value = {"a": ["Kim Sample", 1, None], "b": {"c": "x Kim\nSample"}}

    assert Needle.of("kim sample").removed_from_json(value) == {
        "a": ["[removed]", 1, None],
        "b": {"c": "x [removed]"},
    }


def test_a_text_that_was_cut_loses_the_beginning_of_the_passage_too():
    text = ("x" * 95 + " Kim Sample")[:100]

    assert Needle.of("Kim Sample").removed_from_cut(text, cut_at=100) == "x" * 95 + " [removed]"
    assert Needle.of("Kim Sample").removed_from_cut("x Kim", cut_at=100) == "x Kim"


@given(st.text(), st.text(min_size=4))
def test_no_text_keeps_the_passage(text, passage):
    try:
        needle = Needle.of(passage)
    except TooShort:
        return

    assert not needle.pattern.search(needle.removed_from(text + passage).replace("[removed]", "\0"))
