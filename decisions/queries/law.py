"""What the page about the law takes from the records: articles with their fines, and terms."""

import re
from collections.abc import Sequence

from decisions.filters import address
from decisions.models import Provision, Term


def provisions() -> list[tuple[Provision, str]]:
    """Every article and part in the order of the law, with the list of rulings under it."""
    found = sorted(Provision.objects.all(), key=lambda one: (one.country, one.law, _order(one)))
    return [(one, address("/rulings/", [("article", one.code)])) for one in found]


def _order(provision: Provision) -> list[int]:
    """18.8 before 18.10, and 18.8 before its part 1."""
    return [int(number) for number in re.findall(r"\d+", f"{provision.article} {provision.part}", re.ASCII)]


def terms() -> Sequence[Term]:
    return list(Term.objects.order_by("kind", "valid_from"))
