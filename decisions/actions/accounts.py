"""Making and changing accounts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import Team, User
from decisions.vocabulary import Role

# System accounts act for commands: they have no password and cannot log in.
LOADER = "report-loader"
CHECKER = "report-checker"
KEEPER = "reference-keeper"
_SYSTEM_ROLES = {LOADER: Role.LAWYER, CHECKER: Role.REVIEWER, KEEPER: Role.ADMINISTRATOR}


@transaction.atomic
def system_account(*, username: str, now: datetime) -> User:
    """The system account of that name, made when it is first needed. Raises KeyError for another name."""
    role = _SYSTEM_ROLES[username]
    existing = User.objects.filter(username=username).first()
    if existing is not None:
        return existing
    user = User(username=username, role=role, is_active=False)
    user.set_unusable_password()
    user.save(force_insert=True)
    ledger.audit(by=user, action="account.add", target=user, now=now, fields=["username", "role"])
    return user


def system_usernames() -> Collection[str]:
    return _SYSTEM_ROLES.keys()


@transaction.atomic
def add(
    *, username: str, password: str | None, role: Role, team: Team | None, by: User, now: datetime
) -> User:
    """A new account; without a password it cannot log in yet."""
    policy.require(by, Role.ADMINISTRATOR)
    user = User(username=username, role=role, team=team)
    user.set_password(password)
    user.save(force_insert=True)
    ledger.audit(by=by, action="account.add", target=user, now=now, fields=["username", "role", "team"])
    return user


@transaction.atomic
def change(*, user: User, fields: Collection[str], by: User, now: datetime, reason: str = "") -> None:
    """Save the named columns of an account. Raises Refused for the own role."""
    policy.require(by, Role.ADMINISTRATOR)
    if "reads_identities" in fields:
        raise ValueError("who reads identities is decided with set_reads_identities")
    if user.pk == by.pk and {"role", "is_active"} & set(fields):
        raise Refused([_("Another administrator has to do this, so that nobody locks themselves out.")])
    user.save(update_fields=list(fields))
    ledger.audit(by=by, action="account.change", target=user, now=now, fields=fields, reason=reason)


@transaction.atomic
def set_reads_identities(*, user: User, granted: bool, by: User, now: datetime, reason: str = "") -> None:
    """Grant or take back the permission to read identities. Raises Refused for the own account."""
    policy.require(by, Role.ADMINISTRATOR)
    if user.pk == by.pk:
        raise Refused([_("Another administrator has to do this: nobody lets themselves read identities.")])
    user.reads_identities = granted
    user.save(update_fields=["reads_identities"])
    action = "account.grant_identities" if granted else "account.refuse_identities"
    ledger.audit(by=by, action=action, target=user, now=now, fields=["reads_identities"], reason=reason)


@transaction.atomic
def set_password(*, user: User, password: str, by: User, now: datetime) -> None:
    """Give an account a new password: one's own, or as an administrator anybody's. It never reaches the audit."""
    if user.pk != by.pk:
        policy.require(by, Role.ADMINISTRATOR)
    user.set_password(password)
    user.save(update_fields=["password"])
    ledger.audit(by=by, action="account.password", target=user, now=now, fields=["password"])
