"""What somebody has typed and not saved, as it comes back to them and to nobody else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from decisions.models import KeptInput, Unreadable, User

# Names and values as a form sends them.
Content: TypeAlias = Mapping[str, list[str]]

FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """One unsaved input. `content` is None where the key that sealed it is lost."""

    key: str
    kept_at: datetime
    content: Content | None


def all_of(owner: User, *, form: str, now: datetime) -> list[Kept]:
    """The person's unsaved inputs of this form, the newest first."""
    rows = KeptInput.objects.filter(owner=owner, form=form, kept_at__gt=now - FOR).order_by("-kept_at", "pk")
    return [_opened(row) for row in rows]


def one_of(owner: User, *, form: str, key: str, now: datetime) -> Kept | None:
    """The person's own unsaved input under this key, if there is one."""
    found = (one for one in all_of(owner, form=form, now=now) if one.key == key)
    return next(found, None)


def _opened(row: KeptInput) -> Kept:
    try:
        return Kept(row.key, row.kept_at, json.loads(row.content.open()))
    except (Unreadable, json.JSONDecodeError):
        return Kept(row.key, row.kept_at, None)
