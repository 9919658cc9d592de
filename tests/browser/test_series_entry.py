"""Nine rulings of one hearing, logged by hand: every key press and every click is counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import expect

from decisions.models import Evidence, Ruling
from decisions.vocabulary import RULES, Role, Status
from tests import make
from tests.browser.test_looks import SCREENS, WIDE, open_everything, violations

pytestmark = pytest.mark.browser
PAGE = "/desk/series/new/"
MOST_INPUTS = 30


@pytest.fixture(scope="module", autouse=True)
def cast(site):
    """An invented court with its judge, a source, and the cookie of a lawyer, made before the browser starts."""
    court = make.court(
        name_en="Obraztsovsky District Court of Primerny",
        name_ru="Образцовский районный суд",
        code="99RS0001",
    )
    judge = make.judge(slug="primerova-t-e", name="T. E. Primerova")
    judge.spellings.create(spelling="Примерова Т. Е.", language="ru", basis="stated")
    judge.posts.create(court=court)
    source = make.source(title="A sample of invented rulings")
    client = Client()
    lawyer = make.account("anna-sample", Role.LAWYER, team=make.team())
    client.force_login(lawyer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    logged = make.ruling(
        Status.DRAFT, by=lawyer, court=court, case_number="5-77/2019", decided_on=date(2019, 7, 1)
    )
    return {
        "court": court,
        "judge": judge,
        "source": source,
        "cookie": cookie,
        "logged": logged,
        "connection": connections[DEFAULT_DB_ALIAS],
    }


@pytest.fixture
def ask(cast):
    """Asks the database in a thread, as the server does: beside the loop of a browser Django refuses."""

    def ask(question):
        def answer():
            connections[DEFAULT_DB_ALIAS] = cast["connection"]
            return question()

        with ThreadPoolExecutor() as pool:
            return pool.submit(answer).result()

    return ask


@pytest.fixture
def desk(visit, site, cast):
    """Opens a page of the desk as the lawyer."""

    def desk(address=PAGE, **options):
        state = {
            "cookies": [{"name": settings.SESSION_COOKIE_NAME, "value": cast["cookie"], "url": site.url}]
        }
        return visit(address, storage_state=state, **options)

    return desk


class Hand:
    """Does what a person does and counts it: keys as one for each field, each click as one."""

    def __init__(self, page):
        self.page = page
        self.inputs = 0

    def types(self, selector, text):
        self.inputs += 1
        self.page.locator(selector).fill(text)

    def finds(self, name, letters, label):
        """Letters, and Enter on the first suggestion."""
        self.inputs += 1
        self.page.locator(f"#id_{name}_text").press_sequentially(letters)
        expect(self.page.get_by_role("option", name=label)).to_be_visible()
        self.page.keyboard.press("Enter")

    def chooses(self, selector, label):
        self.inputs += 1
        self.page.locator(selector).select_option(label=label)

    def clicks(self, target):
        self.inputs += 1
        target.click()


def log(page, cast, day, *, scripts, button="Save as drafts"):
    """The whole of example 10's shape: shared values, two safeguards, and the rule for each inference."""
    hand = Hand(page)
    if scripts:
        hand.finds("court", "образц", "Obraztsovsky")
        hand.finds("judge", "primer", "Primerova")
    else:
        hand.types("#id_court_text", "образц")
        hand.types("#id_judge_text", "primer")
        hand.clicks(page.get_by_role("button", name="Find").first)
    hand.types("#id_people", "9")
    hand.chooses("#id_source", cast["source"].title)
    hand.chooses("#id_publication_basis", "a published source reports it")
    hand.types("#id_decided_on", day)
    hand.clicks(page.get_by_label("Art. 18.8", exact=True))
    infer(hand, "provisions", "overstay-is-18.8")
    hand.chooses("#id_sanction", "expulsion")
    hand.chooses("#id_nationality", "North Korea")
    hand.types("#id_purpose_of_entry", "study")
    hand.types("#id_how_found", "detained in a waiting room")
    hand.clicks(page.locator("details.group > summary", has_text="Safeguards"))
    hand.chooses("#id_return_risk_examined", "no")
    hand.chooses("#id_un_recommendations_considered", "no")
    infer(hand, "return_risk_examined", "general-finding-1")
    infer(hand, "un_recommendations_considered", "general-finding-1")
    hand.clicks(page.locator("summary", has_text="The series as a whole"))
    hand.clicks(page.locator("#id_at_least"))
    hand.clicks(page.get_by_role("button", name=button))
    return hand.inputs


