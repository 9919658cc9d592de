"""Five questions of a researcher, from the overview on, against numbers counted in the corpus files by other code."""

import csv
import hashlib
import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from decisions import vocabulary
from decisions.actions import releases
from decisions.vocabulary import Role
from tests import make
from tests.views import corpus
from tests.views.pages import counted

pytestmark = pytest.mark.browser

KHABAROVSK = "Khabarovsk Territory"


@pytest.fixture(scope="module")
def release(site, releases_folder):
    return releases.make(by=make.account("releasing", Role.ADMINISTRATOR), now=make.NOW)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def overview(request, release, visit):
    return visit("/", java_script_enabled=request.param, viewport={"width": 1280, "height": 900})


def go(page, name):
    """By the menu at the head of every page."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()


def found(page):
    """How many rulings the list says that it found."""
    return counted(page.locator(".bar strong").inner_text().rpartition(" ruling")[0])


def counts(page):
    """The table of counts that the page shows: what the row is, what the column is, how many; without the totals."""
    table = page.get_by_role("region", name="Table of counts").get_by_role("table")
    _corner, *columns, _total = [first_line(one) for one in table.locator("thead th").all()]
    return Counter(
        {
            (first_line(row.locator("th")), column): number
            for row in table.locator("tbody tr").all()
            for column, cell in zip(columns, row.locator("td").all(), strict=False)
            if (number := counted(first_line(cell)))
        }
    )


def first_line(element):
    return element.inner_text().strip().splitlines()[0]


def labels(name, key, label):
    return {record[key]: record[label] for record in corpus.read(name)}


def test_what_share_of_the_rulings_of_khabarovsk_courts_places_in_detention(overview):
    go(overview, "Regions")
    overview.get_by_role("link", name=KHABAROVSK, exact=True).first.click()
    group = overview.locator("tbody", has=overview.get_by_text("Placement in detention", exact=True))
    row = group.locator("tr", has=overview.get_by_role("rowheader", name="yes", exact=True))

    of_region = corpus.identifiers(region="RU-KHA")
    placed = corpus.identifiers(region="RU-KHA", placement="yes")
    share = f"{100 * len(placed) / len(of_region):.0f} %"
    assert row.locator("td").first.inner_text().split() == [str(len(placed)), *share.split()]
    row.locator("td").first.get_by_role("link").click()
    assert found(overview) == len(placed)
    assert overview.locator("tbody .mono").all_inner_texts() == placed


def test_which_judges_gave_more_than_three_rulings(overview):
    overview.get_by_role("link", name="judges known by name").click()
    table = overview.get_by_role("region", name="Judges").get_by_role("table")
    shown = {
        first_line(row.locator("th")): counted(row.locator("td.number").inner_text())
        for row in table.locator("tbody tr").all()
    }

    names = labels("judges.csv", "slug", "name")
    of_judge = Counter(names.get(one["judge"], "") for one in corpus.rulings())
    busy = {name: number for name, number in of_judge.items() if name and number > 3}
    assert {name: number for name, number in shown.items() if number > 3} == busy
    most = max(busy, key=lambda name: busy[name])
    table.get_by_role("row", name=most).locator("td.number a").click()
    assert found(overview) == busy[most]


def test_in_which_courts_no_interpreter_is_known_of(overview):
    go(overview, "Summary")
    overview.locator("select[name=rows]").select_option(label="Court")
    overview.locator("select[name=columns]").select_option(label="Interpreter")
    overview.get_by_role("button", name="Count").click()

    courts = labels("courts.csv", "slug", "name_en")
    said = {code: str(label) for code, label in [*vocabulary.Answer.choices, *vocabulary.Empty.choices]}
    assert counts(overview) == Counter(
        (courts[one["court"]], said[one["interpreter"]]) for one in corpus.rulings()
    )
    silent = corpus.identifiers(interpreter="not_stated")
    overview.locator("tfoot a[href*='interpreter=not_stated']").click()
    assert overview.locator("tbody .mono").all_inner_texts() == silent


def test_what_happened_after(overview):
    overview.get_by_role("link", name="What happened after").click()

    expect(overview.locator("h1")).to_have_text("Region by standing")
    in_regions = Counter(one["region"] for one in corpus.rulings() if one["standing"] == "unknown")
    assert sorted(counts(overview).values()) == sorted(in_regions.values())
    assert {column for _row, column in counts(overview)} == {"unknown"}
    row = overview.locator("tbody tr", has=overview.get_by_role("rowheader", name=re.compile(KHABAROVSK)))
    row.locator("td a[href*='standing=unknown']").click()
    assert found(overview) == in_regions["RU-KHA"]


def test_a_selection_is_downloaded_and_cited(overview):
    go(overview, "Rulings")
    overview.get_by_role("checkbox", name=KHABAROVSK).check()
    overview.get_by_role("button", name="Show rulings").click()
    overview.locator("summary", has_text="Download").click()
    with overview.expect_download() as download:
        overview.get_by_role("link", name="CSV").click()
    asked = corpus.identifiers(region="RU-KHA")
    assert [line["public_id"] for line in records(download)] == asked

    overview.get_by_role("link", name="Cite", exact=True).click()
    address = overview.locator("p.quoted a")
    assert "region=RU-KHA" in address.inner_text()
    assert "release=1" in address.inner_text()
    address.click()
    assert found(overview) == len(asked)


def test_a_release_is_downloaded_checked_and_cited(overview):
    overview.get_by_role("contentinfo").get_by_role("link", name="Data release 1").click()
    file = overview.locator("ul.files li", has_text="rulings.csv")
    with overview.expect_download() as download:
        file.get_by_role("link").click()

    assert sorted(line["public_id"] for line in records(download)) == sorted(corpus.identifiers())
    content = download.value.path().read_bytes()
    assert file.locator("code").inner_text() == hashlib.sha256(content).hexdigest()
    overview.get_by_role("link", name="Cite this release").click()
    assert overview.locator("p.quoted a").inner_text().endswith("/releases/1/")


def records(download):
    with download.value.path().open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
