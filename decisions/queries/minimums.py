"""Numbers that are only a minimum: they count rulings of a series of which the source knows no more than that."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.models import Ruling

# More series than these are not named one by one.
MOST_NAMED = 6
MARK = "≥"


def minimum(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Those of the rulings of which there were at least so many: a number that counts one of them is a minimum."""
    return rulings.order_by().filter(series__at_least=True)


def told(number: int, at_least: bool) -> str:
    """The number as every page and picture writes it: `≥ 17` where there were at least so many."""
    written = number_format(number, force_grouping=True)
    return f"{MARK}\N{NO-BREAK SPACE}{written}" if at_least else written


def sentence(rulings: QuerySet[Ruling]) -> str:
    """What the mark says where some of these rulings have it; empty where none has."""
    numbers = minimum(rulings).order_by("series__number").values_list("series__number", flat=True).distinct()
    return _sentence(list(numbers[: MOST_NAMED + 1]))


def _sentence(numbers: Iterable[int]) -> str:
    named = [str(number) for number in numbers]
    if not named:
        return ""
    if len(named) > MOST_NAMED:
        return _(
            "≥ means at least: of some series the source knows a smallest number only, so there may have been more "
            "rulings than are counted here."
        )
    said = ngettext(
        "≥ means at least: of series %(series)s the source knows a smallest number only, so there may have been more "
        "rulings than are counted here.",
        "≥ means at least: of series %(series)s the source knows a smallest number only, so there may have been more "
        "rulings than are counted here.",
        len(named),
    )
    return said % {"series": get_text_list(named, _("and"))}
