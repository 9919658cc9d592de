from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from decisions.actions import removal
from decisions.actions.refusals import Doubtful, Refused
from decisions.actions.removal import Reply, TooMany
from decisions.models import AuditEvent, JudgeReply, RemovalRequest, Sealed
from decisions.queries import removal as queries
from decisions.vocabulary import RequestFrom, RequestOutcome
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "The page of 18 April tells where my brother lives."


def closed(request, by, outcome=RequestOutcome.DECLINED, now=make.NOW, **more):
    return removal.close(request=request, by=by, now=now, outcome=outcome, note="A sample note.", **more)


def audited(action):
    return AuditEvent.objects.filter(action=action)


def stored():
    """All rows as the database holds them, past the sealed columns' own reading."""
    return str([list(row) for row in RemovalRequest.objects.extra(select={}).values_list()]) + str(
        [(one.text.token, one.about.token, one.contact.token) for one in RemovalRequest.objects.all()]
    )


# Taking in


def test_all_that_was_written_is_sealed_and_nothing_of_it_is_in_the_audit():
    request = make.removal_request(WORDS, about="/rulings/bcd/", contact="aunt@cases.example")

    for said in (WORDS, "/rulings/bcd/", "aunt@cases.example"):
        assert said not in stored()
    assert queries.opened(request).text == WORDS
    assert not AuditEvent.objects.filter(target_type="removalrequest").exists()


def test_the_answer_is_due_after_ten_days_of_the_calendar(settings):
    assert make.removal_request(WORDS).due_on == date(2026, 3, 12)

    settings.REMOVAL_DAYS = 3
    assert make.removal_request("another").due_on == date(2026, 3, 5)


def test_the_same_words_on_the_same_day_are_one_request():
    first, again = make.removal_request(WORDS), make.removal_request(WORDS)
    later = make.removal_request(WORDS, now=make.NOW + timedelta(days=1))

    assert again == first
    assert later.reference != first.reference


def test_what_differs_in_anything_is_another_request():
    make.removal_request(WORDS)
    make.removal_request(WORDS, contact="other@cases.example")
    make.removal_request(WORDS, sender=RequestFrom.FAMILY)

    assert RemovalRequest.objects.count() == 3


def test_no_more_than_so_many_are_taken_in_an_hour(settings):
    settings.REMOVAL_MOST_AN_HOUR = 2
    make.removal_request("one")
    make.removal_request("two")

    with pytest.raises(TooMany):
        make.removal_request("three")
    assert make.removal_request("two") in RemovalRequest.objects.all()  # pressed twice: it is there already
    make.removal_request("three", now=make.NOW + timedelta(hours=1, seconds=1))


@pytest.mark.parametrize(
    "said", [{"text": " "}, {"text": "x" * 20_001}, {"about": "x" * 301}, {"contact": "x" * 301}]
)
def test_what_is_empty_or_huge_is_refused(said):
    with pytest.raises(Refused):
        make.removal_request(**{"text": WORDS} | said)

    assert not RemovalRequest.objects.exists()


# Reading


def test_every_reading_is_in_the_audit(reviewer):
    request = make.removal_request(WORDS)

    assert removal.read(request=request, by=reviewer, now=make.NOW).text == WORDS
    assert [(one.actor, one.target) for one in audited("removal.read")] == [(reviewer, request.reference)]


def test_a_lawyer_reads_none(lawyer):
    with pytest.raises(PermissionDenied):
        removal.read(request=make.removal_request(WORDS), by=lawyer, now=make.NOW)


def test_without_its_key_a_request_is_not_read_but_can_be_closed(reviewer):
    request = make.removal_request(WORDS)
    RemovalRequest.objects.filter(pk=request.pk).update(text=Sealed("sealed with a lost key"))
    request.refresh_from_db()

    opened = removal.read(request=request, by=reviewer, now=make.NOW)
    assert (opened.readable, opened.text) == (False, "")
    assert closed(request, reviewer).outcome == RequestOutcome.DECLINED


# Closing and reopening


def test_closing_says_how_who_and_when_and_seals_the_note(reviewer):
    done = closed(make.removal_request(WORDS), reviewer, RequestOutcome.REMOVED)

    assert (done.outcome, done.closed_by, done.closed_at) == (RequestOutcome.REMOVED, reviewer, make.NOW)
    assert queries.opened(done).note == "A sample note."
    event = audited("removal.close").get()
    assert (event.actor, event.reason) == (reviewer, "")
    assert "A sample note." not in str(event.fields)


def test_a_request_is_closed_once_and_with_a_note(reviewer):
    request = make.removal_request(WORDS)
    with pytest.raises(Refused, match="note"):
        removal.close(request=request, by=reviewer, now=make.NOW, outcome=RequestOutcome.DECLINED, note=" ")
    closed(request, reviewer)

    with pytest.raises(Refused, match="already"):
        closed(request, reviewer)


