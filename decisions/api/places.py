"""Regions, courts, judges, series, provisions and sources for programs, each with what we hold of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, TextChoices
from django.http import Http404, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from decisions import policy, vocabulary
from decisions.api.doors import Keys, Many, One, counting_number
from decisions.models import Court, Judge, JudgePost, Provision, Region, Series, Source
from decisions.queries import places
from decisions.vocabulary import Text


def _text(source: str, meaning: Text) -> serializers.CharField:
    return serializers.CharField(source=f"record.{source}", help_text=meaning)


def _code(source: str, meaning: Text, codes: type[TextChoices]) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=codes.choices, source=f"record.{source}", help_text=meaning)


def _roubles(source: str, meaning: Text) -> serializers.IntegerField:
    return serializers.IntegerField(source=f"record.{source}", help_text=meaning, allow_null=True)


class Words(serializers.CharField):
    """Text that may be missing; null then, never blank."""

    def __init__(self, source: str, meaning: Text) -> None:
        super().__init__(source=f"record.{source}", help_text=meaning, allow_null=True)

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


class Address(serializers.URLField):
    """The permanent address of a record's page."""

    def __init__(self, pattern: str) -> None:
        super().__init__(source="record", help_text=_("The address of its page."))
        self.pattern = pattern

    def to_representation(self, value: Any) -> str:
        return settings.SITE_URL + self.pattern.format(value)


