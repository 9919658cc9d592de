"""Joining two records of one judge or one court, and undoing it. What refers to one of them moves with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import search
from decisions.actions.refusals import Doubtful, Refused
from decisions.models import (
    Court,
    CourtFormerName,
    CourtMerge,
    CourtSpelling,
    Event,
    EventJudge,
    Evidence,
    Judge,
    JudgeMerge,
    JudgePost,
    JudgeReply,
    JudgeSpelling,
    Ruling,
    User,
)
from decisions.queries import merges as queries
from decisions.text.spellings import language_of
from decisions.vocabulary import Basis, Role

Record = Judge | Court
Merge = JudgeMerge | CourtMerge


@dataclass(frozen=True, slots=True)
class Part:
    """What refers to a record by `column` and moves with it; it stays where the kept one has the `same` already."""

    name: str
    model: type[models.Model]
    column: str
    same: tuple[str, ...] = ()


PARTS: Mapping[type[Record], Sequence[Part]] = {
    Judge: (
        Part("posts", JudgePost, "judge", ("court_id", "since", "until")),
        Part("spellings", JudgeSpelling, "judge", ("spelling",)),
        Part("replies", JudgeReply, "judge"),
        Part("events", EventJudge, "judge", ("event_id",)),
    ),
    Court: (
        Part("posts", JudgePost, "court", ("judge_id", "since", "until")),
        Part("spellings", CourtSpelling, "court", ("spelling",)),
        Part("former_names", CourtFormerName, "court", ("name_en", "name_ru", "name_ko", "used_until")),
        Part("predecessors", Court, "succeeded_by"),
        Part("events", Event, "court"),
    ),
}


@dataclass(frozen=True, slots=True)
class Undone:
    """A merge that was undone. `left` are rulings that somebody has given another judge or court since."""

    merge: Merge
    left: list[Ruling] = field(default_factory=list)


@transaction.atomic
def merge_judges(
    *, judge: Judge, into: Judge, by: User, now: datetime, reason: str, confirmed: Collection[str] = ()
) -> JudgeMerge:
    """`judge` is the same person as `into`: everything moves there, the old address leads there.

    Raises PermissionDenied, Refused, or Doubtful for doubts whose codes are not in `confirmed`.
    """
    policy.require(by, Role.REVIEWER)
    merged, kept = _locked(Judge, judge.pk, into.pk)
    _check(merged, kept, reason, queries.judge_obstacles(merged, kept))
    _ask(queries.judge_doubts(merged, kept), confirmed)
    made = JudgeMerge(merged=merged, kept=kept, reason=reason.strip(), merged_by=by, merged_at=now)
    _move(made, by=by, now=now)
    return made


@transaction.atomic
def merge_courts(
    *, court: Court, into: Court, by: User, now: datetime, reason: str, confirmed: Collection[str] = ()
) -> CourtMerge:
    """`court` is the same court as `into`; a court that took over another's work succeeds it instead.

    Raises PermissionDenied, Refused, or Doubtful for doubts whose codes are not in `confirmed`.
    """
    policy.require(by, Role.REVIEWER)
    merged, kept = _locked(Court, court.pk, into.pk)
    _check(merged, kept, reason, queries.court_obstacles(merged, kept))
    _ask(queries.court_doubts(merged, kept), confirmed)
    made = CourtMerge(merged=merged, kept=kept, reason=reason.strip(), merged_by=by, merged_at=now)
    _move(made, by=by, now=now)
    return made


@transaction.atomic
def undo(*, merge: Merge, by: User, now: datetime, reason: str) -> Undone:
    """Put back exactly what the merge moved. Raises PermissionDenied, Refused.

    What somebody has moved on by hand since stays where it is.
    """
    policy.require(by, Role.REVIEWER)
    current = type(merge)._default_manager.select_for_update().get(pk=merge.pk)
    merged, kept = _locked(type(current.merged), current.merged_id, current.kept_id)
    if not reason.strip():
        raise Refused([_("Say why they are not the same.")])
    if current.undone_at is not None:
        raise Refused([_("This merge is undone already.")])
    if kept.merged_into is not None:
        sentence = _("“%(kept)s” was merged into another one afterwards. Undo that first.")
        raise Refused([sentence % {"kept": kept}])
    left = _move_back(current, merged, kept, by=by, now=now, reason=reason)
    current.undo_reason, current.undone_by, current.undone_at = reason.strip(), by, now
    current.save(update_fields=["undo_reason", "undone_by", "undone_at"])
    merged.merged_into = None
    ledger.update(merged, fields=["merged_into"], by=by, reason=reason)
    search.refresh_named(records=[merged, kept])
    for record in (merged, kept):
        ledger.audit(
            by=by,
            action=f"{_kind(record)}.unmerge",
            target=record,
            now=now,
            fields=current.moved,
            reason=reason,
        )
    return Undone(current, left)


def _locked(kind: type[Any], merged: int, kept: int) -> tuple[Any, Any]:
    """Both records, held until the transaction ends, always in the same order."""
    rows = {
        row.pk: row for row in kind.objects.select_for_update().filter(pk__in=[merged, kept]).order_by("pk")
    }
    return rows[merged], rows[kept]


def _check(merged: Record, kept: Record, reason: str, obstacles: Sequence[str]) -> None:
    reasons = [*obstacles] if reason.strip() else [_("Say how you know that they are the same."), *obstacles]
    if reasons:
        raise Refused(reasons)


def _ask(doubts: Sequence[Any], confirmed: Collection[str]) -> None:
    unconfirmed = [doubt for doubt in doubts if doubt.code not in confirmed]
    if unconfirmed:
        raise Doubtful(unconfirmed)


def _kind(record: Record) -> str:
    return "judge" if isinstance(record, Judge) else "court"


# Moving there


def _move(merge: Merge, *, by: User, now: datetime) -> None:
    merged, kept, reason = merge.merged, merge.kept, merge.reason
    merge.was_public = queries.is_public(merged)
    rulings, evidence = _move_rulings(merged, kept, by=by, reason=reason)
    moved = {part.name: _move_part(part, merged, kept, by=by, reason=reason) for part in PARTS[type(merged)]}
    moved["rulings"] = [ruling.pk for ruling in rulings]
    moved["evidence"] = evidence
    moved["added"] = _keep_name(merged, kept, by=by, reason=reason)
    merge.moved = moved
    merge.save(force_insert=True)
    merged.merged_into = kept
    ledger.update(merged, fields=["merged_into"], by=by, reason=reason)
    search.refresh_named(records=[merged, kept])
    for record in (merged, kept):
        ledger.audit(
            by=by, action=f"{_kind(record)}.merge", target=record, now=now, fields=moved, reason=reason
        )
    ledger.audit_each(by=by, action=f"ruling.{_kind(kept)}_merged", targets=rulings, now=now, reason=reason)


def _move_rulings(merged: Record, kept: Record, *, by: User, reason: str) -> tuple[list[Ruling], list[int]]:
    """The rulings, and the keys of the evidence that now supports the kept one."""
    name = _kind(merged)
    rulings = list(
        policy.visible_rulings(by)
        .select_for_update(of=("self",), no_key=True)
        .filter(**{name: merged})
        .order_by("pk")
    )
    for ruling in rulings:
        _give(ruling, name, kept, by=by, reason=reason)
    rows = Evidence.objects.filter(ruling__in=rulings, field=name, value=merged.slug).order_by("pk")
    return rulings, [_revalue(row, kept, by=by, reason=reason) for row in rows]


def _give(ruling: Ruling, name: str, record: Record, *, by: User, reason: str) -> None:
    """Another version, so that a form that was opened before does not bring the old one back."""
    setattr(ruling, name, record)
    ruling.version += 1
    ledger.update(ruling, fields=[name, "version"], by=by, reason=reason)


def _revalue(row: Evidence, record: Record, *, by: User, reason: str) -> int:
    row.value = record.slug
    ledger.update(row, fields=["value"], by=by, reason=reason)
    return row.pk


def _move_part(part: Part, merged: Record, kept: Record, *, by: User, reason: str) -> list[int]:
    """The keys of the rows that were moved."""
    rows = part.model._default_manager.filter(**{part.column: merged}).order_by("pk")
    moving = [row for row in rows if not _has_the_same(part, row, kept)]
    for row in moving:
        _put(row, part, kept, by=by, reason=reason)
    return [row.pk for row in moving]


def _has_the_same(part: Part, row: models.Model, record: Record) -> bool:
    same = {name: getattr(row, name) for name in part.same}
    others = part.model._default_manager.filter(**{part.column: record})
    return bool(same) and others.filter(**same).exists()


def _put(row: models.Model, part: Part, record: Record, *, by: User, reason: str) -> None:
    setattr(row, part.column, record)
    ledger.update(row, fields=[part.column], by=by, reason=reason)


def _keep_name(merged: Record, kept: Record, *, by: User, reason: str) -> list[int]:
    """Whoever types the old name finds the kept record: its names become spellings. The keys of those added."""
    known = {*_names(kept), *kept.spellings.values_list("spelling", flat=True)}
    new = [name for name in dict.fromkeys(_names(merged)) if name and name not in known]
    made = [_spelling(kept, name) for name in new]
    ledger.insert(made, by=by, reason=reason)
    return [row.pk for row in made]


def _names(record: Record) -> list[str]:
    return [record.name] if isinstance(record, Judge) else [record.name_en, record.name_ru, record.name_ko]


def _spelling(record: Record, text: str) -> JudgeSpelling | CourtSpelling:
    given: dict[str, Any] = {"spelling": text, "language": language_of(text), "basis": Basis.STATED}
    if isinstance(record, Judge):
        return JudgeSpelling(judge=record, **given)
    return CourtSpelling(court=record, **given)


# Moving back


def _move_back(
    merge: Merge, merged: Record, kept: Record, *, by: User, now: datetime, reason: str
) -> list[Ruling]:
    """The rulings that have another judge or court by now and stay."""
    name = _kind(merged)
    rulings = (
        policy.visible_rulings(by)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__in=merge.moved["rulings"])
    )
    mine: list[Ruling] = []
    left: list[Ruling] = []
    for ruling in rulings.order_by("pk"):
        (mine if getattr(ruling, f"{name}_id") == kept.pk else left).append(ruling)
    for ruling in mine:
        _give(ruling, name, merged, by=by, reason=reason)
    for reading in Evidence.objects.filter(pk__in=merge.moved["evidence"], ruling__in=mine, value=kept.slug):
        _revalue(reading, merged, by=by, reason=reason)
    for part in PARTS[type(merged)]:
        for row in _still_there(part, merge, kept):
            _put_back(row, part, merged, by=by, reason=reason)
    ledger.delete(kept.spellings.filter(pk__in=merge.moved["added"]), by=by, reason=reason)
    ledger.audit_each(by=by, action=f"ruling.{name}_unmerged", targets=mine, now=now, reason=reason)
    return left


def _still_there(part: Part, merge: Merge, kept: Record) -> Iterator[Any]:
    """What was moved and has not been moved on or removed since."""
    rows = part.model._default_manager.filter(pk__in=merge.moved[part.name], **{part.column: kept})
    yield from rows.order_by("pk")


def _put_back(row: Any, part: Part, merged: Record, *, by: User, reason: str) -> None:
    """Where it came from there may be the same again: a corpus that was loaded anew brings it."""
    if _has_the_same(part, row, merged):
        ledger.delete([row], by=by, reason=reason)
    else:
        _put(row, part, merged, by=by, reason=reason)
