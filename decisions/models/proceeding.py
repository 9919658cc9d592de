"""What happened to a case after its ruling, and the terms that run from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.models.sealed import SealedField
from decisions.vocabulary import (
    DECISIONS,
    Answer,
    AppealResult,
    Empty,
    EventKind,
    Form,
    Precision,
    Sanction,
    TermKind,
    TermUnit,
)

_OUTCOME = Q(sanction="", form="", placement="", fine_amount=None)


class Event(models.Model):
    """One thing that happened. Sanction, fine, form and placement are as changed by it; empty means unchanged.

    Where somebody is held is sealed and has no history. No event is public unless a reviewer says so for it.
    """

    ruling = models.ForeignKey("decisions.Ruling", on_delete=models.CASCADE, related_name="events")
    # Made with the form: a button that was pressed twice adds one event.
    key = models.CharField(max_length=32)
    kind = models.CharField(_("what happened"), max_length=30, choices=EventKind)
    on = models.DateField(_("on"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=10, choices=Precision, blank=True)
    about = models.BooleanField(_("about"), default=False)
    court = models.ForeignKey(
        "decisions.Court",
        verbose_name=_("court"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    judges = models.ManyToManyField(
        "decisions.Judge", verbose_name=_("judges"), through="decisions.EventJudge", related_name="+"
    )
    case_number = models.CharField(_("case number"), max_length=50, blank=True)
    result = models.CharField(_("result"), max_length=30, choices=AppealResult, blank=True)
    sanction = models.CharField(
        _("sanction from then on"), max_length=30, choices=[*Sanction.choices, *Empty.choices], blank=True
    )
    fine_amount = models.DecimalField(
        _("fine from then on, roubles"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    form = models.CharField(
        _("form from then on"), max_length=30, choices=[*Form.choices, *Empty.choices], blank=True
    )
    placement = models.CharField(
        _("placement from then on"), max_length=30, choices=[*Answer.choices, *Empty.choices], blank=True
    )
    facility = SealedField(_("detention centre"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    public = models.BooleanField(_("public"), default=False)
    # What the public page dates: since when everybody may see it, and when what they see of it changed last.
    public_since = models.DateTimeField(_("public since"), null=True, editable=False)
    public_changed_at = models.DateTimeField(_("changed while public"), null=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = HistoricalRecords(excluded_fields=["facility"])

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = (F("on").asc(nulls_last=True), "pk")
        constraints = [
            models.UniqueConstraint(fields=("ruling", "key"), name="event_once_per_form"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind"),
            models.CheckConstraint(
                condition=Q(on=None, precision="", about=False)
                | Q(on__isnull=False, precision__in=Precision.values),
                name="event_precision_with_date",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DECISIONS, result__in=AppealResult.values)
                | (~Q(kind__in=DECISIONS) & Q(result="")),
                name="event_result_with_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(result=AppealResult.CHANGED) | _OUTCOME, name="event_outcome_only_of_a_change"
            ),
            models.CheckConstraint(
                condition=Q(fine_amount=None) | Q(fine_amount__gte=0), name="event_fine_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(public=True, public_since__isnull=False)
                | Q(public=False, public_since=None, public_changed_at=None),
                name="event_public_since_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on or ''}".strip()


class EventJudge(models.Model):
    """That a judge took part in a decision on appeal."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="judge_links")
    judge = models.ForeignKey(
        "decisions.Judge", verbose_name=_("judge"), on_delete=models.PROTECT, related_name="event_links"
    )

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("event", "judge"), name="judge_once_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.judge_id}"


class Term(models.Model):
    """How long something may take by law. When the law changes, a row ends and another begins."""

    kind = models.CharField(_("term"), max_length=30, choices=TermKind)
    length = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=20, choices=TermUnit)
    shifts = models.BooleanField(_("a last day off moves to the next working day"), default=False)
    sure = models.BooleanField(
        _("the way of counting is settled"),
        default=True,
        help_text=_("If not, the earlier of the possible dates is shown, with the article to check."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    legal_source = models.CharField(_("article of law"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("kind", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("kind", "valid_from"), name="term_begins_once"),
            models.CheckConstraint(condition=Q(kind__in=TermKind.values), name="term_kind"),
            models.CheckConstraint(condition=Q(unit__in=TermUnit.values), name="term_unit"),
            models.CheckConstraint(condition=Q(length__gte=1), name="term_has_a_length"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="term_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.length} {self.unit} {self.valid_from}"


class CalendarDay(models.Model):
    """A day on which the working calendar differs from the week: a day off, or a Saturday that is worked."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("worked"), default=False)
    name = models.CharField(_("name"), max_length=100, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("working calendar")
        ordering = ("day",)

    def __str__(self) -> str:
        return str(self.day)
