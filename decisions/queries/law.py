"""What the page about the law takes from the records: articles with their fines and rulings, and terms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from decisions import policy
from decisions.filters import address
from decisions.models import Provision, Ruling, Term
from decisions.queries import dimensions
from decisions.queries.dimensions import ARTICLES, DIMENSIONS
from decisions.queries.minimums import minimum


@dataclass(frozen=True, slots=True)
class Counted:
    """An article with all its parts, or a part, with the rulings under it and their list; `at_least`: a minimum."""

    provision: Provision
    rulings: int
    at_least: bool
    address: str


def provisions() -> list[Counted]:
    """Every article and part in the order of the law."""
    rulings = policy.public_rulings()
    numbers, of_minimum = _numbers(rulings), _numbers(minimum(rulings))
    return [
        Counted(
            one,
            numbers.get(one.code, 0),
            one.code in of_minimum,
            address("/rulings/", [("article", one.code)]),
        )
        for one in sorted(Provision.objects.all(), key=lambda one: (one.country, one.law, _order(one)))
    ]


def _numbers(rulings: QuerySet[Ruling]) -> Mapping[str, int]:
    """The rulings under each article with all its parts, and under each part, by code."""
    parts = dimensions.members(rulings, DIMENSIONS["article"])
    return {
        **{member.code: number for member, number in parts.items() if ":" in member.code},
        **{member.code: number for member, number in dimensions.members(rulings, ARTICLES).items()},
    }


def _order(provision: Provision) -> list[int]:
    """18.8 before 18.10, and 18.8 before its part 1."""
    return [int(number) for number in re.findall(r"\d+", f"{provision.article} {provision.part}", re.ASCII)]


def terms() -> Sequence[Term]:
    return list(Term.objects.order_by("kind", "valid_from"))
