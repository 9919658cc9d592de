"""Rulings and series of rulings. Only what may become public lives here."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions import vocabulary
from decisions.vocabulary import (
    KNOWN,
    STATES,
    Empty,
    Precision,
    PublicationBasis,
    Qualifier,
    Status,
    Withdrawal,
)

# No ruling that casetracker records is older than the CAO's predecessor in the Russian Federation.
EARLIEST_DECISION = date(1991, 1, 1)


def _coded(field: vocabulary.Field) -> "models.CharField[str, str]":
    """A column that holds a code of the field's own or an empty kind; nobody touched it: unknown."""
    return models.CharField(
        field.label, max_length=30, choices=field.choices, default=Empty.UNKNOWN, help_text=field.definition
    )


def _state() -> "models.CharField[str, str]":
    """Whether the field beside it has a value, and if not why."""
    return models.CharField(_("value is"), max_length=20, choices=STATES, default=Empty.UNKNOWN)


def _qualifier() -> "models.CharField[str, str]":
    return models.CharField(_("exactness"), max_length=10, choices=Qualifier, blank=True)


class NewestFirst(models.Index):
    """Newest first and unknown days last, the order of the list."""

    def create_sql(
        self, model: type[models.Model], schema_editor: Any, using: str = "", **kwargs: Any
    ) -> Any:
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using=using, **kwargs)
        # SQLite puts unknown days last by itself, and refuses an index that says so.
        plain = models.Index(
            F("decided_on").desc(), *self.expressions[1:], condition=self.condition, name=self.name
        )
        return plain.create_sql(model, schema_editor, using=using, **kwargs)


