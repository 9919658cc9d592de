import pytest
from django.core.exceptions import PermissionDenied

from decisions.actions import workflow
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Ruling
from decisions.vocabulary import Empty, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

LAWYERS = ["lawyer", "colleague", "stranger"]
REVIEWERS = ["reviewer", "administrator"]


@pytest.fixture
def person(request):
    return request.getfixturevalue(request.param)


def submit(ruling, by):
    return workflow.submit(ruling=ruling, by=by, now=make.NOW)


def send_back(ruling, by, reason="The date is missing."):
    return workflow.send_back(ruling=ruling, by=by, now=make.NOW, reason=reason)


def publish(ruling, by):
    return workflow.publish(ruling=ruling, by=by, now=make.NOW)


def withdraw(ruling, by, way=Withdrawal.OPEN, reason="Somebody is in danger."):
    return workflow.withdraw(ruling=ruling, by=by, now=make.NOW, way=way, reason=reason)


def others_than(*statuses):
    return [status for status in Status if status not in statuses]


# Submitting


@pytest.mark.parametrize("person", ["lawyer", *REVIEWERS], indirect=True)
def test_the_person_who_entered_it_and_reviewers_may_submit(lawyer, person):
    assert submit(make.ruling(Status.DRAFT, by=lawyer), person).status == Status.IN_REVIEW


@pytest.mark.parametrize("person", ["colleague", "stranger"], indirect=True)
def test_other_lawyers_may_not_submit(lawyer, person):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    with pytest.raises(PermissionDenied):
        submit(ruling, person)
    ruling.refresh_from_db()
    assert ruling.status == Status.DRAFT


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.PUBLISHED])
def test_only_a_draft_is_submitted(reviewer, status):
    with pytest.raises(Refused, match="Only a draft"):
        submit(make.ruling(status), reviewer)


# Sending back


@pytest.mark.parametrize("person", REVIEWERS, indirect=True)
def test_reviewers_send_back_saying_why(lawyer, person):
    ruling = send_back(make.ruling(Status.IN_REVIEW, by=lawyer), person)

    assert ruling.status == Status.DRAFT
    note = ruling.notes.get()
    assert (note.kind, note.author, note.text.open()) == ("sent_back", person, "The date is missing.")


def test_the_reason_for_sending_back_stands_in_the_sealed_note_only(reviewer):
    """It may well quote what should not have been written."""
    ruling = send_back(make.ruling(Status.IN_REVIEW), reviewer)

    assert {event.reason for event in AuditEvent.objects.all()} == {""}
    assert not ruling.history.first().history_change_reason


@pytest.mark.parametrize("person", LAWYERS, indirect=True)
def test_lawyers_may_not_send_back(person):
    with pytest.raises(PermissionDenied):
        send_back(make.ruling(Status.IN_REVIEW), person)


@pytest.mark.parametrize("status", others_than(Status.IN_REVIEW))
def test_only_a_ruling_in_review_is_sent_back(reviewer, status):
    with pytest.raises(Refused, match="Only a ruling in review"):
        send_back(make.ruling(status), reviewer)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_sending_back_needs_a_note(reviewer, reason):
    with pytest.raises(Refused, match="Say what has to be changed"):
        send_back(make.ruling(Status.IN_REVIEW), reviewer, reason)


def test_what_was_sent_back_can_be_submitted_again(lawyer, reviewer):
    ruling = send_back(make.ruling(Status.IN_REVIEW, by=lawyer), reviewer)

    assert submit(ruling, lawyer).status == Status.IN_REVIEW


# Publishing


@pytest.mark.parametrize("person", REVIEWERS, indirect=True)
def test_reviewers_publish_and_the_record_says_who_and_when(person):
    ruling = publish(make.ruling(Status.IN_REVIEW), person)

    ruling.refresh_from_db()
    assert (ruling.status, ruling.published_by, ruling.published_at) == (Status.PUBLISHED, person, make.NOW)


