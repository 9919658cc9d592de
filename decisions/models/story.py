"""Lives that a source tells, retold briefly as dated events. A story is never a ruling and is counted nowhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.text.dates import PartialDate
from decisions.vocabulary import LawTopic, Precision, Status, StoryEventKind, Withdrawal

# Nobody sends a story back: it is a draft, public, or withdrawn.
STORY_STATUSES = (Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN)


class Story(models.Model):
    """One person's way, in our own words. Family, helpers and lawyers have no name here, most people have none."""

    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        help_text=_("Without a name: addresses are kept in many places."),
    )
    order = models.PositiveSmallIntegerField(_("place on the page"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_ru = models.CharField(_("title in Russian"), max_length=200, blank=True)
    title_ko = models.CharField(_("title in Korean"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary in English"))
    summary_ru = models.TextField(_("summary in Russian"), blank=True)
    summary_ko = models.TextField(_("summary in Korean"), blank=True)
    name_changed = models.BooleanField(_("the source has changed the name"), default=False)
    source = models.ForeignKey(
        "decisions.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="stories"
    )
    source_locator = models.CharField(_("place in the source"), max_length=200, blank=True)

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawal = models.CharField(
        _("way of withdrawal"), max_length=10, choices=Withdrawal, blank=True, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ("order", "slug")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STORY_STATUSES), name="story_status"),
            models.CheckConstraint(
                condition=Q(
                    status=Status.WITHDRAWN,
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawal__in=Withdrawal.values,
                )
                | (~Q(status=Status.WITHDRAWN) & Q(withdrawn_by=None, withdrawn_at=None, withdrawal="")),
                name="story_withdrawn_by_somebody_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class StoryEvent(models.Model):
    """Something that happened, with its date as exact as the source gives it, and its place."""

    story = models.ForeignKey(Story, verbose_name=_("story"), on_delete=models.CASCADE, related_name="events")
    position = models.PositiveSmallIntegerField(_("place in the story"))
    on = models.DateField(_("on"), null=True, blank=True, help_text=_("Empty: the source gives no date."))
    precision = models.CharField(
        _("precision"),
        max_length=10,
        choices=Precision,
        blank=True,
        help_text=_("How much of the date is known."),
    )
    about = models.BooleanField(_("about this time"), default=False)
    kind = models.CharField(_("kind"), max_length=20, choices=StoryEventKind)
    place_en = models.CharField(_("place in English"), max_length=100, blank=True)
    place_ru = models.CharField(_("place in Russian"), max_length=100, blank=True)
    place_ko = models.CharField(_("place in Korean"), max_length=100, blank=True)
    text_en = models.TextField(_("text in English"))
    text_ru = models.TextField(_("text in Russian"), blank=True)
    text_ko = models.TextField(_("text in Korean"), blank=True)
    law = models.CharField(_("place on the page about the law"), max_length=30, choices=LawTopic, blank=True)
    rulings = models.CharField(
        _("rulings to compare"),
        max_length=300,
        blank=True,
        help_text=_("Filters of the list that show what courts here did about the same question."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("event of a story")
        verbose_name_plural = _("events of a story")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=("story", "position"), name="story_event_own_place"),
            models.CheckConstraint(
                condition=Q(on=None, precision="", about=False)
                | Q(on__isnull=False, precision__in=Precision.values),
                name="story_event_date_with_precision",
                violation_error_message=_("A date has a precision; without a date there is none."),
            ),
            models.CheckConstraint(condition=Q(kind__in=StoryEventKind.values), name="story_event_kind"),
            models.CheckConstraint(condition=Q(law__in=["", *LawTopic.values]), name="story_event_law"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.position}"

    @property
    def day(self) -> PartialDate | None:
        return None if self.on is None else PartialDate(self.on, self.precision)