def infer(hand, field, rule):
    """The evidence beside a field: opened, and the rule chosen."""
    hand.clicks(hand.page.locator(f".of-field:has(#id_evidence-{field}-how) > summary"))
    hand.chooses(f"#id_evidence-{field}-how", str(RULES[rule]))


@pytest.mark.parametrize(
    ("scripts", "day"), [(True, "2019-06-04"), (False, "2019-06-05")], ids=["scripts", "none"]
)
def test_nine_rulings_take_at_most_thirty_inputs(desk, ask, cast, scripts, day):
    page = desk(java_script_enabled=scripts, viewport=WIDE)

    inputs = log(page, cast, day, scripts=scripts)

    expect(page.get_by_text("9 rulings are logged.")).to_be_visible()
    assert inputs <= MOST_INPUTS, inputs
    assert inputs == (23 if scripts else 24)  # as docs/lawyers.md and the README say

    def stored():
        rulings = Ruling.objects.filter(decided_on=date.fromisoformat(day)).order_by("position")
        inferred = Evidence.objects.filter(ruling__in=rulings, basis="inferred", accepted=True)
        values = {(one.court_id, one.judge_id, one.sanction, one.nationality, one.form) for one in rulings}
        return [one.position for one in rulings], values, rulings[0].series.at_least, inferred.count()

    expected = (cast["court"].pk, cast["judge"].pk, "expulsion", "KP", "unknown")
    assert ask(stored) == (list(range(1, 10)), {expected}, True, 27)


@pytest.mark.parametrize(("colours", "screen"), SCREENS, ids=["light", "dark"])
def test_the_page_is_accessible_and_fits(desk, heard, colours, screen):
    page = desk(color_scheme=colours, viewport=screen)
    page.locator("#id_people").fill("3")
    open_everything(page)
    assert violations(Axe(), page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]

    page.get_by_role("button", name="Save as drafts").click()
    expect(page.get_by_role("alert").first).to_contain_text("nothing that you typed is lost")
    open_everything(page)
    assert violations(Axe(), page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    assert [one for one in heard.complaints if "failed" not in one] == []
    assert heard.elsewhere == []


def test_suggestions_are_walked_with_the_keyboard(desk):
    page = desk(viewport=WIDE)
    box = page.get_by_role("combobox", name="Court")
    box.press_sequentially("court")
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert box.get_attribute("aria-expanded") == "false"


def test_rows_show_what_they_inherit_as_soon_as_it_is_chosen(desk):
    page = desk(viewport=WIDE)
    page.locator("#id_people").fill("2")
    page.locator("#id_form").select_option("forced")

    expect(page.locator("#id_row-1-form option").first).to_have_text("↑ forced expulsion")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_one_key_says_not_stated(desk, scripts):
    page = desk(viewport=WIDE, java_script_enabled=scripts)
    for name in ("counsel", "sanction", "form", "nationality_state", "row-0-plea"):
        if name == "counsel":
            page.locator("details.group > summary", has_text="Safeguards").click()
        page.locator(f"#id_{name}").focus()
        page.keyboard.press("-")
        expect(page.locator(f"#id_{name}")).to_have_value("not_stated")
    page.locator("#id_how_found").press("-")
    page.locator("#id_row-0-uid").press("-")
    page.get_by_role("button", name="Find").first.click()

    expect(page.locator("#id_how_found")).to_have_value("")
    expect(page.locator("#id_how_found_state")).to_have_value("not_stated")
    expect(page.locator("#id_row-0-uid_state")).to_have_value("not_stated")


def test_what_was_typed_is_kept_by_itself_and_offered_after_the_tab_was_closed(desk):
    page = desk(viewport=WIDE)
    page.locator("#id_how_found").fill("typed and never sent")
    expect(page.locator("[data-kept]")).to_contain_text("Kept at", timeout=15_000)
    page.close()

    page = desk(viewport=WIDE)
    page.locator(".offers a").first.click()
    expect(page.locator("#id_how_found")).to_have_value("typed and never sent")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_duplicate_is_seen_while_it_is_typed(desk, cast):
    page = desk(viewport=WIDE)
    hand = Hand(page)
    hand.finds("court", "образц", "Obraztsovsky")
    hand.types("#id_row-0-case_number", "5- 77\\19")

    expect(page.locator("[data-duplicates] a")).to_contain_text(cast["logged"].public_id, timeout=15_000)
