"""What a picture is on its page and as a file; and the words that all of them share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from decisions.charts.svg import Drawing, Sample, Svg
from decisions.filters import Pairs, address, replaced
from decisions.models import Region
from decisions.queries.minimums import told


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: `on_page` may be several small ones; `file` is drawn when a file is asked for.

    `table` is what stands below it, `header` and `lines` are the same as CSV.
    """

    title: str
    sentences: tuple[str, ...]
    on_page: tuple[Svg, ...]
    legend: Sequence[Sample]
    file: Callable[[], Drawing]
    head: tuple[Cell, ...]
    table: tuple[tuple[Cell, ...], ...]
    header: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def rulings(pairs: Pairs, **narrowed: str | None) -> str:
    return address("/rulings/", replaced(pairs, **narrowed))


def number_cell(number: int, href: str = "", *, at_least: bool = False) -> Cell:
    return Cell(told(number, at_least), href if number else "", number=True)


def percent(share: float) -> str:
    return _("%(number)s %%") % {"number": round(100 * share)}


def named(region: Region) -> str:
    return (
        _("%(region)s (occupied territory of Ukraine)") % {"region": region.name_en}
        if region.occupied
        else region.name_en
    )


def place_of_month(code: str) -> int:
    """Where `2019-04` stands on an axis of months (charts/months.py)."""
    year, month = code.split("-")
    return 12 * int(year) + int(month) - 1
