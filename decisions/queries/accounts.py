"""Accounts as administrators see them. Of logins the time is known, never from where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from decisions.models import User
from decisions.vocabulary import Role

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Account:
    """`state` is `active`, `invited`, `ended` (the link has), `locked` or `system`."""

    user: User
    state: str
    link_ends: datetime | None


def accounts(*, system: Collection[str], now: datetime) -> list[Account]:
    """Every account, those who can log in first."""
    rows = _with_all(User.objects.all()).order_by("-is_active", "username")
    return [described(user, system=system, now=now) for user in rows]


def one(user: User, *, system: Collection[str], now: datetime) -> Account:
    return described(_with_all(User.objects.filter(pk=user.pk)).get(), system=system, now=now)


def described(user: User, *, system: Collection[str], now: datetime) -> Account:
    invitation = getattr(user, "invitation", None)
    ends = None if invitation is None else invitation.expires_at
    return Account(user, _state(user, ends, system, now), ends)


def _state(user: User, ends: datetime | None, system: Collection[str], now: datetime) -> str:
    if user.username in system:
        return "system"
    if not user.is_active:
        return "locked"
    if user.has_usable_password():
        return "active"
    return "invited" if ends is not None and ends > now else "ended"


def _with_all(users: QuerySet[User]) -> QuerySet[User]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=_FACTORS)
    return users.select_related("team", "invitation").annotate(second_factor=Exists(factors))


def able_administrators() -> int:
    """How many administrators can log in."""
    rows = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return sum(user.has_usable_password() for user in rows)
