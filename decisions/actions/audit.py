"""The audit: its head, holding it against what it should be, taking it out. Only actions may ask the ledger."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from decisions import ledger, policy
from decisions.filters import Pairs
from decisions.ledger import Verification
from decisions.models import User
from decisions.queries import audit
from decisions.queries.audit import Asked
from decisions.queries.taken import CSV, Taken, csv_pieces, described
from decisions.text.heads import Head
from decisions.vocabulary import Role


def audit_head() -> Head:
    """How long the chain is and its newest seal, to be written down outside of the database, as `str()` of it.

    `manage.py verify_audit --against` finds such heads in any text, one or many, so a backup may write it on a line of
    its own or as a string in JSON. Within a transaction it is the head of what that transaction sees.
    """
    return ledger.head()


def verify(*, against: Collection[Head] = ()) -> Verification:
    """Walk through the whole chain, and look for heads that were written down elsewhere."""
    return ledger.verify(against=against)


@transaction.atomic
def take(*, asked: Asked, filters: Pairs, by: User, now: datetime) -> Taken:
    """The events that are asked for as CSV; that they were taken is one of them. Raises PermissionDenied."""
    policy.require(by, Role.ADMINISTRATOR)
    found = audit.events(asked)
    reason = f"{found.count()} rows as CSV{described(filters)}"
    ledger.audit(by=by, action="audit.export", target=by, now=now, fields=audit.HEADER, reason=reason)
    every = range(len(audit.HEADER))
    pieces = csv_pieces(audit.HEADER, audit.rows(found), free=every)
    return Taken(f"audit-{now:%Y-%m-%d}.csv", CSV, pieces)
