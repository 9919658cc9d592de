"""The filters in use, each with the address of the list without it."""

from dataclasses import dataclass

from decisions.filters import Pairs, RulingFilter, address
from decisions.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Chip:
    filter_label: Text
    label: Text
    without: str


def chips(filter_: RulingFilter, *, path: str = "/rulings/", beside: Pairs = ()) -> list[Chip]:
    """One chip for each value of each filter; `beside` is what else the address says."""
    return [
        Chip(
            filter_label=filter_.filters[name].label,
            label=choice.label,
            without=address(
                path, [*(pair for pair in filter_.pairs if pair != (name, choice.code)), *beside]
            ),
        )
        for name, choices in filter_.chosen.items()
        for choice in choices
    ]
