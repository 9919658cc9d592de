"""The choices beside the list, each with the number of rulings it would leave under the other filters."""

from dataclasses import dataclass

from django.db.models import QuerySet

from decisions import vocabulary
from decisions.filters import RulingFilter, article_label
from decisions.models import Ruling
from decisions.queries import dimensions
from decisions.queries.dimensions import ARTICLES, DIMENSIONS, Dimension
from decisions.tables.crosstab import Member
from decisions.vocabulary import Empty, Text

# Longer lists of choices end here; the pages of courts and judges have all of them.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `code` as in the query string."""

    code: str
    label: str
    count: int
    chosen: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one filter. `left_out` counts the ones beyond the longest list."""

    name: str
    label: Text
    options: tuple[Option, ...]
    left_out: int

    @property
    def in_use(self) -> bool:
        return any(option.chosen for option in self.options)


FACETS = (
    "region",
    "court",
    "judge",
    "form",
    "placement",
    "article",
    "sanction",
    "plea",
    "nationality",
    "standing",
    "series",
    "source",
    *(field.name for field in vocabulary.SAFEGUARDS),
)


def facets(filter_: RulingFilter) -> list[Facet]:
    """Every facet of the list; one GROUP BY each, whatever the number of rulings."""
    return [_facet(filter_, DIMENSIONS[name]) for name in FACETS]


def _facet(filter_: RulingFilter, dimension: Dimension) -> Facet:
    chosen = [choice.code for choice in filter_.chosen.get(dimension.name, [])]
    rows = filter_.without(dimension.name)
    found = _articles(rows, chosen) if dimension.name == "article" else dimensions.members(rows, dimension)
    members = _with_chosen(filter_, dimension, found)
    shown = _longest_first(members, chosen)
    options = tuple(
        Option(member.code, member.label, count, member.code in chosen, member.empty)
        for member, count in members.items()
        if member in shown
    )
    return Facet(dimension.name, dimension.label, options, left_out=len(members) - len(options))


def _with_chosen(filter_: RulingFilter, dimension: Dimension, found: dict[Member, int]) -> dict[Member, int]:
    """What is chosen stays to be seen, also with no ruling under the other filters."""
    codes = {member.code for member in found}
    missing = {
        Member(choice.code, str(choice.label), choice.code in Empty.values): 0
        for choice in filter_.chosen.get(dimension.name, [])
        if choice.code not in codes
    }
    return {**found, **missing}


def _longest_first(members: dict[Member, int], chosen: list[str]) -> set[Member]:
    """The members to show: all of a short list, else those with most rulings, the chosen and the empty kinds."""
    if len(members) <= LONGEST:
        return set(members)
    largest = sorted(members, key=lambda member: -members[member])[:LONGEST]
    return {*largest, *(member for member in members if member.code in chosen or member.empty)}


def _articles(rows: QuerySet[Ruling], chosen: list[str]) -> dict[Member, int]:
    """Articles with all their parts, then each part; "no part given" only where it is chosen."""
    found = dimensions.members(rows, ARTICLES)
    for member, count in dimensions.members(rows, DIMENSIONS["article"]).items():
        exact = f"{member.code}:"
        if ":" in member.code:
            found[member] = count
        elif exact in chosen:
            found[Member(exact, article_label(member.code, exact=True))] = count
    return dimensions.in_order(found, ARTICLES)
