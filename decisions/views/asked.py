"""Reading what the query string asks for beside the filters, and saying what is wrong with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from decisions.filters import Pairs, RulingFilter, address, replaced, shown, unknown_names
from decisions.views.public import is_public

PER_PAGE = 50
MOST_NOTICES = 10
# The pages that read their address and give notice of what they do not know themselves.
TAKES_FILTERS = ("rulings", "summary", "pictures", "region", "court", "judge", "cite")
# Lines of a plain list of names, which a reader searches with the browser.
NAMES_PER_PAGE = 300
# Of so few rows all keys are read in their order. A database that needs fifty only may walk through everything in
# the order of the list until it has found them.
FEW_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The one value of a name, or the sentence that says why there is none."""

    value: str
    sentence: str = ""


def one_of(data: QueryDict, name: str, allowed: Collection[str], *, default: str = "") -> Asked:
    """The value of a name that takes one value out of `allowed`."""
    values = [value for value in dict.fromkeys(data.getlist(name)) if value]
    if not values:
        return Asked(default)
    if len(values) > 1:
        return Asked(default, _("%(name)s: takes one value, not several.") % {"name": name})
    if values[0] not in allowed:
        sentence = _("%(name)s: “%(value)s” is not one of its values.")
        return Asked(default, sentence % {"name": name, "value": shown(values[0])})
    return Asked(values[0])


@dataclass(frozen=True, slots=True)
class AskedPage:
    page: Page[Any]
    sentences: tuple[str, ...] = ()


def page_of(rows: QuerySet[Any], data: QueryDict, *, per_page: int = PER_PAGE) -> AskedPage:
    """The page that is asked for; an impossible one is empty and says why.

    It asks for the keys of the page, then for its rows: what a deep page passes over is read from an index alone.
    """
    paginator = Paginator(rows, per_page)
    values = [value for value in dict.fromkeys(data.getlist("page")) if value] or ["1"]
    if len(values) == 1 and _is_number(values[0]) and 1 <= int(values[0]) <= paginator.num_pages:
        number = int(values[0])
        keys = rows.prefetch_related(None).values_list("pk", flat=True)
        place = slice((number - 1) * per_page, number * per_page)
        of_page = list(keys)[place] if paginator.count <= FEW_ROWS else list(keys[place])
        return AskedPage(Page(rows.filter(pk__in=of_page), number, paginator))
    sentence = _("There is no page “%(page)s”: the pages are 1 to %(last)s.")
    empty = Paginator(rows.none(), per_page).page(1)
    asked = {"page": shown(", ".join(values)), "last": paginator.num_pages}
    return AskedPage(empty, (sentence % asked,))


def page_links(page: Page[Any], path: str, pairs: Pairs = ()) -> dict[str, str]:
    """Addresses of the neighbouring and outermost pages, by name; none where there is none."""
    number, last = page.number, page.paginator.num_pages
    numbers = {"first": 1, "previous": number - 1, "next": number + 1, "last": last}
    there = {name: n for name, n in numbers.items() if 1 <= n <= last and n != number}
    return {name: address(path, replaced(pairs, page=str(n))) for name, n in there.items()}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def notices(data: QueryDict, *, beside: Collection[str] = ()) -> list[str]:
    """A sentence for each name that means nothing on this page, or one for all where they are many."""
    return not_used(unknown_names(data, beside=beside))


def ignored(request: HttpRequest) -> dict[str, list[str]]:
    """A context processor: public pages that take no filter say so where one is asked of them."""
    match = request.resolver_match
    silent = match is None or match.url_name in TAKES_FILTERS or not is_public(match.func)
    return {"ignored": [] if silent else not_used([name for name in request.GET if name != "page"])}


def not_used(names: Sequence[str]) -> list[str]:
    if len(names) > MOST_NOTICES:
        sentence = _("%(number)s names in the address are not filters of this page and were not used.")
        return [sentence % {"number": len(names)}]
    sentence = _("“%(name)s” is not a filter of this page and was not used.")
    return [sentence % {"name": shown(name)} for name in names]


def refusals(filter_: RulingFilter, data: QueryDict, *, beside: Collection[str] = ()) -> list[str]:
    """Why a file cannot be made: files refuse what pages only notice, so that no program is misled."""
    return [*not_known(unknown_names(data, beside=beside)), *filter_.sentences]


def not_known(names: Iterable[str]) -> list[str]:
    return [_("“%(name)s” is not a name that this file knows.") % {"name": shown(name)} for name in names]
