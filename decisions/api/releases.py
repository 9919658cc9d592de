"""Data releases for programs: what each counts, its files with their checksums, and what was taken out of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from decisions.api.doors import Keys, Many, One, counting_number
from decisions.models import Release, ReleaseFile, ReleaseRebuild
from decisions.queries import releases
from decisions.tables.packages import content_type
from decisions.vocabulary import ReleaseState


class CountKeys(serializers.Serializer[Any]):
    """How much is in a release."""

    rulings = serializers.IntegerField(help_text=_("Rulings."))
    at_least_rulings = serializers.IntegerField(
        source="at_least",
        allow_null=True,
        help_text=_("Of so many of them the source knows a smallest number only; null in older releases."),
    )
    series = serializers.IntegerField(help_text=_("Series."))
    regions = serializers.IntegerField(source="region", help_text=_("Regions."))
    courts = serializers.IntegerField(source="court", help_text=_("Courts."))
    judges = serializers.IntegerField(source="judge", help_text=_("Judges."))
    first_decided_on = serializers.DateField(
        allow_null=True, help_text=_("Day of the first ruling; null if none has one.")
    )
    last_decided_on = serializers.DateField(
        allow_null=True, help_text=_("Day of the last ruling; null if none has one.")
    )


class DifferenceKeys(serializers.Serializer[Any]):
    """What became of rulings since the release before."""

    added = serializers.IntegerField(help_text=_("Rulings that the release before has not."))
    changed = serializers.IntegerField(help_text=_("Rulings with other values than there."))
    removed = serializers.IntegerField(help_text=_("Rulings that only the release before has."))


class FileKeys(serializers.Serializer[Any]):
    """One file of a release, as it stands now."""

    name = serializers.CharField(help_text=_("Name of the file."))
    size = serializers.IntegerField(help_text=_("Size in bytes."))
    sha256 = serializers.CharField(help_text=_("SHA-256 checksum."))
    media_type = serializers.CharField(help_text=_("What kind of file it is."))
    url = serializers.URLField(help_text=_("Where it is downloaded."))


class RebuildKeys(serializers.Serializer[Any]):
    """That something had to leave the release: how much, never what."""

    revision = serializers.IntegerField(help_text=_("1 for the first time that it was made anew."))
    made_on = serializers.DateField(help_text=_("Day."))
    rulings_removed = serializers.IntegerField(help_text=_("Rulings that left it."))
    values_removed = serializers.IntegerField(help_text=_("Single values that left it."))


class ReleaseKeys(Keys):
    """A numbered copy of everything that was public on a day."""

    number = serializers.IntegerField(help_text=_("Its number, as in release= of the query string."))
    label = serializers.CharField(  # type: ignore[assignment]  # a key
        help_text=_("3, or 3.r1 after it was made anew once.")
    )
    made_on = serializers.DateField(help_text=_("Day on which it was made."))
    state = serializers.ChoiceField(
        choices=ReleaseState.choices, help_text=_("Whether its files are handed out.")
    )
    counts = CountKeys(allow_null=True, help_text=_("What is in it; null while it is being rebuilt."))
    since_the_last = DifferenceKeys(
        allow_null=True,
        help_text=_(
            "What became of rulings since the release before; null for the first, and while it is rebuilt."
        ),
    )
    files = FileKeys(many=True, help_text=_("Its files; none while it is being rebuilt."))
    removed_afterwards = RebuildKeys(
        many=True, help_text=_("When something was taken out of it, and how much.")
    )
    url = serializers.URLField(help_text=_("The permanent address of its page."))


class Releases(Many):
    """Data releases, the newest first. One that is being rebuilt without something says so and has no files."""

    serializer_class = ReleaseKeys

    def get_queryset(self) -> QuerySet[Release]:
        return releases.for_page().order_by("-number")

    def records(self, rows: Any) -> list[Mapping[str, Any]]:
        return [_record(release) for release in rows]


class OneRelease(One, Releases):
    """One data release."""

    def record(self, **which: str) -> Mapping[str, Any]:
        found = self.records(self.get_queryset().filter(number=counting_number(which["number"])))
        if not found:
            raise Http404
        return found[0]


def _record(release: Release) -> Mapping[str, Any]:
    available = release.state == ReleaseState.AVAILABLE
    return {
        "number": release.number,
        "label": release.label,
        "made_on": release.made_at.date(),
        "state": release.state,
        "counts": _counts(release.counts) if available else None,
        "since_the_last": (release.changes or None) if available else None,
        "files": [_file(release, one) for one in release.files.all()] if available else [],
        "removed_afterwards": [_rebuild(one) for one in release.rebuilds.all()],
        "url": releases.release_url(release.number),
    }


def _counts(counts: Mapping[str, Any]) -> Mapping[str, Any]:
    days = {"first_decided_on": counts["first"] or None, "last_decided_on": counts["last"] or None}
    return {"at_least": None, **counts, **days}


def _file(release: Release, file: ReleaseFile) -> Mapping[str, Any]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "media_type": content_type(file.name),
        "url": f"{releases.release_url(release.number)}{file.name}",
    }


def _rebuild(rebuild: ReleaseRebuild) -> Mapping[str, Any]:
    return {
        "revision": rebuild.revision,
        "made_on": rebuild.made_at.date(),
        "rulings_removed": rebuild.removed,
        "values_removed": rebuild.withheld,
    }
