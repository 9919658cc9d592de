"""The choices beside the list, each with the number of rulings it would leave under the other filters."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from decisions import policy, vocabulary
from decisions.filters import Choice, RulingFilter, article_label
from decisions.models import Ruling
from decisions.queries import dimensions, finding
from decisions.queries.dimensions import ARTICLES, DIMENSIONS, Dimension, offered
from decisions.queries.minimums import minimum
from decisions.tables.crosstab import Member
from decisions.vocabulary import Empty, Text

# Longer lists of choices end here; the pages of courts and judges have all of them.
LONGEST = 40
# The names in the address under which a few letters narrow long lists of choices; they are no filters.
FINDERS = {"court": "find_court", "judge": "find_judge"}
# Shorter lists are read at a glance.
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `code` as in the query string. `at_least`: the count is a minimum."""

    code: str
    label: str
    count: int
    chosen: bool
    empty: bool
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one filter. `left_out` counts the ones beyond the longest list.

    `finder` is the name under which letters narrow the choices, `letters` are those that were given.
    """

    name: str
    label: Text
    options: tuple[Option, ...]
    left_out: int
    finder: str = ""
    letters: str = ""

    @property
    def in_use(self) -> bool:
        return bool(self.letters) or any(option.chosen for option in self.options)


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
    "form_now",
    "placement_now",
    "series",
    "source",
    *(field.name for field in vocabulary.SAFEGUARDS),
)


def finders() -> list[str]:
    """The names in the address that narrow choices."""
    return [finder for name, finder in FINDERS.items() if name in offered()]


def facets(filter_: RulingFilter, letters: Mapping[str, str] | None = None) -> list[Facet]:
    """Every facet of the list. The number of queries does not grow with the rulings.

    `letters` narrow the choices of long facets, by the names of their finders.
    """
    codes = _members_of_codes(filter_, lambda rows: rows)
    at_least = _at_least(filter_)
    return [
        _facet(
            filter_,
            offered()[name],
            codes.get(name),
            (letters or {}).get(FINDERS.get(name, ""), ""),
            at_least.get(name, frozenset()),
        )
        for name in FACETS
        if name in offered()
    ]


def _facet(
    filter_: RulingFilter,
    dimension: Dimension,
    members: dict[Member, int] | None,
    letters: str,
    at_least: Collection[str],
) -> Facet:
    """The facet of these members; without them it counts them itself and shows the largest only."""
    name = dimension.name
    chosen = {choice.code: choice for choice in filter_.chosen.get(name, [])}
    rows = filter_.without(name)
    if name == "article":
        members = _articles(rows, chosen)
    if letters:
        members, total = _answering(rows, dimension, letters)
    elif members is None:
        members, total = dimensions.largest(rows, dimension, most=LONGEST)
    else:
        total = len(members)
    left_out = total - len(members)
    members = {**dict.fromkeys(dimension.empty_members(), 0), **members}
    codes = {member.code for member in members}
    missing = [choice for code, choice in chosen.items() if code not in codes]
    added = _counted(rows, missing) if left_out or letters else dict.fromkeys(map(_member, missing), 0)
    options = tuple(
        Option(member.code, member.label, count, member.code in chosen, member.empty, member.code in at_least)
        for member, count in dimensions.in_order({**members, **added}, dimension).items()
    )
    left_out -= 0 if letters else sum(1 for count in added.values() if count)
    finder = FINDERS.get(name, "") if letters or left_out or len(options) > _SHORT else ""
    return Facet(name, dimension.label, options, left_out, finder, letters)


def _answering(rows: QuerySet[Ruling], dimension: Dimension, letters: str) -> tuple[dict[Member, int], int]:
    """Those who answer to the letters, the largest of them, and the empty kinds; and how many there are in all."""
    slugs = finding.public_slugs(dimension.name, letters)
    found = dimensions.members(rows, dimension)
    answering = {member: count for member, count in found.items() if member.empty or member.code in slugs}
    by_size = sorted(answering, key=lambda member: (not member.empty, -answering[member]))
    shown = by_size[: LONGEST + sum(1 for member in answering if member.empty)]
    return {member: answering[member] for member in shown}, len(answering)


def _at_least(filter_: RulingFilter) -> Mapping[str, Collection[str]]:
    """The codes of each facet whose count is a minimum. Where no ruling makes one nothing more is asked."""
    if not minimum(policy.public_rulings()).exists():
        return {}
    coded = _members_of_codes(filter_, minimum)
    found = {name: {member.code for member, number in of.items() if number} for name, of in coded.items()}
    for name in FACETS:
        if name in offered() and name not in found:
            rows = minimum(filter_.without(name))
            found[name] = _codes(rows, offered()[name])
            if name == "article":
                found[name] |= {f"{code}:" for code in found[name]} | _codes(rows, ARTICLES)
    return found


def _codes(rows: QuerySet[Ruling], dimension: Dimension) -> set[str]:
    return {member.code for member, number in dimensions.members(rows, dimension).items() if number}


def _members_of_codes(
    filter_: RulingFilter, narrowed: Callable[[QuerySet[Ruling]], QuerySet[Ruling]]
) -> dict[str, dict[Member, int]]:
    """The members of every coded facet. All that are not in use count the same rows: one pass does for them."""
    used = [field for field in RulingFilter.CODED if field.name in filter_.chosen]
    unused = [field for field in RulingFilter.CODED if field not in used]
    found = dimensions.members_of_codes(narrowed(filter_.without("sort")), unused)
    for field in used:
        found |= dimensions.members_of_codes(narrowed(filter_.without(field.name)), [field])
    return found


def _member(choice: Choice) -> Member:
    return Member(choice.code, str(choice.label), choice.code in Empty.values)


def _counted(rows: QuerySet[Ruling], choices: Sequence[Choice]) -> dict[Member, int]:
    """What is chosen stays to be seen, also where it is not among the largest."""
    numbers = rows.aggregate(
        **{f"n{i}": Count("pk", filter=choice.condition) for i, choice in enumerate(choices)}
    )
    return dict(zip(map(_member, choices), numbers.values(), strict=True))


def _articles(rows: QuerySet[Ruling], chosen: Collection[str]) -> dict[Member, int]:
    """Articles with all their parts, then each part; "no part given" only where it is chosen."""
    found = dimensions.members(rows, ARTICLES)
    for member, count in dimensions.members(rows, DIMENSIONS["article"]).items():
        exact = f"{member.code}:"
        if ":" in member.code:
            found[member] = count
        elif exact in chosen:
            found[Member(exact, article_label(member.code, exact=True))] = count
    return dimensions.in_order(found, ARTICLES)
