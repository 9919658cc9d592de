"""Official numbers: every gap, bound, range and source of the table is on the page, and sums are worked out."""

import re

import pytest

from decisions.actions import reference
from decisions.models import OfficialSeries, OfficialValue
from decisions.vocabulary import OfficialQualifier, Role
from tests import make
from tests.views import corpus
from tests.views.pages import counted, links, page, records

# The table that the page must show: None is a gap, a text is a bound.
YEARS = range(2011, 2020)
TABLE = {
    "refugee-applications": [67, 32, 27, 9, "18+", None, 11, 5, 4],
    "refugees-recognised": [1, 0, 0, 0, 0, 0, 0, 0, 0],
    "asylum-applications": [43, 64, 22, 32, "14+", None, 32, 23, 20],
    "asylum-granted": [13, 47, 20, 26, "9+", 23, None, 16, 12],
    "asylum-held": [None, None, None, None, None, 77, 75, 56, 49],
}
TOTALS = {
    "refugee-applications": 207,
    "refugees-recognised": 1,
    "asylum-applications": 305,
    "asylum-granted": 213,
}
LEFT = {
    ("refugee-applications", "2015;2016"): 52,
    ("asylum-applications", "2015;2016"): 69,
    ("asylum-granted", "2015;2017"): 56,
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(report, db):
    """The official numbers, loaded."""


def change(series, year, administrator, **columns):
    value = (
        OfficialValue.objects.filter(series__slug=series, ends__year=year).exclude(starts__year=2011).get()
    )
    for name, new in columns.items():
        setattr(value, name, new)
    reference.change(record=value, fields=list(columns), by=administrator, now=make.NOW)


def figure(read, title):
    (found,) = [one for one in read.all("figure") if one.all("svg", **{"aria-label": title})]
    return found


# The numbers


def test_every_number_of_the_table_is_in_the_file_with_its_gap_or_bound(loaded, client):
    lines = records(client, "/statistics.csv")

    for series, numbers in TABLE.items():
        for year, number in zip(YEARS, numbers, strict=True):
            (line,) = [
                one
                for one in lines
                if one["series"] == series and re.fullmatch(rf"{year}(-01-01/.*|-12-31)?", one["period"])
            ]
            if number is None:
                assert (line["value"], line["qualifier"]) == ("unknown", "missing")
            elif isinstance(number, str):
                assert (line["value"], line["qualifier"]) == (number.rstrip("+"), "at_least")
                assert line["period"] == "2015-01-01/2015-09-30"
            else:
                assert line["value"] == str(number)
                assert line["qualifier"] in {"exact", "derived"}
    totals = {one["series"]: one["value"] for one in lines if one["period"] == "2011/2019"}
    assert totals == {series: str(number) for series, number in TOTALS.items()}


def test_what_a_total_leaves_for_the_gaps_is_derived(loaded, client, administrator):
    def left():
        return {
            (one["series"], one["period"]): int(one["value"])
            for one in records(client, "/statistics.csv")
            if one["qualifier"] == "derived" and ";" in one["period"]
        }

    assert left() == LEFT

    change("refugee-applications", 2014, administrator, value=10)
    assert left()["refugee-applications", "2015;2016"] == 51


def test_no_cell_of_the_file_is_blank_but_source_and_note(loaded, client):
    for line in records(client, "/statistics.csv"):
        assert [name for name, text in line.items() if not text and name not in {"source", "note"}] == []
        assert line["source"] or line["qualifier"] == "missing"


def test_a_picture_of_two_series_has_a_key_and_says_what_is_not_of_one_year(loaded, client):
    said = " ".join(client.get("/statistics/asylum-applications.svg").content.decode().split())

    for title in ("Applied for temporary asylum", "Granted temporary asylum"):
        assert f">{title}</text>" in said
    assert "2015, until 30 September: at least 14; " in said
    assert "(Our own subtraction)" in said
    assert "…</text>" not in said, "every line has room"


def test_the_file_refuses_what_it_does_not_know(loaded, client):
    for question in ("colour=red", "excel=2", "form=forced"):
        response = client.get(f"/statistics.csv?{question}")

        assert response.status_code == 400
        assert response["Content-Type"].startswith("text/plain")
    assert client.get("/statistics.csv?excel=1&lang=en").status_code == 200


def test_a_gap_a_bound_and_a_reading_of_ours_have_shapes_of_their_own(loaded, client):
    read = page(client, "/statistics/")
    asylum = figure(read, "Applied for temporary asylum · Granted temporary asylum").one("svg")
    shapes = {
        kind: [child.tag for child in asylum.all("g", f"bar-{kind}")[0].children]
        for kind in ("exact", "at_least", "missing")
    }

    assert shapes == {
        "exact": ["title", "rect", "text"],
        "at_least": ["title", "rect", "path", "text"],
        "missing": ["title", "rect", "text"],
    }
    assert [group.one("rect").classes for group in asylum.all("g", "bar-missing")] == [["hole"], ["hole"]]
    assert [group.one("text").text for group in asylum.all("g", "bar-at_least")] == ["≥14", "≥9"]
    assert len(asylum.all("g", "bar-derived")) == 3
    held = figure(read, "Held temporary asylum at the end of the year").one("svg")
    assert [group.one("text").text for group in held.all("g", "bar")] == [*"?????", "77", "75", "56", "49"]
    people = figure(read, "DPRK citizens in Russia").one("svg")
    assert people.one("g", "bar-range").one("text").text == "30,000–40,000"


def test_a_picture_says_in_words_what_it_shows_and_stands_beside_its_table(loaded, client):
    for one in page(client, "/statistics/").all("figure"):
        drawing, table = one.one("svg"), one.one("table")

        assert drawing.attributes["role"] == "img"
        assert drawing.children[0].text == drawing.attributes["aria-label"]
        for group in drawing.all("g", "bar"):
            assert group.one("title").text in drawing.one("desc").text
        drawn = {group.one("title").text.split(": ", 1)[1] for group in drawing.all("g", "bar")}
        assert drawn <= {span.text for span in table.all("span") if span.classes[0].startswith("official-")}


def test_every_number_on_the_page_leads_to_its_source(loaded, client):
    read = page(client, "/statistics/")
    notes = {item.attributes["id"]: item.text for item in read.one("ol", "footnotes").all("li")}

    for cell in [*read.all("td"), *read.all("th")]:
        for number in cell.all("span"):
            if number.classes and number.classes[0].startswith("official-"):
                assert [
                    notes[link.attributes["href"][1:]]
                    for link in cell.all("a")
                    if "#note" in link.attributes["href"]
                ]
    assert any("Radio Free Asia" in text for text in notes.values())


# The sum of a year


def sums(client):
    read = page(client, "/statistics/")
    return {
        box.one("h3").text: [line.text for line in box.all("p", "formula")] + [box.text]
        for box in read.all("div", "sum")
    }


def test_the_loss_of_2018_is_worked_out_and_the_reports_own_number_stands_beside_it(loaded, client):
    lost, unexplained, text = sums(client)["2018"]

    assert lost == "75 + 16 − 56 = 35"
    assert unexplained == "35 − 1 − 6 = 28"
    assert "The report says 26; by subtraction it is 28." in text


def test_the_sum_follows_the_numbers(loaded, client, administrator):
    change("asylum-granted", 2018, administrator, value=20)
    assert sums(client)["2018"][:2] == ["75 + 20 − 56 = 39", "39 − 1 − 6 = 32"]

    change("residence-permits", 2018, administrator, value=None, qualifier="missing", note="Taken back.")
    assert "not known" in sums(client)["2018"][-1]

    change("asylum-held", 2018, administrator, value=57, qualifier=OfficialQualifier.AT_LEAST)
    assert sums(client) == {}


# Coverage


def test_the_rulings_held_here_are_counted_by_region_and_year_and_lead_to_the_list(loaded, client):
    read = page(client, "/statistics/")
    table = read.one("table", "crosstab")
    rulings = corpus.rulings()

    for row in table.one("tbody").all("tr")[:-1]:
        for link, year in zip(row.all("a"), ("2018", "2019"), strict=False):
            of_region = [one for one in rulings if f"region={one['region']}&" in link.attributes["href"]]
            assert counted(link.text) == len([one for one in of_region if one["year"] == year])
    assert [link.text for link in table.one("tbody").all("tr")[-1].all("a")] == ["25", "≥ 25", "≥ 50"]


def known(client, title):
    rows = [row for table in page(client, "/statistics/").all("table") for row in table.all("tr")]
    (found,) = [[cell.text for cell in row.all("td")] for row in rows if title in row.text]
    return found


def test_numbers_of_all_nationalities_have_no_share(loaded, client):
    assert known(client, "Cases under CAO Art. 18.8 in Chechnya")[-2:] == [
        "counts something else",
        "no share",
    ]
    assert not OfficialSeries.objects.exclude(same_as="").exists()


@pytest.mark.parametrize(
    ("qualifier", "share"), [("exact", "50.0 %"), ("at_least", "at most 50.0 %"), ("about", "about 50.0 %")]
)
def test_a_number_of_the_same_thing_has_a_share_as_exact_as_it_is(loaded, client, qualifier, share):
    series = make.official_series(nationality="KP", same_as="nationality=KP&sanction=expulsion")
    make.official_value(series, 2018, value=50, qualifier=qualifier)

    assert known(client, "Sample numbers")[-2:] == ["25", share]


def test_a_range_and_a_filter_that_means_nothing_have_no_share(loaded, client, administrator):
    series = make.official_series(nationality="KP", same_as="nationality=KP")
    make.official_value(series, 2018, low=40, high=60, qualifier="range")
    assert known(client, "Sample numbers")[-2:] == ["25", "no share"]

    series.same_as = "nationality=Korea"
    reference.change(record=series, fields=["same_as"], by=administrator, now=make.NOW)
    assert known(client, "Sample numbers")[-2:] == ["counts something else", "no share"]


# Who keeps them


def test_an_administrator_adds_numbers_in_the_administration(client, db):
    client.force_login(make.account("administrator", Role.ADMINISTRATOR))
    form = {
        "title_en": "Sample decisions", "slug": "sample-decisions", "order": "70", "subject": "expulsion",
        "counts_en": "Invented decisions", "nationality": "KP", "same_as": "nationality=KP",
        "values-TOTAL_FORMS": "1", "values-INITIAL_FORMS": "0", "values-0-starts": "2018-01-01",
        "values-0-ends": "2018-12-31", "values-0-qualifier": "at_least", "values-0-value": "40",
        "values-0-citation": "A sample office",
    }  # fmt: skip

    refused = client.post("/admin/decisions/officialseries/add/", form | {"same_as": "colour=red"})
    assert "Filters as they stand in the address" in refused.content.decode()
    contradictory = client.post("/admin/decisions/officialseries/add/", form | {"values-0-low": "3"})
    assert "A range has two ends and no number" in contradictory.content.decode()
    made = OfficialSeries.objects.filter(slug="sample-decisions")
    assert not made.exists()

    assert client.post("/admin/decisions/officialseries/add/", form).status_code == 302
    series = made.get()
    assert series.history.get().history_user.username == "administrator"
    assert series.values.get().history.get().history_user.username == "administrator"
    assert (
        client.post(f"/admin/decisions/officialseries/{series.pk}/delete/", {"post": "yes"}).status_code
        == 302
    )
    assert not made.exists()
    assert (
        OfficialValue.history.filter(citation="A sample office").first().history_user.username
        == "administrator"
    )


def test_a_picture_of_official_numbers_is_a_file_with_its_sources(client, report, settings):
    (svg,) = [link for link in links(page(client, "/statistics/")) if "dprk-citizens-in-russia.svg" in link]
    said = " ".join(client.get(svg).content.decode().split())

    assert "Source: " in said
    assert "A gap is a gap and not a zero." in said
    assert "Official numbers are in no data release." in said
    assert f"{settings.SITE_URL}{svg}" in said
    assert "class=" not in said
    assert client.get(svg.replace(".svg", ".png")).content.startswith(b"\x89PNG")
    assert client.get("/statistics/nothing.svg").status_code == 404
    assert client.get(f"{svg}?form=forced").status_code == 400
