"""The list of rulings: filters, the numbers beside their choices, chips, order, pages."""

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from decisions.vocabulary import Empty, Status
from tests import make
from tests.views import corpus
from tests.views.pages import chips, choices, count, links, listed, messages, notices, page, records

EMPTY = list(Empty.values)
FACETS = [name for name in corpus.DIMENSIONS if name not in ("year", "quarter", "month")]
# Questions of every kind: one value, several, several names, dates, an empty kind, nothing found.
QUESTIONS = [
    {},
    {"region": ["RU-KHA"]},
    {"region": ["RU-KHA", "RU-TA"]},
    {"form": ["forced"], "placement": ["yes"]},
    {"form": ["unknown"], "region": ["RU-KYA", "RU-TA", "RU-PER"]},
    {"judge": ["unknown"]},
    {"judge": ["chornovol-i-v", "unknown"], "plea": ["unknown"]},
    {"court": ["sovetsky-kazan"], "decided_after": ["2019-01-01"]},
    {"decided_after": ["2019-04-18"], "decided_before": ["2019-04-18"]},
    {"decided_before": ["2018-12-31"], "placement_reasons_given": ["no", "not_applicable"]},
    {"article": ["18.8"], "nationality": ["KP"], "plea": ["admitted"]},
    {"article": ["unknown"], "interpreter": ["unknown"]},
    {"series": ["2", "10"], "source": ["one-recognized-refugee-2020"]},
    {"sanction": ["expulsion"], "standing": ["unknown"], "interpreter": ["not_stated", "unknown"]},
    {"form": ["controlled_departure"], "placement": ["yes"]},
]


def in_words(question):
    return urlencode(question, doseq=True) or "everything"


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def address(question, path="/rulings/", **more):
    pairs = [(name, value) for name, values in question.items() for value in values]
    return f"{path}?{urlencode([*pairs, *more.items()])}"


def asked(link):
    """The question that an address asks, as pairs."""
    return sorted(parse_qsl(urlsplit(link).query, keep_blank_values=True))


# Filters


@pytest.mark.parametrize("name", FACETS)
def test_each_value_of_a_filter_leaves_exactly_its_rulings(client, name):
    occurring = sorted({record[name] for record in corpus.rulings()})
    first = page(client, address({name: occurring[:1]}))

    assert listed(first) == corpus.identifiers(**{name: occurring[0]})
    assert count(first) == len(listed(first))
    for value in [*occurring, *EMPTY]:
        found = [record["public_id"] for record in records(client, address({name: [value]}, "/rulings.csv"))]
        assert found == corpus.identifiers(**{name: value})


@pytest.mark.parametrize("question", QUESTIONS, ids=in_words)
def test_filters_narrow_and_values_of_one_filter_widen(client, question):
    read = page(client, address(question))

    assert listed(read) == corpus.identifiers(**question)
    assert count(read) == len(listed(read))
    assert not messages(read)


@pytest.mark.parametrize("day", ["2018-10-05", "2018-10-06", "2019-04-18", "2019-09-04", "2019-09-05"])
def test_both_days_of_a_period_belong_to_it(client, day):
    for name in ("decided_after", "decided_before"):
        assert listed(page(client, address({name: [day]}))) == corpus.identifiers(**{name: day})


def test_several_days_mean_any_of_them(client):
    read = page(client, "/rulings/?decided_after=2019-08-27&decided_after=2019-09-04")

    assert listed(read) == corpus.identifiers(decided_after="2019-08-27")


def test_an_empty_value_is_no_filter_and_a_repeated_one_counts_once(client):
    read = page(client, "/rulings/?region=&form=&decided_after=&sort=&page=&plea=silent&plea=silent")

    assert listed(read) == corpus.identifiers(plea="silent")
    assert list(chips(read)) == ["Plea: kept silent"]
    assert not messages(read)


def test_an_article_stands_for_all_its_parts_and_a_part_for_itself(client):
    whole = make.provision("99.1")
    first, second = make.provision("99.1", "1"), make.provision("99.1", "2")
    made = {
        "none": make.ruling(provisions=[whole]).public_id,
        "first": make.ruling(provisions=[first]).public_id,
        "both": make.ruling(provisions=[first, second]).public_id,
    }

    def found(value):
        return {
            name
            for name, public_id in made.items()
            if public_id in listed(page(client, address({"article": [value]})))
        }

    assert found("99.1") == {"none", "first", "both"}
    assert found("99.1:1") == {"first", "both"}
    assert found("99.1:2") == {"both"}
    assert found("99.1:") == {"none"}


def test_a_ruling_of_no_series_is_found_as_such(client):
    alone = make.ruling()

    assert listed(page(client, "/rulings/?series=not_applicable")) == [alone.public_id]


