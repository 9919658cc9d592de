"""The first page: fifty marks, the numbers above them, and where each of them leads."""

from collections import Counter

import pytest

from decisions.vocabulary import Empty
from tests import make
from tests.views import corpus
from tests.views.pages import count, counted, links, page

# Each with a word that its sentence cannot do without.
HEADLINE = [
    ("≥ 50", "rulings"),
    ("12", "detention"),
    ("17", "force"),
    ("10", "by themselves"),
    ("≥ 23", "not known"),
    ("≥ 50", "danger on return"),
    ("16", "series"),
    ("8", "regions"),
    ("12", "courts"),
    ("15", "judges"),
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


@pytest.fixture
def overview(client):
    return page(client, "/")


def test_the_headline_numbers_are_those_of_the_report(overview):
    items = overview.one("ul", "headline").all("a")

    assert [item.one("b").text for item in items] == [number for number, _word in HEADLINE]
    for item, (_number, word) in zip(items, HEADLINE, strict=True):
        assert word in item.one("span").text


def test_every_headline_number_leads_to_as_many_records(client, overview):
    for link in overview.one("ul", "headline").all("a"):
        address, number = link.attributes["href"], counted(link.one("b").text)
        read = page(client, address)
        if address.startswith("/rulings/"):
            assert count(read) == number, address
        else:
            assert len(read.one("tbody").all("tr")) == number, address


def test_every_kind_in_the_legend_leads_to_as_many_rulings(client, overview):
    numbers = [counted(link.text) for link in overview.one("ul", "legend").all("a")]
    found = [count(page(client, address)) for address in links(overview.one("ul", "legend"))]

    assert numbers == found == [12, 5, 10, 23]


def test_the_kinds_of_outcome_leave_no_ruling_out_and_count_none_twice(client, overview):
    make.ruling(sanction="terminated")
    make.ruling(sanction=Empty.HIDDEN, form=Empty.HIDDEN)
    make.ruling(sanction="fine_only", form=Empty.NOT_APPLICABLE)
    make.ruling(form="forced", placement=Empty.WITHHELD)
    read = page(client, "/")

    legend = read.one("ul", "legend")
    numbers = [counted(link.text) for link in legend.all("a")]
    assert sum(numbers) == 54
    assert numbers == [count(page(client, address)) for address in links(legend)]
    assert len(read.one("ol", "hearings").all("a", tabindex="-1")) == 54


def test_there_is_one_mark_for_each_person_and_it_leads_to_the_ruling(overview):
    marks = overview.one("ol", "hearings").all("a", tabindex="-1")

    assert Counter(mark.attributes["href"] for mark in marks) == Counter(
        f"/rulings/{public_id}/" for public_id in corpus.identifiers()
    )


def test_a_mark_has_the_shape_of_what_the_court_ordered_and_says_it_in_words(overview):
    words = {
        "placed": ("rect", "forced expulsion with detention"),
        "forced": ("circle", "forced expulsion, detention not ordered or not known"),
        "departure": ("circle", "controlled independent departure"),
        "open": ("circle", "expulsion, form not known"),
    }
    for mark in overview.one("ol", "hearings").all("a", tabindex="-1"):
        (record,) = [r for r in corpus.rulings() if mark.attributes["href"] == f"/rulings/{r['public_id']}/"]
        kind = {"controlled_departure": "departure", "unknown": "open"}.get(record["form"]) or (
            "placed" if record["placement"] == "yes" else "forced"
        )
        shape, sentence = words[kind]
        assert mark.one(shape).classes == ["dot", f"dot-{kind}"]
        assert mark.one("title").text == mark.attributes["aria-label"] == sentence


def test_marks_are_grouped_by_hearing_oldest_first(overview):
    hearings = overview.one("ol", "hearings").all("li")
    sizes = [len(hearing.all("a", tabindex="-1")) for hearing in hearings]

    assert sizes == [2, 9, 5, 4, 5, 3, 2, 2, 1, 9, 1, 1, 1, 1, 3, 1]
    assert [hearing.one("time").attributes["datetime"] for hearing in hearings] == sorted(
        hearing.one("time").attributes["datetime"] for hearing in hearings
    )


def test_the_series_whose_number_is_a_minimum_say_so(overview):
    saying = [
        hearing.text for hearing in overview.one("ol", "hearings").all("li") if "at least" in hearing.text
    ]

    assert len(saying) == 2
    assert "at least 2 people" in saying[0]
    assert "at least 9 people" in saying[1]


def test_the_table_says_what_the_picture_shows_and_adds_up_to_fifty(overview):
    table = overview.one("table")
    heads = [head.text for head in table.one("thead").all("th")]
    lines = [
        [cell.text for cell in row.children if not isinstance(cell, str)]
        for row in table.one("tbody").all("tr")
    ]

    assert heads[:3] == ["Decided on", "Court", "Series"]
    assert heads[-1] == "People"
    people = [counted(line[-1]) for line in lines]
    assert sum(people) == 50
    assert [sum(map(int, line[3:-1])) for line in lines] == people
    assert [sum(int(line[column]) for line in lines) for column in range(3, 7)] == [12, 5, 10, 23]
    assert [line[2] for line in lines if line[-1].startswith("≥")] == ["8", "10"]


def test_a_ruling_of_no_series_is_a_hearing_of_its_own_and_one_without_a_date_says_so(client):
    make.ruling(court=make.court(name_en="Court of the lonely ruling"))
    table = page(client, "/").one("table")

    (row,) = [row for row in table.one("tbody").all("tr") if "lonely" in row.text]
    assert "none" in row.text
    assert len(table.one("tbody").all("tr")) == 17


def test_the_first_and_the_last_month_are_named(overview):
    assert "Decided between October 2018 and September 2019" in overview.one("p", "lead").text


def test_the_page_says_what_the_numbers_do_not_count(overview):
    text = overview.one("main").text

    assert "picked examples" in text
    assert "not one where more people are expelled" in text
