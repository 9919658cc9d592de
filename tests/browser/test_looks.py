"""Every page in a real browser: no accessibility violation, no complaint, nothing from elsewhere, on any screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.exceptions import PermissionDenied

from decisions.views import about

# The last ones are pages of errors; {withdrawn} is the address of a tombstone.
PAGES = [
    "/",
    "/rulings/",
    "/rulings/?form=forced&region=RU-KHA&decided_after=2018-10-01&sort=court",
    "/rulings/?form=controlled_departure&placement=yes",
    "/rulings/?form=maybe&colour=red&decided_after=" + "x" * 300,
    "/rulings/s5sbwtr4y7/",
    "/rulings/kdh2q84mkh/",
    "/summary/",
    "/summary/?rows=judge&columns=month&region=RU-KHA",
    "/summary/?rows=judge&columns=judge",
    "/summary/?rows=placement&columns=form&split=region&shares=columns&empty=out&order=both",
    "/pictures/",
    "/regions/",
    "/regions/RU-TA/",
    "/regions/RU-MOW/",
    "/regions/UA-40/",
    "/courts/",
    "/courts/khasansky-primorsky/",
    "/judges/",
    "/judges/taranushchenko-n-a/",
    "/judges/aleksandrov-s-v/?empty=out",
    "/series/",
    "/series/4/",
    "/series/10/",
    "/statistics/",
    "/stories/",
    "/stories/annulled-in-nine-days/",
    "/about/",
    "/about/law/",
    "/about/codebook/",
    "/about/privacy/",
    "{withdrawn}",
    "/nothing/",
    "/rulings/?" + "form=forced&" * 1100,
]
WIDE = {"width": 1280, "height": 900}
# Colours and screens in one: what is wrong in one pair is wrong whatever the other screen.
SCREENS = [("light", WIDE), ("dark", {"width": 360, "height": 740})]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def axe():
    return Axe()


@pytest.fixture(params=PAGES, ids=lambda address: address[:60])
def address(request, site):
    return request.param.format(withdrawn=site.withdrawn)


def violations(axe, page):
    """What axe finds, as sentences with the elements; everything is looked at, best practices too."""
    found = axe.run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found
    ]


@pytest.mark.parametrize(("colours", "screen"), SCREENS, ids=["light", "dark"])
def test_a_page_has_no_accessibility_violation(visit, axe, address, colours, screen):
    page = visit(address, color_scheme=colours, viewport=screen)
    open_everything(page)

    assert violations(axe, page) == []


def test_axe_would_find_a_violation(visit, axe):
    page = visit("/about/")
    page.evaluate("document.documentElement.removeAttribute('lang')")

    assert [sentence for sentence in violations(axe, page) if sentence.startswith("html-has-lang")]


def open_everything(page):
    """Filters are folded; what is inside must be as accessible as what is not."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def test_a_page_makes_the_browser_complain_of_nothing_and_loads_nothing_from_elsewhere(visit, heard, address):
    page = visit(address)
    page.evaluate("document.fonts.ready.then(() => true)")

    # The browser itself notes the status of an error page.
    assert [complaint for complaint in heard.complaints if "Failed to load resource" not in complaint] == []
    assert heard.elsewhere == []


def test_the_style_sheet_and_the_font_are_used(visit):
    page = visit("/")
    page.evaluate("document.fonts.ready.then(() => true)")

    assert page.evaluate("document.fonts.check('1rem \"Source Serif 4\"')")
    assert "Source Serif 4" in page.locator("h1").evaluate("one => getComputedStyle(one).fontFamily")


def test_no_page_scrolls_sideways_on_a_phone_or_enlarged_to_twice_its_size(visit, address):
    page = visit(address)
    open_everything(page)

    for width in (320, 360, 640):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = page.evaluate(
            """width => [...document.querySelectorAll('main *')].filter(one => {
                const box = one.getBoundingClientRect()
                return box.width > 0 && box.right > width + 1 && !one.closest('.scroll')
            }).map(one => one.outerHTML.slice(0, 120))""",
            width,
        )
        assert outside == []


@pytest.mark.parametrize("status", [403, 500])
def test_the_pages_of_our_own_faults_look_like_ours(visit, axe, heard, monkeypatch, status):
    def fail(_rulings):
        raise PermissionDenied if status == 403 else RuntimeError

    monkeypatch.setattr(about, "sources", fail)
    page = visit("/about/")

    assert page.locator("h1").inner_text() in {"Not allowed", "Something went wrong"}
    assert violations(axe, page) == []
    assert heard.elsewhere == []


def test_print_leaves_out_what_paper_cannot_use(visit):
    page = visit("/rulings/?form=forced", viewport=WIDE)
    for selector in (".filters", ".head nav", ".bar .actions", ".skip"):
        assert page.locator(selector).first.is_visible()

    page.emulate_media(media="print")

    for selector in (".filters", ".head nav", ".bar .actions", ".skip"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator("table").first.is_visible()
    assert page.locator(".chips").is_visible()
    assert page.locator("body").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"


def test_print_is_dark_on_white_for_a_visitor_who_likes_it_dark(visit):
    page = visit("/", color_scheme="dark", viewport=WIDE)
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_the_two_colour_schemes_differ(visit):
    paper = "getComputedStyle(document.documentElement).backgroundColor"

    assert visit("/", color_scheme="light").evaluate(paper) != visit("/", color_scheme="dark").evaluate(paper)


def test_the_marks_of_the_overview_can_be_told_apart_without_colour(visit):
    page = visit("/")

    shapes = {
        kind: page.locator(f".hearings .dot-{kind}").first.evaluate(
            "one => one.tagName + getComputedStyle(one).fill.startsWith('rgb') + getComputedStyle(one).strokeDasharray"
        )
        for kind in ("placed", "forced", "departure", "open")
    }
    assert len(set(shapes.values())) == 4
