"""One day of two people: from the hearing to what the public sees, and what it no longer sees."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import Page, expect

from decisions.vocabulary import Role
from tests import make
from tests.browser.test_looks import WIDE
from tests.browser.test_series_entry import log

pytestmark = pytest.mark.browser
PUBLIC_ID = re.compile(r"/rulings/([^/]+)/$")


@pytest.fixture(scope="module", autouse=True)
def shared(site):
    return connections[DEFAULT_DB_ALIAS]


@pytest.fixture
def cast(shared):
    """A court with its judge, a source, and two people with the cookies of their sessions."""

    def build():
        connections[DEFAULT_DB_ALIAS] = shared
        court = make.court(name_en="Obraztsovsky District Court", name_ru="Образцовский районный суд")
        judge = make.judge(name="T. E. Primerova")
        judge.posts.create(court=court)
        team = make.team("Day team")
        return {
            "court": court,
            "judge": judge,
            "source": make.source(title="A sample of a day"),
            "lawyer": _session(make.account("day-lawyer", Role.LAWYER, team=team)),
            "reviewer": _session(make.account("day-reviewer", Role.REVIEWER, team=team)),
        }

    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(build).result()
    yield made
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_rename, shared, made["court"], made["judge"]).result()


def _session(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _rename(shared, court, judge):
    """The next day finds one court and one judge by the letters that it types."""
    connections[DEFAULT_DB_ALIAS] = shared
    type(judge).objects.filter(pk=judge.pk).update(name="T. E. Yesterday")
    type(court).objects.filter(pk=court.pk).update(name_en="Yesterday's court", name_ru="Вчерашний суд")


@dataclass
class Everybody:
    """The three who have a browser open."""

    lawyer: Page
    reviewer: Page
    visitor: Page


@pytest.fixture
def everybody(visit, site, cast):
    def everybody(**options):
        def as_(cookie, address):
            cookies = [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}]
            return visit(address, storage_state={"cookies": cookies}, viewport=WIDE, **options)

        return Everybody(
            as_(cast["lawyer"], "/desk/series/new/"),
            as_(cast["reviewer"], "/desk/"),
            visit("/", viewport=WIDE, **options),
        )

    return everybody


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_the_whole_day(everybody, cast, heard, scripts):
    people = everybody(java_script_enabled=scripts)
    slug = cast["court"].slug

    log(people.lawyer, cast, "2019-06-04", scripts=scripts, button="Submit for review")
    expect(people.lawyer.get_by_text("9 rulings are logged.")).to_be_visible()

    fifth = one_is_sent_back(people.reviewer)
    it_is_mended(people.lawyer, fifth)
    all_are_published(people.reviewer)
    nine = everybody_sees_nine(people.visitor, slug)
    assert fifth in nine

    an_appeal_annuls(people.lawyer, nine[0])
    it_becomes_public(people.reviewer, nine[0])
    its_standing_changes_everywhere(people.visitor, slug, nine[0])

    it_is_withdrawn(people.reviewer, nine[-1])
    it_is_gone(people.visitor, slug, nine[-1])
    assert heard.elsewhere == []
    assert [one for one in heard.complaints if "410" not in one] == []


def one_is_sent_back(page):
    page.goto("/desk/")
    page.get_by_role("link", name="9 rulings wait for a review").click()
    page.locator("ul.names a, .compared a").nth(4).click()
    found = PUBLIC_ID.search(page.url)
    page.get_by_text("Send back", exact=True).click()
    page.get_by_label("What has to be changed").fill("The operative part says how they have to leave.")
    page.get_by_role("button", name="Send back to who entered it").click()
    expect(page.get_by_text("Sent back.")).to_be_visible()
    return found[1]


def it_is_mended(page, public_id):
    page.goto("/desk/")
    page.get_by_role("link", name=public_id).click()
    expect(page.get_by_text("The operative part says how they have to leave.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.locator("#id_form").select_option("forced")
    page.get_by_role("button", name="Save and submit for review").click()
    expect(page.get_by_text("Saved and submitted for review.")).to_be_visible()


def all_are_published(page):
    page.goto("/desk/queue/")
    expect(page.locator("td.odd")).to_contain_text("forced")
    page.get_by_role("button", name=re.compile("Publish all")).click()
    expect(page.get_by_text("9 rulings published.")).to_be_visible()


def everybody_sees_nine(page, court):
    page.goto(f"/rulings/?court={court}")
    expect(page.locator("tbody tr")).to_have_count(9)
    page.goto(f"/summary/?court={court}&rows=form")
    expect(page.locator("main")).to_contain_text("forced expulsion")
    rows = rulings_in_file(page, f"court={court}")
    assert sorted(row["form"] for row in rows) == ["forced"] + ["unknown"] * 8
    return [row["public_id"] for row in rows]


def rulings_in_file(page, question):
    return list(csv.DictReader(io.StringIO(page.request.get(f"/rulings.csv?{question}").text())))


def an_appeal_annuls(page, public_id):
    page.goto(f"/desk/rulings/{public_id}/")
    page.get_by_role("link", name="Record an event").click()
    page.get_by_label("What happened").select_option("appeal_decided")
    page.get_by_label("When", exact=True).fill("2019-06-20")
    page.get_by_label("Result").select_option("annulled")
    page.get_by_role("button", name="Save the event").click()
    expect(page.get_by_text("private until a reviewer decides otherwise")).to_be_visible()


def it_becomes_public(page, public_id):
    page.goto(f"/desk/rulings/{public_id}/")
    decision = page.locator("li", has_text="20 June 2019")
    decision.locator("summary").click()
    decision.get_by_role("button", name="Let everybody see it").click()
    expect(page.get_by_text("Everybody may see it.")).to_be_visible()


def its_standing_changes_everywhere(page, court, public_id):
    page.goto(f"/rulings/{public_id}/")
    expect(page.get_by_role("heading", name="After the ruling")).to_be_visible()
    page.goto(f"/rulings/?court={court}&standing=annulled")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(public_id)
    page.goto(f"/summary/?court={court}&rows=standing")
    expect(page.locator("main")).to_contain_text("annulled")
    rows = {row["public_id"]: row for row in rulings_in_file(page, f"court={court}")}
    assert rows[public_id]["standing"] == "annulled"
    assert {row["standing"] for name, row in rows.items() if name != public_id} == {"unknown"}


def it_is_withdrawn(page, public_id):
    page.goto(f"/desk/rulings/{public_id}/")
    page.get_by_text("Withdraw", exact=True).click()
    page.get_by_role("radio", name=re.compile("^openly")).check()
    page.locator("#id_withdraw-reason").fill("Somebody is in danger.")
    page.get_by_role("button", name="Withdraw the ruling").click()
    expect(page.get_by_text("it has left every public page")).to_be_visible()


def it_is_gone(page, court, public_id):
    assert page.goto(f"/rulings/{public_id}/").status == 410
    page.goto(f"/rulings/?court={court}")
    expect(page.locator("tbody tr")).to_have_count(8)
    expect(page.locator("main")).not_to_contain_text(public_id)
    page.goto(f"/summary/?court={court}&rows=court")
    expect(page.locator("tfoot, tbody").last).to_contain_text("8")
    assert public_id not in [row["public_id"] for row in rulings_in_file(page, f"court={court}")]
