"""Data releases: the one that pages cite, and what is said of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.models import Release
from decisions.queries import versions
from decisions.queries.overview import Totals, totals
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


@dataclass(frozen=True, slots=True)
class Coming:
    """The release that would be made now: what it would hold, and what is new or corrected `since` the last one.

    `obstacles` say why it cannot be made; `shown` names the state of the public data that this tells of.
    """

    number: int
    totals: Totals
    since: Release | None
    added: int
    corrected: int
    obstacles: tuple[str, ...]
    shown: str


def coming() -> Coming:
    shown = versions.current().token
    rulings = policy.public_rulings()
    last = Release.objects.order_by("-number").first()
    held = totals(rulings)
    return Coming(
        number=last.number + 1 if last else 1,
        totals=held,
        since=last,
        added=rulings.exclude(pk__in=last.held.values("ruling")).count() if last else 0,
        corrected=rulings.filter(pk__in=last.held.values("ruling"), corrected_at__gt=last.made_at).count()
        if last
        else 0,
        obstacles=tuple(_obstacles(last, held.rulings)),
        shown=shown,
    )


def obstacles(last: Release | None, rulings: int) -> Iterator[str]:
    """Why no release of so many rulings can be made after the last one."""
    if last is not None and last.state != ReleaseState.AVAILABLE:
        yield str(_("The last release is being rebuilt. Run manage.py rebuild_releases first."))
    if not rulings:
        yield str(_("No ruling is published, so there is nothing to release."))


def _obstacles(last: Release | None, rulings: int) -> Iterator[str]:
    """The same for a release that is made while somebody waits for the page."""
    yield from obstacles(last, rulings)
    if rulings > settings.RELEASES_REBUILT_AT_ONCE:
        yield str(_("It takes too long for a page to wait for it. Run manage.py make_release."))


def release_url(number: int) -> str:
    """The permanent address of a release, whatever its revision."""
    return f"{settings.SITE_URL}/releases/{number}/"
