"""Forms of the desk may have more fields than an address or a form of the public."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase, QueryDict

from decisions.views.sendings import too_large

# Sixty people, each with every value and every question about it confirmed.
MOST_FIELDS = 5_000
_URLENCODED = "application/x-www-form-urlencoded"


class LongForms:
    """Middleware, before anything reads the form. Query strings and other doors keep the framework's limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            if request.method == "POST" and request.path.startswith("/desk/") and _is_long(request):
                request.POST = _read(request.body)  # type: ignore[assignment]
        except (RequestDataTooBig, TooManyFieldsSent):
            return too_large(request)
        return self.get_response(request)


def _is_long(request: HttpRequest) -> bool:
    return (
        request.content_type == _URLENCODED
        and request.body.count(b"&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    )


def _read(body: bytes) -> QueryDict:
    """Raises TooManyFieldsSent."""
    if body.count(b"&") >= MOST_FIELDS:
        raise TooManyFieldsSent
    data = QueryDict(mutable=True)
    for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
        data.appendlist(name, value)
    return data
