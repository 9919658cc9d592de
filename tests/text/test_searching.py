"""Queries: what they ask for, what holds them, and where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.searching import (
    LONGEST,
    MOST_WORDS,
    Query,
    Unsearchable,
    Why,
    excerpt,
    hits,
    holds,
    kept,
    parse,
)
from decisions.text.words import MARK

TEXT = (
    "Судья отклонил ходатайство о переводчике. The interpreter was not called; "
    "the judge relied on Art. 18.8 of the code, case 5-123/2018."
)


def found(query, text=TEXT, *, named=False):
    return holds(parse(query), kept([text], named=named))


@pytest.mark.parametrize(
    "query",
    [
        "переводчик", "ПЕРЕВОДЧИКАМИ судьи", "interpreters", '"interpreter was not"', "«отклонил ходатайство»",
        "18.8", "5-123/2018", "the interpreter", "interpreter AND judge", '"not called', "judge: (relied)",
        '"the"', "case interpreter*",
    ],
)  # fmt: skip
def test_finds(query):
    assert found(query)


@pytest.mark.parametrize(
    "query",
    [
        "переводчик адвокат", '"interpreter called"', '"called interpreter"', "8.18", "123-5", "inter",
        '"переводчике the judge"', "-judge nobody", "judge OR nobody",
    ],
)  # fmt: skip
def test_does_not_find(query):
    assert not found(query)


def test_a_phrase_does_not_go_on_from_one_text_to_the_next():
    text = kept(["One sample", "judge said"])

    assert holds(parse("sample judge"), text)
    assert not holds(parse('"sample judge"'), text)
    assert not holds(parse(f'"sample {MARK} judge"'), kept(["One sample", "judge said"]))


@pytest.mark.parametrize("query", ["Tsoy", "Цой", "цоя", "TSOI", '"S. V. Tsoy"', "tsoy s"])
def test_a_name_is_found_in_the_romanisation_that_somebody_chose(query):
    assert found(query, "S. V. Tsoi", named=True)
    assert not found("Choi", "S. V. Tsoi", named=True)


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Шиверская О. А.", "Шиверской шиверскую Shiverskaia Šiverskaja Schiwerskaja Shiverskoy"),
        ("O. A. Shiverskaya", "Шиверская Шиверской"),
        ("Швецова И. С.", "Швецовой Швецову Švecova Shvetsovoy Швецовых"),
        ("Кашапов Р. С.", "Кашапова Кашапову Кашаповым"),
        ("Мустафина Д. И.", "Мустафиной Мустафину Mustafina"),
        ("Чорновол И. В.", "Черновол Чёрновола Chornovol Chernovol Tschornowol"),
        ("Федорченко Л. В.", "Фёдорченко Fedorczenko Fyodorchenko"),
        ("Хасанский районный суд", "Хасанского хасанском Khasanskogo"),
        ("Усть-Кутский суд", "Ust'-Kutsky Ustj-Kutskij Усть-Кутском"),
        ("연해주 하산스키 지구법원(슬라뱐카)", "하산 하산스키 슬라뱐카"),
        ("하바롭스크시 젤레즈노도로즈니 지구법원", "하바롭스크 하바롭스크시 하바롭스크시의"),
    ],
)
def test_a_name_is_found_in_any_case_and_romanisation(name, queries):
    assert [query for query in queries.split() if not found(query, name, named=True)] == []


@pytest.mark.parametrize(
    ("query", "name"),
    [("Чен", "Чон Ю."), ("Швецов", "Шведова И."), ("Кан", "Канин П.")],
)
def test_other_names_are_not_found(query, name):
    assert not found(query, name, named=True)


def test_only_names_are_found_by_their_sound():
    assert not found("Tsoy", "S. V. Tsoi")
    assert found("мустафиной", "Мустафина", named=True)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", Why.NO_WORDS),
        ("\0\ud800", Why.NO_WORDS),
        ('" * ( ) : ^ -', Why.NO_WORDS),
        ("5", Why.TOO_SHORT),
        ("“ь”", Why.TOO_SHORT),
        ("the of и на", Why.ONLY_COMMON),
        ("AND OR NOT", Why.ONLY_COMMON),
        ("x" * 10_000, Why.TOO_LONG),
        ("x y " * 2500, Why.TOO_LONG),
        ("ab " * (MOST_WORDS + 1), Why.TOO_MANY_WORDS),
    ],
)
def test_says_why_a_query_cannot_be_searched(query, why):
    with pytest.raises(Unsearchable) as error:
        parse(query)

    assert error.value.why is why


def test_one_syllable_of_korean_is_a_family_name():
    assert found("최", "최 판사", named=True)
    assert not found("최", "최근", named=True)


def test_common_words_count_in_quotes_only():
    assert parse("the judge").terms == parse("judge").terms
    assert parse('"the judge"').terms != parse("judge").terms
    assert parse('"ли"').terms


QUERIES = st.text(alphabet=st.sampled_from("abто \"'«»*()-:^.58ёйЦ\0\u00ad\ud800é가ǂ½"), max_size=40)


@given(QUERIES | st.text(max_size=LONGEST + 20))
def test_a_tidied_query_says_the_same_and_fits_in_an_address(text):
    try:
        query = parse(text)
    except Unsearchable:
        return

    assert parse(query.text) == query
    assert query.text.encode()
    assert len(query.text) <= LONGEST
    for term in query.terms:
        for reading in term.readings:
            for word in reading:
                assert word.removeprefix(MARK).isalnum()
                assert word != MARK


WORDS = ("суд", "суда", "стали", "judge", "judges", "the", "18", "8", "Цой", "tsoi", "법원")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@given(TEXTS, st.integers(0, 7), st.integers(1, 3), st.booleans())
def test_words_in_a_row_out_of_a_text_are_found_as_a_phrase_and_marked(text, first, size, named):
    row = text.split()[first : first + size]
    query = _or_none(f'"{" ".join(row)}"')
    if not row or query is None:
        return

    assert holds(query, kept([text], named=named))
    assert hits(query, text, named=named)
    assert holds(query.in_a_row, kept([text], named=named))


@given(TEXTS, TEXTS, st.booleans())
def test_a_text_is_marked_exactly_when_it_is_found(text, asked, named):
    query = _or_none(asked)
    if query is None:
        return

    for term in query.terms:
        single = Query(query.text, (term,))
        assert holds(single, kept([text], named=named)) == bool(hits(single, text, named=named))


@given(st.text(max_size=400) | TEXTS, TEXTS, st.integers(10, 90))
def test_an_excerpt_says_what_stands_there(text, asked, length):
    query = _or_none(asked)
    if query is None:
        return
    where = hits(query, text)
    pieces = excerpt(text, where, length=length)

    shown = "".join(piece.text for piece in pieces).removeprefix("…").removesuffix("…")
    assert shown in text
    assert all(piece.text for piece in pieces)
    assert any(piece.hit for piece in pieces) == bool(where)
    longest = max((hit.span[1] - hit.span[0] for hit in where), default=0)
    assert len(shown) <= length + longest


def _or_none(asked):
    try:
        return parse(asked)
    except Unsearchable:
        return None
