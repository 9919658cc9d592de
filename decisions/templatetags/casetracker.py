from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions.filters import searched_parts
from decisions.models import Ruling
from decisions.queries.rulings import Shown, shown
from decisions.queries.search import Excerpt

register = template.Library()


@register.simple_tag
def field_of(ruling: Ruling, name: str) -> Shown:
    """The value of a field as the page shows it."""
    return shown(ruling, name)


@register.simple_tag
def found_in(excerpts: Mapping[int, Sequence[Excerpt]], ruling: Ruling) -> Sequence[Excerpt]:
    """Where the words that were searched for stand in what the ruling's pages say."""
    return excerpts.get(ruling.pk, ()) if excerpts else ()


@register.simple_tag
def searches_judges() -> bool:
    """Whether rulings are found by the names of their judges."""
    return "judge" in searched_parts()


@register.simple_block_tag
def said(content: str) -> str:
    """What stands inside, to be kept under a name and said more than once."""
    return content


@register.filter
def percent(share: float | None) -> str:
    """0.245 as 25 %; a share of nothing is a dash, and a little is never nothing."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return _("< 1 %")
    return _("%(number)s %%") % {"number": number_format(round(share * 100))}


@register.filter
def at(sequence: Any, index: int) -> Any:
    """The item of a sequence that stands beside another."""
    return sequence[index]
