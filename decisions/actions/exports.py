"""Files of rulings that somebody takes out of the administration."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from decisions import ledger, policy
from decisions.models import User
from decisions.vocabulary import Role


@transaction.atomic
def record(*, filters: Collection[str], rows: int, by: User, now: datetime) -> None:
    """Note who exported how many rulings under which filters: their names, never what was asked for."""
    policy.require(by, Role.REVIEWER)
    ledger.audit(
        by=by, action="ruling.export", target=by, now=now, fields=filters, reason=f"{rows} rows as CSV"
    )
