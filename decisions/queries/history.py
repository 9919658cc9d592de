"""What happened to a record: its versions with what changed from one to the next, and its audit events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.filters import article_label
from decisions.models import AuditEvent, Event, Evidence, Provision, Ruling, RulingProvision, User
from decisions.queries.conflicts import Saved
from decisions.queries.proceedings import date_of
from decisions.queries.reports import REPORTS
from decisions.queries.rulings import shown
from decisions.vocabulary import EVERY_FIELD, FIELDS, KNOWN, PROVISIONS, Empty, EventKind, Role, Text

# Pages show the newest ones.
MOST = 100
# Changes with everything, and says nothing to people.
_UNSAID = ("version",)

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


@dataclass(frozen=True, slots=True)
class EvidenceVersion:
    """A version of the evidence for one field; `value` is what it supports."""

    field: Text
    value: str
    version: Version


@dataclass(frozen=True, slots=True)
class EventVersion:
    """A version of what happened after a ruling. Where somebody is held has no history."""

    kind: str
    on: str
    version: Version


def event_versions(ruling: Ruling) -> list[EventVersion]:
    """The newest versions of all events of a ruling first."""
    return [
        EventVersion(str(EventKind(row.kind).label), "" if row.on is None else str(date_of(row)), version)
        for row, version in _parts(Event.history.filter(ruling_id=ruling.pk))
    ]


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a ruling after the version that somebody saw: each field once, as it was and as it is.

    `saved` says who saved it and when, the newest first. `changes` are empty where what changed has been scrubbed.
    """

    ruling: Ruling
    saved: tuple[Saved, ...]
    changes: tuple[Change, ...]
    evidence: tuple[EvidenceVersion, ...]


# What a reviewer decides about beside the fields of the vocabulary.
_BESIDE = (
    "status", "publication_basis", "publish_not_before", "source", "source_locator", "series", "position",
)  # fmt: skip


def since(ruling: Ruling, version: int) -> Since:
    """What changed after `version`; nothing but who saved it, if that version is not known."""
    rows = list(ruling.history.select_related("history_user").filter(version__gte=version)[: MOST + 1])
    then = next((row for row in rows if row.version == version), None)
    saved = tuple(Saved(str(row.history_user or ""), row.history_date) for row in rows if row is not then)
    if then is None or not saved:
        return Since(ruling, saved, (), ())
    names = _names([rows[0], then])
    columns = [column for column in rows[0].tracked_fields if column.name in _BESIDE]
    changes = [
        Change(column.verbose_name, _text(then, column, names), _text(rows[0], column, names))
        for column in columns
        if getattr(then, column.attname) != getattr(rows[0], column.attname)
    ]
    return Since(ruling, saved, (*_fields(then, ruling), *changes), tuple(_evidence_since(then)))


def _fields(then: Any, ruling: Ruling) -> list[Change]:
    """The fields of the vocabulary that say something else than in an older version."""
    before = {name: shown(then.instance, name).text for name in EVERY_FIELD if name != PROVISIONS.name}
    before[PROVISIONS.name] = _articles(then, ruling)
    after = {name: shown(ruling, name).text for name in EVERY_FIELD}
    return [
        Change(field.label, before[name], after[name])
        for name, field in EVERY_FIELD.items()
        if before[name] != after[name]
    ]


def _articles(then: Any, ruling: Ruling) -> str:
    """The articles of an older version: those of today, without what came and with what went since."""
    if then.provisions_state != KNOWN:
        return str(Empty(then.provisions_state).label)
    now = {link.provision for link in ruling.provision_links.select_related("provision")}
    rows = RulingProvision.history.filter(ruling_id=ruling.pk, history_date__gt=then.history_date)
    moved: dict[str, set[Provision]] = {"+": set(), "-": set()}
    for row in rows.select_related("provision"):
        moved[row.history_type].add(row.provision)
    # A first version links its articles after it is saved: where nothing went, nothing came.
    were = (now - moved["+"]) | moved["-"] if moved["-"] or ruling.provisions_state != KNOWN else now
    return ", ".join(sorted(article_label(one.article, one.part) for one in were))


def _evidence_since(then: Any) -> list[EvidenceVersion]:
    rows = Evidence.history.filter(ruling_id=then.id, history_date__gt=then.history_date)
    if then.version == 1:  # its evidence is saved after it
        rows = rows.exclude(history_type="+")
    return _evidence(rows)


