"""Files that somebody sends to be imported: what they say is kept here until it is applied, and is never public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models.sealed import SealedField
from decisions.vocabulary import ImportChoice, ImportKind, ImportOutcome, ImportState


class ImportBatch(models.Model):
    """One file and what becomes of it. The file itself lies sealed in `stored_as`, until its rows are read."""

    key = models.CharField(max_length=32, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.UPLOADED)
    # A name of a file may name a person; so may the first row of a file without a header.
    file_name = SealedField(_("name of the file"))
    header = SealedField(_("header"))
    content_fingerprint = models.CharField(max_length=64)
    header_fingerprint = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=10)
    encoding = models.CharField(_("encoding"), max_length=10, blank=True)
    separator = models.CharField(_("separator"), max_length=10, blank=True)
    stored_as = models.CharField(max_length=32, blank=True)

    # Which column of the file, by its place, is which of ours.
    mapping = models.JSONField(_("columns"), default=dict)
    team = models.ForeignKey(
        "decisions.Team", verbose_name=_("team"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.ForeignKey(
        "decisions.Source", verbose_name=_("source"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    submits = models.BooleanField(_("submit new rulings"), default=False)
    reason = models.TextField(_("public reason"), blank=True)

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    begun_at = models.DateTimeField(_("begun"), null=True)
    rows_read = models.PositiveIntegerField(default=0)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    # Why the last work in the background did not end; a sentence of ours, never of a row.
    trouble = models.TextField(_("trouble"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state"),
        ]

    def __str__(self) -> str:
        return self.key


class ImportRow(models.Model):
    """One row of a file: what it says, what it would do, and what it did."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ImportOutcome)
    ticked = models.BooleanField(_("to be applied"), default=False)
    # By column of ours. Emptied when the row was applied.
    cells = models.JSONField(default=dict)
    # Lists of [column, place, sentence], of [field, before, after] and of [code, field, sentence].
    faults = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, db_index=True)
    ruling = models.ForeignKey(
        "decisions.Ruling", on_delete=models.SET_NULL, null=True, related_name="import_rows"
    )
    # The identifier that a new ruling gets: by it the rows find what they have made, all at once.
    made_as = models.CharField(max_length=10, blank=True)
    # The version of the ruling that the row was compared with; once it was applied, the one that it made.
    version = models.PositiveIntegerField(null=True)
    resembles = models.ForeignKey("decisions.Ruling", on_delete=models.SET_NULL, null=True, related_name="+")
    applied = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("batch", "number"), name="import_row_once"),
            models.CheckConstraint(condition=Q(outcome__in=ImportOutcome.values), name="import_row_outcome"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ImportName(models.Model):
    """A court, judge, source or series that a file names and we do not have: proposed, never silently made."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(_("kind"), max_length=10, choices=ImportKind)
    text = models.CharField(_("as the file has it"), max_length=300)
    # Of a judge the court, as the file has it: the same name elsewhere is another judge.
    within = models.CharField(max_length=300, blank=True)
    # What the file says beside it: label, code, region.
    beside = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    choice = models.CharField(_("what to do"), max_length=10, choices=ImportChoice, blank=True)
    chosen = models.PositiveBigIntegerField(null=True)
    # Whether this import made what is chosen.
    made = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("name in an import")
        verbose_name_plural = _("names in imports")
        ordering = ("kind", "text", "within")
        constraints = [
            models.UniqueConstraint(fields=("batch", "kind", "text", "within"), name="import_name_once"),
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_name_kind"),
        ]

    def __str__(self) -> str:
        return self.text


class ImportMapping(models.Model):
    """How the columns of a header were matched the last time that such a file came."""

    header_fingerprint = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")

    def __str__(self) -> str:
        return str(self.saved_at)
