"""The query string as docs/query-string.md promises it, read by RulingFilter itself."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from decisions import filters, policy
from decisions.filters import RulingFilter, country_names
from decisions.vocabulary import CODED, SAFEGUARDS, Empty, Form, Sanction, Status
from tests import make

pytestmark = pytest.mark.django_db

NAMES = set(RulingFilter.base_filters)
FILTERS = sorted(NAMES - {"q", "sort"})


def read(query):
    return RulingFilter(QueryDict(query))


def rows(query):
    return set(read(query).qs)


def bad(query):
    """The sentences about a query string; with a bad value there must be no row."""
    asked = read(query)
    assert not asked.qs.exists()
    assert not any(asked.without(name).exists() for name in FILTERS)
    return asked.sentences


# The names


def test_the_names_are_those_of_the_design():
    assert {
        "q", "region", "court", "judge", "article", "sanction", "form", "placement", "nationality", "plea",
        "standing", "form_now", "placement_now", "series", "source", "decided_after", "decided_before",
        "sort", "release",
        *(field.name for field in SAFEGUARDS),
    } == NAMES  # fmt: skip
    assert len(SAFEGUARDS) == 14


def test_unknown_names_are_listed_in_the_order_of_the_query():
    data = QueryDict("form=forced&Form=forced&page=2&colour=&colour=red&decided_on=2019")

    assert filters.unknown_names(data, beside=["page"]) == ["Form", "colour", "decided_on"]
    assert filters.unknown_names(QueryDict("")) == []


# Values


@pytest.fixture
def three():
    """A forced expulsion, a controlled departure and a ruling whose form is hidden."""
    return [make.ruling(form=form) for form in (Form.FORCED, Form.CONTROLLED_DEPARTURE, Empty.HIDDEN)]


@pytest.mark.parametrize("query", ["", "form=", "form=&plea=&sort=", "form=&form="])
def test_no_value_and_an_empty_value_are_no_filter(three, query):
    assert rows(query) == set(three)
    assert read(query).sentences == []
    assert read(query).pairs == []


def test_a_repeated_name_means_any_of(three):
    forced, controlled, _hidden = three

    assert rows("form=forced&form=controlled_departure") == {forced, controlled}
    assert rows("form=forced&form=") == {forced}


def test_the_same_value_twice_counts_once(three):
    assert rows("form=forced&form=forced") == {three[0]}
    assert read("form=forced&form=forced").pairs == [("form", "forced")]


def test_different_names_are_all_to_be_met(three, court):
    both = make.ruling(form=Form.FORCED, sanction=Sanction.EXPULSION, court=court)

    assert rows(f"form=forced&sanction=expulsion&court={court.slug}") == {both}
    assert rows(f"form=controlled_departure&court={court.slug}") == set()


@pytest.mark.parametrize(
    "query",
    [
        "form=Forced", "form=FORCED", "form=forced%20", "form=%20forced", "form=forced,hidden", "form=force",
        "form=yes", "counsel=Yes", "counsel=true", "counsel=1", "placement=forced", "region=ru-pri",
        "article=18.8%20", "nationality=kp", "nationality=PRK", "nationality=XK", "standing=In_force",
        "court=exampletown", "judge=sample-0", "source=sample-0", "article=99.9", "article=:", "article=18.8:1.1:",
        "series=0", "series=01", "series=-1", "series=1.0", "series=²", "series=99999999999999999999",
        "decided_after=2019", "decided_after=2019-04", "decided_after=18.04.2019", "decided_before=2019-02-30",
        "decided_before=0000-01-01", "decided_before=today", "sort=judges", "sort=-court", "sort=Court",
        "form=%00", "court=a%00b", "article=18.8%00", "decided_after=2019-04-18%00", "sort=%00", "series=1%00",
        "form=%F0%9F%98%80", "court=%F0%9F%98%80", "article=%F0%9F%98%80", "series=%F0%9F%98%80",
        "decided_after=%F0%9F%98%80", "region=%FF%FE", "form=forced%0D%0Ax",
    ],
)  # fmt: skip
def test_one_bad_value_empties_everything_and_a_sentence_says_which(three, query):
    make.provision("18.8"), make.provision("18.8", "1.1")
    name = query.partition("=")[0]

    [sentence] = bad(query)

    assert sentence.startswith(f"{RulingFilter.base_filters[name].label}: “")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_ten_thousand_characters_are_one_short_sentence(three, name):
    [sentence] = bad(urlencode({name: "x" * 10_000}))

    assert len(sentence) < 200


def test_a_search_for_too_little_is_refused(three):
    assert bad("q=x") == ["Search: “x” is too short: give at least two letters."]
    assert rows("q=") == set(three)


def test_every_bad_value_has_its_own_sentence(three):
    assert bad("form=forced&form=x&form=y&plea=z") == [
        "Form of expulsion: “x” is not one of its values.",
        "Form of expulsion: “y” is not one of its values.",
        "Plea: “z” is not one of its values.",
    ]
    assert bad("decided_after=yesterday") == [
        "Decided on or after: “yesterday” is not a date written like 2019-04-18."
    ]


def test_what_cannot_be_printed_is_not_repeated(three):
    assert bad("form=a%00b%0Dc") == [
        "Form of expulsion: “a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c” is not one of its values."
    ]


@pytest.mark.parametrize("code", Empty.values)
@pytest.mark.parametrize("name", FILTERS)
def test_every_empty_kind_is_a_value_of_every_filter(three, name, code):
    asked = read(f"{name}={code}")

    assert asked.sentences == []
    assert [choice.label for choice in asked.chosen[name]] == [Empty(code).label]
    assert asked.qs.count() in range(4)


def test_empty_kinds_find_the_rulings_that_have_them(three, judge):
    hidden = make.ruling(
        judge=Empty.HIDDEN, nationality=Empty.WITHHELD, provisions=Empty.NOT_STATED, counsel="no"
    )
    known = make.ruling(judge=judge, nationality="KP", provisions=[make.provision()], counsel="yes")

    assert rows("judge=hidden") == {hidden}
    assert rows("nationality=withheld") == {hidden}
    assert rows("article=not_stated") == {hidden}
    assert rows("counsel=unknown") == set(three)
    assert rows(f"judge=hidden&judge={judge.slug}") == {hidden, known}
    assert rows("form=hidden") == {three[2]}
    assert rows("court=unknown") == rows("region=hidden") == rows("source=withheld") == set()


@pytest.mark.parametrize(
    "field", [field for field in CODED if field.name in NAMES], ids=lambda field: field.name
)
def test_every_code_of_a_coded_field_is_a_value(field):
    for code in field.codes.values:
        ruling = make.ruling(**{field.name: code})
        assert rows(f"{field.name}={code}") == {ruling}


# Dates


@pytest.fixture
def days():
    return {day: make.ruling(decided_on=date(2019, 4, day)) for day in (17, 18, 19)}


def test_dates_are_inclusive(days):
    assert rows("decided_after=2019-04-18") == {days[18], days[19]}
    assert rows("decided_before=2019-04-18") == {days[17], days[18]}
    assert rows("decided_after=2019-04-18&decided_before=2019-04-18") == {days[18]}
    assert rows("decided_after=2019-04-19&decided_before=2019-04-17") == set()


def test_several_dates_mean_any_of(days):
    assert rows("decided_after=2019-04-19&decided_after=2019-04-18") == {days[18], days[19]}
    assert rows("decided_before=0001-01-01&decided_before=9999-12-31") == set(days.values())


def test_as_many_dates_as_a_query_string_may_have_can_be_asked_for(days):
    many = [("decided_after", f"{year}-01-{day:02}") for year in range(2000, 2040) for day in range(1, 26)][
        :1000
    ]

    assert rows(urlencode(many)) == set(days.values())


# Articles


@pytest.fixture
def articles():
    plain, first, long_one = (
        make.provision("18.8"),
        make.provision("18.8", "1"),
        make.provision("18.8", "1.1"),
    )
    work = make.provision("18.10", "1")
    return {
        "18.8": make.ruling(provisions=[plain]),
        "18.8:1": make.ruling(provisions=[first]),
        "18.8:1.1": make.ruling(provisions=[long_one]),
        "18.10:1": make.ruling(provisions=[work]),
        "both": make.ruling(provisions=[plain, work]),
        "none": make.ruling(provisions=Empty.UNKNOWN),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("article=18.8", {"18.8", "18.8:1", "18.8:1.1", "both"}),
        ("article=18.8:1.1", {"18.8:1.1"}),
        ("article=18.8:1", {"18.8:1"}),
        ("article=18.8:", {"18.8", "both"}),
        ("article=18.10", {"18.10:1", "both"}),
        ("article=18.10:1", {"18.10:1", "both"}),
        ("article=18.8:1&article=18.10", {"18.8:1", "18.10:1", "both"}),
        ("article=unknown", {"none"}),
        ("article=unknown&article=18.8:1", {"none", "18.8:1"}),
    ],
)
def test_an_article_matches_all_its_parts_and_a_part_only_itself(articles, query, found):
    matching = read(query).qs

    assert {name for name, ruling in articles.items() if ruling in set(matching)} == found
    assert matching.count() == len(found)


@pytest.mark.parametrize("query", ["article=18.10:", "article=18.1", "article=18", "article=18.8:2"])
def test_an_article_or_a_part_that_is_not_in_the_list_is_a_bad_value(articles, query):
    assert len(bad(query)) == 1


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("18.8", "Art. 18.8"),
        ("18.8:1.1", "Art. 18.8 part 1.1"),
        ("18.8:", "Art. 18.8, no part given"),
    ],
)
def test_articles_have_labels(articles, code, label):
    assert [choice.label for choice in read(f"article={code}").chosen["article"]] == [label]


# Places and people


def test_region_court_judge_series_source_and_nationality_find_their_rulings(three, judge):
    series, source, court = make.series(), make.source(), make.court()
    ruling = make.ruling(
        court=court, judge=judge, series=series, position=1, source=source, nationality="KP", form=Form.FORCED
    )

    for query in (
        f"region={court.region.iso}",
        f"court={court.slug}",
        f"judge={judge.slug}",
        f"series={series.number}",
        f"source={source.slug}",
        "nationality=KP",
    ):
        assert rows(query) == {ruling}, query
    assert rows("series=not_applicable") == set(three)
    assert rows("nationality=FR") == set()


def test_a_region_without_a_ruling_is_a_value(three, region):
    assert read(f"region={region.iso}").sentences == []
    assert rows(f"region={region.iso}") == set()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_what_only_unpublished_rulings_have_is_not_a_value(three, status):
    place = {"court": make.court(), "judge": make.judge(), "series": make.series(), "source": make.source()}
    make.ruling(status, **place, position=1)

    for query in (
        f"court={place['court'].slug}",
        f"judge={place['judge'].slug}",
        f"series={place['series'].number}",
        f"source={place['source'].slug}",
    ):
        assert len(bad(query)) == 1, query


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_unpublished_rulings_are_never_found(status):
    make.ruling(status, form=Form.FORCED)

    assert rows("") == rows("form=forced") == set()


def test_another_queryset_can_be_filtered(lawyer):
    draft = make.ruling(Status.DRAFT, by=lawyer, form=Form.FORCED)

    asked = RulingFilter(QueryDict("form=forced"), queryset=policy.visible_rulings(lawyer))

    assert set(asked.qs) == {draft}


def test_the_countries_are_those_of_iso_3166():
    names = country_names()

    assert len(names) == 249
    assert {"KP", "KR", "RU", "UA", "UZ", "AX", "TW", "PS", "GS"} <= names.keys()
    assert not {"XK", "EU", "UN", "ZZ", "AN", "SU"} & names.keys()
    assert all(names.values())
    assert names["KP"] == "North Korea"


# Order


@pytest.fixture
def ordered():
    """Three rulings, by their names in every order."""
    alpha, beta = make.region(name_en="Alpha"), make.region(name_en="Beta")
    return {
        1: make.ruling(
            decided_on=date(2019, 1, 1),
            court=make.court(name_en="B", region=alpha),
            judge=make.judge(name="C"),
        ),
        2: make.ruling(decided_on=date(2019, 1, 2), court=make.court(name_en="A", region=beta)),
        3: make.ruling(
            decided_on=date(2019, 1, 3),
            court=make.court(name_en="B", region=alpha),
            judge=make.judge(name="A"),
        ),
    }


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", [3, 2, 1]),
        ("sort=-decided_on", [3, 2, 1]),
        ("sort=decided_on", [1, 2, 3]),
        ("sort=court", [2, 3, 1]),
        ("sort=judge", [3, 1, 2]),
        ("sort=region", [3, 1, 2]),
        ("sort=court&sort=court", [2, 3, 1]),
        ("sort=&sort=court", [2, 3, 1]),
    ],
)
def test_the_order_of_rows(ordered, query, order):
    numbers = {ruling: number for number, ruling in ordered.items()}

    assert [numbers[ruling] for ruling in read(query).qs] == order


@pytest.mark.parametrize("query", ["sort=court&sort=judge", "sort=decided_on&sort=-decided_on"])
def test_two_different_orders_are_a_bad_value(ordered, query):
    assert len(bad(query)) == 2


@pytest.mark.parametrize("sort", filters.Sort.ORDERS)
def test_ties_are_broken_so_that_pages_do_not_overlap(sort, court):
    made = [make.ruling(court=court) for _ in range(5)]

    assert [ruling.pk for ruling in read(f"sort={sort}").qs] == [ruling.pk for ruling in made]


def test_every_order_has_a_label():
    assert filters.Sort.LABELS.keys() == filters.Sort.ORDERS.keys()


# What pages ask of it


def test_the_rows_without_a_filter_keep_the_others(three):
    asked = read("form=forced&sanction=unknown&sort=court")

    assert set(asked.without("form")) == set(three)
    assert set(asked.without("sanction")) == {three[0]}
    assert not asked.without("form").query.order_by


def test_chosen_values_leave_out_bad_ones_and_the_order(three):
    asked = read("form=forced&form=hidden&plea=x&sort=court")

    assert {name: [choice.code for choice in choices] for name, choices in asked.chosen.items()} == {
        "form": ["forced", "hidden"]
    }


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("form=forced&form=forced&plea=&sort=-decided_on", [("form", "forced")]),
        ("sort=court", [("sort", "court")]),
        ("form=x&plea=silent", [("plea", "silent")]),
    ],
)
def test_pairs_are_the_shortest_way_to_say_the_same(three, query, pairs):
    assert read(query).pairs == pairs


def test_one_name_is_replaced_or_taken_away():
    pairs = [("form", "forced"), ("form", "hidden"), ("plea", "silent")]

    assert filters.replaced(pairs, form="unknown") == [("plea", "silent"), ("form", "unknown")]
    assert filters.replaced(pairs, form=None, page="2") == [("plea", "silent"), ("page", "2")]


def test_an_address_quotes_its_query():
    assert filters.address("/rulings/", []) == "/rulings/"
    assert filters.address("/rulings/", [("court", "a&b"), ("q", "Цой")]) == (
        "/rulings/?court=a%26b&q=%D0%A6%D0%BE%D0%B9"
    )
