"""What holds at every door of the API."""

import pytest

from decisions.actions import workflow
from decisions.vocabulary import Withdrawal
from tests import make
from tests.api.asked import answer, errors
from tests.views.pages import records

DOORS = [
    "rulings/", "rulings/s5sbwtr4y7/", "regions/", "regions/RU-TA/", "courts/", "courts/sovetsky-kazan/", "judges/",
    "judges/karpov-a-v/", "series/", "series/16/", "provisions/", "sources/", "statistics/", "summary/", "releases/",
]  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


@pytest.mark.parametrize("door", DOORS)
def test_an_unchanged_answer_need_not_be_sent_again(client, door):
    address = f"/api/v1/{door}"
    response = client.get(address)

    for name, value in (
        ("HTTP_IF_NONE_MATCH", response["ETag"]),
        ("HTTP_IF_MODIFIED_SINCE", response["Last-Modified"]),
    ):
        again = client.get(address, **{name: value})
        assert (again.status_code, again.content) == (304, b"")


def test_an_answer_is_new_the_moment_something_is_published_or_withdrawn(client, reviewer):
    address = "/api/v1/rulings/?fields=public_id"
    before = client.get(address)
    made = make.ruling()
    between = client.get(address, HTTP_IF_MODIFIED_SINCE=before["Last-Modified"])
    workflow.withdraw(ruling=made, by=reviewer, now=make.NOW, way=Withdrawal.QUIET, reason="A sample reason.")
    after = client.get(address, HTTP_IF_MODIFIED_SINCE=between["Last-Modified"])

    assert [one.status_code for one in (before, between, after)] == [200, 200, 200]
    assert made.public_id in between.content.decode()
    assert made.public_id not in after.content.decode()
    assert len({one["ETag"] for one in (before, between)}) == 2


@pytest.mark.parametrize(
    "address", ["nothing/", "rulings/s5sbwtr4y7/more/", "openapi.yaml", "regions/RU-XX/"]
)
def test_where_there_is_nothing_the_answer_is_json_too(client, address):
    response = client.get(f"/api/v1/{address}")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json()["errors"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_address_of_the_api_itself_says_which_doors_there_are(client, settings):
    doors = client.get("/api/v1/").json()

    named = {door.strip("/") for door in DOORS if door.count("/") == 1}
    assert set(doors) == {"documentation", "openapi"} | named
    for address in doors.values():
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/openapi.json"])
def test_index_and_document_can_only_be_read_and_say_so_in_json(client, address):
    response = client.post(address)

    assert (response.status_code, response["Content-Type"]) == (405, "application/json")
    assert client.get("/api/v1/rulings").status_code == 301
    assert client.get("/nothing/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("door", DOORS)
def test_it_can_only_be_read_and_by_pages_of_other_sites_too(client, door):
    for method in (client.post, client.put, client.patch, client.delete, client.options):
        response = method(f"/api/v1/{door}")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert response.json()["errors"]
    response = client.get(f"/api/v1/{door}", HTTP_ACCEPT="text/html", HTTP_ORIGIN="https://notebook.example")
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert "cookie" not in response.get("Vary", "").lower()
    assert client.head(f"/api/v1/{door}").content == b""


def test_letters_are_not_escaped(client):
    assert "Совет".encode() in client.get("/api/v1/courts/").content


def test_an_address_without_its_last_stroke_leads_there_with_its_question(client):
    response = client.get("/api/v1/rulings?form=forced")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/rulings/?form=forced")


def test_an_installation_without_rulings_answers(client, django_db_blocker):
    assert answer(client, "rulings/?decided_before=1991-01-01") == {
        "count": 0, "next": None, "previous": None, "results": [],
    }  # fmt: skip


def test_official_numbers_are_those_of_the_file(client):
    lines = records(client, "/statistics.csv")
    found = [
        (series["slug"], number)
        for series in answer(client, "statistics/")["results"]
        for number in series["numbers"]
    ]

    assert [(slug, one["period"], one["qualifier"]) for slug, one in found] == [
        (line["series"], line["period"], line["qualifier"]) for line in lines
    ]
    assert "" not in [one[key] for _slug, one in found for key in ("given_by", "note")]
    assert [one["value"] for _slug, one in found] == [
        int(line["value"]) if line["value"].isdigit() else None for line in lines
    ]


@pytest.mark.parametrize(
    "question", ["", "rows=court&columns=placement&form=forced", "rows=article&columns=year"]
)
def test_counts_are_those_of_the_file(client, question):
    *lines, total = records(client, f"/summary.csv?{question}")
    table = answer(client, f"summary/?{question}")["table"]

    codes = [column["code"] for column in table["columns"]]
    found = [
        [row["code"], *(str(cell["count"]) for cell in row["cells"]), str(row["total"])]
        for row in table["rows"]
    ]
    assert found == [
        [next(iter(line.values())), *(line[code] for code in codes), line["total"]] for line in lines
    ]
    assert [str(column["total"]) for column in table["columns"]] == [total[code] for code in codes]
    assert str(table["total"]) == total["total"]


def test_what_cannot_be_counted_is_refused_and_a_third_dimension_makes_panels(client):
    assert "two different things" in errors(client, "summary/?rows=form&columns=form&form=maybe")
    assert "“fields” is not a name" in errors(client, "summary/?fields=table")
    found = answer(client, "summary/?split=year&empty=out")
    assert [panel["code"] for panel in found["panels"]] == ["2018", "2019"]
    assert [panel["total"] for panel in found["panels"]] == [25, 25]
    assert found["base"] == {"dimension": "form", "known": 27, "total": 50, "left_out": True}
    shares = [
        cell["share"]
        for row in found["table"]["rows"]
        for cell in row["cells"]
        if cell["column"] == "unknown"
    ]
    assert set(shares) == {None}
