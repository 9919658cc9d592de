"""The queue of requests on the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from decisions.actions import removal
from decisions.actions.removal import Reply
from decisions.models import AuditEvent, JudgeReply, RemovalRequest, Sealed
from decisions.vocabulary import RequestOutcome
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "A sample request about a sample page."


@pytest.fixture
def reviewing(browser_of, reviewer):
    return browser_of(reviewer)


@pytest.fixture
def asked():
    return make.removal_request(WORDS, now=timezone.now())


def close(client, asked, **changes):
    given = {"outcome": "declined", "note": "A sample note."} | changes
    data = {f"close-{name}" if name != "confirmed" else name: value for name, value in given.items()}
    return client.post(f"/desk/removals/{asked.reference}/close/", data)


def test_the_queue_says_what_is_due_and_nothing_of_what_was_written(reviewing, asked):
    make.removal_request("late", now=timezone.now() - timedelta(days=12))

    text = reviewing.get("/desk/removals/").content.decode()
    assert asked.reference in text
    assert text.count("overdue") == 1
    assert WORDS not in text


def test_the_page_shows_it_and_the_audit_says_who_looked(reviewing, reviewer, asked):
    assert WORDS in reviewing.get(f"/desk/removals/{asked.reference}/").content.decode()
    assert AuditEvent.objects.get(action="removal.read").actor == reviewer


def test_without_the_key_the_page_says_so_and_closes(reviewing, asked):
    RemovalRequest.objects.filter(pk=asked.pk).update(text=Sealed("lost"))

    assert "cannot be read" in reviewing.get(f"/desk/removals/{asked.reference}/").content.decode()
    assert close(reviewing, asked).status_code == 302


def test_closing_and_opening_again(reviewing, asked):
    assert close(reviewing, asked).status_code == 302
    asked.refresh_from_db()
    assert asked.outcome == RequestOutcome.DECLINED

    again = reviewing.post(
        f"/desk/removals/{asked.reference}/reopen/", {"reopen-reason": "It was a mistake."}
    )
    asked.refresh_from_db()
    assert (again.status_code, asked.outcome) == (302, "")


def test_a_button_pressed_twice_closes_once(reviewing, asked):
    close(reviewing, asked)

    assert "closed this request already" in close(reviewing, asked, note="Another.").content.decode()
    assert AuditEvent.objects.filter(action="removal.close").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": ""},
        {"outcome": "nonsense"},
        {"note": ""},
        {"note": "x" * 5001},
        {"note": "a\0b"},
        {"outcome": "reply_published"},
        {"outcome": "reply_published", "reply": "I decided by law."},
        {"outcome": "reply_published", "reply": "I decided by law.", "judge": "999999"},
        {"outcome": "reply_published", "reply": "I decided by law.", "judge": "x"},
        {"outcome": "declined", "reply": "I decided by law."},
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(reviewing, asked, changes):
    answer = close(reviewing, asked, **changes)

    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.outcome == ""
    if "note" not in changes:
        assert "A sample note." in answer.content.decode()


def test_a_reply_is_on_the_judges_page_word_for_word_and_nothing_in_it_is_run(reviewing, client, asked):
    judge = make.ruling(judge=make.judge()).judge
    reply = "I decided by law.\n\n<script>alert(1)</script>"

    assert close(reviewing, asked, outcome="reply_published", judge=judge.pk, reply=reply).status_code == 302
    text = client.get(f"/judges/{judge.slug}/").content.decode()
    assert "<p>I decided by law.</p>" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert WORDS not in text
    assert asked.reference not in text


def test_a_reply_that_may_name_somebody_is_asked_about(reviewing, asked):
    judge = make.judge()
    given = {"outcome": "reply_published", "judge": judge.pk, "reply": "Пример Примерович Образцов said so."}

    answer = close(reviewing, asked, **given)
    assert "May everybody read it?" in answer.content.decode()
    assert not JudgeReply.objects.exists()
    codes = [doubt.code for doubt in answer.context["doubts"]]
    assert close(reviewing, asked, **given, confirmed=codes).status_code == 302


def test_the_first_page_counts_for_reviewers_only(reviewing, browser_of, lawyer, asked):
    make.removal_request("late", now=timezone.now() - timedelta(days=12))

    text = reviewing.get("/desk/").content.decode()
    assert "2 requests from outside wait" in text
    assert "1 overdue" in text
    assert "from outside" not in browser_of(lawyer).get("/desk/").content.decode()


def test_a_form_without_its_token_is_refused(reviewer, asked):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)

    assert close(client, asked).status_code == 403


def test_the_queue_asks_the_database_no_more_for_many(reviewing, reviewer, django_assert_max_num_queries):
    for number in range(6):
        request = make.removal_request(f"request {number}")
        if number % 2:
            removal.close(
                request=request, by=reviewer, now=make.NOW, outcome=RequestOutcome.DECLINED, note="Done."
            )

    with django_assert_max_num_queries(6):
        reviewing.get("/desk/removals/")


def test_a_reply_of_a_judge_who_is_not_public_makes_no_page(reviewing, client, reviewer, asked):
    judge = make.judge()
    removal.close(
        request=asked, by=reviewer, now=make.NOW, outcome=RequestOutcome.REPLY_PUBLISHED, note="Done.",
        reply=Reply(judge=judge, text="I decided by law."),
    )  # fmt: skip

    assert client.get(f"/judges/{judge.slug}/").status_code == 404
