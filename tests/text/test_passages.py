"""Invented names only; each is shaped like what must not slip through."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text import passages
from decisions.text.passages import Kind, find

NAMES = [
    "Образцов И. О.", "Образцов И.О.", "И. О. Образцов", "Образцова И.", "Иван Иванович", "Образцов Иван Иванович",
    "Ивану Ивановичу Образцову", "Ким Чхоль", "Пак Ен-сок", "Цой Мин Чжун", "КИМ ЧХОЛЬ СУ", "гражданин КНДР Образцов",
    "гр. Образцова", "Kim Chol-su", "Kim Chol Su", "KIM CHOL SU", "Tsoi Min", "Ri Yong Ho", "J. Sample", "T. E. Sample",
    "Чоль Су Ким", "Чоль-су Пак", "Чоль Цоя", "ЧОЛЬ СУ КИМ", "Chol Su Kim", "Chol-su Park", "Chol Kim", "CHOL SU KIM",
    "Sample J. A.", "Ivan Obraztsov", "Ivan Petrovich Obraztsov", "Mr Sample", "citizen Pak",
    "김철수는", "박영 씨", "이민수",
]  # fmt: skip
BIRTHS = [
    "1980 г.р.",
    "12.03.1980 года рождения",
    "родился в 1980",
    "born on 5 May 1981",
    "year 1981 of birth",
    "1980년생",
]
DATES = ["12.03.2001", "5 мая 1999", "5 May 1999", "May 5, 1999", "1990-01-02", "2001년 3월 4일", "03/04/95"]
PASSPORTS = ["паспорт № 4500 123456", "passport PS1234567", "927480111", "4500 123456", "여권 123456789"]
ADDRESSES = [
    "ул. Примерная, д. 5", "улица Примерная", "Примерная улица", "д. 5", "кв. 12", "12 Sample Street", "apartment 5",
    "г. Владивосток, Светланская 12", "г Примерск, Первого Мая, д. 12/1", "Образцовая, 12а", "на Образцовой 12-34",
    "Vladivostok, Svetlanskaya 12",
    "ulitsa Sample", "3동 201호", "room 12", "Sample Avenue", "в общежитии № 3",
]  # fmt: skip
PHONES = ["+7 (900) 123-45-67", "89001234567", "+82 10 1234 5678", "010-1234-5678"]
EMAILS = ["a.b@example.org", "t.me/somebody"]

HARMLESS = [
    "The Sovetsky District Court of Exampletown", "Советский районный суд г. Примерска",
    "Верховный Суд Российской Федерации",
    "citizens of North Korea", "ст. 18.8 ч. 1 КоАП РФ", "5-123/2018", "25RS0030-01-2019-000123-85", "л.д. 5", "l. 5",
    "section V, example 1", "a fine of 2000 roubles", "Со слов заявителя", "No court examined it",
    "So North Korean citizens",
    "судья Ким", "District Judge Kim", "Gorky Park", "По делу Ким", "г. Примерск, Дело 5-123/2018",
    "г. Примерск, Статья 18.8", "г. Примерск, Апрель 2019", "Приморский край, 12 решений", "Приморская 25RS0030",
    "в 2018 году", "법원은 강제 추방을 명령했다", "정부는 이유를 밝히지 않았다",
    "Article 27.19", "CAO Art. 3.10(5)", "in 2014",
    "Supreme Court of Russia", "the Convention of 1951", "Primorsky Krai", "Two days after example 3", "50 of 50", "",
]  # fmt: skip


def kinds(text, **known):
    return {passage.kind for passage in find(text, **known)}


@pytest.mark.parametrize("around", ["{}", "according to {}, he stayed", "По словам: {} (там же)"])
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((Kind.NAME, text) for text in NAMES),
        *((Kind.BIRTH, text) for text in BIRTHS),
        *((Kind.DATE, text) for text in DATES),
        *((Kind.PASSPORT, text) for text in PASSPORTS),
        *((Kind.ADDRESS, text) for text in ADDRESSES),
        *((Kind.PHONE, text) for text in PHONES),
        *((Kind.EMAIL, text) for text in EMAILS),
    ],
)
def test_what_identifies_somebody_is_found_anywhere_in_a_text(kind, text, around):
    assert find(around.format(text)), text
    assert kind in kinds(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_of_a_ruling_are_left_alone(text):
    assert find(text) == []


@pytest.mark.parametrize("text", ["Judge T. E. Sample ruled", "T.E. Sample", "t. e. sample"])
def test_known_names_are_harmless(text):
    assert find(text, names=["T. E. Sample"]) == []


def test_a_name_that_only_contains_a_known_one_is_found():
    assert find("J. T. Samples", names=["T. Sample"])


def test_a_single_known_word_excuses_nothing():
    assert find("Kim Chol-su", names=["Kim"])


@pytest.mark.parametrize(
    "text", ["18.04.2019", "18 апреля 2019", "18 April 2019", "2019-04-18", "April 18th, 2019"]
)
def test_the_dates_of_the_record_are_harmless(text):
    assert find(text, days=[date(2019, 4, 18)]) == []
    assert kinds(text, days=[date(2019, 4, 19)]) == {Kind.DATE}


def test_a_date_of_birth_is_asked_about_even_on_a_known_day():
    assert Kind.BIRTH in kinds("born on 18 April 2019", days=[date(2019, 4, 18)])


def test_a_passage_says_where_it_stands():
    text = "He lives in ул. Примерная, and Kim Chol-su too."

    assert [(one.text, text[slice(*one.span)]) for one in find(text)] == [
        ("ул. Примерная,"[:-1], "ул. Примерная"),
        ("Kim Chol-su", "Kim Chol-su"),
    ]


@given(st.text())
def test_no_text_breaks_it_and_passages_never_overlap(text):
    found = find(text, names=["T. E. Sample", text[:20]], days=[date(2019, 4, 18)])

    assert all(text[slice(*one.span)] == one.text for one in found)
    assert all(first.span[1] <= second.span[0] for first, second in zip(found, found[1:], strict=False))


@given(st.text(alphabet="аКим.- 0123456789/№gEI씨김", max_size=400))
def test_no_soup_of_names_and_digits_breaks_it(text):
    find(text)


@pytest.mark.parametrize(
    "text", ["а " * 20_000, "Kim " * 10_000, "1" * 40_000, "И. " * 10_000, "a." * 20_000 + "@"]
)
def test_long_texts_take_no_long_time(text):
    assert len(find(text)) <= len(text)


def test_every_kind_is_told_apart():
    assert {kind.value for kind in passages.Kind} == {
        "name", "birth", "date", "passport", "address", "phone", "email", "kept"
    }  # fmt: skip
