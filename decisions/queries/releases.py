"""Data releases: the one that pages cite, and what is said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions.models import Release
from decisions.vocabulary import ReleaseState, Text

# What each file of a release is good for.
USES: Mapping[str, Text] = {
    "rulings.csv": _("the table, for any program"),
    "rulings.parquet": _("the same with types, for Python and R"),
    "codebook.csv": _("every column and code, as a table"),
    "codebook.txt": _("the same to be read"),
    "README.txt": _("counts, changes and what is in the files"),
    "LICENSE.txt": _("the licence of the data"),
    "datapackage.json": _("a description for programs (Frictionless)"),
    "SHA256SUMS": _("checksums of the files"),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What a page or picture says of the release that it cites: `3` or `3.r1`, and the day it was made."""

    number: int
    label: str
    made_on: date


def current() -> Cited | None:
    """The newest release, whatever became of it; None before the first. One look-up by an index."""
    return _cited(Release.objects.order_by("-number"))


def of_number(number: int) -> Cited | None:
    return _cited(Release.objects.filter(number=number))


def _cited(found: QuerySet[Release]) -> Cited | None:
    release = found.only("number", "revision", "made_at").first()
    return None if release is None else Cited(release.number, release.label, release.made_at.date())


def for_list() -> QuerySet[Release]:
    """The newest first, each with what was ever taken out of it."""
    return Release.objects.order_by("-number").prefetch_related("rebuilds")


def for_page() -> QuerySet[Release]:
    return Release.objects.prefetch_related("files", "rebuilds")


def waiting() -> QuerySet[Release]:
    """Releases whose files are not handed out until they are rebuilt."""
    return Release.objects.filter(state=ReleaseState.UNAVAILABLE).order_by("number")


def release_url(number: int) -> str:
    """The permanent address of a release, whatever its revision."""
    return f"{settings.SITE_URL}/releases/{number}/"
