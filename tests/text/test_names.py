import unicodedata

import pytest

from decisions.text import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam Pel", "SAM-PEL"), ("Сам Пёл", "сам пел"), ("샘 펠", "샘펠"), ("Sam\u00a0Pel", "sam  pel"),
        ("Zoë", unicodedata.normalize("NFD", "Zoë")), ("샘펠", unicodedata.normalize("NFD", "샘펠")),
        ("Ｓａｍ", "sam"), ("O'Sam", "OSam"),
    ],
)  # fmt: skip
def test_two_writings_of_a_name_have_one_key(one, other):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(("one", "other"), [("Sam Pel", "Pel Sam"), ("Sam", "Сам"), ("Сам", "샘")])
def test_order_and_script_are_kept(one, other):
    assert names.key(one) != names.key(other)


@pytest.mark.parametrize("nothing", ["", " - ", "...", "__"])
def test_what_has_no_letter_has_no_key(nothing):
    assert names.key(nothing) == ""


def test_every_run_of_words_is_a_candidate_with_its_place():
    text = "with Sam-Pel, Vented"

    found = {candidate.key: text[slice(*candidate.span)] for candidate in names.candidates(text)}

    assert found["sampelvented"] == "Sam-Pel, Vented"
    assert found["sam"] == "Sam"
    assert "with" not in found


def test_decomposed_letters_do_not_end_a_word():
    text = unicodedata.normalize("NFD", "Zoë 샘펠")

    assert {"zoë", "샘펠", "zoë샘펠"} <= {candidate.key for candidate in names.candidates(text)}


def test_a_korean_name_is_found_before_its_particle():
    text = "샘펠벤트는 일했다"

    assert ("샘펠벤트", (0, 4)) in {(one.key, one.span) for one in names.candidates(text)}
