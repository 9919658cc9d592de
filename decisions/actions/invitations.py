"""Links with which people choose a password: for a new account, or for one whose password is lost. No mail is sent."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from decisions import ledger
from decisions.actions import accounts
from decisions.actions.refusals import Refused
from decisions.models import Invitation, Team, User
from decisions.queries.accounts import reason_against
from decisions.queries.invitations import digest, live
from decisions.vocabulary import Role


@transaction.atomic
def invite(*, username: str, role: Role, team: Team | None, by: User, now: datetime) -> str:
    """A new account without a password; the key of its link, which nobody can be told again. Raises Refused."""
    accounts.hold_administrators(by=by)
    reason = reason_against(username)
    if reason:
        raise Refused([reason])
    user = User(username=username, role=role, team=team)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refused([_("An account has this name already, perhaps in other letter case.")]) from error
    # An invitation to everything stands out in the audit.
    action = "account.invite_administrator" if role is Role.ADMINISTRATOR else "account.invite"
    ledger.audit(
        by=by, action=action, target=user, now=now, fields=["username", "role", "team"], reason=role.value
    )
    return _new_key(user, now)


@transaction.atomic
def renew(*, user: User, by: User, now: datetime, reason: str) -> str:
    """The key of a new link for an account; an earlier one is worth nothing from now on. Raises Refused.

    A password that it has stays until another is chosen.
    """
    accounts.hold_administrators(by=by)
    reasons = []
    if user.pk == by.pk:
        reasons.append(_("Change your own password on the page of your account."))
    if user.username in accounts.system_usernames():
        reasons.append(_("This account acts for commands and stays as it is."))
    if not reason.strip():
        reasons.append(_("Say how you know that it is really this person who asks."))
    if reasons:
        raise Refused(reasons)
    ledger.audit(by=by, action="account.link", target=user, now=now, reason=reason)
    return _new_key(user, now)


@transaction.atomic
def redeem(*, key: str, password: str, now: datetime) -> User:
    """Give the account of the link this password; the link is used up, and sessions end. Raises Refused."""
    found = live(key, now=now).select_for_update(of=("self",)).first()
    if found is None:
        raise Refused([_("This link was used, has ended, or was replaced by another one.")])
    user = found.user
    user.set_password(password)
    user.save(update_fields=["password"])
    found.delete()
    ledger.audit(by=user, action="account.password_by_link", target=user, now=now, fields=["password"])
    return user


def _new_key(user: User, now: datetime) -> str:
    key = token_urlsafe(32)
    ends = now + timedelta(hours=settings.INVITATION_HOURS)
    Invitation.objects.update_or_create(user=user, defaults={"digest": digest(key), "expires_at": ends})
    return key
