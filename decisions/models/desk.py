"""What the desk keeps for the people who work there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from decisions.models.sealed import SealedField
from decisions.vocabulary import NoteKind


class KeptInput(models.Model):
    """What somebody has typed and not saved: sealed, given back to the same account only, gone after a day."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_inputs")
    form = models.CharField(max_length=50)
    key = models.CharField(max_length=40)
    content = SealedField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("unsaved input")
        verbose_name_plural = _("unsaved inputs")
        constraints = [
            models.UniqueConstraint(fields=("owner", "form", "key"), name="kept_input_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"


class Clearance(models.Model):
    """A reviewer has looked at a passage that might name somebody, and found that it may be published."""

    ruling = models.ForeignKey("decisions.Ruling", on_delete=models.CASCADE, related_name="clearances")
    place = models.CharField(_("place"), max_length=100)
    fingerprint = models.CharField(max_length=64)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(_("cleared"))

    class Meta:
        verbose_name = _("cleared passage")
        verbose_name_plural = _("cleared passages")
        constraints = [
            models.UniqueConstraint(fields=("ruling", "place", "fingerprint"), name="passage_cleared_once"),
        ]

    def __str__(self) -> str:
        return self.place


class InternalNote(models.Model):
    """What lawyer and reviewer write to each other about a ruling. Never public, always sealed."""

    ruling = models.ForeignKey("decisions.Ruling", on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=20, choices=NoteKind, default=NoteKind.NOTE)
    text = SealedField(_("text"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.written_at)


class ReportSeen(models.Model):
    """A reviewer has looked at an event of the audit that is a report to the reviewers."""

    event = models.OneToOneField("decisions.AuditEvent", on_delete=models.PROTECT, related_name="seen")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_("looked at"))

    class Meta:
        verbose_name = _("report looked at")
        verbose_name_plural = _("reports looked at")

    def __str__(self) -> str:
        return str(self.seen_at)
