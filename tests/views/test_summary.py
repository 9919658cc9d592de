"""Rulings counted by two dimensions: every number is right, and leads to exactly its rulings."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode, urlsplit

import pytest

from decisions.vocabulary import Empty
from tests import make
from tests.views import corpus
from tests.views.pages import chips, count, links, listed, messages, notices, page, records, rows

DIMENSIONS = corpus.DIMENSIONS
# Pairs whose every link is followed, with the filters under which.
FOLLOWED = [
    ("region", "form", ""),
    ("court", "year", "form=forced&form=unknown"),
    ("judge", "month", ""),
    ("month", "judge", "region=RU-KHA&region=RU-TA&sort=court"),
    ("quarter", "article", "article=18.8&article=unknown"),
    ("article", "placement", "article=18.8"),
    ("article", "region", "article=18.8:&article=unknown"),
    ("month", "year", "decided_after=2018-11-01&decided_before=2019-04-18"),
    ("quarter", "region", "decided_after=2019-02-01"),
    ("year", "plea", "decided_before=2019-04-18"),
    ("month", "quarter", "decided_after=2019-04-18&decided_after=2018-10-20&decided_before=2019-05-01"),
    ("series", "interpreter", "judge=unknown&judge=kashapov-r-s&judge=chornovol-i-v"),
    ("source", "objected_to_expulsion", "sanction=expulsion"),
    ("placement_reasons_given", "placement", ""),
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def table_of(read):
    """The table of counts as text: {row: {column: number}}, totals under "Total"."""
    table = read.one("table", "crosstab")
    _corner, *columns = [cell.text for cell in table.one("thead").all("th")]
    found = {}
    for row in [*table.one("tbody").all("tr"), *table.one("tfoot").all("tr")]:
        cells = [number_of(cell) for cell in row.all("td")]
        found[row.one("th").text] = dict(zip(columns, cells, strict=True))
    return found


def number_of(cell):
    return int((cell.all("a") or cell.all("span", "zero"))[0].text)


def linked_numbers(read):
    """Every link of the table with the number that it stands on."""
    return [(link.attributes["href"], int(link.text)) for link in read.one("table", "crosstab").all("a")]


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_pair_of_dimensions_is_counted_as_plain_python_counts_it(client, name):
    for other in DIMENSIONS:
        if other == name:
            continue
        header, *lines = rows(client, f"/summary.csv?rows={name}&columns={other}")

        columns = header[2:-1]
        expected = Counter((record[name], record[other]) for record in corpus.rulings())
        found = {
            (line[0], column): int(number)
            for line in lines[:-1]
            for column, number in zip(columns, line[2:-1], strict=True)
            if number != "0"
        }
        assert found == expected
        assert {line[0]: int(line[-1]) for line in lines[:-1]} == Counter(
            record[name] for record in corpus.rulings()
        )
        totals = Counter(record[other] for record in corpus.rulings())
        assert dict(zip(columns, map(int, lines[-1][2:-1]), strict=True)) == totals
        assert lines[-1][:2] == ["total", "total"]
        assert lines[-1][-1] == "50"


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_has_a_page_with_every_other(client, name):
    position = DIMENSIONS.index(name)
    other = DIMENSIONS[(position + 1) % len(DIMENSIONS)]
    read = page(client, f"/summary/?rows={name}&columns={other}")

    assert table_of(read)["Total"]["Total"] == 50
    assert not messages(read)


@pytest.mark.parametrize(("row", "column", "question"), FOLLOWED)
def test_every_number_leads_to_exactly_its_rulings(client, row, column, question):
    read = page(client, f"/summary/?rows={row}&columns={column}&{question}")
    followed = linked_numbers(read)

    assert len(followed) > 2
    for link, number in followed:
        assert urlsplit(link).path == "/rulings/"
        assert len(records(client, f"/rulings.csv?{urlsplit(link).query}")) == number, link
    for link, number in followed[:: max(1, len(followed) // 2)]:
        assert count(page(client, link)) == number, link


@pytest.mark.parametrize(("row", "column", "question"), FOLLOWED)
def test_the_file_holds_the_numbers_of_the_page(client, row, column, question):
    read = page(client, f"/summary/?rows={row}&columns={column}&{question}")
    (file,) = [link for link in links(read) if link.startswith("/summary.csv")]

    header, *lines = rows(client, file)

    table = table_of(read)
    assert [line[1].capitalize() if line[0] == "total" else line[1] for line in lines] == list(table)
    for line, cells in zip(lines, table.values(), strict=True):
        assert [int(number) for number in line[2:]] == list(cells.values())
    assert header[:2] == [row, f"{row}_label"]
    assert header[-1] == "total"


def test_a_summary_without_a_question_shows_regions_by_form(client):
    table = table_of(page(client, "/summary/"))

    assert table == {
        "Bashkortostan": {
            "controlled independent departure": 0,
            "forced expulsion": 1,
            "unknown": 1,
            "Total": 2,
        },
        "Khabarovsk Territory": {
            "controlled independent departure": 1,
            "forced expulsion": 14,
            "unknown": 2,
            "Total": 17,
        },
        "Krasnoyarsk Territory": {
            "controlled independent departure": 0,
            "forced expulsion": 0,
            "unknown": 9,
            "Total": 9,
        },
        "Moscow Region": {
            "controlled independent departure": 0,
            "forced expulsion": 0,
            "unknown": 2,
            "Total": 2,
        },
        "Perm Territory": {
            "controlled independent departure": 0,
            "forced expulsion": 0,
            "unknown": 2,
            "Total": 2,
        },
        "Primorsky Territory": {
            "controlled independent departure": 0,
            "forced expulsion": 0,
            "unknown": 4,
            "Total": 4,
        },
        "Tatarstan": {
            "controlled independent departure": 9,
            "forced expulsion": 1,
            "unknown": 3,
            "Total": 13,
        },
        "Tomsk Region": {
            "controlled independent departure": 0,
            "forced expulsion": 1,
            "unknown": 0,
            "Total": 1,
        },
        "Total": {"controlled independent departure": 10, "forced expulsion": 17, "unknown": 23, "Total": 50},
    }


def test_shares_are_those_of_the_row_and_stand_with_their_counts(client):
    row = page(client, "/summary/?region=RU-KHA").one("tbody").one("tr")

    assert [share.text for share in row.all("span", "share")] == ["6 %", "82 %", "12 %"]


def test_the_filters_of_the_list_narrow_the_table(client):
    read = page(client, "/summary/?rows=placement&columns=form&region=RU-KHA&decided_before=2018-12-31")

    assert table_of(read)["Total"]["Total"] == len(
        corpus.identifiers(region="RU-KHA", decided_before="2018-12-31")
    )
    assert set(chips(read)) == {"Region: Khabarovsk Territory", "Decided on or before: 2018-12-31"}


def test_a_cross_on_a_chip_keeps_the_dimensions(client):
    read = page(client, "/summary/?rows=judge&columns=plea&region=RU-KHA&form=forced")

    assert chips(read) == {
        "Region: Khabarovsk Territory": "/summary/?form=forced&rows=judge&columns=plea",
        "Form of expulsion: forced expulsion": "/summary/?region=RU-KHA&rows=judge&columns=plea",
    }
    assert read.one("ul", "chips").one("a", "all").attributes["href"] == "/summary/?rows=judge&columns=plea"


def test_choosing_other_dimensions_keeps_the_filters(client):
    form = page(client, "/summary/?rows=judge&columns=plea&region=RU-KHA&region=RU-TA").one("form", "choose")

    hidden = [(box.attributes["name"], box.attributes["value"]) for box in form.all("input", type="hidden")]
    assert hidden == [("region", "RU-KHA"), ("region", "RU-TA")]
    for select, chosen in zip(form.all("select"), ("judge", "plea"), strict=True):
        options = select.all("option")
        assert [option.attributes["value"] for option in options] == DIMENSIONS
        assert [option.attributes["value"] for option in options if "selected" in option.attributes] == [
            chosen
        ]


def test_the_page_links_to_the_rulings_it_counts_and_to_itself_turned_round(client):
    found = links(page(client, "/summary/?rows=judge&columns=plea&form=forced"))

    assert "/rulings/?form=forced" in found
    assert "/summary/?form=forced&rows=plea&columns=judge" in found
    assert "/summary.csv?form=forced&rows=judge&columns=plea" in found


def test_the_empty_kinds_come_last_and_look_unlike_values(client):
    read = page(client, "/summary/?rows=region&columns=placement_reasons_given")
    heads = read.one("table", "crosstab").one("thead").all("th")

    assert [head.text for head in heads] == ["Region", "no", "unknown", "not applicable", "Total"]
    assert [head.text for head in heads if "empty" in head.classes] == ["unknown", "not applicable"]


def test_rows_are_in_an_order_that_a_reader_expects(client):
    codes = {
        name: [line[0] for line in rows(client, f"/summary.csv?rows={name}&columns=sanction")[1:-1]]
        for name in ("series", "month", "quarter", "plea")
    }

    assert codes["series"] == [str(number) for number in range(1, 17)]
    assert codes["month"] == sorted(codes["month"])
    assert codes["quarter"] == ["2018-Q4", "2019-Q1", "2019-Q2", "2019-Q3"]
    assert codes["plea"] == ["admitted", "denied", "silent", "unknown"]


def test_the_same_dimension_twice_is_refused_with_a_message(client):
    read = page(client, "/summary/?rows=judge&columns=judge")

    assert "Rows and columns must be two different things." in messages(read)
    assert read.all("table") == []
    assert client.get("/summary.csv?rows=judge&columns=judge").status_code == 400


def test_asking_for_the_default_column_as_row_is_answered(client):
    assert rows(client, "/summary.csv?rows=form")[0][:2] == ["form", "form_label"]
    assert rows(client, "/summary.csv?rows=form")[0][2:4] == ["RU-BA", "RU-KHA"]


def test_a_page_number_means_nothing_here(client):
    read = page(client, "/summary/?page=2")

    assert "“page” is not a filter of this page" in notices(read)
    assert table_of(read)["Total"]["Total"] == 50


def test_the_page_says_what_its_numbers_count(client):
    text = page(client, "/summary/").one("main").text

    assert "They are no sample and no census" in text
    assert "50 rulings" in text


# Rulings with several articles


@pytest.fixture
def articles(published):
    """A ruling under two articles, one under either, and one under a part of the first."""
    first, second, part = make.provision("99.1"), make.provision("99.2"), make.provision("99.1", "1")
    court = make.court()
    make.ruling(court=court, provisions=[first, second], form="forced")
    make.ruling(court=court, provisions=[second])
    make.ruling(court=court, provisions=[part], form="forced")
    return court


@pytest.mark.parametrize("axes", ["rows=article&columns=form", "rows=form&columns=article"])
def test_a_ruling_counts_once_for_each_article_and_once_in_the_total(client, articles, axes):
    table = table_of(page(client, f"/summary/?{axes}&court={articles.slug}"))
    if axes.startswith("rows=form"):
        table = {column: {row: table[row][column] for row in table} for column in table["Total"]}

    assert table == {
        "Art. 99.1": {"forced expulsion": 1, "unknown": 0, "Total": 1},
        "Art. 99.1 part 1": {"forced expulsion": 1, "unknown": 0, "Total": 1},
        "Art. 99.2": {"forced expulsion": 1, "unknown": 1, "Total": 2},
        "Total": {"forced expulsion": 2, "unknown": 1, "Total": 3},
    }


@pytest.mark.parametrize(
    "question",
    [
        "",
        "article=99.1",
        "article=99.1:",
        "article=99.2",
        "article=99.1:1&article=99.2",
        "article=unknown&article=99.1",
    ],
)
@pytest.mark.parametrize("axes", ["rows=article&columns=form", "rows=year&columns=article"])
def test_every_number_leads_to_its_rulings_where_they_have_several_articles(client, articles, axes, question):
    read = page(client, f"/summary/?{axes}&{question}")

    followed = linked_numbers(read)
    assert followed
    for link, number in followed:
        assert len(records(client, f"/rulings.csv?{urlsplit(link).query}")) == number, link


def test_under_a_filter_by_article_only_what_is_asked_for_is_a_row(client, articles):
    table = table_of(page(client, "/summary/?rows=article&columns=form&article=99.1"))

    assert {row: cells["Total"] for row, cells in table.items()} == {
        "Art. 99.1": 1,
        "Art. 99.1 part 1": 1,
        "Total": 2,
    }


def test_a_ruling_without_date_judge_series_or_nationality_is_counted_under_its_empty_kinds(client):
    make.ruling(judge=Empty.HIDDEN, nationality=Empty.WITHHELD, provisions=Empty.NOT_STATED)
    question = "series=not_applicable"

    for name, kind in {
        "judge": "hidden",
        "nationality": "withheld",
        "article": "not_stated",
        "series": "not_applicable",
    }.items():
        header, line, _total = rows(client, f"/summary.csv?{question}&rows={name}&columns=year")
        assert (line[0], line[-1]) == (kind, "1")
        read = page(client, f"/summary/?{question}&rows={name}&columns=year")
        assert {number for _link, number in linked_numbers(read)} == {1}
        for link, _number in linked_numbers(read):
            assert len(listed(page(client, link))) == 1


def test_a_year_from_long_ago_or_far_back_leads_to_its_rulings(client):
    made = make.ruling(decided_on=date(1991, 1, 1))
    question = urlencode({"rows": "quarter", "columns": "month", "decided_before": "1999-12-31"})

    followed = linked_numbers(page(client, f"/summary/?{question}"))

    assert [number for _link, number in followed] == [1] * 4
    assert all(listed(page(client, link)) == [made.public_id] for link, _number in followed)


def test_a_table_too_large_for_a_page_says_so_and_is_still_a_file(client, monkeypatch):
    monkeypatch.setattr("decisions.views.summary.MOST_CELLS_OF_A_PAGE", 23)

    assert "more than 23 cells" in messages(page(client, "/summary/?rows=court&columns=form"))
    assert len(rows(client, "/summary.csv?rows=court&columns=form")) == 14


def test_a_table_too_large_for_a_file_is_refused(client, monkeypatch):
    monkeypatch.setattr("decisions.views.summary.MOST_CELLS_OF_A_FILE", 23)

    response = client.get("/summary.csv?rows=court&columns=form")

    assert response.status_code == 400
    assert "more than 23 cells" in response.content.decode()
