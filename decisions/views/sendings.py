"""How much may be sent to us at once: more is not read, so that nobody's sending takes our time or memory."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from decisions.views.public import is_public
from decisions.views.signed_in import way_back

_FILES = "multipart/form-data"


class Bounded:
    """Middleware, before anything reads what was sent. Files are for people who are logged in, and for the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _parameters: Any
    ) -> HttpResponseBase | None:
        size = _size(request)
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        if is_public(view) or not request.path.startswith("/desk/") or request.content_type != _FILES:
            return too_large(request)
        if not request.user.is_authenticated:
            return redirect_to_login(way_back(request))
        return too_large(request) if size > settings.LARGEST_SENDING else None


def _size(request: HttpRequest) -> int:
    """What the browser says it sends; the server reads no more than that."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


def too_large(request: HttpRequest) -> HttpResponseBase:
    return render(request, "413.html", status=413)
