"""What every public page has in common: no cookie, checked anew at every visit, and read-only but for one form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from decisions.models import Court, Judge
from decisions.views.versions import kept_by_version

View = Callable[..., HttpResponseBase]

# What browsers say of a form that stands on a page of somebody else (header Sec-Fetch-Site).
ELSEWHERE = {"cross-site", "same-site"}


def public_page(view: View) -> View:
    """GET and HEAD only. A browser may keep the page but asks each time whether it still holds (ETag).

    We keep it too, for as long as nothing public changes. Nothing is written here, so a POST is told that it is not
    allowed, not that its token is missing.
    """
    return open_to_everybody(require_safe(_checked_anew(kept_by_version(view))))


def public_answer(view: View) -> View:
    """The same for what only one visitor was told: it is no public data, so it is never kept."""
    return open_to_everybody(require_safe(_checked_anew(view)))


def public_form(view: View) -> View:
    """A public page on which a visitor may send something. No cookie, so no token: nobody's login is of use here.

    A form on another site cannot be sent from a visitor's browser without their knowing it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "") in ELSEWHERE:
            raise PermissionDenied("the form was sent from another site")
        return view(request, *args, **parameters)

    return open_to_everybody(require_http_methods(["GET", "HEAD", "POST"])(_checked_anew(guarded)))


def _checked_anew(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        response = view(request, *args, **parameters)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return guarded


def open_to_everybody(view: View) -> View:
    """Marks a door that needs no login: nothing behind the login looks at who comes in."""
    page = csrf_exempt(view)
    page.is_public = True  # type: ignore[attr-defined]
    return page


def is_public(view: View) -> bool:
    """Whether the view was marked by public_page. Whatever was not is guarded like a page behind the login."""
    return getattr(view, "is_public", False)


def moved_permanently(door: str, kept: Court | Judge | None) -> HttpResponse:
    """The old address of a court or judge leads to the one with which it was merged. Raises Http404 without one."""
    if kept is None:
        raise Http404
    return redirect(door, kept.slug, permanent=True)


def not_for_robots(response: HttpResponseBase) -> HttpResponseBase:
    """Search engines would keep what is withdrawn here."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
