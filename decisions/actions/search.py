"""Keeping what published rulings are found by. Every action that changes public text says so here, on its own line."""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from decisions import ledger, policy
from decisions.actions import accounts
from decisions.models import Court, Judge, SearchText, Series
from decisions.queries import search

AT_ONCE = 1000
# From then on FTS5 takes words out when they are deleted; before, only when its pages are written anew.
_DELETES_AT_ONCE = (3, 42)


@transaction.atomic
def refresh(*, rulings: Collection[int]) -> None:
    """Write anew what these rulings are found by. One that is not public loses its words at once."""
    numbers = sorted(rulings)
    for first in range(0, len(numbers), AT_ONCE):
        _write(numbers[first : first + AT_ONCE])


def _write(numbers: Sequence[int]) -> None:
    removed, _each = SearchText.objects.filter(ruling__in=numbers).delete()
    rows = search.rows(policy.public_rulings().filter(pk__in=numbers))
    SearchText.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,  # somebody else has written them at this moment, for another reason
        unique_fields=["ruling"],
        update_fields=SearchText.PARTS,
    )
    if removed:
        _leave_no_trace()


def _leave_no_trace() -> None:
    """A deleted word must not stay in the pages of the index, where somebody with the file could read it."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < _DELETES_AT_ONCE:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO decisions_search (decisions_search) VALUES ('optimize')")


@transaction.atomic
def refresh_named(*, records: Collection[Court | Judge | Series]) -> None:
    """Write anew what the rulings of these courts, judges or series are found by."""
    for column, kind in (("court", Court), ("judge", Judge), ("series", Series)):
        keys = {record.pk for record in records if isinstance(record, kind)}
        if keys:
            found = policy.public_rulings().filter(**{f"{column}__in": keys})
            refresh(rulings=list(found.values_list("pk", flat=True)))


@transaction.atomic
def complete(*, now: datetime) -> int:
    """Add the words of published rulings that have none yet; of how many."""
    missing = policy.public_rulings().exclude(pk__in=SearchText.objects.values("ruling"))
    numbers = list(missing.values_list("pk", flat=True))
    refresh(rulings=numbers)
    if numbers:  # pages that are kept may find fewer
        keeper = accounts.system_account(username=accounts.KEEPER, now=now)
        ledger.audit(by=keeper, action="search.complete", target=keeper, now=now)
    return len(numbers)


@transaction.atomic
def rebuild(*, now: datetime) -> int:
    """Write everything anew, for instance after the rules of words were changed; of how many rulings."""
    SearchText.objects.all().delete()
    number = complete(now=now)
    _leave_no_trace()
    return number
