"""The page that explains the API to people, printed from the OpenAPI document."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from decisions.api import openapi
from decisions.views.public import public_page

EXAMPLES = {
    "curl": "decisions/api/curl.txt",
    "Python": "decisions/api/python.txt",
    "R": "decisions/api/r.txt",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A name in the query string or in an answer, what it means, and its codes if it has any."""

    name: str
    meaning: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    address: str
    description: str
    asked: tuple[Key, ...]
    answered: tuple[Key, ...]


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """What the API is, how to ask, and every door with its names and keys."""
    context = {
        "section": "about",
        "examples": {
            name: render_to_string(template, {"site": settings.SITE_URL})
            for name, template in EXAMPLES.items()
        },
        "doors": doors(),
        "most": settings.API_MOST_A_MINUTE,
        "most_over_onion": settings.API_MOST_A_MINUTE_OVER_ONION,
    }
    return render(request, "decisions/api.html", context)


def doors() -> list[Door]:
    return [_door(address, operations["get"]) for address, operations in openapi.document()["paths"].items()]


def _door(address: str, operation: dict[str, Any]) -> Door:
    return Door(
        address=address,
        description=operation["description"],
        asked=tuple(
            _key(one["name"], {**one["schema"], **one})
            for one in operation["parameters"]
            if one["in"] == "query"
        ),
        answered=tuple(_key(name, schema) for name, schema in _answered(operation).items()),
    )


def _answered(operation: dict[str, Any]) -> dict[str, Any]:
    """The keys of a record, whether the door answers one or a page of them."""
    schema = _found(operation["responses"]["200"]["content"]["application/json"]["schema"])
    if "results" in schema["properties"]:
        schema = _found(schema["properties"]["results"]["items"])
    properties: dict[str, Any] = schema["properties"]
    return properties


def _found(schema: dict[str, Any]) -> dict[str, Any]:
    """The component that a reference leads to."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = openapi.document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found


def _key(name: str, schema: dict[str, Any]) -> Key:
    items = schema.get("items", schema)
    codes = () if name == "fields" else tuple(str(code) for code in items.get("enum", ()))
    return Key(name, schema.get("description", ""), codes)
