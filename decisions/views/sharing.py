"""What other sites show of a page when somebody shares its address (Open Graph), and the one address of each page."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from decisions.filters import Pairs, address
from decisions.views.public import is_public


def site(request: HttpRequest) -> dict[str, object]:
    """A context processor: pictures are named by absolute addresses, and a public page by its own.

    The query string is read only where a page shows it: that of a page that could not be answered may be too long.
    """
    match = request.resolver_match
    open_to_all = match is not None and is_public(match.func)
    return {
        "site_url": settings.SITE_URL,
        "canonical": SimpleLazyObject(lambda: _of_page(request)) if open_to_all else "",
    }


def canonical(path: str, pairs: Pairs, *, page: int = 1) -> str:
    """The address of a page that reads its query string, without what means nothing there.

    None for a search: its words are the visitor's own, and may name somebody.
    """
    if any(name == "q" for name, _value in pairs):
        return ""
    return settings.SITE_URL + address(path, [*pairs, *([("page", str(page))] if page > 1 else [])])


def _of_page(request: HttpRequest) -> str:
    """The address of a page that reads nothing, or the number of a page only."""
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1
    return canonical(request.path, (), page=page)
