"""Regions, courts, judges and series with the number of their published rulings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, QuerySet

from decisions import policy
from decisions.models import Court, CourtSpelling, Judge, JudgePost, JudgeSpelling, Region, Ruling, Series
from decisions.queries.minimums import minimum


@dataclass(frozen=True, slots=True)
class Counted:
    """A record with the number of its rulings and the days of the first and the last.

    `at_least`: the number is a minimum.
    """

    record: Any
    rulings: int
    first: date | None
    last: date | None
    at_least: bool = False


def regions() -> list[Counted]:
    """All federal subjects and occupied territories; most have no ruling here, which says nothing about them."""
    return counted(Region.objects.all(), "court__region")


def courts() -> QuerySet[Court]:
    return policy.public_courts().select_related("region").order_by("region__name_en", "name_en", "pk")


def judges() -> QuerySet[Judge]:
    return policy.public_judges().prefetch_related(Prefetch("posts", _public_posts())).order_by("slug")


def series() -> QuerySet[Series]:
    return policy.public_series().select_related("source").order_by("number")


def counted(records: Iterable[Any], column: str) -> list[Counted]:
    """The records in their order, each with what it has in the rulings' `column`."""
    records = list(records)
    rulings = policy.public_rulings().filter(**{f"{column}__in": [record.pk for record in records]})
    grouped = (
        rulings.order_by()
        .values_list(column)
        .annotate(number=Count("*"), first=Min("decided_on"), last=Max("decided_on"))
    )
    found = {key: (number, first, last) for key, number, first, last in grouped}
    at_least = set(minimum(rulings).values_list(column, flat=True).distinct())
    return [
        Counted(record, *found.get(record.pk, (0, None, None)), at_least=record.pk in at_least)
        for record in records
    ]


def judge_for_page() -> QuerySet[Judge]:
    return policy.public_judges().prefetch_related(
        Prefetch("posts", _public_posts()),
        Prefetch("spellings", JudgeSpelling.objects.order_by("language", "pk")),
    )


def _public_posts() -> QuerySet[JudgePost]:
    """Posts in courts that are public themselves: a post may have been added with a draft."""
    posts = JudgePost.objects.filter(court__in=policy.public_courts())
    return posts.select_related("court__region").order_by("pk")


def court_for_page() -> QuerySet[Court]:
    return (
        policy.public_courts()
        .select_related("region", "succeeded_by")
        .prefetch_related(
            "former_names", Prefetch("spellings", CourtSpelling.objects.order_by("language", "pk"))
        )
    )


def series_for_page() -> QuerySet[Series]:
    return policy.public_series().select_related("source")


# What stands beside a region, court or judge, each with its number of rulings


def adjacent(region: Region) -> list[Counted]:
    """The regions whose tiles touch this one's on the tile map, of the same country."""
    columns = (region.tile_column - 1, region.tile_column + 1)
    rows = (region.tile_row - 1, region.tile_row + 1)
    tiles = Region.objects.filter(
        country=region.country, tile_column__range=columns, tile_row__range=rows
    ).exclude(pk=region.pk)
    return counted(tiles, "court__region")


def courts_of(region: Region) -> list[Counted]:
    return counted(courts().filter(region=region), "court")


def judges_of(rulings: QuerySet[Ruling]) -> list[Counted]:
    """The judges of these rulings. The numbers are of all their rulings."""
    return counted(judges().filter(pk__in=rulings.order_by().values("judge")), "judge")


def series_of(rulings: QuerySet[Ruling], *, most: int) -> list[Counted]:
    """The newest series in which these rulings are."""
    return counted(
        series().filter(pk__in=rulings.order_by().values("series")).order_by("-number")[:most], "series"
    )
