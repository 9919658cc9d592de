"""Numbered snapshots of the public data. The files lie in a folder; these rows say what they are and whom they hold."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.vocabulary import ReleaseState


class Release(models.Model):
    """One snapshot. Made once; only a withdrawal or a removal changes it, and then its revision goes up."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=20, choices=ReleaseState, default=ReleaseState.AVAILABLE)
    # Numbers only: how many rulings, series, courts ... are in it, and what is new since the release before.
    counts = models.JSONField(_("counts"), default=dict)
    changes = models.JSONField(_("changes since the last"), default=dict)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="release_counted_from_1"),
            models.CheckConstraint(condition=Q(state__in=ReleaseState.values), name="release_state"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """`3`, or `3.r1` after it was rebuilt once."""
        return f"{self.number}.r{self.revision}" if self.revision else str(self.number)

    @property
    def at_least(self) -> bool:
        """Whether the number of its rulings is a minimum. Older releases do not say."""
        return bool(self.counts.get("at_least"))


class ReleaseFile(models.Model):
    """A file of the release as it stands now. Only what has a row is served."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("release", "name"), name="release_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReleasedRuling(models.Model):
    """That a release holds a ruling. `hidden` names the columns whose cells are to go when it is rebuilt."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="held")
    ruling = models.ForeignKey("decisions.Ruling", on_delete=models.PROTECT, related_name="releases_held_in")
    hidden = models.JSONField(default=list)

    class Meta:
        verbose_name = _("ruling in a release")
        verbose_name_plural = _("rulings in releases")
        constraints = [
            models.UniqueConstraint(fields=("ruling", "release"), name="ruling_once_per_release"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.ruling_id}"


class ReleaseRebuild(models.Model):
    """That a release was made anew with something left out: how much, never what.

    `sums` has a file's name, its old and its new SHA-256, for each file that changed.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rebuilds")
    revision = models.PositiveIntegerField(_("revision"))
    made_at = models.DateTimeField(_("made"))
    removed = models.PositiveIntegerField(_("rulings removed"))
    withheld = models.PositiveIntegerField(_("values removed"))
    sums = models.JSONField(_("checksums"), default=list)

    class Meta:
        verbose_name = _("rebuilding of a release")
        verbose_name_plural = _("rebuildings of releases")
        ordering = ("revision",)
        constraints = [
            models.UniqueConstraint(fields=("release", "revision"), name="release_rebuilt_once_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} r{self.revision}"
