"""The list as a spreadsheet, as JSON and as Parquet: the rows and refusals of the CSV, each in its own kind."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from arro3.io import read_parquet
from python_calamine import CalamineWorkbook

from decisions.queries.exports import COLUMNS, EMPTIES, HEADER
from decisions.views.downloads import MADE
from tests import make
from tests.views.pages import downloaded, page, records

ENDINGS = ["csv", "xlsx", "json", "parquet"]
QUESTIONS = ["", "form=forced&sort=decided_on", "judge=unknown", "form=controlled_departure&placement=yes"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def sheet(client, address):
    """Header and rows of the one sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(downloaded(client, address)))
    assert book.sheet_names == ["rulings"]
    return book.get_sheet_by_index(0).to_python()


def parquet(client, address):
    """Every row as a dict of typed values."""
    table = read_parquet(io.BytesIO(downloaded(client, address))).read_all()
    columns = {name: table.column(name).to_pylist() for name in table.schema.names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_json_holds_the_cells_of_the_csv(client, question):
    assert json.loads(downloaded(client, f"/rulings.json?{question}")) == records(
        client, f"/rulings.csv?{question}"
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_spreadsheet_holds_the_cells_of_the_csv_with_numbers_and_days_as_such(client, question):
    header, *lines = sheet(client, f"/rulings.xlsx?{question}")
    expected = records(client, f"/rulings.csv?{question}")

    assert header == list(HEADER)
    for line, record in zip(lines, expected, strict=True):
        assert [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in line] == list(
            record.values()
        )
        assert all(isinstance(cell, float) or cell for cell in line)
        assert type(line[header.index("published_on")]) is date


@pytest.mark.parametrize("question", QUESTIONS)
def test_parquet_holds_values_with_their_types_and_says_why_there_is_none(client, question):
    lines = parquet(client, f"/rulings.parquet?{question}")
    expected = records(client, f"/rulings.csv?{question}")

    for line, record in zip(lines, expected, strict=True):
        for column in COLUMNS:
            cell = record[column.name]
            if column.may_be_empty and cell in EMPTIES:
                assert (line[column.name], line[f"{column.name}_state"]) == (None, cell)
            else:
                assert f"{line[column.name]}".removesuffix(".0") == cell
                assert line.get(f"{column.name}_state", "known") == "known"


def test_words_stay_words_whatever_they_begin_with(client):
    ruling = make.ruling(
        how_found="=1+1", purpose_of_entry="https://cases.example/", fine_amount=1500, fine_currency="RUB"
    )
    of_it = f"court={ruling.court.slug}"

    (written,) = json.loads(downloaded(client, f"/rulings.json?{of_it}"))
    (typed,) = parquet(client, f"/rulings.parquet?{of_it}")
    header, line = sheet(client, f"/rulings.xlsx?{of_it}")
    shown = dict(zip(header, line, strict=True))

    assert (written["how_found"], typed["how_found"], shown["how_found"]) == ("=1+1", "=1+1", "'=1+1")
    assert (written["fine_rub"], typed["fine_rub"], shown["fine_rub"]) == ("1500", 1500.0, 1500.0)
    content = downloaded(client, f"/rulings.xlsx?{of_it}")
    assert b"hyperlink" not in content
    assert shown["purpose_of_entry"] == "https://cases.example/"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("question", ["form=maybe", "colour=red", "lang=xx", "excel=2"])
def test_every_kind_of_file_refuses_what_the_csv_refuses(client, ending, question):
    response = client.get(f"/rulings.{ending}?{question}")

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == client.get(f"/rulings.csv?{question}").content


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_says_what_it_is_and_is_kept_by_no_cache(client, ending):
    response = client.get(f"/rulings.{ending}")
    response.getvalue()

    assert f'filename="rulings.{ending}"' in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-cache"


def test_more_rulings_than_a_sheet_has_room_for_are_refused(client, monkeypatch):
    monkeypatch.setitem(MADE, "xlsx", replace(MADE["xlsx"], most_rows=17))

    assert len(sheet(client, "/rulings.xlsx?form=forced")) == 18
    refused = client.get("/rulings.xlsx")
    assert (refused.status_code, refused.content[:26]) == (400, b"A sheet has room for 17 ru")


def test_the_list_leads_to_every_kind_of_file_under_its_filters(client):
    links = [
        link.attributes["href"]
        for link in page(client, "/rulings/?form=forced&page=1").one("details", "menu").all("a")
    ]

    assert links == [f"/rulings.{ending}?form=forced" for ending in ENDINGS]
