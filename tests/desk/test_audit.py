"""The audit on the desk: what it shows, finds and gives away."""

import csv
import io
import re
from pathlib import Path
from typing import get_args

import pytest

from decisions.actions import accounts, identity, invitations, workflow
from decisions.actions.reference import Reference
from decisions.models import AuditEvent
from decisions.queries import audit as queries
from decisions.vocabulary import Role, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

PAGE = "/desk/audit/"


@pytest.fixture
def ruling(lawyer, reviewer, administrator, client):
    """A ruling about a person whose identity was read, published and withdrawn."""
    made = make.ruling(Status.DRAFT, by=lawyer)
    person = make.person("Sam Pel Invented", by=lawyer, ruling=made)
    identity.read(respondent=person, by=lawyer, now=make.NOW)
    made = workflow.submit(ruling=made, by=lawyer, now=make.NOW)
    made = workflow.publish(ruling=made, by=reviewer, now=make.NOW)
    made = workflow.withdraw(
        ruling=made, by=reviewer, now=make.NOW, way=Withdrawal.QUIET, reason="=A sample reason."
    )
    client.force_login(administrator)
    return made


def shown(client, **asked):
    return [line.event.action for line in client.get(PAGE, asked).context["lines"]]


def test_it_says_who_did_what_to_what_and_why_and_leads_to_the_record(client, ruling):
    page = client.get(PAGE).content.decode()

    assert "reviewer" in page
    assert "=A sample reason." in page
    assert f'href="/desk/rulings/{ruling.public_id}/"' in page
    assert "Invented" not in page
    assert "/desk/people/" not in page  # whose identity this administrator may not read


def test_it_is_filtered_by_person_action_kind_record_and_day(client, ruling):
    everything = shown(client)

    assert shown(client, who="reviewer") == ["ruling.withdraw", "ruling.publish"]
    assert shown(client, action="ruling.submit") == ["ruling.submit"]
    assert set(shown(client, kind="respondent")) == {"respondent.add", "respondent.link", "respondent.read"}
    assert "ruling.enter" in shown(client, record=ruling.public_id)
    assert shown(client, after="2026-03-02", before="02.03.2026") == everything
    assert shown(client, after="2026-03-03") == shown(client, before="2026-03-01") == []


def test_readings_and_withdrawals_stand_out(client, ruling):
    lines = client.get(PAGE, {"notable": "1"}).context["lines"]

    assert [line.event.action for line in lines] == ["ruling.withdraw", "respondent.read"]
    assert all(line.notable for line in lines)


def test_every_action_that_is_written_has_words_of_its_own():
    """Those of second factors are allauth's names; others are put together from a kind."""
    folder = Path(queries.__file__).parent.parent / "actions"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    written = set(re.findall(r'action="([a-z]+\.[a-z_]+)"', text))

    assert written - {name for name, _words in queries.actions()} == set()
    assert {one._meta.model_name for one in get_args(Reference)} <= {name for name, _words in queries.kinds()}


def test_changed_rights_stand_out_and_say_to_what(client, lawyer, administrator):
    client.force_login(administrator)
    how = {"by": administrator, "now": make.NOW}
    invitations.invite(username="boris", role=Role.LAWYER, team=None, **how)
    invitations.invite(username="clara", role=Role.ADMINISTRATOR, team=None, **how)
    accounts.change(user=lawyer, role=Role.ADMINISTRATOR, team=None, **how)
    accounts.lock(user=lawyer, reason="A sample reason.", **how)
    accounts.unlock(user=lawyer, reason="A sample reason.", **how)

    lines = client.get(PAGE, {"notable": "1"}).context["lines"]

    assert [(line.event.action, line.event.target, line.event.reason) for line in lines] == [
        ("account.unlock", "lawyer", "A sample reason."),
        ("account.lock", "lawyer", "A sample reason."),
        ("account.change", "lawyer", "lawyer → administrator"),
        ("account.invite_administrator", "clara", "administrator"),
    ]


@pytest.mark.parametrize("asked", [{"who": "nobody"}, {"after": "yesterday"}, {"page": "7"}])
def test_what_cannot_be_read_finds_nothing_and_says_why(client, ruling, asked):
    page = client.get(PAGE, asked)

    assert page.context["lines"] == []
    assert 'class="error"' in page.content.decode() or "There is no page" in page.content.decode()


def test_it_is_taken_out_as_csv_and_that_is_in_it(client, ruling):
    response = client.post("/desk/audit.csv?action=ruling.withdraw")
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    (record,) = csv.DictReader(io.StringIO(text))
    assert (record["who"], record["record"], record["reason"]) == (
        "reviewer",
        ruling.public_id,
        "'=A sample reason.",
    )
    event = AuditEvent.objects.last()
    assert (event.action, event.reason) == ("audit.export", "1 rows as CSV under action=ruling.withdraw")


def test_a_page_takes_as_many_queries_for_many_events_as_for_few(
    client, ruling, lawyer, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15) as first:
        client.get(PAGE)
    for _number in range(5):
        make.ruling(by=lawyer)

    with django_assert_num_queries(len(first.captured_queries)):
        client.get(PAGE)
