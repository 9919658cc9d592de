import pytest
from django.test import Client
from django.utils import timezone

from tests.accounts.logins import PASSWORD


@pytest.fixture
def clock(monkeypatch):
    """Moves on by hand: `clock.pass_(minutes=5)`."""
    return Clock(monkeypatch)


class Clock:
    def __init__(self, monkeypatch):
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def pass_(self, **time):
        self.now += timezone.timedelta(**time)


@pytest.fixture
def member():
    """Gives an account the password with which the tests log in."""

    def member(user):
        user.set_password(PASSWORD)
        user.save()
        return user

    return member


@pytest.fixture
def browser():
    """A browser that nobody has used; it says who and where it is, so that tests can look for that."""
    return Client(
        REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Marked/1.0", HTTP_X_FORWARDED_FOR="198.51.100.9"
    )


@pytest.fixture
def other_browser():
    return Client(REMOTE_ADDR="203.0.113.7")
