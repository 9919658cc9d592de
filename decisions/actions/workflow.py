"""The life of a ruling: draft, in review, published, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import Ruling, User
from decisions.queries.workflow import blockers
from decisions.vocabulary import Role, Status, Withdrawal


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
def send_back(*, ruling: Ruling, by: User, now: datetime, reason: str) -> Ruling:
    """Give a submitted ruling back to the person who entered it, saying why."""
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("Say what has to be changed.")])
    current = policy.locked(by, ruling)
    if current.status != Status.IN_REVIEW:
        raise Refused([_("Only a ruling in review can be sent back.")])
    return _move(current, {"status": Status.DRAFT}, by=by, now=now, action="ruling.send_back", reason=reason)


@transaction.atomic
def publish(*, ruling: Ruling, by: User, now: datetime) -> Ruling:
    """Show the ruling to the world. Raises Refused with every blocker."""
    policy.require(by, Role.REVIEWER)
    current = policy.locked(by, ruling)
    reasons = blockers(current, reviewer=by)
    if reasons:
        raise Refused(reasons)
    columns = {"status": Status.PUBLISHED, "published_by": by, "published_at": now}
    return _move(current, columns, by=by, now=now, action="ruling.publish")


@transaction.atomic
def withdraw(*, ruling: Ruling, by: User, now: datetime, way: Withdrawal, reason: str) -> Ruling:
    """Take the ruling off every public page: openly (410, a tombstone) or quietly (404, as if it never was)."""
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("A withdrawal needs a reason.")])
    current = policy.locked(by, ruling)
    if current.status == Status.WITHDRAWN:
        raise Refused([_("It is withdrawn already.")])
    columns = {"status": Status.WITHDRAWN, "withdrawn_by": by, "withdrawn_at": now, "withdrawal": way}
    return _move(current, columns, by=by, now=now, action="ruling.withdraw", reason=reason)


def _move(
    ruling: Ruling, columns: Mapping[str, Any], *, by: User, now: datetime, action: str, reason: str = ""
) -> Ruling:
    for name, value in columns.items():
        setattr(ruling, name, value)
    ruling.version += 1
    ledger.update(ruling, fields=[*columns, "version"], by=by, reason=reason)
    ledger.audit(by=by, action=action, target=ruling, now=now, fields=columns, reason=reason)
    return ruling
