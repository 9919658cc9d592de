"""Who did what, when, to what and why: one chain in which every event seals the one before it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One action. `fields` holds names only, never content. Written by decisions.ledger; only a purge changes it."""

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("actor"), on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(_("action"), max_length=50)
    target_type = models.CharField(_("kind of record"), max_length=50)
    target = models.CharField(_("record"), max_length=200)
    fields = models.JSONField(_("fields"), default=list)
    reason = models.TextField(_("reason"), blank=True)
    previous_seal = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64)
    # Of what it says since a passage was purged from it; `seal` stays that of what it said before.
    redaction_seal = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("pk",)
        indexes = [models.Index(fields=("target_type", "target"), name="audit_by_record")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class AuditHead(models.Model):
    """The seal of the newest event: the one row that writers wait for, so that the chain cannot fork."""

    seal = models.CharField(max_length=64, default="", blank=True)
    length = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.seal
