"""The private side: who a ruling is about. Nothing of this ever reaches a public page, file, log or history."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.models.sealed import SealedField


class Respondent(models.Model):
    """A person, known inside by a pseudonym that says nothing. What identifies the person is sealed."""

    pseudonym = models.CharField(_("pseudonym"), max_length=12, unique=True)
    name = SealedField(_("name"))
    birth_date = SealedField(_("date of birth"))
    notes = SealedField(_("notes"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    history = HistoricalRecords(excluded_fields=["name", "birth_date", "notes"])

    class Meta:
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.pseudonym


class RespondentSpelling(models.Model):
    """One spelling of the name, sealed; by its keyed fingerprint an exact match finds the person again."""

    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="spellings")
    spelling = SealedField(_("spelling"))
    fingerprint = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = _("spelling of a respondent")
        verbose_name_plural = _("spellings of respondents")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("respondent", "fingerprint"), name="respondent_spelling_once"),
        ]

    def __str__(self) -> str:
        return str(self.spelling)


class RespondentRuling(models.Model):
    """That a ruling concerns a person: a ruling concerns one, a person may have several. It stands on this side."""

    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="ruling_links")
    ruling = models.OneToOneField(
        "decisions.Ruling", on_delete=models.CASCADE, related_name="respondent_link"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ruling of a respondent")
        verbose_name_plural = _("rulings of respondents")

    def __str__(self) -> str:
        return f"{self.respondent_id} {self.ruling_id}"
