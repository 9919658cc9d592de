"""How long somebody has to wait after failed logins. Nothing here knows an address."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from decisions.models import LoginDelay, User

FREE = 5  # failures before the first wait
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)

_SALT = "decisions.throttling"


def key_of_name(username: str) -> str:
    """The key of whatever was typed as a user name. Upper and lower case are one account, so they are one key.

    A keyed hash: people type passwords into the wrong field, and nobody may read them in the database.
    """
    return _key(f"name:{username.strip().lower()}")


def key_of_device(device: str) -> str:
    return _key(f"device:{device}")


def key_of_code(user: User) -> str:
    """For codes of the second factor. Only who knows the password can get here."""
    return _key(f"code:{user.pk}")


def _key(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


def delay_after(failures: int) -> timedelta:
    """Nothing at first, then a minute that doubles with each failure up to a quarter of an hour."""
    if failures < FREE:
        return timedelta(0)
    doublings = min(failures - FREE, 10)
    return min(SHORTEST * (1 << doublings), LONGEST)


def wait(*, key: str, now: datetime) -> timedelta:
    """How much longer nothing is tried under this key; zero if it may be tried now.

    A failure in the future was noted while a clock was wrong: nobody is locked out until that clock is reached.
    """
    row = LoginDelay.objects.filter(key=key, last_failure_at__gt=now - FORGOTTEN_AFTER).first()
    if row is None or row.last_failure_at > now + LONGEST:
        return timedelta(0)
    return min(max(row.last_failure_at + delay_after(row.failures) - now, timedelta(0)), LONGEST)


def sentence(left: timedelta) -> str:
    """What a person who has to wait is told."""
    minutes = -(-int(left.total_seconds()) // 60) or 1
    return ngettext(
        "Too many attempts failed. Wait %(minutes)d minute, then try again.",
        "Too many attempts failed. Wait %(minutes)d minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}
