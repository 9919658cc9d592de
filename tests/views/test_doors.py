"""The public addresses: which answer, and which do not."""

import pytest
from django.test import Client

from tests.views.pages import page

PAGES = [
    "/",
    "/rulings/",
    "/rulings/2bw45zrsbw/",
    "/summary/",
    "/summary/?rows=judge&columns=month",
    "/regions/",
    "/regions/RU-KHA/",
    "/regions/RU-MOW/",
    "/regions/UA-40/",
    "/courts/",
    "/courts/khimki/",
    "/judges/",
    "/judges/istomin-k-a/",
    "/series/",
    "/series/8/",
    "/statistics/",
    "/stories/",
    "/stories/escaped-twice/",
    "/about/",
    "/about/law/",
    "/about/codebook/",
    "/about/privacy/",
]
FILES = ["/rulings.csv", "/statistics.csv", "/summary.csv", "/summary.csv?rows=judge&columns=month"]
UNKNOWN = [
    "/nothing",
    "/nothing/",
    "/rulings/2bw45zrsbx/",
    "/rulings/2BW45ZRSBW/",
    "/rulings/1/",
    "/rulings/2bw45zrsbw/more/",
    "/rulings.csv/",
    "/rulings.xml",
    "/summary.json",
    "/regions/RU-XXX/",
    "/regions/ru-kha/",
    "/courts/no-such-court/",
    "/courts/unknown/",
    "/courts/KHIMKI/",
    "/judges/no-such-judge/",
    "/judges/unknown/",
    "/series/0/",
    "/series/08/",
    "/series/17/",
    "/series/99999999999999999999/",
    "/series/-1/",
    "/series/٨/",
    "/about/nothing/",
    "/stories/tsoi/",
    "/stories/unknown/",
    "/courts/%00/",
    "/rulings/%00/",
    "/%00",
    "/%ff%fe/",
    "/courts/%ed%a0%80/",
    "/courts/🙂/",
    "/static/nothing.css",
    "/static/%00",
    "/static/../casetracker/settings.py",
    "/ru/",
    "/ru/rulings/",
    "/ko/",
    "/ko/rulings/",
    "/en/",
    "/en/rulings/",
]


@pytest.fixture
def published(report, db):
    """The report's rulings, to be read only."""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_one_heading_and_its_own_title(published, client, address):
    read = page(client, address)

    heading = read.one("h1")
    assert heading.text
    assert read.one("head").one("title").text
    assert read.one("html").attributes["lang"] == "en"
    assert [element.attributes["id"] for element in read.all("main")] == ["content"]


@pytest.mark.parametrize("address", FILES)
def test_a_file_answers_as_a_download(published, client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment;")
    assert b"".join(response.streaming_content)


def test_each_kind_of_page_has_a_title_of_its_own(published, client):
    titles = [page(client, address).one("head").one("title").text for address in PAGES]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_address_is_not_found_and_the_page_that_says_so_is_ours(published, client, address):
    read = page(client, address, status=404)

    assert read.one("h1").text == "Nothing here"


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_nothing_but_reading_is_allowed(published, address):
    visitor = Client(enforce_csrf_checks=True)

    for method in (visitor.post, visitor.put, visitor.patch, visitor.delete, visitor.options, visitor.trace):
        response = method(address)

        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", [address for address in PAGES if len(address) > 1 and "?" not in address])
def test_an_address_without_its_slash_leads_on_with_the_query_string(published, client, address):
    response = client.get(f"{address[:-1]}?region=RU-KHA&region=RU-TA")

    assert response.status_code == 301
    assert response["Location"] == f"{address}?region=RU-KHA&region=RU-TA"


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_head_says_what_get_says_without_the_content(published, client, address):
    got, headed = client.get(address), client.head(address)

    assert headed.status_code == 200
    assert headed.getvalue() == b""
    assert headed["Content-Type"] == got["Content-Type"]
    assert headed["Cache-Control"] == got["Cache-Control"]


@pytest.mark.parametrize("language", ["ru", "ko", "ru-RU,ru;q=0.9", "xx", "*", "ru" * 5000, "\x00"])
def test_the_language_of_a_browser_changes_nothing_yet(published, client, language):
    response = client.get("/about/", headers={"Accept-Language": language})

    assert response.status_code == 200
    assert response["Content-Language"] == "en"
