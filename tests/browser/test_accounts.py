"""Account pages and the desk's first page in a real browser: on any screen, without scripts, with a security key."""

import time
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from decisions.vocabulary import Role, Status
from tests import make
from tests.accounts.logins import PASSWORD, code, confirm, log_in, set_up_app

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SCREENS = [("light", WIDE), ("dark", PHONE)]
# Who looks, and at what.
PAGES = [
    ("visitor", "/accounts/login/"),
    ("visitor", "/accounts/login/?next=/desk/"),
    ("half way", "/accounts/login/code/"),
    ("lawyer", "/accounts/"),
    ("lawyer", "/accounts/logout/"),
    ("lawyer", "/accounts/password/"),
    ("lawyer", "/accounts/confirm/"),
    ("lawyer", "/accounts/app/add/"),
    ("lawyer", "/accounts/keys/"),
    ("lawyer", "/accounts/keys/add/"),
    ("lawyer", "/desk/"),
    ("reviewer", "/accounts/"),
    ("reviewer", "/accounts/confirm/code/"),
    ("reviewer", "/accounts/app/remove/"),
    ("reviewer", "/accounts/recovery-codes/"),
    ("reviewer", "/accounts/recovery-codes/new/"),
    ("reviewer", "/desk/"),
    ("newcomer", "/desk/"),
]


def entered(username, role):
    """A client in which somebody with a password has just logged in and confirmed it."""
    user = make.account(username, role, team=make.team())
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert log_in(client, username).status_code == 302
    confirm(client)
    return client


@pytest.fixture(scope="module", autouse=True)
def cookies(site):
    """The session of everybody who looks, and the key of the reviewer's app, made before the browser starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", 24 * 60 * 60, raising=False)
        lawyer, reviewer = entered("a-lawyer", Role.LAWYER), entered("a-reviewer", Role.REVIEWER)
        entered("a-plain-lawyer", Role.LAWYER)
        newcomer = entered("a-newcomer", Role.LAWYER)
        secret, _codes = set_up_app(reviewer)
        for number in range(3):
            make.ruling(
                Status.DRAFT, by=make.account("a-lawyer", ""), series=make.series(), position=number + 1
            )
        make.ruling(Status.IN_REVIEW, by=make.account("a-lawyer", ""))
        half = Client()
        log_in(half, "a-reviewer")
        looking = {"lawyer": lawyer, "reviewer": reviewer, "newcomer": newcomer, "half way": half}
        yield {
            "secret": secret,
            **{name: client.cookies[settings.SESSION_COOKIE_NAME].value for name, client in looking.items()},
        }


@pytest.fixture
def as_(visit, site, cookies):
    """Opens a page as one of them."""

    def as_(person, address, **options):
        cookie = {
            "name": settings.SESSION_COOKIE_NAME, "value": cookies.get(person, "none"), "path": "/",
            "domain": urlsplit(site.url).hostname, "expires": -1, "httpOnly": True, "secure": False,
            "sameSite": "Lax",
        }  # fmt: skip
        state = {"cookies": [] if person == "visitor" else [cookie], "origins": []}
        return visit(address, storage_state=state, **options)

    return as_


def violations(page):
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:5]]}" for one in found]


@pytest.mark.parametrize(("person", "address"), PAGES)
@pytest.mark.parametrize(("colours", "screen"), SCREENS, ids=["light", "dark"])
def test_a_page_has_no_accessibility_violation(as_, person, address, colours, screen):
    page = as_(person, address, color_scheme=colours, viewport=screen)

    assert urlsplit(page.url).path == urlsplit(address).path
    assert violations(page) == []


@pytest.mark.parametrize(("person", "address"), PAGES)
def test_a_page_fits_a_phone_and_makes_the_browser_complain_of_nothing(as_, heard, person, address):
    page = as_(person, address, viewport=PHONE)
    page.wait_for_load_state("networkidle")

    assert [complaint for complaint in heard.complaints if "verbose:" not in complaint] == []
    assert heard.elsewhere == []
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mistake_is_told_to_who_does_not_see_it(visit):
    page = visit("/accounts/login/", viewport=PHONE)
    page.get_by_label("User name").fill("a-lawyer")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()

    assert (
        page.get_by_role("alert").inner_text() == "This user name and this password do not belong together."
    )
    assert page.get_by_label("User name").input_value() == "a-lawyer"
    assert violations(page) == []


# Without scripts


def type_in(page, username):
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def begin_with_a_new_code(page):
    """A code lives half a minute, and the one before it as long again."""
    left = 30 - time.time() % 30
    if left < 10:
        page.wait_for_timeout(1000 * left)


def test_without_scripts_an_app_is_set_up_and_asked_for(visit, monkeypatch):
    page = visit("/desk/", java_script_enabled=False, viewport=PHONE)
    type_in(page, "a-plain-lawyer")
    expect(page.locator("h1")).to_have_text("Desk")
    page.get_by_role("link", name="a-plain-lawyer").click()
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.key").inner_text()
    assert page.locator("img.code").evaluate("one => one.naturalWidth") > 100
    begin_with_a_new_code(page)
    page.get_by_label("code").fill(code(secret, -1))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("button", name="Log out").click()

    type_in(page, "a-plain-lawyer")
    expect(page.locator("h1")).to_have_text("Second factor")
    assert not page.get_by_role("button", name="Use a security key").is_visible()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Desk")
    page.get_by_role("button", name="Log out").click()

    type_in(page, "a-plain-lawyer")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Desk")


def test_without_scripts_a_security_key_is_not_offered_but_explained(as_):
    page = as_("lawyer", "/accounts/keys/add/", java_script_enabled=False)

    assert page.get_by_text("Security keys need JavaScript").is_visible()
    assert not page.get_by_role("button", name="Add the key").is_visible()


# With a security key, for which the browser wants a host with a name


def test_a_security_key_is_added_and_opens_the_account(visit, site, cookies):
    page = visit("/about/", viewport=WIDE)
    pretended = page.context.new_cdp_session(page)
    pretended.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    pretended.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(site.url.replace("127.0.0.1", "localhost") + "/accounts/login/")
    type_in(page, "a-newcomer")
    page.get_by_role("link", name="a-newcomer").click()
    page.get_by_role("link", name="Add a security key").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/recovery-codes/")
    page.get_by_role("button", name="Log out").click()

    type_in(page, "a-newcomer")
    page.get_by_role("button", name="Use a security key").click()

    page.wait_for_url("**/desk/")
    expect(page.locator("h1")).to_have_text("Desk")
