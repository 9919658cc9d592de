"""An installation that holds nothing yet."""

import pytest

from tests.views.pages import count, downloaded, listed, page

PAGES = [
    "/",
    "/rulings/",
    "/summary/",
    "/pictures/",
    "/regions/",
    "/courts/",
    "/judges/",
    "/series/",
    "/statistics/",
    "/stories/",
    "/about/law/",
    "/about/",
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
def test_a_page_without_any_ruling_answers(client, address):
    assert page(client, address).one("h1").text


def test_the_list_is_empty_without_a_complaint(client):
    read = page(client, "/rulings/")

    assert (count(read), listed(read)) == (0, [])
    assert not read.all("div", "message")


def test_the_overview_counts_zero_and_draws_nothing(client):
    read = page(client, "/")

    assert {number.text for number in read.one("ul", "headline").all("b")} == {"0"}
    assert read.all("svg") == []


def test_the_table_of_counts_has_no_row_and_a_total_of_zero(client):
    table = page(client, "/summary/").one("table", "crosstab")

    assert "No ruling that we hold" in table.one("tbody").text
    assert table.one("tfoot").text == "Total 0"


def test_the_files_have_their_headers(client):
    assert downloaded(client, "/rulings.csv").count(b"\r\n") == 1
    assert downloaded(client, "/summary.csv") == (
        b"region,region_label,total,total_at_least\r\ntotal,total,0,no\r\n"
    )


def test_no_court_judge_or_series_is_named(client):
    for address in ("/courts/", "/judges/", "/series/"):
        assert page(client, address).one("tbody").text == ""


def test_the_statistics_draw_nothing_and_work_nothing_out(client):
    read = page(client, "/statistics/")

    assert "The numbers that this needs are not all known." in read.text
    assert read.all("figure") == []
