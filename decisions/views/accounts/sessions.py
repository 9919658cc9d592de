"""How long a login is worth something."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

_BEGAN = "began"
_SEEN = "seen"
_SELDOM = 60  # seconds: a session is written at most so often for being used


def begin(request: HttpRequest) -> None:
    """Somebody has logged in."""
    request.session[_BEGAN] = request.session[_SEEN] = _now()


def is_over(request: HttpRequest) -> bool:
    """Whether nothing happened for too long, or the login was too long ago; else notes that something happened.

    What lies in the future was written while a clock was wrong: nobody knows how long ago, so it is over.
    """
    now = _now()
    began, seen = request.session.get(_BEGAN, 0), request.session.get(_SEEN, 0)
    if max(began, seen) > now + _SELDOM:
        return True
    if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
        return True
    if now - seen >= _SELDOM:
        request.session[_SEEN] = now
    return False


def _now() -> int:
    return int(timezone.now().timestamp())
