"""Regions, courts, judges and series with the number of their published rulings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, QuerySet

from decisions import policy
from decisions.filters import Pairs, address
from decisions.models import Court, Judge, JudgePost, JudgeSpelling, Region, Ruling, Series
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
    return _counted(Region.objects.all(), "court__region")


def courts() -> list[Counted]:
    return _counted(
        policy.public_courts().select_related("region").order_by("region__name_en", "name_en"), "court"
    )


def judges() -> list[Counted]:
    posts = Prefetch("posts", _public_posts())
    return _counted(policy.public_judges().prefetch_related(posts).order_by("name"), "judge")


def series() -> list[Counted]:
    return _counted(policy.public_series().select_related("source").order_by("number"), "series")


def _counted(records: QuerySet[Any], column: str) -> list[Counted]:
    grouped = (
        policy.public_rulings()
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
    return policy.public_courts().select_related("region", "succeeded_by").prefetch_related("former_names")


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
