"""What one version of a record says, in words: columns that belong together are one value with one name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from decisions.models import Evidence, Ruling
from decisions.queries.rulings import partial_date_text, shown
from decisions.text.dates import PartialDate
from decisions.vocabulary import EVERY_FIELD, FIELDS, KNOWN, PROVISIONS, Empty, Text

Names = Mapping[type[models.Model], Mapping[Any, models.Model]]

# Change with everything, repeat who saved the version and when, or follow from another column.
UNSAID = frozenset((
    "id", "version", "key", "ruling", "event", "entered_by", "entered_on", "coder", "case_number_normalised",
    "published_by", "published_at", "corrected_at", "withdrawn_by", "withdrawn_at", "public_since",
    "public_changed_at",
))  # fmt: skip
# How exact the column is that they stand beside.
_BESIDE = {"precision": "on", "about": "on", "fine_currency": "fine_amount"}
_ENDINGS = ("_state", "_qualifier", "_precision")


@dataclass(frozen=True, slots=True)
class Wording:
    """Reads versions of one model. `names` has the records that they refer to."""

    model: type[models.Model]
    columns: Mapping[str, Any]
    names: Names

    def said(self, row: Any) -> dict[str, str]:
        """Everything that a version says, by column."""
        record = self._as_ruling(row) if self.model is Ruling else row
        return {name: self._text(record, name) for name in self.columns if self._is_said(name)}

    def nothing(self) -> dict[str, str]:
        """What a record says of which nothing is known yet."""
        return self.said(self.model())

    def label(self, name: str) -> Text:
        return column_label(self.model, name)

    def _as_ruling(self, row: Any) -> Ruling:
        return Ruling(**{column.attname: getattr(row, column.attname) for column in self.columns.values()})

    def _is_said(self, name: str) -> bool:
        return name not in UNSAID and belongs_to(name, self.columns) == name

    def _text(self, record: Any, name: str) -> str:
        column = self.columns[name]
        value = getattr(record, column.attname)
        if name == f"{PROVISIONS.name}_state":
            return _("given") if value == KNOWN else str(Empty(value).label)
        if isinstance(record, Ruling) and name in EVERY_FIELD and not column.is_relation:
            return shown(record, name).text
        if self.model is Evidence and name in ("field", "value"):
            return _reading(record, name)
        if column.is_relation:
            named = self.names.get(column.related_model, {})
            return self._emptiness(record, name) if value is None else str(named.get(value, value))
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return _plain(record, value)

    def _emptiness(self, record: Any, name: str) -> str:
        """Why there is no record of somebody or something."""
        state = getattr(record, f"{name}_state", "")
        return str(Empty(state).label) if state in Empty.values else ""


def belongs_to(name: str, columns: Mapping[str, Any]) -> str:
    """The column whose value this one is part of; itself for most."""
    beside = [_BESIDE.get(name, ""), *(name.removesuffix(ending) for ending in _ENDINGS)]
    return next((one for one in beside if one != name and one in columns), name)


def column_label(model: type[models.Model], name: str) -> Text:
    """What people call a field or a column; a code of ours is written with spaces."""
    field = name.removesuffix("_state")
    if model is Ruling and field in EVERY_FIELD:
        return EVERY_FIELD[field].label
    known = {column.name: column for column in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    if name in known:
        return capfirst(known[name].verbose_name)
    return name.replace("-", " ").replace("_", " ")


def reading(field: str, value: str) -> str:
    """What evidence supports, in words."""
    known = FIELDS.get(field)
    return str(known.labels.get(value, value)) if known else value


def _reading(record: Any, name: str) -> str:
    if name == "field":
        return str(FIELDS[record.field].label) if record.field in FIELDS else record.field
    return reading(record.field, record.value)


def _plain(record: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{date_format(value, 'j F Y, H:i')} UTC"
    if isinstance(value, date):
        text = partial_date_text(PartialDate(value, getattr(record, "precision", "") or "day"))
        return _("about %(value)s") % {"value": text} if getattr(record, "about", False) else text
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