def evidence_versions(ruling: Ruling) -> list[EvidenceVersion]:
    """The newest versions of all evidence of a ruling first."""
    return _evidence(Evidence.history.filter(ruling_id=ruling.pk))


def _evidence(history: QuerySet[Any]) -> list[EvidenceVersion]:
    return [
        EvidenceVersion(FIELDS[row.field].label if row.field in FIELDS else row.field, row.value, version)
        for row, version in _parts(history)
    ]


def _parts(history: QuerySet[Any]) -> list[tuple[Any, Version]]:
    """The newest versions of several records of one kind, each with what changed since the one before it."""
    rows = list(history.select_related("history_user").order_by("-history_date", "-history_id")[:MOST])
    names = _names(rows)
    older: dict[int, Any] = {}
    found = []
    for row in reversed(rows):
        found.append((row, _version(row, older.get(row.id), names)))
        older[row.id] = row
    return found[::-1]


def _version(row: Any, before: Any, names: _Names) -> Version:
    changes = () if before is None else tuple(_changes(row, before, names))
    by = "" if row.history_user is None else str(row.history_user)
    return Version(row.history_date, by, row.history_type, row.history_change_reason or "", changes)


def _changes(row: Any, before: Any, names: _Names) -> list[Change]:
    return [
        Change(column.verbose_name, _text(before, column, names), _text(row, column, names))
        for column in row.tracked_fields
        if column.name not in _UNSAID and getattr(before, column.attname) != getattr(row, column.attname)
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


def events(record: models.Model, *, reader: User) -> QuerySet[AuditEvent]:
    """The newest audit events about a record that bears its present name; reports to the reviewers for them only."""
    about = AuditEvent.objects.filter(target_type=record._meta.model_name, target=str(record)[:200])
    if not policy.has_role(reader, Role.REVIEWER):
        about = about.exclude(action__in=REPORTS)
    return about.select_related("actor").order_by("-pk")[:MOST]


DEEDS: Mapping[str, Text] = {
    "ruling.enter": _("entered"),
    "ruling.revise": _("changed"),
    "ruling.submit": _("submitted for review"),
    "ruling.send_back": _("sent back"),
    "ruling.clear": _("passages cleared"),
    "ruling.publish": _("published"),
    "ruling.overrule": _("published in spite of"),
    "ruling.correct": _("corrected"),
    "ruling.withhold": _("value withheld"),
    "ruling.withdraw": _("withdrawn"),
    "ruling.purge": _("passage purged"),
    "ruling.logged_again": _("somebody tried to log it again"),
    "event.add": _("event recorded"),
    "event.change": _("event changed"),
    "event.remove": _("event removed"),
    "event.publish": _("event made public"),
    "event.hide": _("event made private"),
    "respondent.link": _("linked to a person"),
    "respondent.unlink": _("no longer linked to a person"),
    "document.add": _("paper added"),
    "document.delete": _("paper deleted"),
    "document.kept_again": _("somebody added a paper of it to another ruling"),
    "ruling.judge_merged": _("judge merged with another"),
    "ruling.judge_unmerged": _("merge of judges undone"),
    "ruling.court_merged": _("court merged with another"),
    "ruling.court_unmerged": _("merge of courts undone"),
    "judge.merge": _("merged"),
    "judge.unmerge": _("merge undone"),
    "court.merge": _("merged"),
    "court.unmerge": _("merge undone"),
    "ruling.logged_again_seen": _("looked at by a reviewer"),
    "note.note": _("note written"),
    "note.sent_back": _("note written with it"),
    "note.withheld": _("value kept in a sealed note"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """An audit event in words."""

    at: datetime
    by: str
    what: Text
    fields: tuple[Text, ...]
    reason: str


def _label(record: models.Model, name: str) -> Text:
    """What people call a field or a column; a code of ours stays as it is."""
    if name in FIELDS:
        return FIELDS[name].label
    columns: Mapping[str, Any] = {column.name: column for column in record._meta.concrete_fields}
    return columns[name].verbose_name if name in columns else name


def deeds(record: models.Model, *, reader: User) -> list[Deed]:
    """The newest audit events about a record, in words."""
    return [
        Deed(
            at=event.at,
            by=str(event.actor),
            what=DEEDS.get(event.action, event.action),
            fields=tuple(_label(record, name) for name in event.fields if name not in _UNSAID),
            reason=event.reason,
        )
        for event in events(record, reader=reader)
    ]