@pytest.mark.parametrize("person", LAWYERS, indirect=True)
def test_publish_is_refused_to_a_lawyer(person):
    ruling = make.ruling(Status.IN_REVIEW)

    with pytest.raises(PermissionDenied):
        publish(ruling, person)
    ruling.refresh_from_db()
    assert ruling.status == Status.IN_REVIEW


def test_nobody_publishes_what_they_entered_themselves(reviewer):
    with pytest.raises(Refused) as caught:
        publish(make.ruling(Status.IN_REVIEW, by=reviewer), reviewer)

    assert caught.value.reasons == ["Somebody other than the person who entered it has to check it."]


@pytest.mark.parametrize("status", others_than(Status.IN_REVIEW))
def test_only_a_ruling_in_review_is_published(reviewer, status):
    with pytest.raises(Refused) as caught:
        publish(make.ruling(status), reviewer)

    assert caught.value.reasons == ["It is not in review."]


@pytest.mark.parametrize("state", Empty)
def test_a_ruling_without_its_date_is_not_published(reviewer, state):
    with pytest.raises(Refused) as caught:
        publish(make.ruling(Status.IN_REVIEW, decided_on=state), reviewer)

    assert caught.value.reasons == ["The date of the decision is missing."]


def test_every_reason_is_given_at_once(reviewer):
    with pytest.raises(Refused) as caught:
        publish(make.ruling(Status.DRAFT, by=reviewer, decided_on=Empty.UNKNOWN), reviewer)

    assert len(caught.value.reasons) == 3
    assert str(caught.value) == " ".join(caught.value.reasons)


# Withdrawing


@pytest.mark.parametrize("way", Withdrawal)
@pytest.mark.parametrize("person", REVIEWERS, indirect=True)
def test_reviewers_withdraw_openly_or_quietly(person, way):
    ruling = withdraw(make.ruling(), person, way)

    ruling.refresh_from_db()
    assert (ruling.status, ruling.withdrawal) == (Status.WITHDRAWN, way)
    assert (ruling.withdrawn_by, ruling.withdrawn_at) == (person, make.NOW)


@pytest.mark.parametrize("person", LAWYERS, indirect=True)
def test_lawyers_may_not_withdraw(person):
    with pytest.raises(PermissionDenied):
        withdraw(make.ruling(), person)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_withdrawal_needs_a_reason(reviewer, reason):
    with pytest.raises(Refused, match="needs a reason"):
        withdraw(make.ruling(), reviewer, reason=reason)


def test_a_ruling_is_withdrawn_once(reviewer):
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw(make.ruling(Status.WITHDRAWN), reviewer)


@pytest.mark.parametrize("status", others_than(Status.WITHDRAWN))
def test_a_ruling_is_withdrawn_from_anywhere(reviewer, status):
    assert withdraw(make.ruling(status), reviewer).status == Status.WITHDRAWN


# Every step


def test_every_step_is_a_version_with_history_and_an_event(lawyer, reviewer):
    ruling = make.ruling(Status.WITHDRAWN, by=lawyer)

    ruling = Ruling.objects.get(pk=ruling.pk)
    versions = ruling.history.order_by("history_id")
    assert ruling.version == 4
    assert [version.status for version in versions] == ["draft", "in_review", "published", "withdrawn"]
    assert [version.history_user for version in versions] == [lawyer, lawyer, reviewer, reviewer]
    assert [(event.action, event.actor) for event in AuditEvent.objects.order_by("pk")] == [
        ("ruling.enter", lawyer),
        ("ruling.submit", lawyer),
        ("ruling.publish", reviewer),
        ("ruling.withdraw", reviewer),
    ]


def test_a_step_is_taken_from_where_the_ruling_stands_now(lawyer, reviewer):
    seen = make.ruling(Status.DRAFT, by=lawyer)
    submit(seen, lawyer)

    with pytest.raises(Refused, match="Only a draft"):
        submit(seen, reviewer)
