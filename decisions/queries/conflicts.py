"""Two people changed the same version: what the one saved and what the other typed, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from decisions import vocabulary
from decisions.models import Ruling
from decisions.vocabulary import Empty, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is stored with another value than the form holds."""

    label: Text
    stored: str
    typed: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """Who saved the stored version, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """What a second person meets: fields that only the first one changed are taken over, others are to be decided.

    `taken` has the names of the former, `differing` both readings of the latter.
    """

    saved: Saved | None
    differing: tuple[Difference, ...]
    taken: tuple[Difference, ...]


def merge(
    labels: Mapping[str, Text],
    *,
    started: Mapping[str, Any] | None,
    stored: Mapping[str, Any],
    typed: Mapping[str, Any],
    saved: Saved | None,
) -> Merge:
    """`started` has the values that the form was opened with; None where that version is no longer known."""
    found = compared(labels, stored=stored, typed=typed)
    untouched = {name for name, value in typed.items() if started is not None and started.get(name) == value}
    return Merge(
        saved=saved,
        differing=tuple(one for one in found if one.name not in untouched),
        taken=tuple(one for one in found if one.name in untouched),
    )


def version_of(ruling: Ruling, version: int) -> Ruling | None:
    """The ruling as it was in a version; its articles are those of today."""
    row = ruling.history.filter(version=version).first()
    return None if row is None else row.instance


def compared(
    labels: Mapping[str, Text], *, stored: Mapping[str, Any], typed: Mapping[str, Any]
) -> list[Difference]:
    """The fields that differ, in the order of the form."""
    return [
        Difference(labels.get(name, name), value_text(name, stored[name]), value_text(name, value), name)
        for name, value in typed.items()
        if stored[name] != value
    ]


def value_text(name: str, value: Any) -> str:
    """A value in words, for whoever edits the ruling."""
    if isinstance(value, Empty):
        return str(value.label)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    field = vocabulary.FIELDS.get(name)
    return str(field.labels.get(value, value)) if field and field.codes else str(value)


def last_saved(ruling: Ruling) -> Saved | None:
    row = ruling.history.select_related("history_user").first()
    return None if row is None else Saved(str(row.history_user or ""), row.history_date)
