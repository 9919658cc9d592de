"""Rotating the keys of what is sealed, some records at a time: safe to repeat and to interrupt.

What is under the newest key already is passed over; what no key of ours opens stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction

from decisions import ledger
from decisions.actions import accounts
from decisions.models import Document, RespondentSpelling, Sealed, Unreadable, sealed_files
from decisions.models.fingerprints import DOCUMENT, SPELLING, fingerprint
from decisions.text import names

AT_ONCE = 200


@dataclass(slots=True)
class Some:
    """What became of some records. `last` is the primary key to go on after, None at the end."""

    last: int | None = None
    done: int = 0
    unreadable: int = 0


@transaction.atomic
def reseal(*, model: type[models.Model], columns: Sequence[str], after: int) -> Some:
    """Encrypt the columns of some records anew. A value that somebody changes meanwhile is left to them."""
    rows = list(model._default_manager.filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    some = Some(last=rows[-1].pk if rows else None)
    for row in rows:
        for column in columns:
            _reseal_one(row, column, some)
    return some


def _reseal_one(row: models.Model, column: str, some: Some) -> None:
    before: Sealed = getattr(row, column)
    try:
        new = before.resealed()
    except Unreadable:
        some.unreadable += 1
        return
    if new is not before:
        unchanged = type(row)._default_manager.filter(pk=row.pk, **{column: before})
        some.done += unchanged.update(**{column: new})


@transaction.atomic
def respell(*, after: int) -> Some:
    """Take the fingerprints of some spellings anew, by which people are found."""
    rows = list(RespondentSpelling.objects.filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    some = Some(last=rows[-1].pk if rows else None)
    for row in rows:
        _refingerprint(row, row.spelling, SPELLING, some)
    return some


@transaction.atomic
def reseal_file(*, after: int) -> Some:
    """Encrypt the file of the next document anew, and take its fingerprint. It cannot be deleted meanwhile."""
    row = Document.objects.select_for_update().filter(pk__gt=after).order_by("pk").first()
    if row is None:
        return Some()
    some = Some(last=row.pk)
    _refingerprint(row, row.checksum, DOCUMENT, some)
    try:
        some.done += sealed_files.reseal(row.stored_as)
    except (Unreadable, sealed_files.Missing):
        some.unreadable += 1
    return some


def _refingerprint(row: RespondentSpelling | Document, sealed: Sealed, purpose: str, some: Some) -> None:
    try:
        text = sealed.open()
    except Unreadable:
        some.unreadable += 1
        return
    mark = fingerprint(purpose, names.key(text) if purpose == SPELLING else text)
    if mark == row.fingerprint:
        return
    row.fingerprint = mark
    try:
        with transaction.atomic():
            row.save(update_fields=["fingerprint"])
    except IntegrityError:  # entered again under the newest key: that one is found
        return
    some.done += 1


@transaction.atomic
def note_rotation(*, now: datetime) -> None:
    """That the keys were rotated, for the audit: in the name of the account that keeps the reference data."""
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    ledger.audit(by=keeper, action="keys.rotate", target=keeper, now=now)
