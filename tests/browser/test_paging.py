"""Turning the pages of a list that is longer than one."""

from datetime import date

import pytest

from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def long_list(site):
    """So many rulings of one day that the list has three pages."""
    court, source = make.court(), make.source()
    for _number in range(55):
        make.ruling(court=court, source=source, decided_on=date(2020, 1, 1), form="forced")


@pytest.fixture
def visit(long_list, visit):
    return visit


def test_pages_are_turned_forth_and_back_without_scripts(visit):
    page = visit("/rulings/?sort=decided_on", java_script_enabled=False)
    seen = []
    for _number in range(3):
        seen += page.locator("tbody .mono").all_inner_texts()
        if page.get_by_role("link", name="Next").count():
            page.get_by_role("link", name="Next").click()
    assert len(seen) == len(set(seen)) == 105
    assert "page 3 of 3" in page.locator(".bar").inner_text()

    page.get_by_role("link", name="First").click()
    assert page.locator("tbody .mono").all_inner_texts() == seen[:50]
    page.get_by_role("link", name="Last").click()
    assert page.locator("tbody .mono").all_inner_texts() == seen[100:]


def test_a_filter_that_is_ticked_on_a_late_page_begins_at_the_first(visit):
    page = visit("/rulings/?page=3", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page.get_by_role("checkbox", name="Khabarovsk Territory").check()
    page.get_by_role("button", name="Show rulings").click()

    assert page.locator(".bar strong").inner_text() == "17 rulings"
    assert page.locator("tbody tr").count() == 17
