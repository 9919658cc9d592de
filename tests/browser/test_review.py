"""A reviewer sends a ruling back, the lawyer mends it, it is published, corrected and withdrawn."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import expect

from decisions.actions import notes
from decisions.models import Ruling
from decisions.vocabulary import Form, Role, Status
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


@pytest.fixture
def signed_in(visit, site, aside):
    """Opens a page as somebody who is logged in."""

    def signed_in(user, address, **options):
        cookie = aside(lambda: session_of(user))
        page = visit("/about/", **{"viewport": WIDE} | options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}])
        page.goto(address)
        return page

    return signed_in


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def people(aside):
    """A lawyer and a reviewer."""

    def make_them():
        team = make.team("Browser team")
        return (
            make.account("browser-lawyer", Role.LAWYER, team=team),
            make.account("browser-reviewer", Role.REVIEWER, team=team),
        )

    return aside(make_them)


def submitted(lawyer, **values):
    """A submitted ruling of a court that has no other, and the court."""
    court = make.court()
    return make.ruling(Status.IN_REVIEW, by=lawyer, court=court, **values), court


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_life_of_a_ruling(signed_in, visit, people, aside, scripts):
    lawyer, reviewer = people
    ruling, court = aside(
        lambda: submitted(lawyer, publication_basis="", how_found="at the flat of Kim Chol-su")
    )
    with_scripts = {"java_script_enabled": scripts}
    desk = f"/desk/rulings/{ruling.public_id}/"

    # The reviewer sees what stands in the way, and sends it back.
    review = signed_in(reviewer, "/desk/queue/", **with_scripts)
    review.get_by_role("link", name=re.compile(ruling.public_id)).click()
    expect(review.get_by_role("region", name="What stands in the way of publication")).to_contain_text(
        "on what basis"
    )
    review.get_by_text("Send back", exact=True).click()
    review.get_by_label("What has to be changed").fill("Say on what basis, please.")
    review.get_by_role("button", name="Send back to who entered it").click()
    expect(review.get_by_text("Sent back.")).to_be_visible()

    # The lawyer reads why, mends it, and submits again.
    mend = signed_in(lawyer, desk, **with_scripts)
    expect(mend.get_by_text("Say on what basis, please.")).to_be_visible()
    mend.get_by_label("Basis for publication").select_option("court_publication")
    mend.get_by_role("button", name="Save basis and date").click()
    mend.get_by_label("Note", exact=True).fill("It is on the court's own site.")
    mend.get_by_role("button", name="Add the note").click()
    mend.get_by_role("button", name="Submit for review").click()
    expect(mend.get_by_text("a reviewer will look at it")).to_be_visible()

    # The reviewer clears the passage and publishes.
    review.goto(desk)
    expect(review.get_by_text("It is on the court's own site.")).to_be_visible()
    review.get_by_role("checkbox", name=re.compile("How found")).check()
    review.get_by_role("button", name="The ticked passages may be published").click()
    review.get_by_role("button", name="Publish", exact=True).click()
    expect(review.get_by_text("Published.")).to_be_visible()

    # Everybody sees it: list, summary, file.
    visitor = visit(f"/rulings/?court={court.slug}", **with_scripts)
    expect(visitor.locator("tbody")).to_contain_text(ruling.public_id)
    visitor.goto("/summary/?rows=court")
    expect(visitor.locator("main")).to_contain_text(court.name_en)
    assert ruling.public_id in visitor.request.get("/rulings.csv").text()

    # A correction shows its reason; a withheld value is gone.
    review.goto(desk)
    review.get_by_role("link", name="Correct", exact=True).click()
    review.get_by_label("Reason for the correction, shown publicly").fill("Read again in the text.")
    review.get_by_label("Form of expulsion", exact=True).select_option("forced")
    review.get_by_role("button", name="Publish the correction").click()
    expect(review.get_by_text("Corrected. The public page shows when and why.")).to_be_visible()
    review.get_by_text("Withhold a single field").click()
    review.get_by_label("Field", exact=True).select_option("how_found")
    review.locator("#id_withhold-reason").fill("It gives the person away.")
    review.get_by_role("button", name="Withhold the value").click()
    visitor.goto(f"/rulings/{ruling.public_id}/")
    expect(visitor.locator("main")).to_contain_text("Read again in the text.")
    expect(visitor.locator("main")).not_to_contain_text("Kim Chol-su")

    # Withdrawn, it is gone from every door.
    review.get_by_text("Withdraw", exact=True).click()
    review.get_by_role("radio", name=re.compile("^openly")).check()
    review.locator("#id_withdraw-reason").fill("Somebody is in danger.")
    review.get_by_role("button", name="Withdraw the ruling").click()
    expect(review.get_by_text("it has left every public page")).to_be_visible()
    assert visitor.goto(f"/rulings/{ruling.public_id}/").status == 410
    visitor.goto(f"/rulings/?court={court.slug}")
    expect(visitor.locator("main")).not_to_contain_text(ruling.public_id)
    assert ruling.public_id not in visitor.request.get("/rulings.csv").text()


def a_series(lawyer, **values):
    """Three submitted rulings of one hearing; the third has another form."""
    series, court = make.series(narrative_en="A sample narrative."), make.court()
    alike = {"by": lawyer, "series": series, "court": court, "source": series.source, **values}
    forms = [Form.CONTROLLED_DEPARTURE, Form.CONTROLLED_DEPARTURE, Form.FORCED]
    return [
        make.ruling(Status.IN_REVIEW, position=position, form=form, **alike)
        for position, form in enumerate(forms, start=1)
    ]


def test_a_series_is_compared_and_published_at_once(signed_in, people, aside):
    lawyer, reviewer = people
    series = aside(lambda: a_series(lawyer)[0].series)

    page = signed_in(reviewer, "/desk/queue/")
    section = page.get_by_role("region", name=f"Series {series.number}: 3 rulings")
    expect(section.locator("td.odd")).to_have_count(1)
    section.get_by_role("button", name=re.compile("Publish all")).click()

    expect(page.get_by_text("3 rulings published.")).to_be_visible()
    now = aside(lambda: set(Ruling.objects.filter(series=series).values_list("status", flat=True)))
    assert now == {"published"}


@pytest.fixture
def pages(people, aside):
    """A reviewer and the addresses of the desk's pages, each with all that it can show."""
    lawyer, reviewer = people

    def make_them():
        values = {"how_found": "Ким И. О. at a market", "publication_basis": "", "standing": "under_appeal"}
        first = a_series(lawyer, **values)[0]
        notes.write(ruling=first, by=lawyer, now=make.NOW, text="A sample note.\n\nIn two paragraphs.")
        return first.public_id, make.ruling(by=lawyer).public_id

    first, published = aside(make_them)
    addresses = ["queue/", f"rulings/{first}/", f"rulings/{first}/history/", f"rulings/{published}/correct/"]
    return reviewer, [f"/desk/{address}" for address in addresses]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_page_has_an_accessibility_violation_or_scrolls_sideways(signed_in, pages, heard, scheme, size):
    reviewer, addresses = pages
    page = signed_in(reviewer, addresses[0], color_scheme=scheme, viewport=size)
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    assert heard.elsewhere == []
