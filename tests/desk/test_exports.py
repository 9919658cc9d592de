"""The desk's page of exports: what it offers to whom, and what the file holds."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from decisions.models import AuditEvent
from decisions.queries import exports
from decisions.vocabulary import Form, Status
from tests import make

pytestmark = pytest.mark.django_db

PAGE = "/desk/exports/"


def take(client, query="", **said):
    return client.post(f"{PAGE}{query}", {"which": "public", "kind": "csv"} | said)


def records(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_administrator_takes_drafts_with_every_column(client, administrator):
    client.force_login(administrator)
    draft = make.ruling(Status.DRAFT, form=Form.FORCED)
    make.ruling(Status.DRAFT)
    make.ruling(form=Form.FORCED)

    (record,) = records(take(client, "?status=draft&form=forced", which="every"))

    assert tuple(record) == (*exports.HEADER, *exports.UNPUBLISHED_HEADER)
    assert (record["public_id"], record["status"]) == (draft.public_id, "draft")
    assert AuditEvent.objects.last().reason == "1 rows as CSV under form=forced, status=draft"


def test_a_reviewer_is_offered_public_columns_and_refused_others(client, reviewer):
    client.force_login(reviewer)
    make.ruling()

    page = client.get(PAGE).content.decode()
    refused = take(client, which="chosen", columns=["status"])

    assert "fine_rub" in page
    assert "publication_basis" not in page
    assert "not one of the available choices" in refused.content.decode()
    assert not AuditEvent.objects.filter(action="ruling.export").exists()


def test_ticked_rulings_and_columns_make_a_sheet(client, administrator):
    client.force_login(administrator)
    first, second, _third = (make.ruling(Status.DRAFT) for _number in range(3))
    ticked = [first.public_id, second.public_id]

    response = take(
        client, which="chosen", columns=["status", "public_id"], kind="xlsx", ticked=ticked, only_ticked="1"
    )

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    header, *lines = book.get_sheet_by_index(0).to_python()
    assert header == ["public_id", "status"]
    assert {line[0] for line in lines} == set(ticked)
    assert AuditEvent.objects.last().reason == "2 rows as XLSX under 2 ticked"

    # The other button takes what it says, and nothing ticked is not everything.
    assert len(records(take(client, ticked=ticked))) == 3
    assert "Tick at least one ruling" in take(client, only_ticked="1").content.decode()


def test_ticked_columns_are_not_passed_over(client, administrator):
    client.force_login(administrator)

    page = take(client, which="public", columns=["status", "public_id"]).content.decode()

    assert "choose “only some” to take these" in page
    assert not AuditEvent.objects.filter(action="ruling.export").exists()


def test_filters_are_taken_over_from_the_address_of_a_list(client, administrator):
    client.force_login(administrator)
    like = "http://testserver/rulings/?plea=denied&page=3"

    response = client.get(PAGE, {"like": like, "team": "", "decided_after": "18.04.2019"})

    assert response["Location"] == f"{PAGE}?decided_after=2019-04-18&plea=denied"
    assert client.get(PAGE, {"like": "plea=denied"})["Location"] == f"{PAGE}?plea=denied"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"like": "garbage"}, "no filter stands in “garbage”"),
        ({"like": "http://testserver/rulings/"}, "no filter stands in"),
        ({"decided_after": "2019-02-31"}, "Decided on or after"),
    ],
)
def test_what_cannot_be_read_is_said_and_asks_for_nothing(client, administrator, asked, sentence):
    client.force_login(administrator)
    make.ruling(Status.DRAFT)

    page = client.get(PAGE, asked)

    assert sentence in str(page.context["sentences"])
    assert "0 rulings" in page.content.decode()


@pytest.mark.parametrize("query", ["?form=maybe", "?colour=red", "?team=No+such+team"])
def test_a_filter_that_means_nothing_gives_no_file(client, administrator, query):
    client.force_login(administrator)

    assert take(client, query).status_code == 400
    assert client.get(f"{PAGE}{query}").status_code == 200
    assert not AuditEvent.objects.filter(action="ruling.export").exists()


def test_the_page_asks_the_same_number_of_questions_whatever_it_lists(
    client, administrator, django_assert_num_queries
):
    client.force_login(administrator)
    make.ruling(Status.DRAFT)
    with django_assert_num_queries(10, exact=False) as first:
        client.get(PAGE)
    for _number in range(4):
        make.ruling(Status.DRAFT)

    with django_assert_num_queries(len(first.captured_queries)):
        client.get(PAGE)
