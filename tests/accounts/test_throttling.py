"""Failed logins wait, and nothing is known of who failed (docs/adr/0010)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from decisions.models import LoginDelay
from decisions.queries import devices
from decisions.queries.throttling import delay_after, sentence
from tests.accounts.logins import CODE, PASSWORD, code, confirm, errors, log_in, set_up_app

pytestmark = pytest.mark.django_db

WAIT = "Too many attempts failed. Wait 1 minute, then try again."


def fail(client, username="lawyer", times=5):
    for number in range(times):
        response = log_in(client, username, f"wrong {number}")
    return response


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (5000, 15)]
)
def test_the_delay_grows_to_a_quarter_of_an_hour_and_no_further(failures, minutes):
    assert delay_after(failures) == timedelta(minutes=minutes)


def test_what_is_left_is_told_in_whole_minutes():
    assert sentence(timedelta(seconds=1)) == WAIT
    assert sentence(timedelta(minutes=1, seconds=1)).startswith("Too many attempts failed. Wait 2 minutes")


def test_after_five_failures_the_right_password_has_to_wait_a_minute(browser, member, lawyer, clock):
    member(lawyer)
    assert errors(fail(browser, times=5)) != WAIT

    assert errors(log_in(browser, "lawyer")) == WAIT
    clock.pass_(seconds=59)
    assert errors(log_in(browser, "lawyer")) == WAIT
    clock.pass_(seconds=2)
    assert log_in(browser, "lawyer").status_code == 302


def test_every_further_failure_doubles_the_delay(browser, member, lawyer, clock):
    member(lawyer)
    fail(browser)
    for minutes in (1, 2, 4, 8, 15, 15, 15):
        clock.pass_(minutes=minutes, seconds=-1)
        assert "Wait" in errors(log_in(browser, "lawyer", "wrong")), minutes
        clock.pass_(seconds=2)
        assert "Wait" not in errors(log_in(browser, "lawyer", "wrong")), minutes


def test_hammering_does_not_lengthen_the_delay(browser, other_browser, member, lawyer, clock):
    member(lawyer)
    fail(browser)
    for _attempt in range(11):
        clock.pass_(seconds=5)
        log_in(other_browser, "lawyer", "wrong")
    clock.pass_(seconds=6)

    assert log_in(browser, "lawyer").status_code == 302


def test_a_success_forgets_the_failures(browser, member, lawyer, clock):
    member(lawyer)
    fail(browser, times=4)
    log_in(browser, "lawyer")

    assert not LoginDelay.objects.exists()


def test_failures_are_forgotten_after_a_day(browser, member, lawyer, clock):
    member(lawyer)
    fail(browser, times=5)
    clock.pass_(hours=25)

    fail(browser, "somebody-else", times=1)

    assert LoginDelay.objects.get().failures == 1


def test_the_other_people_at_the_same_address_do_not_wait(browser, other_browser, member, lawyer, reviewer):
    member(lawyer)
    member(reviewer)
    fail(browser, times=7)

    assert log_in(other_browser, "reviewer").status_code == 302


@pytest.mark.parametrize("spelling", ["LAWYER", " lawyer", "Lawyer "])
def test_another_spelling_of_the_same_account_waits_too(browser, member, lawyer, spelling):
    member(lawyer)
    fail(browser)

    assert errors(log_in(browser, spelling)) == WAIT


def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(browser, member, lawyer):
    member(lawyer)
    answers = []
    for username in ("lawyer", "nobody"):
        answers.append([errors(log_in(browser, username, f"wrong {number}")) for number in range(7)])

    assert answers[0] == answers[1]


# A device that is known


@pytest.fixture
def known(browser, member, reviewer):
    """A browser that has passed the reviewer's second factor, and the secret of it."""
    member(reviewer)
    log_in(browser, "reviewer")
    secret, codes = set_up_app(browser)
    browser.post("/accounts/logout/")
    log_in(browser, "reviewer")
    browser.post(CODE, {"code": codes[0]})
    browser.post("/accounts/logout/")
    return browser, secret


