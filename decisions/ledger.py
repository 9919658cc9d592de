"""The only writer: saves records with their history, and seals what was done into the audit chain.

Nobody but decisions.actions may import this module (checked by import-linter).
"""

import hashlib
import hmac
import io
import json
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from psycopg2 import sql
from simple_history.utils import bulk_create_with_history

from decisions.models import AuditEvent, AuditHead, DataVersion, User
from decisions.text.heads import Head
from decisions.text.redaction import Needle

# After these no public page can say anything else. Every other action gives the public data a new version: one
# that is forgotten here costs speed, and one that is wrong here would show what was withdrawn.
_PRIVATE_KINDS = frozenset(
    {"account", "audit", "backup", "document", "import", "keys", "note", "removal", "respondent"}
)
_PRIVATE_ACTIONS = frozenset(
    f"ruling.{action}"
    for action in (
        "enter", "revise", "submit", "send_back", "clear", "overrule", "export", "logged_again",
        "logged_again_seen", "remove", "discard",
    )
)  # fmt: skip


def insert(records: Sequence[models.Model], *, by: User, reason: str = "") -> None:
    """Save new records of one model, each with the first version of its history."""
    if records:
        model = type(records[0])
        bulk_create_with_history(
            list(records), model, default_user=by, default_change_reason=reason[:100], batch_size=500
        )


def insert_many(records: Sequence[models.Model], *, by: User, reason: str = "") -> None:
    """As `insert`, for very many plain records: on PostgreSQL with COPY, which is several times as fast."""
    if connection.vendor != "postgresql" or not records:
        insert(records, by=by, reason=reason)
        return
    model: Any = type(records[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, len(records)],
        )
        for record, (key,) in zip(records, cursor.fetchall(), strict=True):
            record.pk = key
    names = [column.attname for column in model._meta.concrete_fields]
    rows = [[_copied(getattr(record, name)) for name in names] for record in records]
    _copy(model, names, rows)
    version = [timezone.now(), "+", by.pk, reason[:100] or None]
    about = ["history_date", "history_type", "history_user_id", "history_change_reason"]
    beside = [_copied(value) for value in version]
    _copy(model.history.model, [*names, *about], [[*row, *beside] for row in rows])
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


_NEVER_IN_A_COPIED_CELL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _copied(value: Any) -> str:
    """As the text format of COPY has it."""
    if value is None:
        return r"\N"
    return value.translate(_NEVER_IN_A_COPIED_CELL) if isinstance(value, str) else str(value)


def _copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    columns = {column.attname: column.column for column in model._meta.concrete_fields}
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(columns[name]) for name in names),
    )
    text = io.StringIO("".join("\t".join(row) + "\n" for row in rows))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(copy, text)


def update(record: models.Model, *, fields: Iterable[str], by: User, reason: str = "") -> None:
    """Save the named columns of one record and add a version to its history."""
    _attribute(record, by=by, reason=reason)
    record.save(update_fields=list(fields))


def delete(records: Iterable[models.Model], *, by: User, reason: str = "") -> None:
    """Remove records, all of a kind at once; their history says that they were there and who removed them."""
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for record in records:
        _attribute(record, by=by, reason=reason)
        kinds.setdefault(type(record), []).append(record)
    for some in kinds.values():
        # As record.delete() does, which looks for what depends on each record anew.
        collector = Collector(using=connection.alias)
        collector.collect(some)
        collector.delete()


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


def audit_all(
    *,
    by: User,
    action: str,
    kind: type[models.Model],
    targets: Iterable[tuple[str, Iterable[str]]],
    now: datetime,
    reason: str = "",
) -> None:
    """Append one event for each of very many records of a kind, in order: its name and the fields."""
    remaining = iter(targets)
    while some := list(islice(remaining, 1000)):
        _append(
            [
                AuditEvent(
                    at=now,
                    actor=by,
                    action=action,
                    target_type=str(kind._meta.model_name),
                    target=name,
                    fields=sorted(fields),
                    reason=reason,
                )
                for name, fields in some
            ]
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
    """Take a passage out of reasons and names in the chain; how many events.

    The chain itself stays as it is, so that a head that was written down elsewhere is still in it: the seal of what
    the event said remains in its place, and a second one seals what it says now (docs/adr/0026).
    """
    AuditHead.objects.select_for_update().filter(pk=1).first()  # nobody appends meanwhile
    changed = 0
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=500):
        reason, target = needle.removed_from(event.reason), needle.removed_from(event.target)[:200]
        if (reason, target) == (event.reason, event.target):
            continue
        event.reason, event.target = reason, target
        redaction_seal = _redaction_seal(event, key=settings.AUDIT_KEYS[0])
        AuditEvent.objects.filter(pk=event.pk).update(
            reason=reason, target=target, redaction_seal=redaction_seal
        )
        changed += 1
    return changed


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk through the whole chain found.

    `broken` is the primary key of the first event that was changed or follows a missing one, 0 if events are missing at
    the end, None if the chain is whole. `lost` are those of the expected heads that it does not contain.
    """

    length: int
    seal: str
    broken: int | None
    lost: tuple[Head, ...]


def verify(*, against: Collection[Head] = ()) -> Verification:
    """Walk through the chain, and look for heads that were written down elsewhere. Nobody has to wait for it."""
    before = head()
    expected = {*against, before}
    found = expected & {Head(0, "")}
    length, seal, broken = 0, "", None
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        if event.previous_seal != seal or not _is_sealed(event):
            broken = event.pk
            break
        length, seal = length + 1, event.seal
        found |= expected & {Head(length, seal)}
    if broken is None and not (before in found and head().length >= length):
        broken = 0
    return Verification(length, seal, broken, tuple(one for one in against if one not in found))


def first_break() -> int | None:
    """See `Verification.broken`."""
    return verify().broken


def head() -> Head:
    """The length of the chain and its newest seal."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(0, "") if row is None else Head(row.length, row.seal)


def _is_sealed(event: AuditEvent) -> bool:
    seal, make = (event.redaction_seal, _redaction_seal) if event.redaction_seal else (event.seal, _seal)
    return any(hmac.compare_digest(seal, make(event, key=key)) for key in settings.AUDIT_KEYS)


def _seal(event: AuditEvent, *, key: str) -> str:
    """HMAC-SHA256 over everything that the event says and the seal before it, as 64 hexadecimal digits."""
    return _hmac([event.previous_seal, *_said(event)], key)


def _redaction_seal(event: AuditEvent, *, key: str) -> str:
    """The same over what the event says after a passage was taken out, and the seal that it had and keeps."""
    return _hmac([event.previous_seal, event.seal, *_said(event)], key)


def _said(event: AuditEvent) -> list[Any]:
    return [
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.action,
        event.target_type,
        event.target,
        event.fields,
        event.reason,
    ]


def _hmac(content: list[Any], key: str) -> str:
    message = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
