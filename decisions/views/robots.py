"""What programs that walk through the site should know: which pages there are, and which lead nowhere new."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from decisions import policy
from decisions.models import Region
from decisions.queries import releases
from decisions.views.public import public_page

# The protocol's own limit for one file.
MOST_ADDRESSES = 50_000
PAGES = (
    "overview",
    "rulings",
    "summary",
    "pictures",
    "regions",
    "courts",
    "series_list",
    "statistics",
    "stories",
    "releases",
    "about",
    "codebook",
    "law",
    "privacy",
    "api",
)
# Endless combinations of filters, files and answers for programs. The pages of rulings are not among them: they
# must be fetched for their noindex to be read.
CLOSED = (
    "/rulings/?",
    "/rulings.",
    "/summary/?",
    "/summary.",
    "/pictures/*?",
    "/statistics.",
    "/regions/*.csv",
    "/courts/*.csv",
    "/judges/*.csv",
    "/cite/",
    "/cite.",
    "/api/v1/",
    "/feeds/",
)


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309)."""
    closed = "\n".join(f"Disallow: {path}" for path in CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {settings.SITE_URL}{reverse('sitemap')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that may be found by a search engine, so no ruling; oldest series first where there are too many."""
    places = [settings.SITE_URL + address for address in _addresses()][:MOST_ADDRESSES]
    entries = "\n".join(f"<url><loc>{escape(place)}</loc></url>" for place in places)
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{entries}
</urlset>
"""
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _addresses() -> Iterable[str]:
    yield from (reverse(name) for name in PAGES)
    yield from (reverse("region", args=[iso]) for iso in Region.objects.values_list("iso", flat=True))
    yield from _each("court", policy.public_courts().order_by("slug").values_list("slug", flat=True))
    if policy.judge_statistics():
        yield reverse("judges")
        yield from _each("judge", policy.public_judges().order_by("slug").values_list("slug", flat=True))
    yield from _each("story", policy.public_stories().values_list("slug", flat=True))
    yield from _each("release", releases.for_list().values_list("number", flat=True))
    yield from _each("series", policy.public_series().values_list("number", flat=True))


def _each(name: str, keys: Iterable[object]) -> Iterable[str]:
    return (reverse(name, args=[key]) for key in keys)
