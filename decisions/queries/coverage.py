"""Rulings held here beside rulings known to exist: what is comparable has a share, and nothing else."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions.filters import RulingFilter, address
from decisions.models import OfficialSeries, Ruling
from decisions.queries.minimums import minimum, sentence
from decisions.queries.official import Number, read, year_of
from decisions.queries.statistics import Cell, Notes
from decisions.vocabulary import Empty, OfficialQualifier, OfficialSubject

# Its ISO code and name.
_Region = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """How many rulings are held here, and the list of them; `at_least`: the number is a minimum."""

    number: int
    address: str
    at_least: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    region: str
    held: list[Held]
    total: Held


@dataclass(frozen=True, slots=True)
class Known:
    """A number of rulings that exist. `held` is None where it counts something else than any list here."""

    series: OfficialSeries
    period: str
    cell: Cell
    held: Held | None
    share: str


@dataclass(frozen=True, slots=True)
class Coverage:
    years: list[str]
    rows: list[HeldRow]
    known: list[Known]
    minimum: str


def coverage(rulings: QuerySet[Ruling], series: Sequence[OfficialSeries], notes: Notes) -> Coverage:
    """Rulings held by region and year, and what any source knows of their whole number."""
    found, of_minimum = _by_region_and_year(rulings), _by_region_and_year(minimum(rulings))
    years = sorted({year for _region, year in found}, key=lambda year: (year is None, year))
    totals = Counter[_Region]()
    for (region, _year), number in found.items():
        totals[region] += number

    def row(name: str, place: Mapping[str, str], regions: Collection[_Region]) -> HeldRow:
        held = [
            Held(
                sum(found[region, year] for region in regions),
                address("/rulings/", [*place.items(), *_days(year)]),
                any(of_minimum[region, year] for region in regions),
            )
            for year in years
        ]
        number, at_least = sum(one.number for one in held), any(one.at_least for one in held)
        return HeldRow(name, held, Held(number, address("/rulings/", list(place.items())), at_least))

    ordered = sorted(totals, key=lambda region: (-totals[region], region[1]))
    rows = [row(name, {"region": iso}, [(iso, name)]) for iso, name in ordered]
    return Coverage(
        years=[str(Empty.UNKNOWN.label) if year is None else str(year) for year in years],
        rows=[*rows, row(_("All regions"), {}, ordered)],
        known=_known(series, notes),
        minimum=sentence(rulings),
    )


def _by_region_and_year(rulings: QuerySet[Ruling]) -> Counter[tuple[_Region, int | None]]:
    columns = ("court__region", "court__region__name_en", "decided_year")
    counted = (
        rulings.order_by()
        .annotate(decided_year=ExtractYear("decided_on"))
        .values_list(*columns)
        .annotate(number=Count("pk"))
    )
    return Counter({((iso, name), year): number for iso, name, year, number in counted})


def _days(year: int | None) -> list[tuple[str, str]]:
    if year is None:
        return [("decided_after", Empty.UNKNOWN.value)]
    first, last = year_of(year)
    return [("decided_after", first.isoformat()), ("decided_before", last.isoformat())]


def _known(series: Sequence[OfficialSeries], notes: Notes) -> list[Known]:
    found = []
    for one in series:
        if one.subject == OfficialSubject.EXPULSION:
            for number in (read(value) for value in one.values.all()):
                held = _held(one, number)
                share = "" if held is None else share_text(held.number, number)
                found.append(Known(one, number.period, notes.cell(number), held, share))
    return found


def _held(series: OfficialSeries, number: Number) -> Held | None:
    """The rulings here that are the same thing in the same time, if an administrator has said which these are."""
    if not series.same_as:
        return None
    first, last = number.periods[0]
    filter_ = RulingFilter(QueryDict(f"{series.same_as}&decided_after={first}&decided_before={last}"))
    if filter_.sentences:
        return None
    at_least = minimum(filter_.qs).exists()
    return Held(filter_.qs.count(), address("/rulings/", filter_.pairs), at_least)


def share_text(held: int, known: Number) -> str:
    """The share of what is known, as exact as the number itself; of a range, a gap or nothing there is none."""
    if not known.value:
        return ""
    share = f"{number_format(100 * held / known.value, decimal_pos=1)} %"
    if known.kind == OfficialQualifier.AT_LEAST:
        return _("at most %(share)s") % {"share": share}
    return _("about %(share)s") % {"share": share} if known.kind == OfficialQualifier.ABOUT else share
