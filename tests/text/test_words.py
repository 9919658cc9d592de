"""Words in their dictionary form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.words import MARK, fold, lemmas, words

# Pairs that a reader takes for forms of one word. The first is what somebody types.
PAIRS = [
    ("переводчик", "переводчика"), ("переводчик", "переводчиками"), ("выдворение", "выдворению"),
    ("суд", "судом"), ("судья", "судьи"), ("районный", "районного"), ("человек", "людей"), ("год", "лет"),
    ("идти", "шла"), ("ребенок", "дети"), ("ребёнок", "детей"), ("гражданин", "граждан"), ("кореец", "корейцев"),
    ("задержать", "задержана"), ("цой", "цоя"), ("таранущенко", "таранущенко"), ("мустафина", "мустафиной"),
    ("ёлка", "елкой"), ("хабаровск", "хабаровске"), ("индустриальный", "индустриального"), ("стать", "стали"),
    ("interpreter", "interpreters"), ("detain", "detained"), ("court", "court's"), ("judge", "judges"),
    ("expel", "expelled"), ("naïve", "naive"), ("slavyanka", "slav'yanka"), ("법원", "법원에서"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), PAIRS)
def test_forms_of_one_word_have_a_dictionary_form_in_common(asked, said):
    (one,), (other,) = words(asked), words(said)

    assert lemmas(other.text)[0] in lemmas(one.text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Цой С. В.", ["цой", "с", "в"]),
        ("дело № 5-123/2018", ["дело", "5", "123", "2018"]),
        ("25RS0030", ["25", "rs", "0030"]),
        ("за́мок замо\u00adк", ["замок", "замок"]),
        ("Ё й ｆｕｌｌ １２ ½ x²", ["е", "й", "full", "12", "x"]),
        ("최고법원 ფ", ["최고법원", "ფ"]),
        (f"{MARK} \0 \ud800 ' \" * ( : ^ - ", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(text, found):
    assert [word.text for word in words(text)] == found


@given(st.text(alphabet=st.characters(), max_size=60))
def test_words_are_letters_or_digits_and_stand_where_they_say(text):
    for word in words(text):
        start, end = word.span
        assert word.text == fold(text[start:end])
        assert word.text.isalpha() or (word.text.isascii() and word.text.isdigit())
        assert MARK not in word.text
        assert all(form and " " not in form for form in lemmas(word.text))


@given(st.text(alphabet="абвеёйцьаяАБ abcxyz'’019 가나", max_size=40))
def test_folding_again_changes_nothing(text):
    for word in words(text):
        assert fold(word.text) == word.text
