"""Second factors: a code counts once, what changed is in the audit, and an administrator can take a lost one away."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from decisions import ledger
from decisions.actions import accounts
from decisions.actions.refusals import Refused
from decisions.models import User

# Longer than any code is valid: three steps of half a minute.
_REMEMBERED = timedelta(minutes=2)


@transaction.atomic
def use_code(*, authenticator: Authenticator, code: str, now: datetime) -> bool:
    """Whether this code of an authenticator app was not used before; from now on it was, in every process."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    oldest = (now - _REMEMBERED).timestamp()
    used = [[mark, at] for mark, at in row.data.get("used", []) if at > oldest]
    mark = salted_hmac("decisions.second_factor", code.replace(" ", ""), algorithm="sha256").hexdigest()
    if any(mark == old for old, _at in used):
        return False
    row.data["used"] = [*used, [mark, now.timestamp()]]
    row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


@transaction.atomic
def record(*, by: User, event: str, now: datetime) -> None:
    """Note in the audit what somebody did with the own second factor, such as `totp_activated`."""
    ledger.audit(by=by, action=f"account.{event}", target=by, now=now, fields=["second_factor"])


@transaction.atomic
def remove(*, user: User, by: User, now: datetime, reason: str) -> None:
    """Take away every second factor of an account that has lost it. Raises Refused for the own one."""
    accounts.hold_administrators(by=by)
    if user.pk == by.pk:
        raise Refused([_("Another administrator has to do this.")])
    if not reason.strip():
        raise Refused([_("Say how you know that it is really this person who asks.")])
    Authenticator.objects.filter(user=user).delete()
    ledger.audit(
        by=by,
        action="account.second_factor_removed",
        target=user,
        now=now,
        fields=["second_factor"],
        reason=reason,
    )
