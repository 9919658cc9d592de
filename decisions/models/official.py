"""Numbers that offices publish, or that others quote from them: each with what it counts and how exact it is."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.vocabulary import OfficialQualifier, OfficialSubject

# Values that are one number; a range has two ends, and a gap has none.
SINGLE = (
    OfficialQualifier.EXACT,
    OfficialQualifier.AT_LEAST,
    OfficialQualifier.ABOUT,
    OfficialQualifier.DERIVED,
)


class OfficialSeries(models.Model):
    """One thing that is counted, period after period."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    order = models.PositiveSmallIntegerField(_("place on the page"))
    subject = models.CharField(_("subject"), max_length=20, choices=OfficialSubject)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_ru = models.CharField(_("title in Russian"), max_length=200, blank=True)
    title_ko = models.CharField(_("title in Korean"), max_length=200, blank=True)
    counts_en = models.CharField(_("what it counts, in English"), max_length=300)
    counts_ru = models.CharField(_("what it counts, in Russian"), max_length=300, blank=True)
    counts_ko = models.CharField(_("what it counts, in Korean"), max_length=300, blank=True)
    nationality = models.CharField(
        _("nationality (ISO 3166-1)"),
        max_length=2,
        blank=True,
        help_text=_("Empty: people of all nationalities."),
    )
    region = models.ForeignKey(
        "decisions.Region",
        verbose_name=_("region"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="official_series",
        help_text=_("Empty: the whole country."),
    )
    same_as = models.CharField(
        _("the same thing here"),
        max_length=300,
        blank=True,
        help_text=_(
            "Filters of the list that find the rulings which this series counts, such as "
            "nationality=KP&sanction=expulsion. Only then is a share shown. Empty: it counts something else."
        ),
    )
    drawn_with = models.ForeignKey(
        "self",
        verbose_name=_("drawn in the picture of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="companions",
    )
    number_in_source = models.CharField(_("number in the source"), max_length=50, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("official series")
        verbose_name_plural = _("official series")
        ordering = ("order", "slug")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=OfficialSubject.values), name="official_series_subject"
            ),
            models.CheckConstraint(
                condition=Q(drawn_with=None) | ~Q(drawn_with=F("pk")),
                name="official_series_not_drawn_with_itself",
            ),
            models.CheckConstraint(
                condition=Q(same_as="") | Q(subject=OfficialSubject.EXPULSION),
                name="official_series_same_as_rulings_only",
                violation_error_message=_(
                    "Only decisions on expulsion can be the same thing as our rulings."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class OfficialValue(models.Model):
    """The number of one period, or the fact that nobody gives it."""

    series = models.ForeignKey(
        OfficialSeries, verbose_name=_("official series"), on_delete=models.CASCADE, related_name="values"
    )
    starts = models.DateField(
        _("first day"), help_text=_("A number of one day has the same first and last day.")
    )
    ends = models.DateField(_("last day"))
    qualifier = models.CharField(
        _("how exact"), max_length=10, choices=OfficialQualifier, default=OfficialQualifier.EXACT
    )
    value = models.PositiveIntegerField(_("number"), null=True, blank=True)
    low = models.PositiveIntegerField(_("lower end of a range"), null=True, blank=True)
    high = models.PositiveIntegerField(_("upper end of a range"), null=True, blank=True)
    source = models.ForeignKey(
        "decisions.Source",
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="official_values",
    )
    citation = models.CharField(
        _("citation"),
        max_length=300,
        blank=True,
        help_text=_("Where the source is not one of our rulings' sources."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("official number")
        verbose_name_plural = _("official numbers")
        ordering = ("ends", "-starts")
        constraints = [
            models.UniqueConstraint(
                fields=("series", "starts", "ends"), name="official_value_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="official_value_period_in_order",
                violation_error_message=_("A period does not end before it began."),
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=SINGLE, value__isnull=False, low=None, high=None)
                | Q(
                    qualifier=OfficialQualifier.RANGE,
                    value=None,
                    low__isnull=False,
                    high__isnull=False,
                    high__gt=F("low"),
                )
                | Q(qualifier=OfficialQualifier.MISSING, value=None, low=None, high=None),
                name="official_value_as_exact_as_it_says",
                violation_error_message=_(
                    "A range has two ends and no number, a missing number has neither, any other has the number alone."
                ),
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False, citation="")
                | (Q(source=None) & ~Q(citation=""))
                | Q(source=None, citation="", qualifier=OfficialQualifier.MISSING),
                name="official_value_has_one_source",
                violation_error_message=_("A number has a source or a citation, not both and not neither."),
            ),
            models.CheckConstraint(
                condition=~Q(qualifier__in=(OfficialQualifier.DERIVED, OfficialQualifier.MISSING), note=""),
                name="official_value_explains_itself",
                violation_error_message=_(
                    "A note says how a number was derived, or what is known of a missing one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts}/{self.ends}"
