"""Browsers that have passed somebody's second factor. They carry a signed note about it; we keep none."""

import secrets

from django.core import signing
from django.utils.crypto import salted_hmac

from decisions.models import User

COOKIE = "known_device"
LASTS = 90 * 24 * 60 * 60  # seconds
_SALT = "decisions.devices"
_MOST = 5  # accounts that use one browser

# Which account, a mark of its password, and the name of the device: all that the note says.
Entry = tuple[int, str, str]


def device_of(note: str, *, username: str) -> str:
    """The device's name if this browser has passed the second factor of the account called so; else empty."""
    entries = _read(note)
    if not entries:
        return ""
    users = {user.pk: user for user in User.objects.filter(pk__in=[pk for pk, _mark, _name in entries])}
    wanted = username.strip().lower()
    for pk, mark, name in entries:
        user = users.get(pk)
        if user is not None and user.username.lower() == wanted and mark == _mark(user):
            return name
    return ""


def with_account(note: str, user: User) -> str:
    """The browser's note after `user` has passed the second factor in it."""
    others = [entry for entry in _read(note) if entry[0] != user.pk]
    mine = (user.pk, _mark(user), secrets.token_hex(8))
    return signing.dumps([*others, mine][-_MOST:], salt=_SALT)


def _mark(user: User) -> str:
    """Changes with the password, so that a new password makes every browser unknown."""
    return salted_hmac(_SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:20]


def _read(note: str) -> list[Entry]:
    try:
        entries = signing.loads(note, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return [(pk, mark, name) for pk, mark, name in entries]
