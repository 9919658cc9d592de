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
from decisions.models import (
    AuditEvent,
    Court,
    CourtFormerName,
    CourtSpelling,
    Event,
    EventJudge,
    Evidence,
    Judge,
    JudgePost,
    JudgeSpelling,
    Provision,
    Ruling,
    RulingProvision,
    Series,
    User,
)
from decisions.queries.conflicts import Saved
from decisions.queries.proceedings import date_of
from decisions.queries.reports import REPORTS
from decisions.queries.rulings import partial_date_text, shown
from decisions.queries.wording import UNSAID, Names, Wording, belongs_to, column_label, reading
from decisions.vocabulary import EVERY_FIELD, FIELDS, KNOWN, PROVISIONS, Empty, EventKind, Role, Text

# Pages show the newest ones.
MOST = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after. A first version has what it says, after nothing."""

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
    wording = _wording(type(record), rows)
    older = [*(pair[1] for pair in pairwise(rows)), None]
    found = [
        (row, before, _version(row, before, wording)) for row, before in zip(rows[:MOST], older, strict=False)
    ]
    return [version for row, before, version in found if not _says_nothing(row, before, version)]


@dataclass(frozen=True, slots=True)
class EvidenceVersion:
    """A version of the evidence for one field; `value` is what it supports."""

    field: Text
    value: str
    version: Version


@dataclass(frozen=True, slots=True)
class Part:
    """A version of something that belongs to a record; `heading` says of what."""

    heading: str
    version: Version


@dataclass(frozen=True, slots=True)
class Section:
    title: Text
    parts: Sequence[Part]


def sections(record: models.Model) -> list[Section]:
    """The versions of what belongs to a record, kind by kind, the newest first. Nothing sealed has any."""
    found: dict[Text, Sequence[Part]] = {}
    if isinstance(record, Ruling):
        found = _of_ruling(record)
    elif isinstance(record, Court):
        found = {
            _("Spellings"): _named(CourtSpelling.history.filter(court_id=record.pk)),
            _("Former names"): _named(CourtFormerName.history.filter(court_id=record.pk)),
        }
    elif isinstance(record, Judge):
        found = {
            _("Spellings"): _named(JudgeSpelling.history.filter(judge_id=record.pk)),
            _("Posts"): _named(JudgePost.history.filter(judge_id=record.pk)),
        }
    return [Section(title, parts) for title, parts in found.items() if parts]


def _of_ruling(ruling: Ruling) -> dict[Text, Sequence[Part]]:
    events = Event.history.filter(ruling_id=ruling.pk)
    links = EventJudge.history.filter(event_id__in=events.values("id"))
    evidence = evidence_versions(ruling)
    return {
        _("Its articles"): _named(RulingProvision.history.filter(ruling_id=ruling.pk)),
        _("Its evidence"): [Part(f"{one.field}: {one.value}", one.version) for one in evidence],
        _("What happened after it"): [Part(_event_heading(row), version) for row, version in _parts(events)],
        _("Judges in what happened after it"): _named(links),
        _("Its series"): [Part(str(ruling.series), one) for one in _versions_of(ruling.series)],
    }


def _versions_of(series: Series | None) -> list[Version]:
    return [] if series is None else versions(series)


def _event_heading(row: Any) -> str:
    kind, day = str(EventKind(row.kind).label), date_of(row)
    return kind if day is None else f"{kind}: {partial_date_text(day)}"


def _named(history: QuerySet[Any]) -> list[Part]:
    """Parts of which the values say all."""
    return [Part("", version) for _row, version in _parts(history)]


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
    wording = _wording(Ruling, [rows[0], then])
    before, now = wording.said(then), wording.said(rows[0])
    changes = [
        Change(wording.label(name), before[name], now[name]) for name in _BESIDE if before[name] != now[name]
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
        EvidenceVersion(
            FIELDS[row.field].label if row.field in FIELDS else row.field,
            reading(row.field, row.value),
            version,
        )
        for row, version in _parts(history)
    ]


def _parts(history: QuerySet[Any]) -> list[tuple[Any, Version]]:
    """The newest versions of several records of one kind, each with what changed since the one before it."""
    rows = list(history.select_related("history_user").order_by("-history_date", "-history_id")[:MOST])
    wording = _wording(history.model.instance_type, rows)
    older: dict[int, Any] = {}
    found = []
    for row in reversed(rows):
        version = _version(row, older.get(row.id), wording)
        if not _says_nothing(row, older.get(row.id), version):
            found.append((row, version))
        older[row.id] = row
    return found[::-1]


def _version(row: Any, before: Any, wording: Wording) -> Version:
    by = "" if row.history_user is None else str(row.history_user)
    changes = tuple(_changes(row, before, wording))
    return Version(row.history_date, by, row.history_type, row.history_change_reason or "", changes)


def _changes(row: Any, before: Any, wording: Wording) -> list[Change]:
    """A first version is compared with a record of which nothing is known, and so is one that was removed."""
    now = wording.said(row)
    if row.history_type == "-":
        nothing = wording.nothing()
        return [Change(wording.label(name), now[name], "") for name in now if now[name] != nothing[name]]
    if before is None and row.history_type != "+":
        return []
    then = wording.nothing() if before is None else wording.said(before)
    return [
        Change(wording.label(name), "" if before is None else then[name], text)
        for name, text in now.items()
        if text != then[name]
    ]


def _says_nothing(row: Any, before: Any, version: Version) -> bool:
    """Whether only columns changed that people are not shown: what was done is told by the version beside it."""
    same = getattr(row, "version", None) == getattr(before, "version", None)
    return row.history_type == "~" and before is not None and same and not version.changes


def _wording(model: type[models.Model], rows: Sequence[Any]) -> Wording:
    columns = {column.name: column for row in rows[:1] for column in row.tracked_fields}
    return Wording(model, columns, _names(rows))


def _names(rows: Sequence[Any]) -> Names:
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


# Where the reason is sealed, the audit has none.
_SEALED = ("ruling.withhold", "ruling.send_back", "note.sent_back", "note.withheld")


def _fields_of(event: AuditEvent, record: models.Model) -> tuple[Text, ...]:
    """What an audit event names, in words and once each."""
    model = Event if event.action.startswith("event.") else type(record)
    columns = {column.name: column for column in model._meta.concrete_fields}
    names = dict.fromkeys(belongs_to(name, columns) for name in event.fields if name not in UNSAID)
    return tuple(column_label(model, name) for name in names)


def deeds(record: models.Model, *, reader: User) -> list[Deed]:
    """The newest audit events about a record, in words."""
    return [
        Deed(
            at=event.at,
            by=str(event.actor),
            what=DEEDS.get(event.action, event.action),
            fields=_fields_of(event, record),
            reason=str(_("in a sealed note")) if event.action in _SEALED else event.reason,
        )
        for event in events(record, reader=reader)
    ]
