"""Which version of the public data a visitor is looking at."""

from dataclasses import dataclass
from datetime import datetime

from decisions.models import DataVersion


@dataclass(frozen=True, slots=True)
class Version:
    """`token` names the state; `changed_at` is None where nothing was ever recorded."""

    token: str = ""
    changed_at: datetime | None = None


def current() -> Version:
    """Read before the data is: what is then kept under its token is never older than the token says."""
    row = DataVersion.objects.filter(pk=1).values_list("token", "changed_at").first()
    return Version(*row) if row else Version()