def test_a_reply_needs_judge_and_text_and_no_other_outcome_has_one(reviewer, judge):
    request = make.removal_request(WORDS)

    for outcome, reply in [
        (RequestOutcome.REPLY_PUBLISHED, None),
        (RequestOutcome.REPLY_PUBLISHED, Reply(judge=judge, text=" ")),
        (RequestOutcome.DECLINED, Reply(judge=judge, text="I decided by law.")),
    ]:
        with pytest.raises(Refused):
            closed(request, reviewer, outcome, reply=reply)
    assert not JudgeReply.objects.exists()


def test_a_reply_that_may_name_somebody_is_asked_about_and_nothing_is_closed_before(reviewer, judge):
    request = make.removal_request(WORDS)
    reply = Reply(judge=judge, text="Пример Примерович Образцов told me so.")

    with pytest.raises(Doubtful) as asked:
        closed(request, reviewer, RequestOutcome.REPLY_PUBLISHED, reply=reply)
    request.refresh_from_db()
    assert (request.outcome, JudgeReply.objects.count()) == ("", 0)

    codes = [doubt.code for doubt in asked.value.doubts]
    closed(request, reviewer, RequestOutcome.REPLY_PUBLISHED, reply=reply, confirmed=codes)
    assert queries.public_replies(judge).get().text == reply.text


@pytest.mark.parametrize(
    "text", ["I saw that Sam Pel Vented was there.", "Я видел, что Сам Пел Вентед был там."]
)
def test_a_reply_that_holds_a_sealed_name_is_asked_about(lawyer, reviewer, judge, text):
    make.person("Sam Pel Vented", "Сам Пел Вентед", by=lawyer)

    with pytest.raises(Doubtful, match="Vented|Вентед"):
        closed(
            make.removal_request(WORDS), reviewer, RequestOutcome.REPLY_PUBLISHED,
            reply=Reply(judge=judge, text=text),
        )  # fmt: skip


def test_a_reopened_request_is_due_as_before_and_its_reply_off_the_page_until_closed_again(reviewer, judge):
    reply = Reply(judge=judge, text="I decided by law.")
    request = closed(make.removal_request(WORDS), reviewer, RequestOutcome.REPLY_PUBLISHED, reply=reply)

    opened = removal.reopen(request=request, by=reviewer, now=make.NOW, reason="It was a mistake.")
    assert (opened.outcome, opened.due_on) == ("", request.due_on)
    assert not queries.public_replies(judge).exists()
    assert audited("reply.take_down").get().reason == "It was a mistake."

    closed(
        opened, reviewer, RequestOutcome.REPLY_PUBLISHED, reply=Reply(judge=judge, text="I followed the law.")
    )
    assert queries.public_replies(judge).get().text == "I followed the law."


@pytest.mark.parametrize("reason", ["", "It was a mistake."])
def test_an_open_request_is_not_opened_and_a_closed_one_not_without_a_reason(reviewer, reason):
    request = make.removal_request(WORDS)
    if not reason:
        closed(request, reviewer)

    with pytest.raises(Refused):
        removal.reopen(request=request, by=reviewer, now=make.NOW, reason=reason)


# Emptying


def test_what_was_written_is_deleted_when_it_was_closed_long_ago(reviewer, capsys):
    long_ago = make.NOW - timedelta(days=90)
    old = closed(make.removal_request(WORDS, now=long_ago), reviewer, now=long_ago)
    recent = closed(make.removal_request("recent"), reviewer, now=long_ago + timedelta(seconds=1))
    open_ = make.removal_request("open", now=long_ago)

    assert removal.clear_closed(now=make.NOW) == 1
    for request in (old, recent, open_):
        request.refresh_from_db()
    assert not any((old.about, old.text, old.contact, old.outcome_note))
    assert (old.outcome, old.received_at) == (RequestOutcome.DECLINED, long_ago)
    assert recent.text
    assert open_.text
    assert audited("removal.clear").get().target == old.reference

    assert removal.clear_closed(now=make.NOW) == 0
    with pytest.raises(Refused, match="deleted"):
        removal.reopen(request=old, by=reviewer, now=make.NOW, reason="Why.")
    call_command("clear_closed_requests")
    assert "cleared" in capsys.readouterr().out


def test_the_open_and_the_overdue_are_counted(reviewer):
    make.removal_request("late", now=make.NOW - timedelta(days=11))
    make.removal_request("today", now=make.NOW - timedelta(days=10))
    closed(make.removal_request("done", now=make.NOW - timedelta(days=30)), reviewer)

    counted = queries.pending(today=make.NOW.date())
    assert (counted.open, counted.overdue) == (2, 1)
