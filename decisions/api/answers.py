"""The form of every answer of the API: JSON, pages of a hundred, and sentences where something is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.paginator import Page
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import exceptions, negotiation, pagination, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from decisions.filters import Pairs
from decisions.views.asked import page_links, page_of

PER_PAGE = 100


class AlwaysJson(negotiation.BaseContentNegotiation):
    """There is one form of an answer, whatever a program says that it accepts."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> None:
        return None

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: Any = None) -> Any:
        (renderer,) = renderers
        return renderer, renderer.media_type


class Gone(exceptions.APIException):
    """There was such a record, and everybody may know that it was withdrawn."""

    status_code = status.HTTP_410_GONE


def explained(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every refusal as `{"errors": [sentence, ...]}`."""
    if isinstance(error, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        error = exceptions.ValidationError(
            [_("The address asks for more than %(most)s things at once.") % {"most": most}]
        )
    response = exception_handler(error, dict(context))
    if response is not None:
        response.data = {"errors": _sentences(response)}
    return response


def _sentences(response: Response) -> list[str]:
    if response.status_code == status.HTTP_404_NOT_FOUND:
        return [_("There is no such record.")]
    if isinstance(response.data, list):
        return [str(sentence) for sentence in response.data]
    return [str(response.data["detail"])]


class Pages(pagination.BasePagination):
    """A hundred records at a time, with the address of the next page."""

    page: Page[Any]
    request: Request

    def paginate_queryset(self, queryset: Any, request: Request, view: object = None) -> Any:
        """The rows of the page, still to be fetched: the door knows which columns it needs. Raises ValidationError."""
        asked = page_of(queryset, request.query_params, per_page=PER_PAGE)
        if asked.sentences:
            raise exceptions.ValidationError(list(asked.sentences))
        self.page, self.request = asked.page, request
        return asked.page.object_list

    def get_paginated_response(self, data: Any) -> Response:
        path = f"{settings.SITE_URL}{self.request.path}"
        links = page_links(self.page, path, _pairs(self.request.query_params))
        return Response(
            {
                "count": self.page.paginator.count,
                "next": links.get("next"),
                "previous": links.get("previous"),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": _("Records on all pages together.")},
                "next": {**address, "description": _("Address of the next page, null on the last.")},
                "previous": {**address, "description": _("Address of the page before, null on the first.")},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: object) -> list[dict[str, Any]]:
        return [
            {
                "name": "page",
                "in": "query",
                "description": _("Number of the page, from 1."),
                "schema": {"type": "integer", "minimum": 1},
            }
        ]


def _pairs(data: QueryDict) -> Pairs:
    return [(name, value) for name, values in data.lists() for value in values]
