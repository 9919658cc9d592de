"""Public pages are kept while nothing public changes, and right the moment something does."""

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from decisions.actions import notes, rulings, workflow
from decisions.queries import versions
from decisions.vocabulary import NoteKind, Status, Withdrawal
from tests import make
from tests.views.pages import count, page

PAGES = ["/", "/rulings/", "/rulings/?form=unknown", "/summary/", "/courts/", "/about/codebook/"]
ONE_QUESTION = 1  # which version it is

pytestmark = pytest.mark.django_db


def questions(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", PAGES)
def test_a_second_visit_asks_the_database_only_for_the_version(client, address):
    make.ruling()
    first = client.get(address)

    assert questions(client, address) == ONE_QUESTION
    second = client.get(address)
    assert second.content == first.content
    assert second.headers == first.headers
    assert client.get(address, headers={"if-none-match": first["etag"]}).status_code == 304


def test_other_questions_and_files_are_answered_for_themselves(client):
    make.ruling(form="forced")

    assert count(page(client, "/rulings/?form=forced")) == 1
    assert count(page(client, "/rulings/?form=unknown")) == 0
    assert count(page(client, "/rulings/")) == 1


def test_a_new_ruling_a_correction_and_a_withdrawal_show_at_once(client, reviewer):
    published = make.ruling(purpose_of_entry="a first purpose")
    address = f"/rulings/{published.public_id}/"
    assert "a first purpose" in page(client, address).text
    assert count(page(client, "/rulings/")) == 1

    make.ruling()
    assert count(page(client, "/rulings/")) == 2

    corrected = rulings.correct(
        ruling=published, by=reviewer, now=make.NOW, version=published.version,
        values={"purpose_of_entry": "a second purpose"}, reason="A sample reason.",
    )  # fmt: skip
    assert "a second purpose" in page(client, address).text

    workflow.withdraw(
        ruling=corrected, by=reviewer, now=make.NOW, way=Withdrawal.QUIET, reason="A sample reason."
    )
    assert client.get(address).status_code == 404
    assert count(page(client, "/rulings/")) == 1


def test_work_behind_the_login_changes_no_public_page_and_no_version(client, lawyer, reviewer):
    """What the ledger counts as private is private: the pages that are made anew say the same."""
    make.ruling(court=(court := make.court()), by=lawyer)
    before, seen = versions.current(), pages_made_anew(client)

    drafted = make.ruling(Status.DRAFT, by=lawyer, court=court, purpose_of_entry="not public")
    drafted = rulings.revise(
        ruling=drafted, by=lawyer, now=make.NOW, version=drafted.version, values={"form": "forced"}
    )
    drafted = workflow.submit(ruling=drafted, by=lawyer, now=make.NOW)
    workflow.send_back(ruling=drafted, by=reviewer, now=make.NOW, reason="A sample reason.")
    notes.write(ruling=drafted, by=lawyer, now=make.NOW, text="A sample note.", kind=NoteKind.NOTE)
    make.person(by=lawyer, ruling=drafted)
    make.paper(drafted, by=lawyer)
    make.removal_request()

    assert pages_made_anew(client) == seen
    assert versions.current() == before


def pages_made_anew(client):
    caches["pages"].clear()
    return [client.get(address).content for address in PAGES]


def test_what_is_rolled_back_was_never_a_version():
    make.ruling()
    before = versions.current()

    with transaction.atomic():
        make.ruling()
        assert versions.current() != before
        transaction.set_rollback(True)

    assert versions.current() == before