def test_a_ruling_without_a_date_answers_to_the_kind_of_emptiness_and_to_no_day(client):
    undated = make.ruling(Status.DRAFT, decided_on=Empty.HIDDEN)
    undated.status, undated.published_at, undated.published_by = (
        Status.PUBLISHED,
        make.NOW,
        undated.entered_by,
    )
    undated.save()

    assert listed(page(client, "/rulings/?decided_after=hidden")) == [undated.public_id]
    assert listed(page(client, "/rulings/?decided_before=hidden&decided_after=hidden")) == [undated.public_id]
    assert undated.public_id not in listed(page(client, "/rulings/?decided_after=1991-01-01"))
    assert undated.public_id not in listed(page(client, "/rulings/?decided_before=2100-01-01"))
    assert "unknown date" in page(client, "/rulings/?decided_after=hidden").one("section", "found").text


# Numbers beside the choices


@pytest.mark.parametrize("question", QUESTIONS, ids=in_words)
def test_the_number_beside_every_choice_is_what_it_would_leave_under_the_other_filters(client, question):
    shown = choices(page(client, address(question)))

    for name in FACETS:
        others = [
            record
            for record in corpus.rulings()
            if corpus.matches(record, **{n: v for n, v in question.items() if n != name})
        ]
        expected = {value: sum(record[name] == value for record in others) for value in shown.get(name, {})}
        assert shown.get(name, {}) == expected, name
        assert {record[name] for record in others} <= expected.keys(), name


@pytest.mark.parametrize("question", QUESTIONS, ids=in_words)
def test_what_is_chosen_is_ticked_and_nothing_else(client, question):
    form = page(client, address(question)).one("form", "filters")
    ticked = [
        (box.attributes["name"], box.attributes["value"])
        for box in form.all("input", type="checkbox")
        if "checked" in box.attributes
    ]
    written = [
        (box.attributes["name"], box.attributes["value"])
        for box in form.all("input", type="text")
        if box.attributes["value"]
    ]

    assert sorted([*ticked, *written]) == asked(address(question))


def test_the_numbers_count_a_ruling_once_for_each_of_its_articles(client):
    first, second = make.provision("99.1", "1"), make.provision("99.1", "2")
    make.ruling(provisions=[first, second])

    assert {
        value: number
        for value, number in choices(page(client, "/rulings/"))["article"].items()
        if value.startswith("99")
    } == {"99.1": 1, "99.1:1": 1, "99.1:2": 1}


def test_every_number_beside_a_choice_is_that_of_the_list_it_leads_to(client):
    for name, values in choices(page(client, "/rulings/")).items():
        for value, number in values.items():
            assert len(records(client, address({name: [value]}, "/rulings.csv"))) == number, (name, value)


def test_a_long_list_of_choices_ends_with_a_count_of_the_rest_and_keeps_the_chosen(client):
    made = [make.ruling(court=make.court()) for _number in range(35)]
    last = made[-1].court.slug

    read = page(client, address({"court": [last]}))

    shown = choices(read)["court"]
    assert len(shown) == 41
    assert shown[last] == 1
    assert shown["sovetsky-kazan"] == 12
    assert "6 more with fewer rulings are not shown here" in read.one("form", "filters").text


# Chips


@pytest.mark.parametrize("question", QUESTIONS, ids=in_words)
def test_there_is_a_chip_for_each_value_and_its_cross_takes_away_that_value_only(client, question):
    shown = chips(page(client, address(question, sort="court")))

    pairs = asked(address(question, sort="court"))
    taken = [[pair for pair in pairs if pair not in asked(link)] for link in shown.values()]
    assert all(len(removed) == 1 for removed in taken)
    assert sorted(removed[0] for removed in taken) == [pair for pair in pairs if pair[0] != "sort"]
    assert all(set(asked(link)) < set(pairs) for link in shown.values())
    assert all(urlsplit(link).path == "/rulings/" for link in shown.values())


def test_the_chips_name_filter_and_value_in_words(client):
    read = page(
        client, "/rulings/?judge=chornovol-i-v&form=forced&decided_after=2018-10-24&article=18.8&series=3"
    )

    assert set(chips(read)) == {
        "Judge: I. V. Chornovol",
        "Form of expulsion: forced expulsion",
        "Decided on or after: 2018-10-24",
        "Article: Art. 18.8",
        "Series: Series 3",
    }
    assert read.one("ul", "chips").one("a", "all").attributes["href"] == "/rulings/"


def test_without_filters_there_is_no_chip(client):
    assert chips(page(client, "/rulings/?sort=judge")) == {}


# Order


def in_order_of(name):
    """The rulings by the name of their court, judge or region, unknown last, newest first within it."""
    names = {
        "court": {line["slug"]: line["name_en"] for line in corpus.read("courts.csv")},
        "judge": {line["slug"]: line["name"] for line in corpus.read("judges.csv")},
        "region": {line["iso"]: line["name_en"] for line in corpus.read("../reference/regions.csv")},
    }[name]
    found = sorted(corpus.rulings(), key=lambda record: names.get(record[name], "\U0010ffff"))
    return [record["public_id"] for record in found]


