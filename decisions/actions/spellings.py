"""Other ways in which the name of a judge or a court is written."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import search
from decisions.actions.refusals import Refused
from decisions.models import Court, CourtSpelling, Judge, JudgeSpelling, User
from decisions.vocabulary import Role

Spelling = JudgeSpelling | CourtSpelling


@transaction.atomic
def add(*, spelling: Spelling, by: User, now: datetime) -> None:
    """Save a new spelling. Raises PermissionDenied, Refused for one that is there."""
    policy.require(by, Role.REVIEWER)
    try:
        with transaction.atomic():
            ledger.insert([spelling], by=by)
    except IntegrityError as error:
        raise Refused([_("This spelling is there already.")]) from error
    search.refresh_named(records=[_of(spelling)])
    ledger.audit(by=by, action="spelling.add", target=spelling, now=now, fields=["spelling"])


@transaction.atomic
def remove(*, spelling: Spelling, by: User, now: datetime, reason: str) -> None:
    """Take a spelling away; its history stays. Raises PermissionDenied, Refused."""
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("Say why this spelling is wrong.")])
    ledger.audit(by=by, action="spelling.remove", target=spelling, now=now, reason=reason)
    ledger.delete([spelling], by=by, reason=reason)
    search.refresh_named(records=[_of(spelling)])


def _of(spelling: Spelling) -> Judge | Court:
    return spelling.judge if isinstance(spelling, JudgeSpelling) else spelling.court
