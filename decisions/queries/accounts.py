"""Accounts as administrators see them. Of logins the time is known, never from where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from decisions.models import User
from decisions.text.lookalikes import looks, scripts
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


def able_administrators() -> list[User]:
    """The administrators who can log in."""
    rows = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return [user for user in rows if user.has_usable_password()]


def reason_against(username: str) -> str:
    """Why no new account may have this name, since somebody could take it for another; empty if it may."""
    others = User.objects.order_by("username").values_list("username", flat=True)
    like = [name for name in others if looks(name) == looks(username)]
    if any(name.lower() == username.lower() for name in like):
        return _("An account has this name already, perhaps in other letter case.")
    if like:
        return _("This looks like “%(name)s”, which is another account.") % {"name": like[0]}
    if len(scripts(username)) > 1:
        return _("Take the letters of one script: these of two look like a name that they are not.")
    return ""
