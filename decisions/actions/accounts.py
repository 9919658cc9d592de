"""Making and changing accounts. None is ever deleted, and an administrator who can log in always remains."""

from collections.abc import Collection, Iterable
from datetime import datetime
from secrets import token_hex

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from decisions import ledger
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Team, User
from decisions.vocabulary import Role

# System accounts act for commands: they have no password and cannot log in.
LOADER = "report-loader"
CHECKER = "report-checker"
KEEPER = "reference-keeper"
_SYSTEM_ROLES = {LOADER: Role.LAWYER, CHECKER: Role.REVIEWER, KEEPER: Role.ADMINISTRATOR}
_MAKING = ("account.add", "account.invite", "account.invite_administrator")


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
def hold_administrators(*, by: User) -> list[User]:
    """The administrators as they are now, whom nobody else changes until this transaction ends.

    Of two who act against each other at once the second is no administrator any more, and raises PermissionDenied.
    """
    held = list(User.objects.select_for_update(no_key=True).filter(role=Role.ADMINISTRATOR).order_by("pk"))
    now = next((one for one in held if one.pk == by.pk), None)
    if now is None or not (now.is_active or now.username in _SYSTEM_ROLES):
        raise PermissionDenied("this needs the role administrator")
    return held


@transaction.atomic
def add(
    *, username: str, password: str | None, role: Role, team: Team | None, by: User, now: datetime
) -> User:
    """A new account; without a password it cannot log in yet."""
    hold_administrators(by=by)
    user = User(username=username, role=role, team=team)
    user.set_password(password)
    user.save(force_insert=True)
    ledger.audit(by=by, action="account.add", target=user, now=now, fields=["username", "role", "team"])
    return user


@transaction.atomic
def note_administrators(*, now: datetime) -> None:
    """Of administrators who were made on the server, by manage.py createsuperuser, the audit learns too."""
    known = AuditEvent.objects.filter(action__in=_MAKING, target_type="user").values("target")
    keeper = system_account(username=KEEPER, now=now)
    for user in User.objects.filter(role=Role.ADMINISTRATOR).exclude(username__in=known).order_by("pk"):
        ledger.audit(
            by=keeper, action="account.add", target=user, now=now, fields=["username", "role"],
            reason=_("made on the server"),
        )  # fmt: skip


@transaction.atomic
def note_login(*, by: User, now: datetime) -> None:
    """Somebody has logged in, with the second factor if there is one. From where is kept nowhere."""
    ledger.audit(by=by, action="account.login", target=by, now=now)


@transaction.atomic
def change(*, user: User, role: Role, team: Team | None, by: User, now: datetime, reason: str = "") -> None:
    """Another role or team. Raises Refused for the own role, and for that of the last administrator.

    The audit says from which role to which; roles are words of ours and say nothing of what is recorded.
    """
    held = hold_administrators(by=by)
    current = _current(user)
    fields = [name for name, value in (("role", role), ("team", team)) if getattr(current, name) != value]
    if "role" in fields:
        _check(_another(current, by), _remaining(current, held, by))
        reason = ". ".join(filter(None, (f"{current.role or 'no role'} → {role.value}", reason)))
    current.role, current.team = role, team
    _save(current, fields, action="account.change", by=by, now=now, reason=reason)


@transaction.atomic
def lock(*, user: User, by: User, now: datetime, reason: str) -> None:
    """From now on it cannot log in, and where it is logged in it is no longer. Raises Refused."""
    held = hold_administrators(by=by)
    current = _current(user)
    _check(_another(current, by), _remaining(current, held, by), _reasoned(reason))
    current.is_active, current.session_salt = False, token_hex(16)
    _save(current, ["is_active", "session_salt"], action="account.lock", by=by, now=now, reason=reason)


@transaction.atomic
def unlock(*, user: User, by: User, now: datetime, reason: str) -> None:
    """It can log in again. Raises Refused."""
    hold_administrators(by=by)
    current = _current(user)
    _check(_another(current, by), _reasoned(reason))
    current.is_active = True
    _save(current, ["is_active"], action="account.unlock", by=by, now=now, reason=reason)


@transaction.atomic
def end_sessions(*, user: User, by: User, now: datetime) -> None:
    """Wherever somebody is logged in with this account, they are no longer. One's own too."""
    hold_administrators(by=by)
    current = _current(user)
    current.session_salt = token_hex(16)
    _save(current, ["session_salt"], action="account.end_sessions", by=by, now=now)


@transaction.atomic
def set_reads_identities(*, user: User, granted: bool, by: User, now: datetime, reason: str = "") -> None:
    """Grant or take back the permission to read identities. Raises Refused for the own account."""
    hold_administrators(by=by)
    current = _current(user)
    if current.pk == by.pk:
        raise Refused([_("Another administrator has to do this: nobody lets themselves read identities.")])
    current.reads_identities = granted
    action = "account.grant_identities" if granted else "account.refuse_identities"
    _save(current, ["reads_identities"], action=action, by=by, now=now, reason=reason)


@transaction.atomic
def set_password(*, user: User, password: str, by: User, now: datetime) -> None:
    """Give one's own account a new password, or a program's account one. It never reaches the audit.

    Nobody chooses a password for somebody else: they get a link (actions/invitations.py).
    """
    if user.pk != by.pk and by.username not in _SYSTEM_ROLES:
        raise PermissionDenied("people choose their passwords themselves")
    user.set_password(password)
    user.save(update_fields=["password"])
    ledger.audit(by=by, action="account.password", target=user, now=now, fields=["password"])


def _current(user: User) -> User:
    """The account as it is now. System accounts act for commands and stay as they are."""
    current = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if current.username in _SYSTEM_ROLES:
        raise Refused([_("This account acts for commands and stays as it is.")])
    return current


def _check(*reasons: Iterable[str]) -> None:
    """Raises Refused with every reason."""
    every = [one for several in reasons for one in several]
    if every:
        raise Refused(every)


def _another(user: User, by: User) -> list[str]:
    own = user.pk == by.pk
    return [_("Another administrator has to do this, so that nobody locks themselves out.")] if own else []


def _remaining(user: User, administrators: Collection[User], by: User) -> list[str]:
    """Why this account must stay an administrator: nobody else could log in as one.

    Whoever runs a command has the server, and makes another one with createsuperuser.
    """
    if by.username in _SYSTEM_ROLES:
        return []
    able = {one.pk for one in administrators if one.is_active and one.has_usable_password()}
    return [_("This is the last administrator who can log in.")] if able == {user.pk} else []


def _reasoned(reason: str) -> list[str]:
    return [] if reason.strip() else [_("Say why.")]


def _save(
    user: User, fields: Collection[str], *, action: str, by: User, now: datetime, reason: str = ""
) -> None:
    if fields:
        user.save(update_fields=list(fields))
        named = set(fields) - {"session_salt"}
        ledger.audit(by=by, action=action, target=user, now=now, fields=named, reason=reason)