class Series(models.Model):
    """Near-identical rulings of one day. The narrative is ours; the rulings have the data."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    source = models.ForeignKey(
        "decisions.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="series"
    )
    number_in_source = models.CharField(_("number in the source"), max_length=50, blank=True)
    at_least = models.BooleanField(
        _("at least"), default=False, help_text=_("The source gives the number of people only as a minimum.")
    )
    narrative_en = models.TextField(_("narrative in English"), blank=True)
    narrative_ru = models.TextField(_("narrative in Russian"), blank=True)
    narrative_ko = models.TextField(_("narrative in Korean"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("number",)
        # Every page that counts rulings asks which series make a number a minimum; they are few.
        indexes = [models.Index(fields=("id",), condition=Q(at_least=True), name="series_at_least")]

    def __str__(self) -> str:
        return str(self.number)


class Ruling(models.Model):
    """One ruling about one person, with the outcome of this instance."""

    public_id = models.CharField(_("identifier"), max_length=10, unique=True)

    court = models.ForeignKey(
        "decisions.Court", verbose_name=_("court"), on_delete=models.PROTECT, related_name="rulings"
    )
    judge = models.ForeignKey(
        "decisions.Judge",
        verbose_name=_("judge"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rulings",
    )
    judge_state = _state()
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_on_state = _state()
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    in_force_on_state = _state()
    case_number = models.CharField(_("case number as printed"), max_length=50, null=True, blank=True)  # noqa: DJ001
    case_number_normalised = models.CharField(max_length=50, null=True, blank=True, editable=False)  # noqa: DJ001
    case_number_state = _state()
    uid = models.CharField(_("УИД"), max_length=30, null=True, blank=True)  # noqa: DJ001
    uid_state = _state()
    provisions = models.ManyToManyField(
        "decisions.Provision",
        verbose_name=_("articles"),
        through="decisions.RulingProvision",
        related_name="rulings",
    )
    provisions_state = _state()

    sanction = _coded(vocabulary.SANCTION)
    fine_amount = models.DecimalField(_("fine"), max_digits=12, decimal_places=2, null=True, blank=True)
    fine_amount_state = _state()
    fine_amount_qualifier = _qualifier()
    fine_currency = models.CharField(_("currency (ISO 4217)"), max_length=3, blank=True)
    form = _coded(vocabulary.FORM)
    placement = _coded(vocabulary.PLACEMENT)
    facility = models.CharField(_("detention centre"), max_length=200, null=True, blank=True)  # noqa: DJ001
    facility_state = _state()
    entry_ban_years = models.PositiveSmallIntegerField(_("entry ban, years"), null=True, blank=True)
    entry_ban_years_state = _state()
    standing = _coded(vocabulary.STANDING)
    # Written by the actions, from public events only: they are public themselves.
    form_now = _coded(vocabulary.FORM_NOW)
    placement_now = _coded(vocabulary.PLACEMENT_NOW)

    nationality = models.CharField(_("nationality (ISO 3166-1)"), max_length=2, null=True, blank=True)  # noqa: DJ001
    nationality_state = _state()
    nationality_status = _coded(vocabulary.NATIONALITY_STATUS)
    plea = _coded(vocabulary.PLEA)
    in_russia_since = models.DateField(_("in Russia since"), null=True, blank=True)
    in_russia_since_precision = models.CharField(
        _("precision"),
        max_length=10,
        choices=Precision,
        blank=True,
        help_text=_("How much of the date is known."),
    )
    in_russia_since_state = _state()
    in_russia_since_qualifier = _qualifier()
    purpose_of_entry = models.CharField(_("purpose of entry"), max_length=200, null=True, blank=True)  # noqa: DJ001
    purpose_of_entry_state = _state()
    how_found = models.CharField(_("how found"), max_length=200, null=True, blank=True)  # noqa: DJ001
    how_found_state = _state()
    word_count = models.PositiveIntegerField(_("length in words"), null=True, blank=True)
    word_count_state = _state()
    word_count_qualifier = _qualifier()

    interpreter = _coded(vocabulary.FIELDS["interpreter"])
    counsel = _coded(vocabulary.FIELDS["counsel"])
    return_risk_raised = _coded(vocabulary.FIELDS["return_risk_raised"])
    return_risk_examined = _coded(vocabulary.FIELDS["return_risk_examined"])
    un_recommendations_considered = _coded(vocabulary.FIELDS["un_recommendations_considered"])
    international_law_cited = _coded(vocabulary.FIELDS["international_law_cited"])
    asylum_known = _coded(vocabulary.FIELDS["asylum_known"])
    fine_only_considered = _coded(vocabulary.FIELDS["fine_only_considered"])
    form_reasons_given = _coded(vocabulary.FIELDS["form_reasons_given"])
    placement_reasons_given = _coded(vocabulary.FIELDS["placement_reasons_given"])
    personal_circumstances_examined = _coded(vocabulary.FIELDS["personal_circumstances_examined"])
    overstay_reason_examined = _coded(vocabulary.FIELDS["overstay_reason_examined"])
    mitigation_found = _coded(vocabulary.FIELDS["mitigation_found"])
    objected_to_expulsion = _coded(vocabulary.FIELDS["objected_to_expulsion"])

    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rulings",
    )
    position = models.PositiveSmallIntegerField(_("place in the series"), null=True, blank=True)
    source = models.ForeignKey(
        "decisions.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="rulings"
    )
    source_locator = models.CharField(_("place in the source"), max_length=200, blank=True)

    publication_basis = models.CharField(
        _("basis for publication"), max_length=20, choices=PublicationBasis, blank=True
    )
    publish_not_before = models.DateField(_("not to be published before"), null=True, blank=True)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    team = models.ForeignKey(
        "decisions.Team", verbose_name=_("team"), on_delete=models.PROTECT, related_name="rulings"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The day of entry in the easternmost time zone of Russia, UTC+12: no ruling can be younger.
    entered_on = models.DateField(_("entered on"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True)
    corrected_at = models.DateTimeField(_("corrected"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawal = models.CharField(_("way of withdrawal"), max_length=10, choices=Withdrawal, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        ordering = ("-decided_on", "pk")
        # What the public pages count and list is read from these indexes alone (docs/benchmark.md).
        indexes = [
            NewestFirst(
                F("decided_on").desc(nulls_last=True),
                F("id"),
                condition=Q(status=Status.PUBLISHED),
                name="ruling_published_newest",
            ),
            *(
                models.Index(
                    fields=fields, condition=Q(status=Status.PUBLISHED), name=f"ruling_published_{fields[0]}"
                )
                for fields in (
                    ("court", "decided_on", "decided_on_state"),
                    ("judge", "decided_on", "judge_state"),
                    ("series", "decided_on"),
                    ("source",),
                    ("nationality", "nationality_state"),
                    ("id", "provisions_state"),
                )
            ),
            # What the feed begins with.
            *(
                models.Index(
                    F(column).desc(),
                    F("public_id").desc(),
                    condition=Q(status=status, **{f"{column}__isnull": False}),
                    name=f"ruling_last_{column}",
                )
                for column, status in (
                    ("published_at", Status.PUBLISHED),
                    ("corrected_at", Status.PUBLISHED),
                    ("withdrawn_at", Status.WITHDRAWN),
                )
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("court", "case_number_normalised"),
                condition=~Q(status=Status.WITHDRAWN),
                name="ruling_once_per_court_and_case_number",
                violation_error_message=_("This court already has a ruling with this case number."),
            ),
            models.UniqueConstraint(
                fields=("series", "position"),
                name="ruling_own_place_in_series",
                violation_error_message=_("Another ruling has this place in the series."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field.name}_state": KNOWN, f"{field.name}__isnull": False})
                    | Q(**{f"{field.name}_state__in": Empty.values, f"{field.name}__isnull": True}),
                    name=f"ruling_{field.name}_null_unless_known",
                )
                for field in vocabulary.TYPED
                if field is not vocabulary.PROVISIONS
            ),
            models.CheckConstraint(
                condition=Q(provisions_state__in=[KNOWN, *Empty.values]), name="ruling_provisions_state"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field.name}__in": [value for value, _label in field.choices]}),
                    name=f"ruling_{field.name}_code",
                )
                for field in (*vocabulary.CODED, *vocabulary.AFTERWARDS)
            ),
            models.CheckConstraint(
                condition=Q(case_number=None, case_number_normalised=None)
                | Q(case_number__isnull=False, case_number_normalised__isnull=False),
                name="ruling_case_number_normalised",
            ),
            models.CheckConstraint(
                condition=Q(in_russia_since=None, in_russia_since_precision="")
                | Q(in_russia_since__isnull=False, in_russia_since_precision__in=Precision.values),
                name="ruling_in_russia_since_precision",
            ),
            models.CheckConstraint(
                condition=Q(fine_amount=None, fine_currency="")
                | (Q(fine_amount__isnull=False, fine_amount__gte=0) & ~Q(fine_currency="")),
                name="ruling_fine_not_negative_in_a_currency",
                violation_error_message=_("A fine is not negative and has a currency."),
            ),
            models.CheckConstraint(
                condition=Q(word_count=None) | Q(word_count__gte=1),
                name="ruling_has_words",
                violation_error_message=_("A text has at least one word."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=EARLIEST_DECISION),
                name="ruling_not_before_1991",
                violation_error_message=_("The date of the decision is before 1991."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__lte=F("entered_on")),
                name="ruling_not_after_its_entry",
                violation_error_message=_("The date of the decision is in the future."),
            ),
            models.CheckConstraint(
                condition=Q(in_force_on=None) | Q(decided_on=None) | Q(in_force_on__gte=F("decided_on")),
                name="ruling_in_force_after_decision",
                violation_error_message=_("A ruling does not come into force before its decision."),
            ),
            models.CheckConstraint(
                condition=Q(series=None, position=None)
                | Q(series__isnull=False, position__isnull=False, position__gte=1),
                name="ruling_place_with_series",
                violation_error_message=_(
                    "A ruling of a series has a place in it, counted from 1; no other ruling has one."
                ),
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="ruling_status"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="ruling_published_by_somebody_some_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=Status.WITHDRAWN,
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawal__in=Withdrawal.values,
                )
                | (~Q(status=Status.WITHDRAWN) & Q(withdrawn_by=None, withdrawn_at=None, withdrawal="")),
                name="ruling_withdrawn_by_somebody_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def value(self, name: str) -> Any:
        """The value of a field, or the empty kind that stands in its place."""
        field = vocabulary.EVERY_FIELD[name]
        if field.codes or field is vocabulary.COURT:
            return getattr(self, name)
        state = getattr(self, f"{name}_state")
        return getattr(self, name) if state == KNOWN else Empty(state)


class RulingProvision(models.Model):
    """That a ruling rests on a provision."""

    ruling = models.ForeignKey(Ruling, on_delete=models.CASCADE, related_name="provision_links")
    provision = models.ForeignKey(
        "decisions.Provision",
        verbose_name=_("article"),
        on_delete=models.PROTECT,
        related_name="ruling_links",
    )

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ruling", "provision"), name="provision_once_per_ruling"),
        ]

    def __str__(self) -> str:
        return f"{self.ruling_id} {self.provision_id}"


class Correction(models.Model):
    """A change to a published ruling, which its page shows with date and reason."""

    ruling = models.ForeignKey(Ruling, on_delete=models.CASCADE, related_name="corrections")
    on = models.DateField(_("on"))
    fields = models.JSONField(_("fields"), default=list)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("on", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.ruling_id} {self.on}"
