"""Using the site: without scripts, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.views.pages import counted

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def plain(visit):
    """A browser in which scripts are switched off."""

    def plain(address):
        return visit(address, java_script_enabled=False, viewport=WIDE)

    return plain


def found(page):
    """How many rulings the list says that it found."""
    return counted(page.locator(".bar strong").inner_text().rpartition(" ruling")[0])


# Without scripts


def test_filters_are_ticked_and_sent(plain):
    page = plain("/rulings/")
    assert found(page) == 50

    page.get_by_role("checkbox", name="Khabarovsk Territory").check()
    page.locator("summary", has_text=re.compile("^Form of expulsion$")).click()
    page.get_by_role("checkbox", name="forced expulsion").check()
    page.get_by_role("button", name="Show rulings").click()

    assert found(page) == 14
    assert page.locator("tbody tr").count() == 14
    assert page.get_by_role("checkbox", name="Khabarovsk Territory").is_checked()
    assert "region=RU-KHA" in page.url


def test_a_period_is_typed_and_sent(plain):
    page = plain("/rulings/")
    page.locator("summary", has_text="Date of decision").click()
    page.get_by_label("from", exact=True).fill("2019-04-18")
    page.get_by_label("to", exact=True).fill("2019-04-18")
    page.get_by_label("to", exact=True).press("Enter")

    assert found(page) == 10
    assert page.get_by_label("from", exact=True).input_value() == "2019-04-18"


def test_a_broken_date_is_answered_with_a_message_and_stays_to_be_mended(plain):
    page = plain("/rulings/")
    page.locator("summary", has_text="Date of decision").click()
    page.get_by_label("from", exact=True).fill("18.04.2019")
    page.get_by_role("button", name="Show rulings").click()

    expect(page.get_by_role("alert")).to_contain_text("is not a date written like 2019-04-18")
    assert page.get_by_label("from", exact=True).input_value() == "18.04.2019"
    page.get_by_role("link", name="Ask again without what is wrong").click()
    assert found(page) == 50


def test_a_chip_takes_its_filter_away(plain):
    page = plain("/rulings/?region=RU-KHA&form=forced")
    assert found(page) == 14

    page.get_by_role("link", name="Remove the filter Form of expulsion: forced expulsion").click()
    assert found(page) == 17
    page.get_by_role("link", name="Remove all").click()
    assert found(page) == 50
    assert page.url.endswith("/rulings/")


def test_the_order_is_chosen(plain):
    page = plain("/rulings/")
    page.get_by_label("Order").select_option("decided_on")
    page.get_by_role("button", name="Show rulings").click()

    expect(page.locator("tbody th").first).to_contain_text("5 Oct 2018")


def test_a_row_leads_to_its_ruling_and_on_to_court_series_and_back(plain):
    page = plain("/rulings/?series=4")
    page.locator("tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text("ruling of 26 October 2018")
    page.get_by_role("link", name="series 4", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Series 4")
    page.get_by_role("link", name="Series 5").click()
    expect(page.locator("h1")).to_contain_text("Series 5")


def test_a_count_is_chosen_and_its_number_leads_to_the_rulings(plain):
    page = plain("/summary/?region=RU-KHA")
    page.locator("select[name=rows]").select_option("year")
    page.locator("select[name=columns]").select_option("placement")
    page.get_by_role("button", name="Count").click()
    expect(page.locator("h1")).to_contain_text("Year by")
    assert "region=RU-KHA" in page.url

    cell = page.locator("tbody tr").first.locator("td a").first
    number = counted(cell.inner_text())
    cell.click()
    assert found(page) == number


def test_the_files_are_downloaded(plain):
    page = plain("/rulings/?form=forced")
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "rulings.csv"
    assert download.value.path().read_text(encoding="utf-8").count("\n") == 18

    page.get_by_role("link", name="Count these").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert download.value.suggested_filename == "summary.csv"


def test_a_mark_of_the_overview_leads_to_its_ruling(plain):
    page = plain("/")
    page.locator(".hearings svg a").first.click()

    expect(page.locator("h1")).to_contain_text("5 October 2018")


def test_a_page_that_is_not_there_offers_a_way_out(plain):
    page = plain("/rulings/?page=7")

    expect(page.get_by_role("alert")).to_contain_text("the pages are 1 to 1")


# With the keyboard alone


@pytest.fixture
def keyboard(visit):
    def keyboard(address):
        return visit(address, viewport=WIDE)

    return keyboard


def focused(page, script):
    return page.evaluate(f"(one => {script})(document.activeElement)")


def tab_to(page, script, *, most=200):
    """Press Tab until the focus is on what the script says."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if focused(page, script):
            return
    raise AssertionError(f"the focus never came to {script}")


def test_the_first_stop_skips_to_the_content(keyboard):
    page = keyboard("/rulings/")
    page.keyboard.press("Tab")
    assert focused(page, "one.textContent") == "Skip to the content"
    assert page.locator(".skip").first.bounding_box()["y"] >= 0

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page, "!!one.closest('main')")


def test_a_filter_is_opened_ticked_and_sent(keyboard):
    page = keyboard("/rulings/")
    tab_to(page, "one.tagName === 'SUMMARY' && one.textContent.includes('Form of expulsion')")
    page.keyboard.press("Enter")
    tab_to(page, "one.type === 'checkbox' && one.name === 'form' && one.value === 'forced'", most=5)
    page.keyboard.press("Space")
    tab_to(page, "one.type === 'submit'")
    page.keyboard.press("Enter")
    page.wait_for_url("**form=forced**")

    assert found(page) == 17


def test_a_chip_is_removed(keyboard):
    page = keyboard("/rulings/?region=RU-KHA&form=forced")
    tab_to(page, "one.closest('.chips') && one.textContent.includes('Region')")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "region" not in address)

    assert found(page) == 17


def test_the_focus_is_always_to_be_seen_and_walks_the_page_in_order(keyboard):
    page = keyboard("/summary/")
    places, seen = [], 0
    for _step in range(60):
        page.keyboard.press("Tab")
        if focused(page, "one === document.body"):
            break
        outline = focused(page, "getComputedStyle(one).outlineStyle + getComputedStyle(one).outlineWidth")
        assert outline not in {"none0px", "none3px"}, focused(page, "one.outerHTML")
        places.append(focused(page, "[...document.querySelectorAll('*')].indexOf(one)"))
        seen += 1
    assert seen > 20
    assert places == sorted(places)


def test_a_wide_table_can_be_scrolled(visit):
    page = visit("/summary/?rows=court&columns=judge", viewport={"width": 500, "height": 800})
    tab_to(page, "one.matches('.scroll')")
    before = focused(page, "one.scrollLeft")
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    for _moment in range(100):  # scrolling is smooth
        if focused(page, "one.scrollLeft") > 0:
            break
        page.wait_for_timeout(50)

    assert before == 0
    assert focused(page, "one.scrollLeft") > 0


def test_nothing_holds_the_focus_fast(keyboard):
    page = keyboard("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    here = focused(page, "one.textContent")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    assert focused(page, "one.textContent") == here
