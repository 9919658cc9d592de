"""What rulings refer to: regions, courts, judges, provisions, sources."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.vocabulary import Basis, CourtLevel, DecidingBody, Selection


class Region(models.Model):
    """A federal subject by ISO 3166-2, or an occupied territory under its Ukrainian code."""

    iso = models.CharField(_("ISO 3166-2 code"), max_length=6, primary_key=True)
    country = models.CharField(_("country"), max_length=2)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_ru = models.CharField(_("name in Russian"), max_length=100)
    name_ko = models.CharField(_("name in Korean"), max_length=100)
    court_digits = models.JSONField(_("digits of its court codes"), default=list)
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"))
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("country", "name_en")
        constraints = [
            models.UniqueConstraint(fields=("tile_column", "tile_row"), name="region_has_its_own_tile"),
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def occupied(self) -> bool:
        """Whether Russia runs courts here although the territory is Ukraine's (ISO 3166-2:UA)."""
        return self.country == "UA"


class Court(models.Model):
    """A deciding body: usually a court, since 2025 also the police."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="courts"
    )
    code = models.CharField(_("court code"), max_length=8, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DecidingBody, default=DecidingBody.COURT)
    level = models.CharField(_("level"), max_length=30, choices=CourtLevel, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    name_ko = models.CharField(_("name in Korean"), max_length=200, blank=True)
    succeeded_by = models.ForeignKey(
        "self",
        verbose_name=_("succeeded by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )

    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_here",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("court")
        verbose_name_plural = _("courts")
        ordering = ("name_en",)
        constraints = [
            models.CheckConstraint(condition=~Q(succeeded_by=F("pk")), name="court_does_not_succeed_itself"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="court_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name_en


class CourtFormerName(models.Model):
    """A name that the court used to bear."""

    court = models.ForeignKey(Court, on_delete=models.CASCADE, related_name="former_names")
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_ko = models.CharField(_("name in Korean"), max_length=200, blank=True)
    used_until = models.DateField(_("used until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")

    def __str__(self) -> str:
        return self.name_ru


class CourtSpelling(models.Model):
    """Another way in which the court's present name is written. A name that it bore before is a former name."""

    court = models.ForeignKey(Court, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(_("spelling"), max_length=200)
    language = models.CharField(_("language"), max_length=2)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    rule = models.CharField(_("rule"), max_length=50, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("spelling of a court")
        verbose_name_plural = _("spellings of courts")
        constraints = [
            models.UniqueConstraint(fields=("court", "spelling"), name="spelling_once_per_court"),
            models.CheckConstraint(
                condition=Q(basis=Basis.STATED, rule="") | (Q(basis=Basis.INFERRED) & ~Q(rule="")),
                name="court_spelling_rule_exactly_when_inferred",
            ),
        ]

    def __str__(self) -> str:
        return self.spelling


class Judge(models.Model):
    """A person in public office. The same spelling in another court is another judge until they are joined."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)

    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_here",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("judge")
        verbose_name_plural = _("judges")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="judge_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class JudgeSpelling(models.Model):
    """One way in which the judge's name is written."""

    judge = models.ForeignKey(Judge, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(_("spelling"), max_length=100)
    language = models.CharField(_("language"), max_length=2)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    rule = models.CharField(_("rule"), max_length=50, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        constraints = [
            models.UniqueConstraint(fields=("judge", "spelling"), name="spelling_once_per_judge"),
            models.CheckConstraint(
                condition=Q(basis=Basis.STATED, rule="") | (Q(basis=Basis.INFERRED) & ~Q(rule="")),
                name="spelling_rule_exactly_when_inferred",
            ),
        ]

    def __str__(self) -> str:
        return self.spelling


class JudgePost(models.Model):
    """Where and when the judge sat."""

    judge = models.ForeignKey(Judge, on_delete=models.CASCADE, related_name="posts")
    court = models.ForeignKey(Court, verbose_name=_("court"), on_delete=models.PROTECT, related_name="posts")
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("to"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="post_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since or ''}-{self.until or ''}"


class Provision(models.Model):
    """An article, or a part of one. The list is data: parts have come and gone."""

    country = models.CharField(_("country"), max_length=2, default="RU")
    law = models.CharField(_("law"), max_length=20, default="CAO")
    article = models.CharField(_("article"), max_length=10)
    part = models.CharField(_("part"), max_length=10, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=200, blank=True)
    fine_min_rub = models.PositiveIntegerField(_("lowest fine, roubles"), null=True, blank=True)
    fine_max_rub = models.PositiveIntegerField(_("highest fine, roubles"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ("country", "law", "article", "part")
        constraints = [
            models.UniqueConstraint(fields=("country", "law", "article", "part"), name="provision_once"),
            models.CheckConstraint(
                condition=Q(fine_min_rub=None)
                | Q(fine_max_rub=None)
                | Q(fine_max_rub__gte=F("fine_min_rub")),
                name="provision_fine_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} {self.code}"

    @property
    def code(self) -> str:
        """As in the query string and the CSV: `18.8` or `18.8:1.1`."""
        return f"{self.article}:{self.part}" if self.part else self.article


class Source(models.Model):
    """Where rulings come from, and how they were chosen there."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published = models.CharField(
        _("published"), max_length=10, blank=True, help_text=_("2020, 2020-06 or 2020-06-30")
    )
    url = models.URLField(_("web address"), blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    selection = models.CharField(_("selection"), max_length=20, choices=Selection, default=Selection.UNKNOWN)
    covers = models.TextField(_("what it covers"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title
