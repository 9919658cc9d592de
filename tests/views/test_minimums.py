"""A number that a source gives only as “at least N” stays one, in every place that counts its rulings."""

import pytest

from decisions.queries import minimums
from tests import make
from tests.views import corpus
from tests.views.pages import page, records

# The series of the corpus of which the report knows a smallest number only.
MINIMUM = {line["number"] for line in corpus.read("series.csv") if line["at_least"] == "yes"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def is_minimum(**filters):
    """Whether any ruling under the filters makes their number a minimum."""
    return any(one["series"] in MINIMUM for one in corpus.rulings() if corpus.matches(one, **filters))


def places(kind):
    return {one[kind] for one in corpus.rulings()} - {"unknown"}


@pytest.mark.parametrize("kind", ["region", "court", "judge"])
def test_lists_and_profiles_of_places_say_it(client, kind):
    for link in page(client, f"/{kind}s/").one("main").all("a"):
        name, _equals, value = link.attributes["href"].removeprefix("/rulings/?").partition("=")
        if name == kind:
            assert ("≥" in link.text) == is_minimum(**{kind: value})
    beside = {
        box.attributes["value"]: label.one("span", "count").text
        for label in page(client, "/rulings/").one("form", "filters").all("label")
        for box in label.all("input", name=kind)
    }
    for place in places(kind):
        assert ("≥" in beside[place]) == is_minimum(**{kind: place})
        (mine,) = [
            one for one in page(client, f"/rulings/?{kind}={place}").all("strong") if "ruling" in one.text
        ]
        assert ("≥" in mine.text) == is_minimum(**{kind: place})
    (place,) = {one[kind] for one in corpus.rulings() if one["series"] == "10"}
    for line in records(client, f"/{kind}s/{place}.csv"):
        of_scope = {kind: place} if line["scope"] == kind else {}
        if line["scope"] in (kind, "all"):
            told = is_minimum(**of_scope, **{line["dimension"]: line["value"]})
            assert line["at_least"] == ("yes" if told else "no"), line


def test_programs_are_told_too(client):
    answers = client.get("/api/v1/courts/").json()["results"]
    assert {one["slug"]: one["rulings_at_least"] for one in answers} == {
        court: is_minimum(court=court) for court in places("court")
    }
    table = client.get("/api/v1/summary/?rows=court&columns=year").json()["table"]
    assert table["at_least"]
    for row in table["rows"]:
        assert row["at_least"] == is_minimum(court=row["code"])
        for cell in row["cells"]:
            assert cell["at_least"] == is_minimum(court=row["code"], year=cell["column"])
    assert {one["series_at_least"] for one in client.get("/api/v1/rulings/?series=8").json()["results"]} == {
        "yes"
    }


def test_pictures_and_the_numbers_held_beside_official_ones_say_it(client):
    for line in records(client, "/pictures/map.csv"):
        assert line["at_least"] == ("yes" if is_minimum(region=line["region"]) else "no")
    for line in records(client, "/pictures/panels.csv?each=placement"):
        told = is_minimum(placement=line["placement"], month=line["month"])
        assert line["at_least"] == ("yes" if told else "no")
    drawn = client.get("/pictures/panels.svg").content.decode()
    told = sum(line["at_least"] == "yes" for line in records(client, "/pictures/panels.csv"))
    assert drawn.count('stroke-dasharray="3 2"') == told + 1, "the bars and their entry in the legend"
    assert "the source knows a smallest number only" in drawn
    (region,) = {one["region"] for one in corpus.rulings() if one["series"] == "10"}
    held = [
        link
        for link in page(client, "/statistics/").one("main").all("a")
        if link.attributes["href"].startswith(f"/rulings/?region={region}")
    ]
    assert [link.text for link in held if "≥" in link.text] == ["≥ 9", "≥ 9"]
    assert client.get("/pictures/people.svg").content.decode().count("≥\N{NO-BREAK SPACE}9") >= 1


def test_a_page_that_says_it_tells_what_it_means_and_many_series_are_not_named(client, monkeypatch):
    for address in (
        "/",
        "/rulings/",
        "/summary/",
        "/pictures/",
        "/courts/",
        "/statistics/",
        "/courts/sovetsky-kazan/",
    ):
        assert (
            "of series 8 and 10 the source knows a smallest number only"
            in page(client, address).one("main").text
        )
    monkeypatch.setattr(minimums, "MOST_NAMED", 1)
    assert "of some series" in page(client, "/judges/").one("main").text


def test_a_filter_that_leaves_no_such_ruling_leaves_no_mark(client):
    alone = make.ruling()

    assert "≥" not in page(client, f"/summary/?court={alone.court.slug}").one("main").text
    assert "≥" in page(client, "/rulings/?series=10&series=1").one("section", "found").text
