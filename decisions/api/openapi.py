"""The OpenAPI document: written by drf-spectacular from the doors themselves, the same on every installation."""

import json
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework import status

from decisions.api.doors import Many, One
from decisions.api.refusals import refused
from decisions.views.public import View, open_to_everybody, public_page

PREFIX = "/api/v1/"
_ERRORS = {
    "type": "object",
    "required": ["errors"],
    "properties": {"errors": {"type": "array", "items": {"type": "string"}}},
}


class Description(AutoSchema):
    """One door of the API in OpenAPI."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        return isinstance(self.view, Many) and not isinstance(self.view, One)

    def get_filter_backends(self) -> Any:
        """Also of a door that is no list."""
        return getattr(self.view, "filter_backends", ())

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Keys")

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix(PREFIX).split("/")[0]]

    def get_operation(self, *args: Any, **more: Any) -> dict[str, Any]:
        """With the choice of keys and the refusals, which no serializer tells of."""
        operation: dict[str, Any] = super().get_operation(*args, **more) or {}
        if isinstance(self.view, Many | One):
            operation.setdefault("parameters", []).append(_fields(self.view))
        operation["responses"] |= _refusals(self.path)
        return operation


def _fields(view: Any) -> dict[str, Any]:
    return {
        "name": "fields",
        "in": "query",
        "description": _("Only these keys of each record, separated by commas."),
        "schema": {"type": "array", "items": {"type": "string", "enum": list(view.keys)}},
        "explode": False,
        "style": "form",
    }


def _refusals(path: str) -> dict[str, Any]:
    sentences = {
        "400": _("A name or value of the query string that means nothing here."),
        "429": _("Too many requests within a minute; Retry-After says in how many seconds to go on."),
    }
    if "{" in path:
        sentences["404"] = _("There is no such record.")
    if "{public_id}" in path:
        sentences["410"] = _("The record was withdrawn.")
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}}
    return {code: {"description": text, "content": content} for code, text in sorted(sentences.items())}


@cache
def document() -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE):
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found["components"]["schemas"]["Errors"] = _ERRORS
    return found


@cache
def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def _only_read(view: View) -> View:
    """A public page for programs: a method that it does not have is refused in JSON too."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return page(request, *args, **parameters)
        sentence = _("Method “%(method)s” is not allowed.") % {"method": request.method}
        return refused(status.HTTP_405_METHOD_NOT_ALLOWED, sentence)

    page = public_page(view)
    return open_to_everybody(read)


@_only_read
def show(request: HttpRequest) -> HttpResponse:
    """The document as a file that programs read."""
    return _file(text())


@_only_read
def index(request: HttpRequest) -> HttpResponse:
    """Which doors there are, for whoever asks for the API itself."""
    doors = {"documentation": reverse("api"), "openapi": reverse("openapi")}
    doors |= {path.removeprefix(PREFIX).strip("/"): path for path in document()["paths"] if "{" not in path}
    named = {name: f"{settings.SITE_URL}{path}" for name, path in doors.items()}
    return _file(json.dumps(named, indent=2))


def _file(content: str) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type="application/json", headers=headers)
