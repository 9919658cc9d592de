"""A selection of rulings in a few numbers, for the head of the administration's list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from decisions.models import Ruling
from decisions.queries import dimensions
from decisions.queries.dimensions import DIMENSIONS
from decisions.tables.crosstab import Member
from decisions.vocabulary import Text

BY = ("form", "placement", "year")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The rulings of a selection by one dimension; values without rulings are left out."""

    label: Text
    counts: Mapping[Member, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """One ruling concerns one person, so the two numbers are the same; the page says both."""

    rulings: int
    people: int
    breakdowns: tuple[Breakdown, ...]


def summarise(rulings: QuerySet[Ruling]) -> Selection:
    """Totals of all rulings in the queryset, which must not contain one twice; one GROUP BY for each dimension."""
    breakdowns = tuple(_breakdown(rulings, name) for name in BY)
    total = sum(breakdowns[0].counts.values())
    return Selection(rulings=total, people=total, breakdowns=breakdowns)


def _breakdown(rulings: QuerySet[Ruling], name: str) -> Breakdown:
    dimension = DIMENSIONS[name]
    members = dimensions.members(rulings, dimension)
    return Breakdown(dimension.label, {member: number for member, number in members.items() if number})
