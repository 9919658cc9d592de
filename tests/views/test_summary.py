"""Rulings counted by two dimensions: every number is right, and leads to exactly its rulings."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode, urlsplit

import pytest

from decisions.vocabulary import Empty, Selection
from tests import make
from tests.views import corpus
from tests.views.pages import chips, count, counted, links, listed, messages, notices, page, records, rows

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
    return numbers_of(read.one("table", "crosstab"))


def numbers_of(table):
    _corner, *columns = [named(cell) for cell in table.one("thead").all("th")]
    found = {}
    for row in [*table.one("tbody").all("tr"), *table.one("tfoot").all("tr")]:
        cells = [number_of(cell) for cell in row.all("td")]
        found[named(row.one("th"))] = dict(zip(columns, cells, strict=True))
    return found


def named(head):
    """The name in the head of a row or column, without the remark that there are too few to compare."""
    return head.children[0].strip()


def number_of(cell):
    return counted((cell.all("a") or cell.all("span", "zero"))[0].text)


def linked_numbers(read):
    """Every link of the table with the number that it stands on."""
    return [(link.attributes["href"], counted(link.text)) for link in read.one("table", "crosstab").all("a")]


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_pair_of_dimensions_is_counted_as_plain_python_counts_it(client, name):
    for other in DIMENSIONS:
        if other == name:
            continue
        header, *lines = rows(client, f"/summary.csv?rows={name}&columns={other}")

        columns = header[2 : header.index("total")]
        number_places = slice(2, header.index("total") + 1)
        expected = Counter((record[name], record[other]) for record in corpus.rulings())
        found = {
            (line[0], column): int(number)
            for line in lines[:-1]
            for column, number in zip(columns, line[2:], strict=False)
            if number != "0"
        }
        assert found == expected
        of_rows = Counter({line[0]: int(line[number_places][-1]) for line in lines[:-1]})
        assert of_rows == Counter(record[name] for record in corpus.rulings())
        totals = Counter(record[other] for record in corpus.rulings())
        *of_columns, total = map(int, lines[-1][number_places])
        assert Counter(dict(zip(columns, of_columns, strict=True))) == totals
        assert lines[-1][:2] == ["total", "total"]
        assert total == 50


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
    end = header.index("total") + 1
    assert [line[1].capitalize() if line[0] == "total" else line[1] for line in lines] == list(table)
    for line, cells in zip(lines, table.values(), strict=True):
        assert [int(number) for number in line[2:end]] == list(cells.values())
    assert header[:2] == [row, f"{row}_label"]
    codes = header[2 : end - 1]
    beside = ("label", "at_least", "base", "share")
    assert header[end:] == ["total_at_least", *(f"{code}_{told}" for code in codes for told in beside)]
    heads = [named(head) for head in read.one("table", "crosstab").one("thead").all("th")]
    for line in lines:
        assert [line[header.index(f"{code}_label")] for code in codes] == heads[1:-1]


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


def shares(read, row):
    """The shares that stand in the row of this name, by column."""
    table = read.one("table", "crosstab")
    _corner, *columns = [named(cell) for cell in table.one("thead").all("th")]
    (line,) = [
        line
        for line in [*table.one("tbody").all("tr"), *table.one("tfoot").all("tr")]
        if named(line.one("th")) == row
    ]
    cells = zip(columns, line.all("td"), strict=True)
    return {column: cell.one("span", "share").text for column, cell in cells if cell.all("span", "share")}


def base_sentence(read):
    return read.all("p", "base")[0].text


def test_what_is_not_known_is_in_the_base_or_left_out_of_it_and_a_sentence_says_which(client):
    within = page(client, "/summary/?rows=region&columns=form")
    without = page(client, "/summary/?rows=region&columns=form&empty=out")

    assert base_sentence(within) == (
        "Shares are of all 50 rulings, also of the 23 whose “Form of expulsion” is not known (unknown 23)."
    )
    assert base_sentence(without) == (
        "Shares are of the 27 rulings whose “Form of expulsion” is known; 23 are counted but left out of the "
        "shares (unknown 23)."
    )
    assert table_of(within) == table_of(without)
    assert shares(without, "Khabarovsk Territory") == {
        "controlled independent departure": "7 %", "forced expulsion": "93 %",
    }  # fmt: skip
    assert shares(without, "Total") == {
        "controlled independent departure": "37 %",
        "forced expulsion": "63 %",
    }


def test_shares_of_columns_are_of_the_column_and_no_shares_are_none(client):
    of_columns = page(client, "/summary/?rows=form&columns=region&shares=columns&empty=out")
    none = page(client, "/summary/?shares=none")

    assert shares(of_columns, "forced expulsion") == {
        "Khabarovsk Territory": "93 %",
        "Tatarstan": "10 %",
        "Total": "63 %",
    }
    assert "“Form of expulsion” is known" in base_sentence(of_columns)
    assert not none.all("span", "share")
    assert "Shares are" not in none.one("main").text


def test_shares_of_too_few_are_not_shown_and_marked(client, settings):
    settings.FEWEST_RULINGS = 9
    read = page(client, "/summary/?rows=region&columns=form")

    marked = [named(head) for head in read.one("table", "crosstab").all("th") if head.all("span", "few")]
    small = [name for name, cells in table_of(read).items() if cells["Total"] < 9]
    assert marked == small
    assert small
    assert all(shares(read, name) == {} for name in small)
    line = next(
        line for line in records(client, "/summary.csv?shares=rows") if line["region_label"] == small[0]
    )
    assert line["forced_share"] == "too_few"
    assert line["forced_base"] == line["total"]


def test_rows_and_columns_in_the_order_of_their_totals_keep_the_empty_kinds_last(client):
    read = page(client, "/summary/?rows=judge&columns=year&order=both")
    totals = [(name, cells["Total"]) for name, cells in table_of(read).items()]
    *judges, unknown, _total = totals
    years = [named(head) for head in read.one("thead").all("th")][1:-1]

    assert [number for _name, number in judges] == sorted((number for _name, number in judges), reverse=True)
    assert unknown == ("unknown", 1)
    assert years == sorted(years, key=lambda year: -table_of(read)["Total"][year])


def test_shades_follow_the_shares_and_leave_the_numbers(client):
    table = page(client, "/summary/?rows=region&columns=form").one("table", "crosstab")
    shades = {
        named(row.one("th")): [cell.classes[-1] for cell in row.all("td")[:-1]]
        for row in table.one("tbody").all("tr")
    }

    assert shades["Khabarovsk Territory"] == ["heat-1", "heat-5", "heat-1"]
    assert shades["Krasnoyarsk Territory"] == ["heat-0", "heat-0", "heat-5"]
    assert shades["Tomsk Region"] == ["heat-0"] * 3


@pytest.mark.parametrize(
    ("rows_", "columns", "split"),
    [("placement", "form", "region"), ("judge", "article", "year"), ("year", "plea", "article")],
)
def test_a_third_dimension_gives_a_table_for_each_of_its_members(client, rows_, columns, split):
    question = f"rows={rows_}&columns={columns}&split={split}"
    header, *lines = rows(client, f"/summary.csv?{question}")
    read = page(client, f"/summary/?{question}")

    expected = Counter((record[split], record[rows_], record[columns]) for record in corpus.rulings())
    found = {
        (line[0], line[2], column): int(number)
        for line in lines
        for column, number in zip(header[4 : header.index("total")], line[4:], strict=False)
        if number != "0" and "total" not in (line[0], line[2])
    }
    assert found == expected
    of_members = Counter(record[split] for record in corpus.rulings())
    whole_of = {line[0]: int(line[header.index("total")]) for line in lines if line[2] == "total"}
    assert whole_of == {**of_members, "total": 50}
    *panels, whole = read.all("table", "crosstab")
    assert [numbers_of(panel)["Total"]["Total"] for panel in panels] == [
        number for member, number in whole_of.items() if member != "total"
    ]
    heads = [[named(head) for head in table.all("th")] for table in (*panels, whole)]
    assert all(own[1:] == heads[0][1:] for own in heads)
    assert numbers_of(whole)["Total"]["Total"] == 50
    for link in panels[0].all("a"):
        told = counted(link.text.partition(" ruling")[0])
        query = urlsplit(link.attributes["href"]).query
        assert len(records(client, f"/rulings.csv?{query}")) == told, query


def test_a_third_dimension_is_another_than_the_first_two_and_does_not_make_a_hundred_tables(
    client, monkeypatch
):
    assert "another than rows and columns" in messages(
        page(client, "/summary/?rows=judge&columns=form&split=judge")
    )
    assert client.get("/summary.csv?rows=judge&columns=form&split=form").status_code == 400
    monkeypatch.setattr("decisions.views.summary.MOST_PANELS", 7)

    assert "at most 7" in messages(page(client, "/summary/?rows=form&columns=year&split=region"))
    assert client.get("/summary.csv?rows=form&columns=year&split=region").status_code == 200


def test_picked_examples_have_no_interval_and_the_page_says_why(client):
    read = page(client, "/summary/")

    assert not read.all("span", "interval")
    assert "picked as examples, not drawn by chance" in read.text
    assert "forced_low" not in records(client, "/summary.csv?shares=rows")[0]


def census(**values):
    return make.source(selection=Selection.CENSUS, **values)


def test_intervals_of_a_census_are_of_series_and_not_of_rulings(client, settings):
    settings.FEWEST_SERIES = 4
    court, source = make.court(), census()
    for number, form in enumerate(["forced", "forced", "forced", "controlled_departure"], start=1):
        series = make.series(source=source) if number < 3 else None
        for position in range(1, 4 if series else 2):
            make.ruling(
                court=court, source=source, series=series, position=position if series else None, form=form
            )
    question = f"source={source.slug}&rows=court&columns=form"
    read = page(client, f"/summary/?{question}")

    # Six rulings in two series and two by themselves: 7 of 8 rulings, but 3 of 4 series. Wilson: 30 % to 95 %.
    row = read.one("tbody").one("tr")
    assert shares(read, court.name_en)["forced expulsion"] == "88 %"
    assert row.all("span", "interval")[1].text == "3 of 4 series: 30 % to 95 %"
    line = records(client, f"/summary.csv?{question}&shares=rows")[0]
    told = {
        name: line[f"forced_{name}"] for name in ("base", "share", "series", "series_base", "low", "high")
    }
    assert told == {
        "base": "8", "share": "0.8750", "series": "3", "series_base": "4", "low": "0.3006", "high": "0.9544",
    }  # fmt: skip


def test_rulings_that_were_chosen_in_different_ways_are_not_mixed_silently(client):
    make.ruling(source=census())
    read = page(client, "/summary/")

    assert "chosen in different ways (selected examples: 50, census: 1)" in notices(read)
    assert not read.all("span", "interval")


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
    for select, chosen in zip(form.all("select")[:2], ("judge", "plea"), strict=True):
        options = select.all("option")
        assert [option.attributes["value"] for option in options if option.attributes["value"]] == DIMENSIONS
        assert [option.attributes["value"] for option in options if "selected" in option.attributes] == [
            chosen
        ]


def test_the_page_links_to_the_rulings_it_counts_and_to_itself_turned_round(client):
    found = links(page(client, "/summary/?rows=judge&columns=plea&form=forced"))

    assert "/rulings/?form=forced" in found
    assert "/summary/?form=forced&rows=plea&columns=judge" in found
    assert "/summary.csv?form=forced&rows=judge&columns=plea&shares=rows" in found


def test_the_empty_kinds_come_last_and_look_unlike_values(client):
    read = page(client, "/summary/?rows=region&columns=placement_reasons_given")
    heads = read.one("table", "crosstab").one("thead").all("th")

    assert [head.text for head in heads] == ["Region", "yes", "no", "unknown", "not applicable", "Total"]
    assert [head.text for head in heads if "empty" in head.classes] == ["unknown", "not applicable"]


def test_a_value_that_no_ruling_has_is_shown_and_an_empty_kind_that_none_has_is_named(client):
    read = page(client, "/summary/?rows=interpreter&columns=form&form=forced&form=unknown")
    table = table_of(read)

    assert (table["yes"]["Total"], table["no"]["Total"], table["not stated"]["Total"]) == (0, 0, 3)
    assert "controlled independent departure" not in table["Total"]
    assert (
        "Interpreter: none of these rulings has “yes”, “no”, “hidden by the court”, “withheld” or “not applicable”."
        in read.one("main").text
    )
    assert "Form of expulsion: none of these rulings" not in read.text


MINIMUM = {"8", "10"}


@pytest.mark.parametrize(
    ("row", "column"), [("court", "form"), ("judge", "year"), ("article", "series"), ("month", "plea")]
)
def test_a_number_that_counts_rulings_known_only_as_a_minimum_says_at_least(client, row, column):
    read = page(client, f"/summary/?rows={row}&columns={column}")
    expected = {(one[row], one[column]) for one in corpus.rulings() if one["series"] in MINIMUM}

    for line in records(client, f"/summary.csv?rows={row}&columns={column}"):
        codes = [name.removesuffix("_at_least") for name in line if name.endswith("_at_least")]
        told = {code for code in codes if line[f"{code}_at_least"] == "yes"}
        if line[row] == "total":
            assert told == {"total", *(other for _one, other in expected)}
        else:
            own = {other for one, other in expected if one == line[row]}
            assert told == (own | {"total"} if own else own)
    marked = [link for link in read.one("table", "crosstab").one("tbody").all("a") if "≥" in link.text]
    assert len(marked) == len(expected) + len({one for one, _other in expected})
    assert "at least: of series 8 and 10 the source knows a smallest number only" in read.one("main").text


def test_nothing_says_at_least_where_the_source_knows_the_number(client):
    assert "≥" not in page(client, "/summary/?series=1&series=2&series=3").one("main").text
    assert "at least" not in page(client, "/rulings/?series=1").one("section", "found").text


def test_rows_are_in_an_order_that_a_reader_expects(client):
    codes = {
        name: [line[0] for line in rows(client, f"/summary.csv?rows={name}&columns=sanction")[1:-1]]
        for name in ("series", "month", "quarter", "plea")
    }

    assert codes["series"] == [str(number) for number in range(1, 17)]
    assert codes["month"] == sorted(codes["month"])
    assert codes["quarter"] == ["2018-Q4", "2019-Q1", "2019-Q2", "2019-Q3"]
    assert codes["plea"] == ["admitted", "partly", "denied", "silent", "unknown"]


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

    none = {"controlled independent departure": 0}
    assert table == {
        "Art. 99.1": {**none, "forced expulsion": 1, "unknown": 0, "Total": 1},
        "Art. 99.1 part 1": {**none, "forced expulsion": 1, "unknown": 0, "Total": 1},
        "Art. 99.2": {**none, "forced expulsion": 1, "unknown": 1, "Total": 2},
        "Total": {**none, "forced expulsion": 2, "unknown": 1, "Total": 3},
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
        assert (line[0], line[header.index("total")]) == (kind, "1")
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
