"""What all doors of the API have in common."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from rest_framework import exceptions, generics, renderers, serializers, status
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from decisions.api.answers import AlwaysJson, Pages
from decisions.api.limits import ByVisitor
from decisions.filters import shown
from decisions.queries import versions
from decisions.views.public import View, not_for_robots, open_to_everybody
from decisions.views.versions import kept_by_version


class Keys(serializers.Serializer[Any]):
    """The keys of one kind of record, each with what it means. Only those that `fields` asks for are answered."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return {key: fields[key] for key in self.context.get("keys", fields)}


class Door(generics.GenericAPIView[Any]):
    """Read-only, the same for everybody, without login and cookie. Pages of other sites may read it too.

    `serializer_class` lists the keys of a record.
    """

    http_method_names = ("get", "head")
    renderer_classes = (renderers.JSONRenderer,)
    content_negotiation_class = AlwaysJson
    throttle_classes = (ByVisitor,)
    serializer_class: type[Keys] = Keys

    @property
    def names(self) -> Sequence[str]:
        """What the query string may hold."""
        raise NotImplementedError

    @property
    def keys(self) -> Sequence[str]:
        """Every key of a record."""
        return list(self.serializer_class().get_fields())

    def initial(self, request: Request, *args: Any, **parameters: Any) -> None:
        super().initial(request, *args, **parameters)
        self.version = versions.current()
        if wrong := self.wrong():
            raise exceptions.ValidationError(wrong)

    def wrong(self) -> list[str]:
        """A sentence for everything in the query string that means nothing here."""
        no_name = _("“%(name)s” is not a name that this door knows.")
        no_key = _("fields: “%(key)s” is not a key of this record.")
        unknown_names = [name for name in self.request.query_params if name not in self.names]
        unknown_keys = [key for key in self.asked_keys() if key not in self.keys]
        return [
            *(no_name % {"name": shown(name)} for name in unknown_names),
            *(no_key % {"key": shown(key)} for key in unknown_keys),
        ]

    def asked_keys(self) -> list[str]:
        """What `fields` asks for: repeated, separated by commas, or both."""
        values = self.request.query_params.getlist("fields")
        return [key for value in values for key in value.split(",") if key]

    def written(self, records: Any, *, many: bool) -> Any:
        """The records with the keys that are asked for, in our own order; with all where none is."""
        asked = set(self.asked_keys())
        keys = [key for key in self.keys if key in asked] or self.keys
        return self.serializer_class(records, many=many, context={"keys": keys}).data

    def finalize_response(self, request: Request, response: Any, *args: Any, **parameters: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **parameters)
        answer.headers["Cache-Control"] = "no-cache"
        if answer.status_code == status.HTTP_200_OK and self.version.changed_at is not None:
            _date(answer, self.version.changed_at)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        return not_for_robots(answer)

    def get(self, request: Request, **which: str) -> HttpResponseBase:
        answer: HttpResponseBase = kept_by_version(self.answer)(request, **which)
        return answer

    def answer(self, request: Request, **which: str) -> HttpResponse:
        """Made anew; kept while nothing public changes."""
        raise NotImplementedError

    def throttled(self, request: Request, wait: float | None) -> None:  # type: ignore[override]
        sentence = _("Too many requests came from your address within a minute: %(most)s are answered.")
        raise exceptions.Throttled(wait, sentence % {"most": settings.API_MOST_A_MINUTE})

    def records(self, rows: Any) -> Any:
        """What the serializer reads of these rows."""
        return rows


class Many(Door):
    """Pages of records, in an order that does not change from one to the next."""

    pagination_class: type[BasePagination] | None = Pages

    @property
    def names(self) -> Sequence[str]:
        return ["page", "fields"]

    def answer(self, request: Request, **which: str) -> HttpResponse:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return as_json(self.get_paginated_response(self.written(self.records(rows), many=True)).data)


class One(Door):
    """One record, by what its address names."""

    pagination_class: type[BasePagination] | None = None

    @property
    def names(self) -> Sequence[str]:
        return ["fields"]

    def answer(self, request: Request, **which: str) -> HttpResponse:
        if any("\0" in value for value in which.values()):
            raise Http404
        return as_json(self.written(self.record(**which), many=False))

    def record(self, **which: str) -> Any:
        """Raises Http404."""
        raise NotImplementedError


def counting_number(text: str) -> str:
    """A number out of an address, small enough for every database. Raises Http404."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return text


def as_json(data: Any) -> HttpResponse:
    return HttpResponse(renderers.JSONRenderer().render(data), content_type="application/json")


def _date(answer: HttpResponseBase, changed_at: datetime) -> None:
    """When the public data last changed; never later than now, which HTTP does not allow."""
    if changed_at <= timezone.now():
        answer.headers["Last-Modified"] = http_date(changed_at.timestamp())


def door(view: type[Door]) -> View:
    return open_to_everybody(view.as_view())
