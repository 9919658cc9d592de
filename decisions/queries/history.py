"""What happened to a record: its versions with what changed from one to the next, and its audit events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import QuerySet

from decisions.models import AuditEvent
from decisions.vocabulary import Text

# Pages show the newest ones.
MOST = 100

_Names = Mapping[type[models.Model], Mapping[Any, models.Model]]


@dataclass(frozen=True, slots=True)
class Change:
    """One column before and after. A first version has no changes."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """`kind` is `+`, `~` or `-`: added, changed, removed."""

    at: datetime
    by: str
    kind: str
    reason: str
    changes: tuple[Change, ...]


def versions(record: models.Model) -> list[Version]:
    """The newest versions first; none for a record whose model keeps no history."""
    if not hasattr(record, "history"):
        return []
    rows = list(record.history.select_related("history_user")[: MOST + 1])
    names = _names(rows)
    older = [*(pair[1] for pair in pairwise(rows)), None]
    return [_version(row, before, names) for row, before in zip(rows[:MOST], older, strict=False)]


def _version(row: Any, before: Any, names: _Names) -> Version:
    changes = () if before is None else tuple(_changes(row, before, names))
    by = "" if row.history_user is None else str(row.history_user)
    return Version(row.history_date, by, row.history_type, row.history_change_reason or "", changes)


def _changes(row: Any, before: Any, names: _Names) -> list[Change]:
    return [
        Change(column.verbose_name, _text(before, column, names), _text(row, column, names))
        for column in row.tracked_fields
        if getattr(before, column.attname) != getattr(row, column.attname)
    ]


def _text(row: Any, column: Any, names: _Names) -> str:
    value = getattr(row, column.attname)
    if value is None:
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.is_relation:
        return str(names[column.related_model].get(value, value))
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _names(rows: Sequence[Any]) -> _Names:
    """The records that the versions refer to: one query for each kind."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        for column in row.tracked_fields:
            if column.is_relation:
                keys[column.related_model].add(getattr(row, column.attname))
    return {kind: kind._default_manager.in_bulk(found - {None}) for kind, found in keys.items()}


def events(record: models.Model) -> QuerySet[AuditEvent]:
    """The newest audit events about a record that bears its present name."""
    about = AuditEvent.objects.filter(target_type=record._meta.model_name, target=str(record)[:200])
    return about.select_related("actor").order_by("-pk")[:MOST]