@pytest.mark.parametrize("name", ["court", "judge", "region"])
def test_the_list_sorts_by_name_with_the_newest_first_among_equals(client, name):
    assert listed(page(client, f"/rulings/?sort={name}")) == in_order_of(name)


def test_the_newest_come_first_unless_the_oldest_are_asked_for(client):
    oldest_first = sorted(corpus.rulings(), key=lambda record: record["decided_on"])

    assert listed(page(client, "/rulings/")) == listed(page(client, "/rulings/?sort=-decided_on"))
    assert listed(page(client, "/rulings/")) == corpus.identifiers()
    days = [record["decided_on"] for record in records(client, "/rulings.csv?sort=decided_on")]
    assert days == [record["decided_on"] for record in oldest_first]


@pytest.mark.parametrize("order", ["decided_on", "-decided_on"])
def test_a_ruling_without_a_date_comes_last_in_either_order(client, order):
    undated = make.ruling(Status.DRAFT, decided_on=Empty.UNKNOWN)
    undated.status, undated.published_at, undated.published_by = (
        Status.PUBLISHED,
        make.NOW,
        undated.entered_by,
    )
    undated.save()

    assert listed(page(client, f"/rulings/?sort={order}&page=2")) == [undated.public_id]


def test_the_order_in_use_is_selected_and_kept_by_the_links(client):
    read = page(client, "/rulings/?sort=region&form=forced")

    selected = [
        option.attributes["value"]
        for option in read.one("select").all("option")
        if "selected" in option.attributes
    ]
    assert selected == ["region"]
    assert "/rulings.csv?form=forced&sort=region" in links(read)
    assert "/summary/?form=forced" in links(read)


# Pages


@pytest.fixture
def long_list(published):
    """So many rulings of one court that the list has three pages."""
    court, source = make.court(), make.source()
    return {
        make.ruling(court=court, source=source, decided_on=date(2020, 1, 1)).public_id
        for _number in range(55)
    }


def test_pages_hold_every_ruling_once(client, long_list):
    shown = [listed(page(client, f"/rulings/?page={number}")) for number in (1, 2, 3)]

    assert [len(identifiers) for identifiers in shown] == [50, 50, 5]
    flat = [public_id for identifiers in shown for public_id in identifiers]
    assert set(flat[:55]) == long_list
    assert flat[55:] == corpus.identifiers()


def test_the_links_of_a_page_lead_to_its_neighbours_under_the_same_filters(client, long_list):
    question = "sanction=unknown&sanction=expulsion&sort=decided_on"

    def named(number):
        pages = page(client, f"/rulings/?{question}&page={number}").one("nav", "pages")
        return {link.text: link.attributes["href"] for link in pages.all("a")}

    to = {number: f"/rulings/?{question}&page={number}" for number in (1, 2, 3)}
    assert named(1) == {"Next": to[2], "Last": to[3]}
    assert named(2) == {"First": to[1], "Previous": to[1], "Next": to[3], "Last": to[3]}
    assert named(3) == {"First": to[1], "Previous": to[2]}


def test_the_list_says_how_many_there_are_and_which_page_this_is(client, long_list):
    bar = page(client, "/rulings/?page=2").one("section", "found").one("div", "bar")

    assert "105 rulings" in bar.text
    assert "page 2 of 3" in bar.text


def test_a_list_of_one_page_has_no_links_to_pages(client):
    assert page(client, "/rulings/").all("nav", "pages") == []


def test_a_list_with_no_ruling_says_that_this_proves_nothing(client):
    read = page(client, "/rulings/?form=controlled_departure&placement=yes")

    assert listed(read) == []
    assert "That does not mean that there was none" in read.one("section", "found").text


def test_the_file_and_the_count_are_of_what_is_shown(client):
    read = page(client, "/rulings/?region=RU-KHA&region=RU-TA&form=forced&page=1")

    assert "/rulings.csv?region=RU-KHA&region=RU-TA&form=forced" in links(read)
    assert "/summary/?region=RU-KHA&region=RU-TA&form=forced" in links(read)


def test_a_name_that_is_no_filter_is_noticed_and_the_filters_still_hold(client):
    read = page(client, "/rulings/?form=forced&colour=red&utm_source=x")

    assert listed(read) == corpus.identifiers(form="forced")
    assert "“colour” is not a filter of this page and was not used." in notices(read)
    assert "utm_source" in notices(read)
    assert not messages(read)


def test_rows_show_the_empty_kinds_unlike_values(client):
    row = page(client, "/rulings/?judge=unknown").one("tbody").one("tr")

    assert [cell.text for cell in row.all("span", "value-unknown")] == ["unknown", "unknown"]
    assert "Art. 18.8" in row.text
