"""Papers of a case, stored encrypted outside every public folder."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from decisions.models.sealed import SealedField
from decisions.text.papers import Kind


class Document(models.Model):
    """A file. Its name and checksum are sealed; the stored name is random; sameness shows by a keyed fingerprint."""

    ruling = models.ForeignKey("decisions.Ruling", on_delete=models.CASCADE, related_name="documents")
    stored_as = models.CharField(max_length=32, unique=True)
    original_name = SealedField(_("name of the file"))
    checksum = SealedField(_("SHA-256 of the content"))
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    fingerprint = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("ruling", "fingerprint"), name="document_once_per_ruling"),
            models.CheckConstraint(condition=models.Q(size__gte=1), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(media_type__in=[kind.value for kind in Kind]), name="document_media_type"
            ),
        ]

    def __str__(self) -> str:
        return self.stored_as
