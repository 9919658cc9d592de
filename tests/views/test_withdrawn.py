"""A withdrawn ruling leaves every page and file at once: openly with a tombstone, or quietly as if it never was."""

import pytest

from decisions.actions import workflow
from decisions.models import Ruling
from decisions.vocabulary import Status, Withdrawal
from tests import make
from tests.views import corpus
from tests.views.pages import count, downloaded, listed, page, records

# The only ruling of its series, court and judge; and one of several of its court.
ALONE = next(record for record in corpus.rulings() if record["series"] == "14")
ONE_OF_MANY = next(record for record in corpus.rulings() if record["series"] == "3")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


@pytest.fixture
def withdraw(reviewer):
    def withdraw(record, way):
        return workflow.withdraw(
            ruling=Ruling.objects.get(public_id=record["public_id"]),
            by=reviewer,
            now=make.NOW,
            way=way,
            reason="A reason for nobody's eyes.",
        )

    return withdraw


@pytest.mark.parametrize("way", Withdrawal.values)
def test_it_is_gone_from_the_list_the_files_and_every_number(client, withdraw, way):
    withdraw(ONE_OF_MANY, way)

    read = page(client, "/rulings/")
    assert count(read) == 49
    assert ONE_OF_MANY["public_id"] not in read.text
    assert ONE_OF_MANY["public_id"] not in downloaded(client, "/rulings.csv").decode()
    (total,) = [line for line in records(client, "/summary.csv") if line["region"] == "total"]
    assert (total["total"], total["total_at_least"]) == ("49", "yes")
    overview = page(client, "/")
    headline = [number.text for number in overview.one("ul", "headline").all("b")]
    assert headline[:4] == ["≥ 49", "11", "16", "10"]
    assert len(overview.one("ol", "hearings").all("a", tabindex="-1")) == 49
    assert count(page(client, f"/rulings/?court={ONE_OF_MANY['court']}&judge={ONE_OF_MANY['judge']}")) == 4
    for address in (
        f"/courts/{ONE_OF_MANY['court']}/",
        f"/judges/{ONE_OF_MANY['judge']}/",
        f"/regions/{ONE_OF_MANY['region']}/",
        "/series/3/",
    ):
        assert ONE_OF_MANY["public_id"] not in page(client, address).text


@pytest.mark.parametrize("way", Withdrawal.values)
def test_the_others_of_its_series_and_its_neighbours_no_longer_lead_to_it(client, withdraw, way):
    withdraw(ONE_OF_MANY, way)
    withdraw(ALONE, way)

    for record in corpus.rulings():
        if record["series"] in {"3", "13", "15"} and record != ONE_OF_MANY:
            text = str(page(client, f"/rulings/{record['public_id']}/"))
            assert ONE_OF_MANY["public_id"] not in text
            assert ALONE["public_id"] not in text


@pytest.mark.parametrize("way", Withdrawal.values)
def test_a_court_a_judge_and_a_series_without_another_ruling_go_with_it(client, withdraw, way):
    withdraw(ALONE, way)

    for address in (f"/courts/{ALONE['court']}/", f"/judges/{ALONE['judge']}/", "/series/14/"):
        page(client, address, status=404)
    for address in (
        "/courts/",
        "/judges/",
        "/series/",
        "/rulings/",
        "/summary/?rows=court&columns=judge",
        "/regions/RU-PRI/",
    ):
        text = str(page(client, address))
        assert f"/courts/{ALONE['court']}/" not in text
        assert f"/judges/{ALONE['judge']}/" not in text
        assert "Izhko" not in text
        assert "Oktyabrsky" not in text
    for question in (f"court={ALONE['court']}", f"judge={ALONE['judge']}", "series=14"):
        assert client.get(f"/rulings.csv?{question}").status_code == 400
        assert listed(page(client, f"/rulings/?{question}")) == []


def test_an_open_withdrawal_leaves_a_tombstone_with_identifier_and_day_and_nothing_else(client, withdraw):
    address = f"/rulings/{ONE_OF_MANY['public_id']}/"
    before = client.get(address)
    withdraw(ONE_OF_MANY, Withdrawal.OPEN)

    read = page(client, address, status=410)

    text = read.one("main").text
    assert ONE_OF_MANY["public_id"] in text
    assert "2 March 2026" in text
    assert "cannot be recalled" in text
    for told in ("Khabarovsk", "Chornovol", "2018", "A reason", "reviewer", "series"):
        assert told not in text
    assert read.one("meta", name="robots").attributes["content"] == "noindex, noarchive"
    response = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert response.status_code == 410
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert response["Cache-Control"] == "no-cache"


def test_a_quiet_withdrawal_leaves_the_page_of_an_address_that_never_was(client, withdraw):
    address = f"/rulings/{ONE_OF_MANY['public_id']}/"
    before = client.get(address)
    withdraw(ONE_OF_MANY, Withdrawal.QUIET)

    response = client.get(address, headers={"If-None-Match": before["ETag"]})
    never = client.get("/rulings/2222222222/")

    assert response.status_code == 404
    assert response.content == never.content
    assert response.headers == never.headers


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_a_ruling_that_is_not_published_yet_is_not_found(client, status):
    made = make.ruling(status)

    assert client.get(f"/rulings/{made.public_id}/").status_code == 404
    assert made.public_id not in [record["public_id"] for record in records(client, "/rulings.csv")]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_the_public_site_shows_the_people_who_work_here_what_it_shows_everybody(client, reviewer, status):
    made = make.ruling(status, way=Withdrawal.QUIET)
    visitor_sees = client.get("/rulings/").content
    client.force_login(reviewer)

    assert client.get("/rulings/").content == visitor_sees
    assert client.get(f"/rulings/{made.public_id}/").status_code == 404
    assert len(records(client, "/rulings.csv")) == 50


def test_a_second_ruling_may_take_the_place_of_a_withdrawn_one(client, withdraw):
    withdrawn = withdraw(ALONE, Withdrawal.OPEN)
    make.ruling(court=withdrawn.court, judge=withdrawn.judge, source=withdrawn.source)

    assert page(client, f"/courts/{ALONE['court']}/").one("h1").text == withdrawn.court.name_en
    assert client.get(f"/rulings/{ALONE['public_id']}/").status_code == 410
    assert client.get("/series/14/").status_code == 404