def test_a_device_that_passed_the_second_factor_does_not_wait_for_others_failures(known, other_browser):
    browser, _secret = known
    fail(other_browser, "reviewer", times=9)
    assert "Wait" in errors(log_in(other_browser, "reviewer"))

    assert log_in(browser, "reviewer")["Location"] == CODE


def test_it_waits_for_its_own(known, other_browser):
    browser, _secret = known
    fail(browser, "reviewer")

    assert errors(log_in(browser, "reviewer")) == WAIT
    assert log_in(other_browser, "reviewer")["Location"] == CODE


def test_it_is_known_for_one_account_only(known, member, lawyer, other_browser):
    browser, _secret = known
    member(lawyer)
    fail(other_browser, "lawyer")

    assert errors(log_in(browser, "lawyer")) == WAIT


def test_its_cookie_goes_to_account_pages_only_and_names_nobody(known):
    browser, _secret = known
    cookie = browser.cookies[devices.COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert "reviewer" not in cookie.value


def test_a_forged_note_and_one_from_before_the_password_changed_are_worth_nothing(known, reviewer):
    browser, _secret = known
    note = browser.cookies[devices.COOKIE].value
    assert devices.device_of(note, username="Reviewer")

    assert not devices.device_of(note[:-1] + "x", username="reviewer")
    assert not devices.device_of("", username="reviewer")
    assert not devices.device_of(note, username="lawyer")
    reviewer.set_password("another quite long sentence")
    reviewer.save()
    assert not devices.device_of(note, username="reviewer")


def test_a_note_holds_a_few_accounts(lawyer, reviewer, administrator):
    note = ""
    for user in (lawyer, reviewer, administrator, lawyer):
        note = devices.with_account(note, user)

    names = {devices.device_of(note, username=user.username) for user in (lawyer, reviewer, administrator)}
    assert len(names) == 3


# Codes and passwords asked for later


def test_codes_of_the_second_factor_wait_as_well(known, other_browser, clock):
    _browser, secret = known
    log_in(other_browser, "reviewer")
    for number in range(5):
        other_browser.post(CODE, {"code": f"00000{number}"})

    assert errors(other_browser.post(CODE, {"code": code(secret)})) == WAIT


def test_guessing_the_password_of_an_open_session_waits(browser, member, lawyer):
    member(lawyer)
    log_in(browser, "lawyer")
    for number in range(5):
        confirm(browser, f"wrong {number}")

    assert errors(confirm(browser)) == WAIT
    new = {
        "oldpassword": PASSWORD,
        "password1": "another long sentence",
        "password2": "another long sentence",
    }
    assert WAIT in errors(browser.post("/accounts/password/", new))


# What is not kept


def everything_stored():
    """Every value of every row, as text; sessions opened."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (our own tables)
            found += [str(value) for row in cursor.fetchall() for value in row]
    return found + [str(session.get_decoded()) for session in Session.objects.all()]


def test_neither_address_nor_browser_nor_the_name_that_was_typed_is_stored(browser, member, reviewer, caplog):
    member(reviewer)
    fail(browser, "a password in the wrong field", times=7)
    fail(browser, "reviewer", times=2)
    log_in(browser, "reviewer")
    browser.post("/accounts/app/add/", {"code": "123456"})
    set_up_app(browser)
    browser.get("/desk/")
    browser.post("/accounts/logout/")

    stored = " ".join(everything_stored()) + caplog.text
    for known in ("203.0.113.7", "198.51.100.9", "Marked/1.0", "wrong field", "wrong 1", PASSWORD):
        assert known not in stored, known
    for table in (AccessAttempt, AccessFailureLog, AccessLog):
        assert not table.objects.exists()


def test_a_browser_without_an_address_logs_in(member, lawyer):
    member(lawyer)

    assert log_in(Client(REMOTE_ADDR=""), "lawyer").status_code == 302
