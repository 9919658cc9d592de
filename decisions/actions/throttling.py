"""Counting failed logins. Who failed is a keyed hash; neither address nor browser is asked for."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from decisions.models import LoginDelay
from decisions.queries.throttling import FORGOTTEN_AFTER


@transaction.atomic
def note_failure(*, key: str, now: datetime) -> None:
    """Somebody failed under this key. What is older than a day is forgotten."""
    LoginDelay.objects.filter(last_failure_at__lte=now - FORGOTTEN_AFTER).delete()
    _row, made = LoginDelay.objects.get_or_create(key=key, defaults={"failures": 1, "last_failure_at": now})
    if not made:
        LoginDelay.objects.filter(key=key).update(failures=F("failures") + 1, last_failure_at=now)


@transaction.atomic
def forget(*, key: str) -> None:
    """Somebody succeeded under this key."""
    LoginDelay.objects.filter(key=key).delete()
