"""Where no door of the API is found, or none can answer: JSON too, so that no program gets a page to read."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import status

from decisions.api.doors import as_json
from decisions.views import outages
from decisions.views.public import not_for_robots

PREFIX = "/api/"


def refused(code: int, *sentences: str) -> HttpResponse:
    """The form of every refusal of the API."""
    answer = as_json({"errors": list(sentences)})
    answer.status_code = code
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    not_for_robots(answer)
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not request.path.startswith(PREFIX):
        return defaults.page_not_found(request, exception)
    return refused(
        status.HTTP_404_NOT_FOUND, _("There is nothing at this address. /about/api/ lists what there is.")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not request.path.startswith(PREFIX):
        return defaults.bad_request(request, exception)
    return refused(status.HTTP_400_BAD_REQUEST, _("The request cannot be read."))


def broken(request: HttpRequest) -> HttpResponseBase:
    outage = outages.current()
    if not request.path.startswith(PREFIX):
        return outages.page(outage)
    return outages.told(refused(outage.status, str(outage.sentence)), outage)
