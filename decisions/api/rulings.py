"""Rulings for programs: the columns of the file as keys, under the filters of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from decisions import policy, vocabulary
from decisions.api.answers import Gone
from decisions.api.doors import Door, Keys, Many, One
from decisions.filters import RulingFilter, Sort, filter_names
from decisions.models import Ruling
from decisions.queries import codebook, details, exports
from decisions.vocabulary import Empty, Field, Text


class ByQueryString(BaseFilterBackend):
    """The filters of the list."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return view.asked.qs

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [_parameter(name, filter_.label) for name, filter_ in RulingFilter.base_filters.items()]


_CODED = {field.name: field for field in RulingFilter.CODED}
# Where the label alone would mislead.
_EXPLAINED: Mapping[str, Text] = {
    "release": gettext_lazy(
        "Number of a data release: the rulings that it holds, with the values that they have now. Its files have the "
        "values as they were."
    )
}


def _parameter(name: str, label: Text) -> dict[str, Any]:
    """A filter in OpenAPI. Which values of a code there are is known; courts and judges come and go."""
    items: dict[str, Any] = {"type": "string"}
    label = _EXPLAINED.get(name, label)
    if name in _CODED:
        items["enum"] = list(_CODED[name].labels)
    if name == "sort":
        return {
            "name": name,
            "in": "query",
            "description": str(label),
            "schema": {**items, "enum": [*Sort.ORDERS]},
        }
    return {
        "name": name,
        "in": "query",
        "description": str(label),
        "schema": {"type": "array", "items": items},
        "explode": True,
        "style": "form",
    }


def _key(name: str) -> serializers.Field[Any, Any, Any, Any]:
    field: Field | None = vocabulary.EVERY_FIELD.get(name)
    meaning = codebook.meaning_of(name)
    if field is not None and field.codes is not None:
        return serializers.ChoiceField(choices=field.choices, help_text=meaning)
    if codes := codebook.codes_of(name):
        not_applicable = (Empty.NOT_APPLICABLE.value, Empty.NOT_APPLICABLE.label)
        return serializers.ChoiceField(choices=[*codes.items(), not_applicable], help_text=meaning)
    return serializers.CharField(help_text=meaning)


class OfCells(Keys):
    """One ruling about one person. Every value is text; an empty kind stands where there is none."""

    def to_representation(self, instance: Mapping[str, str]) -> dict[str, str]:
        # They are text already.
        return {str(key): instance[str(key)] for key in self.fields}


RulingKeys = type("RulingKeys", (OfCells,), {name: _key(name) for name in exports.HEADER})


class EvidenceKeys(serializers.Serializer[Any]):
    """Why a field has its value. Text that is not there is empty."""

    field = serializers.CharField(help_text=gettext_lazy("The field."))
    value = serializers.CharField(help_text=gettext_lazy("The value that is supported."))
    basis = serializers.ChoiceField(
        choices=vocabulary.Basis.choices, help_text=gettext_lazy("Stated, or inferred by a rule.")
    )
    rule = serializers.CharField(help_text=gettext_lazy("The rule of inference."))
    quotation = serializers.CharField(help_text=gettext_lazy("The words that say so."))
    document = serializers.CharField(help_text=gettext_lazy("Where they stand."))
    page = serializers.CharField(help_text=gettext_lazy("The page there."))
    note = serializers.CharField(help_text=gettext_lazy("What else is to be said of it."))


class CorrectionKeys(serializers.Serializer[Any]):
    """A change to the published record."""

    on = serializers.DateField(help_text=gettext_lazy("The day."))
    changed = serializers.ListField(
        child=serializers.CharField(), help_text=gettext_lazy("The fields that were changed.")
    )
    reason = serializers.CharField(help_text=gettext_lazy("Why."))


class EventKeys(serializers.Serializer[Any]):
    """What followed and is public."""

    kind = serializers.ChoiceField(
        choices=vocabulary.EventKind.choices, help_text=gettext_lazy("What happened.")
    )
    on = serializers.CharField(
        help_text=gettext_lazy("2019, 2019-04 or 2019-04-18, as exact as it is known.")
    )
    about = serializers.BooleanField(help_text=gettext_lazy("Whether the date is only about right."))
    court_label = serializers.CharField(help_text=gettext_lazy("Name of the court."))
    result = serializers.ChoiceField(
        choices=[*vocabulary.AppealResult.choices, (Empty.NOT_APPLICABLE.value, Empty.NOT_APPLICABLE.label)],
        help_text=gettext_lazy("How a higher court decided."),
    )


BESIDE = {
    "evidence": EvidenceKeys(many=True, help_text=gettext_lazy("Why each field has its value.")),
    "corrections": CorrectionKeys(many=True, help_text=gettext_lazy("Changes since it was published.")),
    "events": EventKeys(many=True, help_text=gettext_lazy("What followed and is public.")),
}
RulingWithEvidenceKeys = type("RulingWithEvidenceKeys", (RulingKeys,), dict(BESIDE))


class Asks(Door):
    """A door that reads the filters, and refuses what they do not know."""

    @cached_property
    def asked(self) -> RulingFilter:
        return RulingFilter(self.request.query_params)

    def wrong(self) -> list[str]:
        return [*super().wrong(), *self.asked.sentences]


class Rulings(Asks, Many):
    """Rulings under the filters of the list, in its order."""

    serializer_class = RulingKeys
    filter_backends = (ByQueryString,)

    @property
    def names(self) -> Sequence[str]:
        return [*filter_names(), "page", "fields"]

    def get_queryset(self) -> QuerySet[Ruling]:
        return policy.public_rulings()

    def records(self, rows: QuerySet[Ruling]) -> list[Mapping[str, str]]:
        return list(exports.records(rows))


class OneRuling(One):
    """One ruling with its evidence, its corrections and what followed."""

    serializer_class = RulingWithEvidenceKeys

    def record(self, **which: str) -> Mapping[str, Any]:
        """Raises Http404, or Gone if it was withdrawn openly."""
        found = details.detail(which["public_id"])
        if found is None:
            raise _absence(which["public_id"])
        beside = {name: [asdict(one) for one in getattr(found, name)] for name in BESIDE}
        return {**found.cells, **beside}


def _absence(public_id: str) -> Exception:
    withdrawn = policy.tombstones().filter(public_id=public_id).first()
    if withdrawn is None or withdrawn.withdrawn_at is None:
        return Http404()
    sentence = _("This record was withdrawn on %(day)s.")
    return Gone([sentence % {"day": f"{withdrawn.withdrawn_at:%Y-%m-%d}"}])
