"""Data releases: the one that pages cite, and what is said of each."""

from dataclasses import dataclass
from datetime import date

from decisions.models import Release


@dataclass(frozen=True, slots=True)
class Cited:
    """What a page or picture says of the release that it cites: `3` or `3.r1`, and the day it was made."""

    number: int
    label: str
    made_on: date


def current() -> Cited | None:
    """The newest release, whatever became of it; None before the first. One look-up by an index."""
    newest = Release.objects.only("number", "revision", "made_at").order_by("-number").first()
    return None if newest is None else Cited(newest.number, newest.label, newest.made_at.date())