class Held(Keys):
    """What we hold of a record; null where rulings are not counted by it."""

    rulings = serializers.IntegerField(help_text=_("Published rulings that we hold."), allow_null=True)
    rulings_at_least = serializers.BooleanField(
        source="at_least",
        help_text=_(
            "Whether the number is a minimum: the source of some of the rulings knows no more than that."
        ),
        allow_null=True,
    )
    first_decided_on = serializers.DateField(
        source="first", help_text=_("Day of the first of them; null if none has one."), allow_null=True
    )
    last_decided_on = serializers.DateField(
        source="last", help_text=_("Day of the last of them; null if none has one."), allow_null=True
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """What a record is comes before what we hold of it."""
        fields = super().get_fields()
        held = [key for key in fields if key in Held._declared_fields]
        return {key: fields[key] for key in [*(key for key in fields if key not in held), *held]}


class ManyHeld(Many):
    """Records, each with what is in the `column` of rulings."""

    column = ""

    def records(self, rows: Any) -> list[Any]:
        return places.counted(rows, self.column)


class OneHeld(One):
    """One record out of the same."""

    def record(self, **which: str) -> Any:
        found = self.records(self.get_queryset().filter(**which))
        if not found:
            raise Http404
        return found[0]


class RegionKeys(Held):
    iso = _text("iso", _("ISO 3166-2."))
    country = _text("country", _("ISO 3166-1 alpha-2."))
    name_en = _text("name_en", _("Name in English."))
    name_ru = _text("name_ru", _("Name in Russian."))
    name_ko = _text("name_ko", _("Name in Korean."))
    occupied = serializers.BooleanField(
        source="record.occupied", help_text=_("Whether Russia runs courts here although it is Ukraine's.")
    )
    url = Address("/regions/{0.iso}/")


class CourtKeys(Held):
    slug = _text("slug", _("Its name in addresses and in the query string."))
    region = _text("region_id", _("ISO 3166-2."))
    code = Words("code", _("Code of the court: two digits, two letters, four digits."))
    kind = _code("kind", _("What kind of body it is."), vocabulary.DecidingBody)
    level = Words("level", _("Its place among the courts."))
    name_en = _text("name_en", _("Name in English."))
    name_ru = Words("name_ru", _("Name in Russian."))
    name_ko = Words("name_ko", _("Name in Korean."))
    url = Address("/courts/{0.slug}/")


class SpellingKeys(serializers.Serializer[Any]):
    """One way in which a name is written."""

    spelling = serializers.CharField(help_text=_("The spelling."))
    language = serializers.CharField(help_text=_("ISO 639-1."))
    basis = serializers.ChoiceField(
        choices=vocabulary.Basis.choices, help_text=_("Stated, or inferred by a rule.")
    )


class CourtsOfPosts(serializers.ListField):
    """The courts of a judge's posts, by their slugs."""

    def to_representation(self, data: Iterable[JudgePost]) -> list[str]:
        return list(dict.fromkeys(post.court.slug for post in data))


class JudgeKeys(Held):
    slug = _text("slug", _("The judge's name in addresses and in the query string."))
    name = _text("name", _("Name as the source has it."))
    spellings = SpellingKeys(source="record.spellings.all", many=True, help_text=_("Other spellings."))
    courts = CourtsOfPosts(
        child=serializers.CharField(),
        source="record.posts.all",
        help_text=_("Where the judge sat, as far as we know."),
    )
    url = Address("/judges/{0.slug}/")


class SeriesKeys(Held):
    number = serializers.IntegerField(source="record.number", help_text=_("Number of the series."))
    reported_in = _text("source.slug", _("The source, by its slug."))
    number_in_source = Words("number_in_source", _("Its number there."))
    at_least = serializers.BooleanField(
        source="record.at_least", help_text=_("Whether the source gives its rulings only as a minimum.")
    )
    narrative_en = Words("narrative_en", _("What happened, in our words."))
    narrative_ru = Words("narrative_ru", _("The same in Russian."))
    narrative_ko = Words("narrative_ko", _("The same in Korean."))
    url = Address("/series/{0.number}/")


class ProvisionKeys(Held):
    code = _text("code", _("As in the query string and in the file: 18.8 or 18.8:1.1."))
    country = _text("country", _("ISO 3166-1 alpha-2."))
    law = _text("law", _("CAO is the Code of Administrative Offences."))
    article = _text("article", _("Article."))
    part = Words("part", _("Part of the article; null for the article as such."))
    title_en = Words("title_en", _("Title in English."))
    title_ru = Words("title_ru", _("Title in Russian."))
    fine_min_rub = _roubles("fine_min_rub", _("Lowest fine, roubles."))
    fine_max_rub = _roubles("fine_max_rub", _("Highest fine, roubles."))


class SourceKeys(Held):
    slug = _text("slug", _("Its name in the query string."))
    title = _text("title", _("Title."))
    publisher = Words("publisher", _("Publisher."))
    published = Words("published", _("2020, 2020-06 or 2020-06-30."))
    address = Words("url", _("Web address of the source."))
    licence = Words("licence", _("Licence."))
    selection = _code(
        "selection",
        _("How its rulings were chosen. What was not chosen as a census or a sample shows no shares."),
        vocabulary.Selection,
    )
    covers = Words("covers", _("What it covers."))


class Regions(ManyHeld):
    """Federal subjects and occupied territories. Most have no ruling here, which says nothing about them."""

    serializer_class = RegionKeys
    column = "court__region"

    def get_queryset(self) -> QuerySet[Region]:
        return Region.objects.all()


class OneRegion(OneHeld, Regions):
    """One region."""


class Courts(ManyHeld):
    """Courts and other bodies with published rulings."""

    serializer_class = CourtKeys
    column = "court"

    def get_queryset(self) -> QuerySet[Court]:
        return places.courts()


class OneCourt(OneHeld, Courts):
    """One court. The old address of one that was merged with another leads to the one that was kept."""

    def get(self, request: Request, **which: str) -> HttpResponseBase:
        return _moved(request, policy.moved_courts(which.values())) or super().get(request, **which)


class Judges(ManyHeld):
    """Judges with published rulings, acting in public office. An installation may leave out what counts by judge."""

    serializer_class = JudgeKeys
    column = "judge"

    def get_queryset(self) -> QuerySet[Judge]:
        return places.judge_for_page().order_by("slug")

    def records(self, rows: Any) -> list[Any]:
        return super().records(rows) if policy.judge_statistics() else [_uncounted(judge) for judge in rows]


class OneJudge(OneHeld, Judges):
    """One judge. The old address of one who was merged with another leads to the one who was kept."""

    def get(self, request: Request, **which: str) -> HttpResponseBase:
        return _moved(request, policy.moved_judges(which.values())) or super().get(request, **which)


def _uncounted(judge: Judge) -> dict[str, Any]:
    return {"record": judge, "rulings": None, "at_least": None, "first": None, "last": None}


def _moved(request: Request, kept: Mapping[str, Court | Judge]) -> HttpResponseBase | None:
    """The way from an old address to the record that was kept, with what was asked there."""
    for old, record in kept.items():
        return HttpResponsePermanentRedirect(request.get_full_path().replace(f"/{old}/", f"/{record.slug}/"))
    return None


class AllSeries(ManyHeld):
    """Sets of near-identical rulings of one day."""

    serializer_class = SeriesKeys
    column = "series"

    def get_queryset(self) -> QuerySet[Series]:
        return places.series()


class OneSeries(OneHeld, AllSeries):
    """One series."""

    def record(self, **which: str) -> Any:
        return super().record(number=counting_number(which["number"]))


class Provisions(ManyHeld):
    """Articles of law and their parts."""

    serializer_class = ProvisionKeys
    column = "provision_links__provision"

    def get_queryset(self) -> QuerySet[Provision]:
        return Provision.objects.all()


class Sources(ManyHeld):
    """Where the rulings come from, and how they were chosen there."""

    serializer_class = SourceKeys
    column = "source"

    def get_queryset(self) -> QuerySet[Source]:
        return policy.public_sources().order_by("title", "pk")
