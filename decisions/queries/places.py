"""Regions, courts, judges and series with the number of their published rulings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, QuerySet

from decisions import policy
from decisions.filters import Pairs, address
from decisions.models import Court, CourtSpelling, Judge, JudgePost, JudgeSpelling, Region, Ruling, Series
from decisions.queries import dimensions
from decisions.queries.dimensions import DIMENSIONS
from decisions.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Counted:
    """A record with the number of its rulings and the days of the first and the last."""

    record: Any
    rulings: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a small table: a value, how many rulings have it, and where they are listed."""

    label: str
    count: int
    share: float
    address: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Breakdown:
    label: Text
    shares: tuple[Share, ...]


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
    grouped = (
        policy.public_rulings()
        .filter(**{f"{column}__in": [record.pk for record in records]})
        .order_by()
        .values_list(column)
        .annotate(number=Count("*"), first=Min("decided_on"), last=Max("decided_on"))
    )
    found = {key: (number, first, last) for key, number, first, last in grouped}
    return [Counted(record, *found.get(record.pk, (0, None, None))) for record in records]


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


BROKEN_DOWN_BY = ("form", "placement", "year", "article")


def breakdowns(
    rulings: QuerySet[Ruling], *, pairs: Pairs, names: Sequence[str] = BROKEN_DOWN_BY
) -> list[Breakdown]:
    """Small tables of one subject; `pairs` is the query string of all its rulings."""
    total = rulings.count()
    return [_breakdown(rulings, name, pairs, total) for name in names]


def _breakdown(rulings: QuerySet[Ruling], name: str, pairs: Pairs, total: int) -> Breakdown:
    dimension = DIMENSIONS[name]
    shares = tuple(
        Share(
            label=member.label,
            count=count,
            share=count / total,
            address=address("/rulings/", dimension.narrow(member, pairs)),
            empty=member.empty,
        )
        for member, count in dimensions.members(rulings, dimension).items()
        if count
    )
    return Breakdown(dimension.label, shares)
