"""Which state of the public data this is: cached pages, files and feeds are true as long as it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataVersion(models.Model):
    """One row. The token is new after every action that can change a public page, in the same transaction.

    It is random and not a counter: a state that was rolled back or restored never shares its token with another.
    """

    token = models.CharField(_("token"), max_length=32)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("data version")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="data_version_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.token
