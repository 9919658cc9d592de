"""The clock jumps: the audit keeps its order, versions go on, nobody is locked out or let in for it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from decisions import ledger
from decisions.actions import throttling
from decisions.models import AuditEvent, DataVersion
from decisions.queries.throttling import LONGEST, wait
from decisions.vocabulary import Status, Withdrawal
from tests import make

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
JUMPS = [timedelta(days=400), timedelta(hours=-3), timedelta(days=-30), timedelta(seconds=-1)]


def test_the_audit_keeps_its_order_and_each_version_is_later_than_the_one_before(reviewer):
    now, versions = make.NOW, []
    for jump in JUMPS:
        now += jump
        make.ruling(Status.WITHDRAWN, way=Withdrawal.OPEN, now=now)
        versions.append(DataVersion.objects.get())

    changed = [version.changed_at for version in versions]
    assert changed == sorted(set(changed))
    assert len({version.token for version in versions}) == len(JUMPS)
    events = list(AuditEvent.objects.order_by("pk"))
    assert [event.at for event in events] != sorted(event.at for event in events)
    assert ledger.first_break() is None
    assert [later.previous_seal for later in events[1:]] == [event.seal for event in events[:-1]]


@pytest.fixture
def clock(monkeypatch):
    """Sets every clock of the application."""
    began = timezone.now()

    def at(shift):
        monkeypatch.setattr(timezone, "now", lambda: began + shift)

    at(timedelta(0))
    return at


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(days=1), timedelta(days=400)])
def test_a_login_made_while_the_clock_was_ahead_ends_when_it_is_right_again(lawyer, clock, jump):
    clock(jump)
    client = Client()
    client.force_login(lawyer)
    assert client.get("/desk/").status_code == 200

    clock(timedelta(0))

    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_a_login_survives_a_clock_that_is_put_right_by_some_seconds(lawyer, clock):
    client = Client()
    client.force_login(lawyer)
    clock(timedelta(seconds=-30))

    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("jump", [timedelta(minutes=5), timedelta(days=1), timedelta(days=400)])
def test_nobody_is_locked_out_until_a_clock_that_was_ahead_is_reached(db, jump):
    for _failure in range(20):
        throttling.note_failure(key="sample", now=make.NOW + jump)

    assert wait(key="sample", now=make.NOW) <= LONGEST

    # And who guesses goes on being slowed down.
    throttling.note_failure(key="sample", now=make.NOW)
    assert wait(key="sample", now=make.NOW) == LONGEST
