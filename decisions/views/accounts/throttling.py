"""How django-axes counts failed logins here: by user name or known device, with a growing delay (docs/adr/0010)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from axes.handlers.base import AxesHandler
from django.http import HttpRequest
from django.utils import timezone

from decisions.actions import throttling
from decisions.models import User
from decisions.queries import devices
from decisions.queries.throttling import key_of_device, key_of_name, wait
from decisions.views.accounts import sessions


class GrowingDelay(AxesHandler):
    """Asked by axes before a password is looked at, and told what became of it."""

    def is_allowed(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
        return not time_left(request, credentials or {})

    def is_locked(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
        return not self.is_allowed(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: Mapping[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        """Counts what was tried, but not what was refused untried: else a delay could be kept up by hammering."""
        if request is not None and not request.axes_locked_out:
            throttling.note_failure(key=key_of(request, credentials), now=timezone.now())

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """The one place that hears of every login."""
        throttling.forget(key=key_of(request, {"username": user.username}))
        sessions.begin(request)


def time_left(request: HttpRequest, credentials: Mapping[str, Any]) -> timedelta:
    return wait(key=key_of(request, credentials), now=timezone.now())


def key_of(request: HttpRequest, credentials: Mapping[str, Any]) -> str:
    """A device that has passed the account's second factor has a count of its own, which no stranger can raise."""
    username = str(credentials.get("username") or "")
    device = devices.device_of(request.COOKIES.get(devices.COOKIE, ""), username=username)
    return key_of_device(device) if device else key_of_name(username)


def no_address(request: HttpRequest) -> None:
    """What axes takes for a visitor's address."""
    return None
