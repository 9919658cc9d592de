"""How a page looks that was reached without scripts. Axe needs them, so a browser that has them gets the page."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 360, "height": 740}


def looks_well(page):
    """Nothing that axe finds, and nothing wider than a telephone."""
    context = page.context.browser.new_context(viewport=PHONE)
    seen = context.new_page()
    seen.goto(f"http://{urlsplit(page.url).netloc}/robots.txt")
    seen.set_content(page.content(), wait_until="load")
    found = Axe().run(seen).response["violations"]
    assert [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:5]]}" for one in found] == []
    assert seen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
