from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from decisions.filters import searched_parts
from decisions.models import Ruling
from decisions.queries import minimums
from decisions.queries.rulings import Shown, shown
from decisions.queries.search import Excerpt
from decisions.tables.crosstab import Cell
from decisions.tables.wilson import Interval

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
def told(number: int, at_least: bool | None) -> str:
    """A number of rulings, which is a minimum if the source of one of them knows no more."""
    return minimums.told(number, bool(at_least))


@register.filter
def percent(share: float | None) -> str:
    """0.245 as 25 %; a share of nothing is a dash, and a little is never nothing."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return _("< 1 %")
    return _("%(number)s %%") % {"number": round(share * 100)}


@register.simple_tag
def counted(cells: Iterable[tuple[Cell, str]]) -> str:
    """The cells of a row of counts with their links. A page has thousands, and a template takes ten times as long."""
    return format_html_join(
        "",
        '<td class="number heat-{}"><a href="{}"{}>{}</a>{}{}</td>',
        (
            (
                cell.shade,
                link,
                "" if cell.count else _ZERO,
                minimums.told(cell.count, cell.at_least),
                _share(cell),
                _certainty(cell),
            )  # fmt: skip
            for cell, link in cells
        ),
    )


_ZERO = format_html(' class="{}"', "zero")


def _share(cell: Cell) -> str:
    share = None if cell.part is None or not cell.count else cell.share
    return "" if share is None else _small(percent(share))


@lru_cache(maxsize=200)
def _small(percentage: str) -> str:
    return format_html(' <span class="share">{}</span>', percentage)


def _certainty(cell: Cell) -> str:
    return _interval(cell.part.interval) if cell.part and cell.part.interval else ""


def _interval(interval: Interval) -> str:
    said = {
        "number": interval.count,
        "base": interval.base,
        "low": percent(interval.low),
        "high": percent(interval.high),
    }
    return format_html(
        ' <span class="interval">{}</span>', _("%(number)s of %(base)s series: %(low)s to %(high)s") % said
    )


@register.filter
def at(sequence: Any, index: int) -> Any:
    """The item of a sequence that stands beside another."""
    return sequence[index]
