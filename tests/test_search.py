"""The search by words: what it finds, in which order, and that both databases find the same."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as RolledBack

from decisions.actions import search, workflow
from decisions.actions.rulings import Reading
from decisions.filters import MOST_SEARCHES, RulingFilter
from decisions.models import CourtFormerName, SearchText
from decisions.text.searching import Unsearchable, holds, parse
from decisions.vocabulary import Basis, Empty, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db


def ask(*queries, **others):
    return RulingFilter(QueryDict(urlencode({"q": queries, **others}, doseq=True)))


def found(*queries, **others):
    return list(ask(*queries, **others).qs)


def reading(field="plea", **said):
    return Reading(field=field, basis=Basis.STATED, page="3", **said)


@pytest.fixture
def ruling():
    """A ruling whose every public text has words of its own."""
    court = make.court(
        name_en="Sampleton District Court", name_ru="Образцовский районный суд", name_ko="예시법원", code="25RS0030",
        region=make.region(name_en="Exampleland", name_ru="Примерский край", name_ko="연습주"),
    )  # fmt: skip
    CourtFormerName.objects.create(court=court, name_ru="Старогорский народный суд", name_en="Oldtown Court")
    judge = make.judge(name="T. E. Tsoi")
    make.spelling(judge, "Т. Е. Цой", language="ru")
    series = make.series(narrative_en="They came by ferry.", narrative_ru="Приехали на пароме.")
    return make.ruling(
        court=court, judge=judge, series=series, position=1, plea="admitted", facility="Sample centre Birch",
        case_number="5- 22\\19", uid="25RS0030-01-2019-000123-85",
        readings=[reading(quotation="вину признал полностью", note="Said through a neighbour.")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "sampleton", "образцовского", "예시법원", "старогорским", "oldtown", "Цоя", "tsoy", '"T. E. Tsoi"',
        "ferries", "паромы", "birch", "признала вину", '"вину признал"', "neighbours", "sampleton ferry цой",
        "FERRY AND NEIGHBOUR", "парому*", "25RS0030", "25rs0030 ferry", "25РС0030", "примерского", "연습", "5-22/2019",
        "25RS0030-01-2019-000123-85",
    ],
)  # fmt: skip
def test_finds_every_public_text_in_any_form(ruling, query):
    make.ruling()

    assert found(query) == [ruling]


def test_the_code_of_a_court_finds_its_rulings(ruling):
    other = make.ruling(court=make.court(code="27RS0004"))

    assert found("27RS0004") == [other]
    assert found("RS0030") == [ruling]


def test_an_identifier_finds_its_ruling(ruling):
    assert found(ruling.public_id) == found(ruling.public_id.upper()) == [ruling]
    assert found(make.ruling(Status.DRAFT).public_id) == []
    assert found(ruling.public_id, "otherville", sort="relevance") == [ruling]


def test_numbers_that_are_not_public_are_not_found():
    make.ruling(case_number=Empty.WITHHELD, uid=Empty.HIDDEN)

    assert found("withheld") == found("5-22/2019") == []


def test_words_need_not_stand_together_but_phrases_must(ruling):
    assert found("ferry tsoi") == [ruling]
    assert found('"ferry tsoi"') == []
    assert found("ferry balloon") == []


def test_a_phrase_does_not_go_on_from_the_judge_to_the_narrative(ruling):
    made = make.ruling(
        court=make.court(name_en="Lake Court"), judge=make.judge(name="Grey"),
        series=make.series(narrative_en="Mountain."), position=1,
    )  # fmt: skip

    assert found("court grey mountain") == [made]
    assert found('"court grey"') == found('"grey mountain"') == []


def test_several_searches_find_any_of(ruling):
    other = make.ruling(court=make.court(name_en="Otherville Court"))

    assert set(found("ferry", "otherville")) == {ruling, other}
    assert set(found("ferry", "ferry", " ferry ")) == {ruling}
    assert ask("ferry", "", " ferry ").pairs == [("q", "ferry")]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_what_is_not_published_has_no_words(status):
    make.ruling(status, court=make.court(name_en="Hidden Court"))

    assert found("hidden") == []
    assert not SearchText.objects.exists()


def test_what_was_said_for_a_withheld_value_is_not_found():
    made = make.ruling(plea=Empty.WITHHELD, readings=[reading(note="A sample secret.")])

    assert made.evidence.filter(accepted=True).exists()
    assert found("secret") == []


@pytest.mark.parametrize(
    ("queries", "sentence"),
    [
        (["the"], "Search: “the” has only words that stand in almost every text. Put them in quotes"),
        (["x"], "Search: “x” is too short: give at least two letters."),
        (["\0"], "Search: “\N{REPLACEMENT CHARACTER}” has no word that could be searched for."),
        (["\ud800"], "Search: “\N{REPLACEMENT CHARACTER}” has no word that could be searched for."),
        (['"^*:()'], "Search: “\"^*:()” has no word that could be searched for."),
        (["y" * 10_000], f"Search: “{'y' * 60}…” is longer than 300 characters."),
        ([f"word{n}" for n in range(MOST_SEARCHES + 1)], "Search: At most 5 searches can be made at once."),
    ],
)  # fmt: skip
def test_says_why_a_search_finds_nothing(ruling, queries, sentence):
    data = QueryDict(mutable=True)
    data.setlist("q", [*queries])
    asked = RulingFilter(data)

    assert not asked.qs.exists()
    assert len(asked.sentences) == 1
    assert asked.sentences[0].startswith(sentence)


def test_the_best_match_comes_first_where_that_is_asked():
    noted = make.ruling(plea="admitted", readings=[reading(note="Grey river.")])
    apart = make.ruling(
        plea="admitted", court=make.court(name_en="Grey Court"), readings=[reading(note="At the river.")]
    )
    told = make.ruling(series=make.series(narrative_en="The river was grey."), position=1)
    named = make.ruling(court=make.court(name_en="River Court of Grey"))

    assert found("grey river", sort="relevance") == [named, noted, told, apart]
    assert set(found("grey river")) == {noted, apart, told, named}
    assert ask("grey river", sort="relevance").pairs == [("q", "grey river"), ("sort", "relevance")]


def test_without_a_search_the_newest_comes_first_and_it_is_said(ruling):
    asked = ask(sort="relevance")

    assert list(asked.qs) == [ruling]
    assert (asked.order, asked.pairs) == ("-decided_on", [])
    assert asked.oddities == [
        "Nothing is searched for, so the best match cannot come first: the newest does."
    ]
    assert "relevance" not in asked.orders


# Databases

WORDS = st.sampled_from(
    [
        "суд", "суда", "судна", "стали", "сталь", "judge", "judges", "judging", "the", "18", "18.8", "5-123", "Цой",
        "Tsoy", "tsoi", "ёж", "ежа", "법원", "법원에서", "ﬁne", "½", "naïve", "ǂ", "x²", "ẞtraße", "ᏣᎳᎩ", "ABC123def",
        "İstanbul",
    ]
)  # fmt: skip
SAID = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
ASKED = st.lists(WORDS | SAID.map('"{}"'.format), min_size=1, max_size=3).map(" ".join)


class TestBothDatabases(RolledBack):
    @hypothesis_settings(max_examples=60)
    @given(
        st.lists(st.tuples(SAID, SAID, SAID), min_size=1, max_size=4), st.lists(ASKED, min_size=1, max_size=5)
    )
    def test_find_what_the_engine_finds(self, texts, queries):
        court = make.court
        made = [
            make.ruling(
                court=court(name_en=name), series=make.series(narrative_en=narrative), position=1,
                plea="admitted", readings=[reading(note=note)],
            )
            for name, narrative, note in texts
        ]  # fmt: skip
        kept = {row.pk: (row.court, row.judge, row.narrative, row.notes) for row in SearchText.objects.all()}
        for asked in queries:
            try:
                query = parse(asked)
            except Unsearchable:
                assert found(asked) == []
                continue
            assert set(found(asked)) == {one for one in made if holds(query, *kept[one.pk])}
            assert found(asked, sort="relevance") == sorted(
                set(found(asked)), key=lambda one: (_rank(query, *kept[one.pk]), one.pk)
            )


def _rank(query, court, judge, narrative, notes):
    places = [
        holds(query, court, judge), holds(query.in_a_row, court, judge, narrative, notes), holds(query, narrative),
        holds(query, notes), True,
    ]  # fmt: skip
    return places.index(True)


def test_the_words_can_be_written_anew(ruling):
    SearchText.objects.all().delete()
    assert found("ferry") == []

    assert search.complete(now=make.NOW) == 1
    assert search.complete(now=make.NOW) == 0
    assert found("ferry") == [ruling]
    assert search.rebuild(now=make.NOW) == 1
    assert found("ferry") == [ruling]


def test_withdrawn_words_leave_the_pages_of_the_index(ruling, reviewer, now):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps old rows until VACUUM, as it does everywhere")
    pages = "SELECT count(*) FROM decisions_search_data WHERE instr(block, CAST(%s AS BLOB)) > 0"
    with connection.cursor() as cursor:
        cursor.execute(pages, ["birch"])
        assert cursor.fetchone() == (1,)
        workflow.withdraw(ruling=ruling, by=reviewer, now=now, way=Withdrawal.OPEN, reason="A sample reason.")
        cursor.execute(pages, ["birch"])
        assert cursor.fetchone() == (0,)
