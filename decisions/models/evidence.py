"""Why a ruling's record says what it says."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.vocabulary import Basis


class Evidence(models.Model):
    """One reading of one field; the accepted one supports the ruling's own value. Who read it is never public."""

    ruling = models.ForeignKey("decisions.Ruling", on_delete=models.CASCADE, related_name="evidence")
    field = models.CharField(_("field"), max_length=50)
    value = models.CharField(_("value it supports"), max_length=300)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    rule = models.CharField(_("rule"), max_length=50, blank=True)
    quotation = models.TextField(_("quotation"), blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    start = models.PositiveIntegerField(_("first character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("last character"), null=True, blank=True)
    page = models.CharField(_("page or place"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(_("accepted"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=("ruling", "field"), condition=Q(accepted=True), name="evidence_one_accepted_per_field"
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.STATED, rule="") | (Q(basis=Basis.INFERRED) & ~Q(rule="")),
                name="evidence_rule_exactly_when_inferred",
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(start__isnull=False, end__isnull=False, end__gte=F("start")),
                name="evidence_span_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"
