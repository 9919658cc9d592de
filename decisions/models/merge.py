"""Two records that turned out to be one: what was moved from one to the other, so that it can be put back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Merge(models.Model):
    """`moved` has the primary keys of what was moved, by kind. `was_public`: the old address was a public page."""

    reason = models.CharField(_("reason"), max_length=1000)
    moved = models.JSONField(default=dict)
    was_public = models.BooleanField(default=False)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("merged"))
    undo_reason = models.CharField(_("reason for undoing it"), max_length=1000, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(merged=F("kept")), name="%(class)s_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="%(class)s_undone_by_somebody_some_day",
            ),
            models.UniqueConstraint(
                fields=("merged",), condition=Q(undone_at=None), name="%(class)s_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.merged_at)


class JudgeMerge(Merge):
    merged = models.ForeignKey("decisions.Judge", on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey("decisions.Judge", on_delete=models.PROTECT, related_name="merges_kept")

    class Meta(Merge.Meta):
        verbose_name = _("merge of judges")
        verbose_name_plural = _("merges of judges")


class CourtMerge(Merge):
    merged = models.ForeignKey("decisions.Court", on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey("decisions.Court", on_delete=models.PROTECT, related_name="merges_kept")

    class Meta(Merge.Meta):
        verbose_name = _("merge of courts")
        verbose_name_plural = _("merges of courts")
