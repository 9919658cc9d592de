"""What every public page has in common: read-only, and checked anew at every visit."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """GET and HEAD only. A browser may keep the page but asks each time whether it still holds (ETag).

    Nothing is written here, so a POST is told that it is not allowed, not that its token is missing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        response = view(request, *args, **parameters)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    page = csrf_exempt(require_safe(guarded))
    page.is_public = True  # type: ignore[attr-defined]
    return page


def is_public(view: View) -> bool:
    """Whether the view was marked by public_page. Whatever was not is guarded like a page behind the login."""
    return getattr(view, "is_public", False)


def not_for_robots(response: HttpResponseBase) -> HttpResponseBase:
    """Search engines would keep what is withdrawn here."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
