"""The filters in use, each with the address of the list without it."""

from dataclasses import dataclass

from decisions.filters import Pairs, RulingFilter, Sort, address, replaced
from decisions.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Chip:
    name: str
    filter_label: Text
    label: Text
    without: str


def chips(filter_: RulingFilter, *, path: str = "/rulings/", beside: Pairs = ()) -> list[Chip]:
    """One chip for each value of each filter; `beside` is what else the address says."""
    return [
        Chip(
            name=name,
            filter_label=filter_.filters[name].label,
            label=choice.label,
            without=address(path, [*_without(filter_.pairs, (name, choice.code)), *beside]),
        )
        for name, choices in filter_.chosen.items()
        for choice in choices
    ]


def _without(pairs: Pairs, gone: tuple[str, str]) -> Pairs:
    """The pairs but one. With the last search its order goes as well."""
    kept = [pair for pair in pairs if pair != gone]
    by_relevance = ("sort", Sort.RELEVANCE) in kept and "q" not in dict(kept)
    return replaced(kept, sort=None) if by_relevance else kept
