"""Rulings held here beside rulings known to exist: what is comparable has a share, and nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions.filters import RulingFilter, address
from decisions.models import OfficialSeries, Ruling
from decisions.queries.official import Number, read, year_of
from decisions.queries.statistics import Cell, Notes
from decisions.vocabulary import Empty, OfficialQualifier, OfficialSubject


@dataclass(frozen=True, slots=True)
class Held:
    """How many rulings are held here, and the list of them."""

    number: int
    address: str


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


def coverage(rulings: QuerySet[Ruling], series: Sequence[OfficialSeries], notes: Notes) -> Coverage:
    """Rulings held by region and year, and what any source knows of their whole number."""
    columns = ("court__region", "court__region__name_en", "decided_year")
    counted = (
        rulings.order_by()
        .annotate(decided_year=ExtractYear("decided_on"))
        .values_list(*columns)
        .annotate(number=Count("pk"))
    )
    found: Counter[tuple[str, int | None]] = Counter()
    names: dict[str, str] = {}
    for iso, name, year, number in counted:
        found[iso, year] += number
        names[iso] = name
    years = sorted({year for _iso, year in found}, key=lambda year: (year is None, year))
    ordered = sorted(names, key=lambda iso: (-sum(found[iso, year] for year in years), names[iso]))
    rows = [
        _held_row(names[iso], {"region": iso}, [(year, found[iso, year]) for year in years])
        for iso in ordered
    ]
    whole = [(year, sum(found[iso, year] for iso in names)) for year in years]
    return Coverage(
        years=[str(Empty.UNKNOWN.label) if year is None else str(year) for year in years],
        rows=[*rows, _held_row(_("All regions"), {}, whole)],
        known=_known(series, notes),
    )


def _held_row(name: str, place: Mapping[str, str], by_year: Sequence[tuple[int | None, int]]) -> HeldRow:
    return HeldRow(
        region=name,
        held=[Held(number, address("/rulings/", [*place.items(), *_days(year)])) for year, number in by_year],
        total=Held(sum(number for _year, number in by_year), address("/rulings/", list(place.items()))),
    )


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
    return Held(filter_.qs.count(), address("/rulings/", filter_.pairs))


def share_text(held: int, known: Number) -> str:
    """The share of what is known, as exact as the number itself; of a range, a gap or nothing there is none."""
    if not known.value:
        return ""
    share = f"{number_format(100 * held / known.value, decimal_pos=1)} %"
    if known.kind == OfficialQualifier.AT_LEAST:
        return _("at most %(share)s") % {"share": share}
    return _("about %(share)s") % {"share": share} if known.kind == OfficialQualifier.ABOUT else share
