import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.spellings import alike, begin_alike, closeness, latin, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Цой", "Tsoi"),
        ("Цой", "TSOY"),
        ("Щёголев", "Шчеголев".replace("Шч", "Щ")),
        ("Щёголев", "Shchegolev"),
        ("Хасанский", "khasansky"),
        ("Индустриальный", "Industrialny"),
        ("Шиверская", "Shiverskaia"),
        ("Šiverskaja", "Шиверская"),
        ("Алёна", "АЛЕНА"),
        ("Соловьёв", "Solov'ev"),
    ],
)
def test_romanisations_of_one_name_are_the_same(one, other):
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("Цой", "Choi"), ("Ким", "Кан"), ("최", "Tsoi")])
def test_other_names_stay_apart(one, other):
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Выдуманова Ирина Ивановна", "Выдуманова И. И.", True),
        ("Выдуманава И. И.", "Выдуманова И. И.", True),
        ("Vydumanova I.", "Выдуманова И. И.", True),
        ("Выдуманова", "Выдуманова И. И.", True),
        ("Выдуманова П. С.", "Выдуманова И. И.", False),
        ("Ким А. А.", "Ким А. А.", False),  # too short for a slip: `closeness` finds the same name
        ("Образцова И. И.", "Выдуманова И. И.", False),
        ("", "Выдуманова И. И.", False),
    ],
)
def test_a_full_name_and_a_slip_may_be_the_same_person(one, other, answer):
    assert alike(one, other) is alike(other, one) is answer


def test_courts_that_begin_with_the_same_word_but_for_a_slip_may_be_one():
    assert begin_alike("Хасанский райсуд", "Хасанский районный суд")
    assert begin_alike("Khasanski District Court", "Хасанский районный суд")
    assert not begin_alike("Sovetsky District Court", "Хасанский районный суд")
    assert not begin_alike("", "Хасанский районный суд")


def test_the_closest_name_is_ranked_first():
    names = ["Khasansky District Court", "Хасанский районный суд", "25RS0030"]

    assert closeness("хасанский районный суд", names) == 0
    assert closeness("Хасан", names) == 1
    assert closeness("court khas", names) == 2
    assert closeness("asansk", names) == 3
    assert closeness("moscow", names) is None
    assert closeness(" ", names) is None


def test_words_may_come_from_different_names():
    assert closeness("khabarovsk industr", ["Industrialny District Court", "Khabarovsk Territory"]) == 2


def test_whole_names_may_stand_in_another_case_or_spelling():
    assert closeness("Шиверской", ["O. A. Shiverskaya"]) == 2
    assert closeness("Chernovol", ["Чорновол И. В."]) == 2
    assert closeness("Чен", ["Чон Ю."]) is None


def test_latin_letters_are_those_of_maps():
    assert latin("Образцова Т. Е.") == "Obraztsova T. E."


@given(st.text(max_size=60))
def test_any_text_is_found_by_itself(text):
    assert closeness(text, [text]) in (0, None)
