"""Logging in and out, and what a session is worth."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import NoReverseMatch, reverse

from decisions.actions import accounts
from decisions.models import AuditEvent
from tests import make
from tests.accounts.logins import LOGIN, PASSWORD, errors, log_in, text

pytestmark = pytest.mark.django_db


def test_a_lawyer_logs_in_and_comes_to_the_desk(browser, member, lawyer):
    member(lawyer)

    response = log_in(browser, "lawyer")

    assert response["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200


def test_upper_and_lower_case_of_the_user_name_do_not_matter(browser, member, lawyer):
    member(lawyer)

    assert log_in(browser, " Lawyer ").status_code == 302


@pytest.mark.parametrize(
    ("username", "password"),
    [("lawyer", "wrong"), ("nobody", PASSWORD), ("switched-off", PASSWORD), ("\0", "\0")],
)
def test_a_wrong_password_a_stranger_and_a_switched_off_account_get_the_same_answer(
    browser, member, lawyer, reviewer, username, password
):
    member(lawyer)
    reviewer.username, reviewer.is_active = "switched-off", False
    member(reviewer)

    response = log_in(browser, username, password)

    assert response.status_code == 200
    if username != "\0":
        assert errors(response) == "This user name and this password do not belong together."
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize("username", accounts.system_usernames())
def test_a_system_account_cannot_log_in(browser, username):
    accounts.system_account(username=username, now=make.NOW)

    assert log_in(browser, username, "").status_code == 200
    assert log_in(browser, username, "!").status_code == 200
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/desk/queue/", "/desk/queue/"),
        ("/admin/decisions/ruling/?status=draft", "/admin/decisions/ruling/?status=draft"),
        ("", "/desk/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/\\evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("http:///evil.example", "/desk/"),
        ("\t//evil.example", "/desk/"),
    ],
)
def test_the_way_on_after_a_login_stays_in_this_house(browser, member, reviewer, wanted, reached):
    member(reviewer)

    assert log_in(browser, "reviewer", next=wanted)["Location"] == reached


def test_the_login_of_the_administration_is_the_one_login(browser, member, reviewer):
    member(reviewer)
    assert (
        browser.get("/admin/decisions/ruling/")["Location"] == "/admin/login/?next=/admin/decisions/ruling/"
    )
    assert (
        browser.get("/admin/login/?next=/admin/decisions/ruling/")["Location"]
        == "/accounts/login/?next=%2Fadmin%2Fdecisions%2Fruling%2F"
    )

    browser.post("/admin/login/", {"username": "reviewer", "password": PASSWORD, "next": "/admin/"})

    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/"])
def test_the_login_of_the_administration_sends_nobody_elsewhere(browser, wanted):
    assert browser.get(f"/admin/login/?next={wanted}")["Location"] == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "mfa_login_webauthn",
        "socialaccount_login",
    ],
)
def test_doors_that_we_do_not_need_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_session_gets_a_new_key_at_login(browser, member, lawyer):
    member(lawyer)
    browser.get(LOGIN)
    session = browser.session
    session["before"] = "x"
    session.save()
    before = session.session_key

    log_in(browser, "lawyer")

    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_cookie_of_the_session_is_out_of_reach_of_scripts_and_ends_with_the_browser(
    browser, member, lawyer
):
    member(lawyer)

    cookie = log_in(browser, "lawyer").cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_logging_out_takes_a_button(browser, member, lawyer):
    member(lawyer)
    log_in(browser, "lawyer")

    assert '<button type="submit">' in text(browser.get("/accounts/logout/"))
    assert browser.get("/desk/").status_code == 200

    assert browser.post("/accounts/logout/")["Location"] == LOGIN
    assert browser.get("/desk/").status_code == 302


def test_a_login_that_is_not_used_for_an_hour_ends(browser, member, lawyer, clock):
    member(lawyer)
    log_in(browser, "lawyer")
    for _visit in range(3):
        clock.pass_(minutes=59)
        assert browser.get("/desk/").status_code == 200

    clock.pass_(minutes=61)

    assert browser.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


def test_a_login_ends_after_half_a_day_however_much_it_is_used(browser, member, lawyer, clock):
    member(lawyer)
    log_in(browser, "lawyer")
    for _visit in range(12):
        assert browser.get("/desk/").status_code == 200
        clock.pass_(minutes=59)
    assert browser.get("/desk/").status_code == 200

    clock.pass_(minutes=59)

    assert browser.get("/desk/").status_code == 302


def test_the_time_without_use_is_a_setting(browser, member, lawyer, clock, settings):
    settings.SESSION_IDLE_SECONDS = 300
    member(lawyer)
    log_in(browser, "lawyer")
    browser.get("/desk/")

    clock.pass_(minutes=6)

    assert browser.get("/desk/").status_code == 302


def test_a_new_password_ends_all_other_sessions(browser, other_browser, member, lawyer):
    member(lawyer)
    log_in(browser, "lawyer")
    log_in(other_browser, "lawyer")
    new = "another quite long sentence"

    response = browser.post(
        "/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert response["Location"] == "/accounts/"
    assert browser.get("/desk/").status_code == 200
    assert other_browser.get("/desk/").status_code == 302
    assert AuditEvent.objects.filter(action="account.password", actor=lawyer).exists()
    assert log_in(other_browser, "lawyer", new).status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"oldpassword": "wrong"}, "current password"),
        ({"password2": "different from the first"}, "same password"),
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password1": "1234567890123", "password2": "1234567890123"}, "numeric"),
    ],
)
def test_a_new_password_that_will_not_do_is_explained(browser, member, lawyer, given, said):
    member(lawyer)
    log_in(browser, "lawyer")
    new = "another quite long sentence"
    good = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    response = browser.post("/accounts/password/", good | given)

    assert said in errors(response)
    lawyer.refresh_from_db()
    assert lawyer.check_password(PASSWORD)


def test_public_pages_know_nobody_also_after_a_login(browser, member, lawyer):
    member(lawyer)
    log_in(browser, "lawyer")

    page = browser.get("/rulings/")

    assert "lawyer" not in text(page)
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")
