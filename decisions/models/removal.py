"""Requests to remove, correct or answer something, and what became of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models.reference import Judge
from decisions.models.sealed import SealedField
from decisions.vocabulary import RequestFrom, RequestOutcome


class RemovalRequest(models.Model):
    """What somebody outside asked for. All that they wrote is sealed; the reference is all that is given back.

    `fingerprint` is a keyed hash of the whole request and its day: a button pressed twice sends once.
    """

    reference = models.CharField(_("reference"), max_length=10, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    sender = models.CharField(_("from"), max_length=20, choices=RequestFrom)
    about = SealedField(_("which page it is about"))
    text = SealedField(_("request"))
    contact = SealedField(_("how to answer"))
    received_at = models.DateTimeField(_("received"), db_index=True)
    due_on = models.DateField(_("to be answered by"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=RequestOutcome, blank=True)
    outcome_note = SealedField(_("note on the outcome"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    cleared_at = models.DateTimeField(_("cleared"), null=True)

    class Meta:
        verbose_name = _("removal request")
        verbose_name_plural = _("removal requests")
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", closed_by=None, closed_at=None)
                | Q(outcome__in=RequestOutcome.values, closed_by__isnull=False, closed_at__isnull=False),
                name="removal_request_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(closed_at__isnull=False),
                name="removal_request_cleared_after_closing",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class JudgeReply(models.Model):
    """What a judge answers to the public record: plain text on the judge's page. Off the page, it is only kept."""

    request = models.OneToOneField(RemovalRequest, on_delete=models.PROTECT, related_name="reply")
    judge = models.ForeignKey(
        Judge, verbose_name=_("judge"), on_delete=models.PROTECT, related_name="replies"
    )
    text = models.TextField(_("public reply"))
    published_on = models.DateField(_("published"))
    public = models.BooleanField(_("on the judge's page"), default=True)

    class Meta:
        verbose_name = _("judge's reply")
        verbose_name_plural = _("judges' replies")
        ordering = ("-published_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reply_has_a_text"),
        ]

    def __str__(self) -> str:
        return str(self.published_on)
