"""The only writer: saves records with their history, and seals what was done into the audit chain.

Nobody but decisions.actions may import this module (checked by import-linter).
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from decisions.models import AuditEvent, AuditHead, DataVersion, User
from decisions.text.redaction import Needle

# After these no public page can say anything else. Every other action gives the public data a new version: one
# that is forgotten here costs speed, and one that is wrong here would show what was withdrawn.
_PRIVATE_KINDS = frozenset({"account", "document", "keys", "note", "removal", "respondent"})
_PRIVATE_ACTIONS = frozenset(
    f"ruling.{action}"
    for action in (
        "enter", "revise", "submit", "send_back", "clear", "overrule", "export", "logged_again",
        "logged_again_seen",
    )
)  # fmt: skip


def insert(records: Sequence[models.Model], *, by: User, reason: str = "") -> None:
    """Save new records of one model, each with the first version of its history."""
    if records:
        model = type(records[0])
        bulk_create_with_history(
            list(records), model, default_user=by, default_change_reason=reason[:100], batch_size=500
        )


def update(record: models.Model, *, fields: Iterable[str], by: User, reason: str = "") -> None:
    """Save the named columns of one record and add a version to its history."""
    _attribute(record, by=by, reason=reason)
    record.save(update_fields=list(fields))


def delete(records: Iterable[models.Model], *, by: User, reason: str = "") -> None:
    """Remove records; their history says that they were there and who removed them."""
    for record in records:
        _attribute(record, by=by, reason=reason)
        record.delete()


def _attribute(record: Any, *, by: User, reason: str) -> None:
    """Tell django-simple-history who writes and why, in the way it documents."""
    record._history_user = by
    record._change_reason = reason[:100]


def audit(
    *,
    by: User,
    action: str,
    target: models.Model,
    now: datetime,
    fields: Iterable[str] = (),
    reason: str = "",
) -> None:
    """Append an event to the chain. `fields` are names, never content."""
    _append([_event(by=by, action=action, target=target, now=now, fields=fields, reason=reason)])


def audit_each(
    *, by: User, action: str, targets: Sequence[models.Model], now: datetime, reason: str = ""
) -> None:
    """Append one event for each target, in order."""
    _append(
        [_event(by=by, action=action, target=target, now=now, fields=(), reason=reason) for target in targets]
    )


def _event(
    *, by: User, action: str, target: models.Model, now: datetime, fields: Iterable[str], reason: str
) -> AuditEvent:
    return AuditEvent(
        at=now,
        actor=by,
        action=action,
        target_type=str(target._meta.model_name),
        target=str(target)[:200],  # as long as the column
        fields=sorted(fields),
        reason=reason,
    )


@transaction.atomic
def _append(events: Sequence[AuditEvent]) -> None:
    """Writers wait for the one row of AuditHead, so that the chain cannot fork."""
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    for event in events:
        event.previous_seal = head.seal
        event.seal = head.seal = _seal(event, key=settings.AUDIT_KEYS[0])
    AuditEvent.objects.bulk_create(events, batch_size=500)
    head.length += len(events)
    head.save()
    if not all(map(_is_private, events)):
        _renew_version(now=max(event.at for event in events))


def _is_private(event: AuditEvent) -> bool:
    kind = event.action.partition(".")[0]
    return kind in _PRIVATE_KINDS or event.action in _PRIVATE_ACTIONS


def _renew_version(*, now: datetime) -> None:
    """Each version has a second of its own, later than the one before: a program may ask what is new since then."""
    before = DataVersion.objects.filter(pk=1).first()
    changed_at = now if before is None else max(now, before.changed_at + timedelta(seconds=1))
    version = {"token": secrets.token_hex(16), "changed_at": changed_at}
    DataVersion.objects.update_or_create(pk=1, defaults=version)


@transaction.atomic
def hold() -> None:
    """Nobody else writes to the chain until this transaction ends, so nobody publishes, withdraws or purges."""
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)


@transaction.atomic
def redact(*, needle: Needle) -> int:
    """Take a passage out of reasons and names in the chain, and seal the chain anew from there; how many events.

    Whoever holds the key could always do this; whoever only holds the database still cannot.
    """
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    changed, seal = 0, ""
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=500) if head else ():
        reason, target = needle.removed_from(event.reason), needle.removed_from(event.target)[:200]
        changed += (reason, target) != (event.reason, event.target)
        if changed:
            event.reason, event.target, event.previous_seal = reason, target, seal
            event.seal = _seal(event, key=settings.AUDIT_KEYS[0])
            AuditEvent.objects.filter(pk=event.pk).update(
                reason=reason, target=target, previous_seal=event.previous_seal, seal=event.seal
            )
        seal = event.seal
    if head and changed:
        head.seal = seal
        head.save()
    return changed


def first_break() -> int | None:
    """The primary key of the first event that was changed or follows a missing one; None if the chain is whole.

    0 means that events are missing at the end.
    """
    seal, length = "", 0
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        if event.previous_seal != seal or not _is_sealed(event):
            return event.pk
        seal, length = event.seal, length + 1
    head = AuditHead.objects.filter(pk=1).first()
    whole = head is None and length == 0 or head is not None and (head.seal, head.length) == (seal, length)
    return None if whole else 0


def _is_sealed(event: AuditEvent) -> bool:
    return any(hmac.compare_digest(event.seal, _seal(event, key=key)) for key in settings.AUDIT_KEYS)


def _seal(event: AuditEvent, *, key: str) -> str:
    """HMAC-SHA256 over everything that the event says and the seal before it, as 64 hexadecimal digits."""
    content = [
        event.previous_seal,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.action,
        event.target_type,
        event.target,
        event.fields,
        event.reason,
    ]
    message = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
