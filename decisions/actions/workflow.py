"""The life of a ruling: draft, in review, published, withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import notes, releases, search
from decisions.actions.refusals import Conflict, Refused
from decisions.models import Clearance, Ruling, Series, User
from decisions.queries import passages
from decisions.queries.workflow import blockers
from decisions.vocabulary import NoteKind, Role, Status, Withdrawal


@dataclass(frozen=True, slots=True)
class Each:
    """What became of several rulings: those that went on, and those that did not, each with its reasons."""

    done: list[Ruling] = field(default_factory=list)
    refused: list[tuple[Ruling, list[str]]] = field(default_factory=list)


@transaction.atomic
def submit(*, ruling: Ruling, by: User, now: datetime) -> Ruling:
    """Hand a draft to the reviewers."""
    current = policy.locked(by, ruling)
    if not policy.may_edit(by, current):
        raise PermissionDenied("this ruling is not theirs to submit")
    if current.status != Status.DRAFT:
        raise Refused([_("Only a draft can be submitted.")])
    return _move(current, {"status": Status.IN_REVIEW}, by=by, now=now, action="ruling.submit")


@transaction.atomic
def submit_series(*, series: Series, by: User, now: datetime) -> list[Ruling]:
    """Hand over every draft of the series that this person may change."""
    policy.require(by, Role.LAWYER)
    drafts = policy.visible_rulings(by).filter(series=series, status=Status.DRAFT).order_by("position")
    return [submit(ruling=one, by=by, now=now) for one in drafts if policy.may_edit(by, one)]


@transaction.atomic
def send_back(*, ruling: Ruling, by: User, now: datetime, reason: str, version: int | None = None) -> Ruling:
    """Give a submitted ruling back to the person who entered it, saying why in a sealed note.

    `version` is the one that the person saw, None where nobody looked at it: another one raises Conflict.
    """
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("Say what has to be changed.")])
    current = _as_seen(policy.locked(by, ruling), version)
    if current.status != Status.IN_REVIEW:
        raise Refused([_("Only a ruling in review can be sent back.")])
    notes.write(ruling=current, by=by, now=now, text=reason, kind=NoteKind.SENT_BACK)
    return _move(current, {"status": Status.DRAFT}, by=by, now=now, action="ruling.send_back")


@transaction.atomic
def send_series_back(
    *, series: Series, by: User, now: datetime, reason: str, seen: Mapping[str, int] | None = None
) -> Each:
    """Send back every ruling of the series that is in review, or none: Conflict if one is not as it was `seen`."""
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("Say what has to be changed.")])
    each = Each()
    for ruling in _in_review(series, by):
        version = _version_seen(ruling, seen)
        each.done.append(send_back(ruling=ruling, by=by, now=now, reason=reason, version=version))
    return each


@transaction.atomic
def publish(
    *,
    ruling: Ruling,
    by: User,
    now: datetime,
    version: int | None = None,
    overrule: Collection[str] = (),
    reason: str = "",
) -> Ruling:
    """Show the ruling to the world. Raises Refused with every blocker.

    `version` is the one that the reviewer saw, None where nobody looked at it: another one raises Conflict.
    `overrule` has the codes of blockers that the reviewer sets aside, for a `reason` that the audit keeps.
    """
    policy.require(by, Role.REVIEWER)
    current = _as_seen(policy.locked(by, ruling), version)
    found = blockers(current, reviewer=by, today=now.date())
    overruled = [blocker for blocker in found if blocker.overridable and blocker.code in overrule]
    standing = [blocker.sentence for blocker in found if blocker not in overruled]
    if overruled and not reason.strip():
        standing.append(_("Say why it is published all the same."))
    if standing:
        raise Refused(standing)
    why = reason if overruled else ""
    columns = {"status": Status.PUBLISHED, "published_by": by, "published_at": now}
    published = _move(current, columns, by=by, now=now, action="ruling.publish")
    search.refresh(rulings=[published.pk])
    if overruled:
        codes = [blocker.code for blocker in overruled]
        ledger.audit(by=by, action="ruling.overrule", target=published, now=now, fields=codes, reason=why)
    return published


@transaction.atomic
def publish_series(
    *,
    series: Series,
    by: User,
    now: datetime,
    seen: Mapping[str, int] | None = None,
    overrule: Collection[str] = (),
    reason: str = "",
) -> Each:
    """Publish every ruling of the series that is in review and has nothing in its way.

    `seen` has the version of each ruling that the reviewer saw: if one of them is another by now, or was not there,
    none is published, and Conflict is raised.
    """
    policy.require(by, Role.REVIEWER)
    each = Each()
    for ruling in _in_review(series, by):
        version = _version_seen(ruling, seen)
        try:
            done = publish(ruling=ruling, by=by, now=now, version=version, overrule=overrule, reason=reason)
            each.done.append(done)
        except Refused as refusal:
            each.refused.append((ruling, refusal.reasons))
    return each


@transaction.atomic
def clear(*, ruling: Ruling, by: User, now: datetime, fingerprints: Collection[str]) -> Sequence[Clearance]:
    """Say of passages that they name nobody who must be protected. Other or changed text is not cleared by it."""
    policy.require(by, Role.REVIEWER)
    return _clear(policy.locked(by, ruling), by=by, now=now, fingerprints=fingerprints)


@transaction.atomic
def clear_series(
    *, series: Series, by: User, now: datetime, fingerprints: Collection[str]
) -> list[Clearance]:
    """The same for every ruling of the series that says the same words in the same place and is in review."""
    policy.require(by, Role.REVIEWER)
    return [
        clearance
        for ruling in _in_review(series, by)
        for clearance in _clear(policy.locked(by, ruling), by=by, now=now, fingerprints=fingerprints)
    ]


def _clear(ruling: Ruling, *, by: User, now: datetime, fingerprints: Collection[str]) -> list[Clearance]:
    open_passages = [one for one in passages.uncleared(ruling) if one.fingerprint in fingerprints]
    made = [
        Clearance(ruling=ruling, place=one.place, fingerprint=one.fingerprint, cleared_by=by, cleared_at=now)
        for one in open_passages
    ]
    Clearance.objects.bulk_create(made)
    if made:
        places = {one.place for one in open_passages}
        ledger.audit(by=by, action="ruling.clear", target=ruling, now=now, fields=places)
    return made


@transaction.atomic
def withdraw(*, ruling: Ruling, by: User, now: datetime, way: Withdrawal, reason: str) -> Ruling:
    """Take the ruling off every public page: openly (410, a tombstone) or quietly (404, as if it never was).

    Whatever somebody saved in between: what protects a person does not wait. No release that holds it is handed out
    until it is rebuilt without it.
    """
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("A withdrawal needs a reason.")])
    current = policy.locked(by, ruling)
    if current.status == Status.WITHDRAWN:
        raise Refused([_("It is withdrawn already.")])
    columns = {"status": Status.WITHDRAWN, "withdrawn_by": by, "withdrawn_at": now, "withdrawal": way}
    withdrawn = _move(current, columns, by=by, now=now, action="ruling.withdraw", reason=reason)
    search.refresh(rulings=[withdrawn.pk])
    releases.hold_back(ruling=withdrawn, by=by, now=now)
    return withdrawn


def _as_seen(ruling: Ruling, version: int | None) -> Ruling:
    if version is not None and ruling.version != version:
        raise Conflict
    return ruling


def _version_seen(ruling: Ruling, seen: Mapping[str, int] | None) -> int | None:
    """0, which no ruling has, for one that was not on the page."""
    return None if seen is None else seen.get(ruling.public_id, 0)


def _in_review(series: Series, by: User) -> Sequence[Ruling]:
    """The submitted rulings, in the order in which every other action locks them."""
    return list(
        policy.visible_rulings(by).filter(series=series, status=Status.IN_REVIEW).order_by("position")
    )


def _move(
    ruling: Ruling, columns: Mapping[str, Any], *, by: User, now: datetime, action: str, reason: str = ""
) -> Ruling:
    for name, value in columns.items():
        setattr(ruling, name, value)
    ruling.version += 1
    ledger.update(ruling, fields=[*columns, "version"], by=by, reason=reason)
    ledger.audit(by=by, action=action, target=ruling, now=now, fields=columns, reason=reason)
    return ruling
