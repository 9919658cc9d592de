"""A lawyer records an appeal, a reviewer makes it public, and the standing changes everywhere; without JavaScript."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import expect

from decisions.vocabulary import EventKind, Form, Role
from tests import make

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module", autouse=True)
def shared(site):
    """The connection of the tests, taken before the browser's loop runs in this thread."""
    return connections[DEFAULT_DB_ALIAS]


@pytest.fixture
def aside(shared):
    """Runs something on the database in a thread of its own: in this one the browser's loop is running."""

    def aside(act):
        def run():
            connections[DEFAULT_DB_ALIAS] = shared
            return act()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run).result()

    return aside


def world():
    """A published ruling with a placement, and cookies of its lawyer and of a reviewer."""
    team = make.team("Browser team")
    lawyer = make.account("case-lawyer", Role.LAWYER, team=team)
    reviewer = make.account("case-reviewer", Role.REVIEWER, team=team)
    ruling = make.ruling(by=lawyer, sanction="expulsion", form=Form.FORCED, placement="yes")
    make.event(ruling, EventKind.PLACED, "2019-05", facility="Sample centre")
    make.event(ruling, EventKind.COPY_RECEIVED, "2019-04-20")
    return ruling, cookie_of(lawyer), cookie_of(reviewer)


def cookie_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def signed_in(visit, site):
    def signed_in(cookie, address, **options):
        page = visit("/about/", **{"viewport": WIDE} | options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}])
        page.goto(address)
        return page

    return signed_in


def the_court_and_two_judges(page, scripts):
    """Found by letters: suggested while they are typed, or after Find is pressed."""
    for name, letters, role in (
        ("court", "khabar", "radio"),
        ("judge", "melnik", None),
        ("judge", "kashap", None),
    ):
        box = page.locator(f"#id_{name}_text")
        box.fill(letters)
        if scripts:
            expect(page.locator(f"#list_{name} li").first).to_be_visible()
            box.press("Enter")
        else:
            page.get_by_role("button", name="Find").first.click()
        if role and not scripts:
            page.get_by_role(role).first.check()
    expect(page.locator("input[name=judge]:checked")).to_have_count(2)
    expect(page.locator("input[name=court]:checked")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_an_appeal_annuls_a_ruling_and_the_standing_changes_everywhere(aside, signed_in, visit, scripts):
    ruling, lawyer, reviewer = aside(world)
    desk, own = f"/desk/rulings/{ruling.public_id}/", f"/rulings/{ruling.public_id}/"

    page = signed_in(lawyer, desk, java_script_enabled=scripts)
    page.get_by_role("link", name="Record an event").click()
    page.get_by_label("What happened").select_option("appeal_decided")
    page.get_by_label("When", exact=True).fill("2019-05-20")
    the_court_and_two_judges(page, scripts)
    page.get_by_label("Result").select_option("annulled")
    page.get_by_role("button", name="Save the event").click()
    expect(page.get_by_text("private until a reviewer decides otherwise")).to_be_visible()
    expect(visit(own).get_by_text("After the ruling")).to_have_count(0)

    page = signed_in(reviewer, desk, java_script_enabled=scripts)
    decision = page.locator("li", has_text="20 May 2019")
    decision.locator("summary").click()
    decision.get_by_role("button", name="Let everybody see it").click()
    expect(page.get_by_text("Everybody may see it.")).to_be_visible()

    public = visit(own, java_script_enabled=scripts)
    expect(public.get_by_role("heading", name="After the ruling")).to_be_visible()
    expect(public.get_by_text("placed in detention")).to_have_count(0)
    public.goto("/rulings/?standing=annulled&placement_now=not_applicable")
    expect(public.locator(f'a[href="{own}"]').first).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_of_a_case_have_no_accessibility_issue_and_fit(aside, signed_in, heard, viewport):
    ruling, lawyer, _reviewer = aside(world)
    page = signed_in(lawyer, "/desk/", viewport=viewport)

    for address in (
        "/desk/",
        "/desk/detention/",
        f"/desk/rulings/{ruling.public_id}/",
        f"/desk/rulings/{ruling.public_id}/events/add/",
    ):
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
    assert (heard.complaints, heard.elsewhere) == ([], [])
