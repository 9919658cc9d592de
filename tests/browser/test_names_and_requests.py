"""Requests from outside without JavaScript, and the desk's pages of them and of judges, looked at with axe."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import expect

from decisions.models import Judge, JudgePost
from decisions.vocabulary import Role
from tests import make

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


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


@pytest.fixture
def reviewing(visit, site, aside):
    """Opens a page as a reviewer."""

    def session():
        client = Client()
        client.force_login(make.account("browser-reviewer", Role.REVIEWER, team=make.team()))
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def reviewing(address, **options):
        page = visit("/about/", **options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": aside(session), "url": site.url}
        page.context.add_cookies([cookie])
        page.goto(address)
        return page

    return reviewing


def assert_fine(page):
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_request_is_sent_without_javascript_and_without_a_cookie(visit):
    page = visit("/about/removal/", java_script_enabled=False, viewport=PHONE)
    page.get_by_label("family of the person").check()
    page.get_by_label("What should be removed").fill("A sample request.")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is here")
    assert page.context.cookies() == []


@SIZES
def test_the_form_and_its_complaints_are_accessible(visit, size):
    page = visit("/about/removal/", viewport=size)
    assert_fine(page)
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("It is not sent yet")).to_be_visible()
    expect(page.get_by_label("Leave this empty")).not_to_be_in_viewport()
    assert_fine(page)


@SIZES
def test_the_desks_pages_are_accessible(reviewing, aside, size):
    request = aside(lambda: make.removal_request(f"A sample request, {size}."))
    page = reviewing("/desk/removals/", viewport=size)
    assert_fine(page)
    page.get_by_role("link", name=request.reference).click()
    assert_fine(page)
    page.goto("/desk/judges/?q=a")
    assert_fine(page)
    page.locator("tbody a").first.click()
    assert_fine(page)


def test_two_judges_are_merged_and_taken_apart_without_javascript(reviewing, aside):
    def make_them():
        court = make.court()
        both = [
            make.judge(name=name, slug=slug)
            for name, slug in (("Q. Tsamplov", "q-one"), ("Tsamplov", "q-two"))
        ]
        for judge in both:
            JudgePost.objects.create(judge=judge, court=court)

    aside(make_them)
    page = reviewing("/desk/judges/q-two/", viewport=WIDE, java_script_enabled=False)
    page.get_by_label("Q. Tsamplov").check()
    page.get_by_label("Reason").fill("The same signature on both.")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Merged into another record")).to_be_visible()

    page.get_by_text("Undo", exact=True).click()
    page.get_by_label("Why are they not the same?").fill("Another person.")
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("The merge is undone.")).to_be_visible()
    assert aside(lambda: Judge.objects.get(slug="q-two").merged_into) is None
