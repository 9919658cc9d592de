"""The administration in a real browser: no accessibility violation, no complaint, and no need for scripts."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from decisions.models import Judge, User
from decisions.vocabulary import Role, Status
from tests import make
from tests.browser.seen import looks_well

pytestmark = pytest.mark.browser

PAGES = [
    "/admin/",
    "/admin/decisions/ruling/",
    "/admin/decisions/ruling/?form__exact=forced&q=court&decided_on__year=2019&_facets=True",
    "/admin/decisions/ruling/?form__exact=bogus",
    "/admin/decisions/ruling/add/",
    "/admin/decisions/ruling/{ruling}/change/",
    "/admin/decisions/ruling/{draft}/change/",
    "/admin/decisions/ruling/{ruling}/history/",
    "/admin/decisions/court/",
    "/admin/decisions/court/add/",
    "/admin/decisions/judge/{judge}/change/",
    "/admin/decisions/judge/{judge}/delete/",
    "/admin/decisions/region/RU-PRI/change/",
    "/desk/users/",
    "/desk/users/{user}/",
    "/desk/audit/",
    "/desk/exports/?form=forced",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SCREENS = [("light", WIDE), ("dark", PHONE)]


@pytest.fixture(scope="module", autouse=True)
def cast(site):
    """Records to visit and the cookie of an administrator, made before the browser starts."""
    draft = make.ruling(Status.DRAFT)
    published = make.ruling()
    user = make.account("reviewer", Role.REVIEWER)
    client = Client()
    client.force_login(
        User.objects.create(username="administrator", role=Role.ADMINISTRATOR, team=draft.team)
    )
    return {
        "draft": draft.pk,
        "ruling": published.pk,
        "judge": Judge.objects.first().pk,
        "user": user.pk,
        "cookie": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


@pytest.fixture
def inside(visit, site, cast):
    """Opens a page as the administrator."""

    def inside(address, **options):
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": cast["cookie"],
            "domain": urlsplit(site.url).hostname,
            "path": "/",
            "expires": -1,
            "httpOnly": True,
            "secure": False,
            "sameSite": "Lax",
        }
        state = {"cookies": [] if "/login/" in address else [cookie], "origins": []}
        return visit(address.format(**cast), storage_state=state, **options)

    return inside


def violations(page):
    found = (
        Axe()
        .run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        .response["violations"]
    )
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:5]]}" for one in found]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("colours", "screen"), SCREENS, ids=["light", "dark"])
def test_a_page_has_no_accessibility_violation(inside, address, colours, screen):
    page = inside(address, color_scheme=colours, viewport=screen)

    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_makes_the_browser_complain_of_nothing(inside, heard, address):
    page = inside(address, viewport=PHONE)
    page.wait_for_load_state("networkidle")

    # The browser itself notes the status of an error page, and has advice on how to help password managers.
    noted = ("Failed to load resource", "verbose:")
    assert [complaint for complaint in heard.complaints if not any(text in complaint for text in noted)] == []
    assert heard.elsewhere == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_everything_that_matches_is_exported_without_scripts_and_without_a_tick(inside):
    page = inside("/admin/decisions/ruling/?placement__exact=yes", java_script_enabled=False, viewport=WIDE)
    page.locator("select[name=action]").select_option("export_everything")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("all columns, public or not").check()
    looks_well(page)

    with page.expect_download() as download:
        page.get_by_role("button", name="Take the file").click()

    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 12
    assert lines[0].endswith(",withdrawal")


def test_a_ruling_is_added_without_scripts_after_a_doubt(inside):
    page = inside("/admin/decisions/ruling/add/", java_script_enabled=False, viewport=WIDE)
    page.get_by_label("Court:", exact=True).select_option(index=1)
    page.get_by_label("Source:", exact=True).select_option(index=1)
    page.get_by_label("Form of expulsion").select_option("controlled_departure")
    page.get_by_label("Placement in detention").select_option("yes")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_label("As printed.").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("was added successfully")).to_be_visible()
