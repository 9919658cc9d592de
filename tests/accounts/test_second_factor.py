"""The second factor: an authenticator app, recovery codes, and who must have one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from decisions.actions import second_factor
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent
from tests import make
from tests.accounts.logins import APP, CODE, PASSWORD, code, confirm, errors, log_in, set_up_app, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def secured(browser, member, reviewer):
    """The reviewer after having set up an app and logged out: secret and recovery codes."""
    member(reviewer)
    log_in(browser, "reviewer")
    made = set_up_app(browser)
    browser.post("/accounts/logout/")
    return made


def test_an_app_is_set_up_and_asked_for(browser, secured):
    secret, _codes = secured

    assert log_in(browser, "reviewer", next="/desk/queue/")["Location"] == CODE
    assert browser.get("/desk/").status_code == 302
    assert browser.get("/admin/").status_code == 302

    assert browser.post(CODE, {"code": code(secret)})["Location"] == "/desk/queue/"
    assert browser.get("/admin/").status_code == 200


def test_logging_in_and_what_happens_to_a_second_factor_is_in_the_audit(
    browser, member, reviewer, django_capture_on_commit_callbacks
):
    member(reviewer)
    log_in(browser, "reviewer")

    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(browser)
        browser.post("/accounts/recovery-codes/new/")

    log_in(browser, "reviewer")  # and no code
    actions = AuditEvent.objects.filter(actor=reviewer).values_list("action", flat=True)
    assert sorted(actions) == [
        "account.login", "account.recovery_codes_generated", "account.totp_activated"
    ]  # fmt: skip


def test_the_password_is_asked_for_before_anything_that_concerns_it(browser, member, reviewer):
    member(reviewer)
    log_in(browser, "reviewer")

    assert browser.get(APP)["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fapp%2Fadd%2F"
    assert confirm(browser, "wrong").status_code == 200
    assert browser.get(APP).status_code == 302
    assert confirm(browser).status_code == 302
    assert browser.get(APP).status_code == 200


def test_a_submitted_form_is_not_kept_while_the_password_is_asked_for(browser, member, reviewer):
    member(reviewer)
    log_in(browser, "reviewer")

    response = browser.post(APP, {"code": "123456"})

    assert response["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fapp%2Fadd%2F"
    assert "reauthentication" not in str(list(browser.session.items()))


def test_a_wrong_code_does_not_set_up_an_app(browser, member, reviewer):
    member(reviewer)
    log_in(browser, "reviewer")
    confirm(browser)
    browser.get(APP)

    assert errors(browser.post(APP, {"code": "000000"})) == "Incorrect code."
    assert not Authenticator.objects.exists()


def test_the_key_stands_in_the_page_as_text_and_as_a_picture_which_no_other_page_may_have(
    browser, member, reviewer
):
    member(reviewer)
    log_in(browser, "reviewer")
    confirm(browser)

    page = browser.get(APP)

    assert 'src="data:image/svg+xml;base64,' in text(page)
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert "data:" not in browser.get("/accounts/")["Content-Security-Policy"]


def test_secrets_are_sealed_in_the_database(secured):
    secret, codes = secured

    for one in Authenticator.objects.all():
        assert not [known for known in (secret, *codes) if known in str(one.data)]


def test_without_the_key_that_seals_them_nobody_gets_in_with_a_code_and_nothing_breaks(
    browser, secured, settings
):
    secret, codes = secured
    settings.SECRET_KEY = "another key that opens nothing of the old one"
    log_in(browser, "reviewer")

    for tried in (code(secret), codes[0]):
        assert errors(browser.post(CODE, {"code": tried})) == "Incorrect code."


def test_an_older_key_still_opens_them(browser, secured, settings):
    secret, _codes = secured
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key that replaced it, long and random enough"
    log_in(browser, "reviewer")

    assert browser.post(CODE, {"code": code(secret)}).status_code == 302


def test_a_recovery_code_opens_once(browser, secured):
    _secret, codes = secured
    assert len(set(codes)) == 10
    log_in(browser, "reviewer")
    assert browser.post(CODE, {"code": codes[3]})["Location"] == "/desk/"
    browser.post("/accounts/logout/")

    log_in(browser, "reviewer")

    assert errors(browser.post(CODE, {"code": codes[3]})) == "Incorrect code."
    assert browser.post(CODE, {"code": codes[4]}).status_code == 302


def test_new_recovery_codes_replace_the_old_ones_and_are_downloaded(browser, secured):
    secret, codes = secured
    log_in(browser, "reviewer")
    browser.post(CODE, {"code": code(secret)})
    confirm(browser)

    browser.post("/accounts/recovery-codes/new/")
    file = browser.get("/accounts/recovery-codes.txt")

    fresh = text(file).split()
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert (file["Content-Type"], file["Cache-Control"]) == (
        "text/plain",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


def test_a_code_counts_once_in_every_process(secured, monkeypatch):
    secret, _codes = secured
    app = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    typed = code(secret)

    assert second_factor.use_code(authenticator=app, code=typed, now=make.NOW)
    assert not second_factor.use_code(authenticator=app, code=f"{typed[:3]} {typed[3:]}", now=make.NOW)
    assert second_factor.use_code(authenticator=app, code=code(secret, 1), now=make.NOW)


def test_a_code_that_was_seen_over_the_shoulder_is_not_taken_again(
    browser, other_browser, secured, monkeypatch
):
    secret, _codes = secured
    frozen = time.time()
    monkeypatch.setattr(time, "time", lambda: frozen)
    typed = code(secret)
    log_in(browser, "reviewer")
    assert browser.post(CODE, {"code": typed}).status_code == 302

    log_in(other_browser, "reviewer")

    assert errors(other_browser.post(CODE, {"code": typed}))
    assert other_browser.get("/desk/").status_code == 302


def test_an_app_is_removed_after_the_password_was_given(browser, secured, reviewer):
    secret, _codes = secured
    log_in(browser, "reviewer")
    browser.post(CODE, {"code": code(secret)})
    confirm(browser)

    assert browser.post("/accounts/app/remove/").status_code == 302

    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.filter(action="account.totp_deactivated", actor=reviewer).exists()
    browser.post("/accounts/logout/")
    assert log_in(browser, "reviewer")["Location"] == "/desk/"


# Who must have one


def test_who_must_have_one_is_led_to_set_it_up_and_then_to_the_desk(browser, member, reviewer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    member(reviewer)
    log_in(browser, "reviewer")

    for address in ("/desk/", "/admin/", "/accounts/password/", "/desk/series/new/"):
        assert browser.get(address)["Location"] == APP, address
    confirm(browser)
    assert "Your role needs a second factor" in text(browser.get(APP))
    set_up_app(browser)

    assert browser.get("/desk/").status_code == 200
    assert browser.get("/admin/").status_code == 200


def test_public_pages_stay_open_to_who_has_none(browser, member, reviewer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    member(reviewer)
    log_in(browser, "reviewer")

    assert browser.get("/rulings/").status_code == 200


# Somebody lost it


def test_an_administrator_takes_a_lost_one_away(browser, secured, administrator, reviewer):
    browser.force_login(administrator)
    address = reverse("desk_user_second_factor", args=[reviewer.pk])

    assert browser.post(address, {"reason": ""}).status_code == 200
    assert Authenticator.objects.exists()
    assert browser.post(address, {"reason": "We spoke on the telephone."}).status_code == 302

    event = AuditEvent.objects.last()
    assert not Authenticator.objects.exists()
    assert event is not None
    assert (event.action, event.target, event.reason) == (
        "account.second_factor_removed",
        "reviewer",
        "We spoke on the telephone.",
    )
    browser.post("/accounts/logout/")
    assert log_in(browser, "reviewer", PASSWORD)["Location"] == "/desk/"


def test_nobody_takes_their_own_away_so_and_a_reviewer_nobodys(administrator, reviewer, lawyer):
    with pytest.raises(Refused, match="Another administrator"):
        second_factor.remove(user=administrator, by=administrator, now=make.NOW, reason="A sample reason.")
    with pytest.raises(PermissionDenied):
        second_factor.remove(user=lawyer, by=reviewer, now=make.NOW, reason="A sample reason.")
    with pytest.raises(Refused, match="Say how"):
        second_factor.remove(user=lawyer, by=administrator, now=make.NOW, reason=" ")
