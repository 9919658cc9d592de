"""Links with which people choose a password: which are worth something."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from decisions.models import Invitation


def digest(key: str) -> str:
    """What is kept of a key. It has 256 random bits, so that nothing slower is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def live(key: str, *, now: datetime) -> QuerySet[Invitation]:
    """The one link that this key opens, if it has not ended and the account is not locked."""
    return Invitation.objects.filter(
        digest=digest(key), expires_at__gt=now, user__is_active=True
    ).select_related("user")
