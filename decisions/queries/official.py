"""Official numbers, read with every gap between them and with what their totals leave over; and their file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from decisions.models import OfficialSeries, OfficialValue
from decisions.tables.cells import guard
from decisions.vocabulary import Empty, OfficialQualifier, OfficialSubject

KNOWN_NUMBERS = (OfficialQualifier.EXACT, OfficialQualifier.DERIVED)


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its period; of several years that do not follow each other there are several periods."""

    periods: tuple[tuple[date, date], ...]
    kind: str
    value: int | None = None
    low: int | None = None
    high: int | None = None
    source: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """As a table shows it."""
        if self.low is not None and self.high is not None:
            return f"{_grouped(self.low)}–{_grouped(self.high)}"
        if self.value is None:
            return str(OfficialQualifier.MISSING.label)
        text = _grouped(self.value)
        if self.kind == OfficialQualifier.AT_LEAST:
            return _("at least %(value)s") % {"value": text}
        if self.kind == OfficialQualifier.ABOUT:
            return _("about %(value)s") % {"value": text}
        return text

    @property
    def mark(self) -> str:
        """As a picture has room for it."""
        if self.kind == OfficialQualifier.MISSING:
            return "?"
        short = {OfficialQualifier.AT_LEAST: "≥", OfficialQualifier.ABOUT: "~"}.get(
            OfficialQualifier(self.kind), ""
        )
        return self.text if self.value is None else f"{short}{_grouped(self.value)}"

    @property
    def period(self) -> str:
        return together([period_text(*one) for one in self.periods])

    @property
    def code(self) -> str:
        """The period for programs."""
        return ";".join(period_code(*one) for one in self.periods)

    @property
    def years(self) -> range:
        return range(self.periods[0][0].year, self.periods[-1][1].year + 1)


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def period_text(starts: date, ends: date) -> str:
    """`2015`, `2011–2019`, `December 2018`, `31 December 2016` or `2015, until 30 September`."""
    if starts == ends:
        return date_format(starts, "j F Y")
    if _whole_years(starts, ends):
        return str(starts.year) if starts.year == ends.year else f"{starts.year}–{ends.year}"
    if _is_month(starts, ends):
        return date_format(starts, "F Y")
    if (starts.month, starts.day) == (1, 1) and starts.year == ends.year:
        return _("%(year)s, until %(day)s") % {"year": starts.year, "day": date_format(ends, "j F")}
    return f"{date_format(starts, 'j F Y')} – {date_format(ends, 'j F Y')}"


def period_code(starts: date, ends: date) -> str:
    """ISO 8601: `2015`, `2011/2019`, `2018-12`, `2016-12-31` or `2015-01-01/2015-09-30`."""
    if starts == ends:
        return starts.isoformat()
    if _whole_years(starts, ends):
        return f"{starts:%Y}" if starts.year == ends.year else f"{starts:%Y}/{ends:%Y}"
    return f"{starts:%Y-%m}" if _is_month(starts, ends) else f"{starts}/{ends}"


def _whole_years(starts: date, ends: date) -> bool:
    return (starts.month, starts.day, ends.month, ends.day) == (1, 1, 12, 31)


def _is_month(starts: date, ends: date) -> bool:
    next_month = date(starts.year + starts.month // 12, starts.month % 12 + 1, 1)
    return starts.day == 1 and (next_month - ends).days == 1


def together(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return _("%(some)s and %(last)s") % {"some": ", ".join(texts[:-1]), "last": texts[-1]}


# Reading


def for_page(series: QuerySet[OfficialSeries]) -> list[OfficialSeries]:
    """Every series with its numbers, in two queries and one for the sources."""
    return list(series.select_related("region").prefetch_related("values__source"))


def numbers(series: OfficialSeries) -> list[Number]:
    """The stored numbers, a gap for every year without one between the first and the last, and what a total leaves."""
    stored = [read(value) for value in series.values.all()]
    known = {year for number in stored for year in _parts(number)}
    gaps = [_gap(year) for year in between(stored) if year not in known]
    left = left_by_total(stored)
    found = [*stored, *gaps, *([left] if left else [])]
    return sorted(found, key=lambda one: (one.periods[-1][1], -one.periods[0][0].toordinal()))


def read(value: OfficialValue) -> Number:
    return Number(
        periods=((value.starts, value.ends),),
        kind=value.qualifier,
        value=value.value,
        low=value.low,
        high=value.high,
        source=value.citation or _source(value),
        note=value.note,
    )


def _source(value: OfficialValue) -> str:
    if value.source is None:
        return ""
    parts = (value.source.publisher, value.source.title, value.source.published)
    return ", ".join(part for part in parts if part)


def is_total(number: Number) -> bool:
    """Whether it adds several years up. A range over several years says something of each of them."""
    return len(number.years) > 1 and number.kind in KNOWN_NUMBERS


def _parts(number: Number) -> range:
    return range(0) if is_total(number) else number.years


def between(stored: Sequence[Number]) -> range:
    years = [year for number in stored for year in number.years]
    return range(min(years), max(years) + 1) if years else range(0)


def _gap(year: int) -> Number:
    return Number(
        periods=(year_of(year),),
        kind=OfficialQualifier.MISSING,
        note=_("No source that we know gives this year."),
    )


def year_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def left_by_total(stored: Sequence[Number]) -> Number | None:
    """What a total of several years leaves for those of them that have no exact number; None if nothing follows."""
    total = max(filter(is_total, stored), key=lambda one: len(one.years), default=None)
    if total is None or total.value is None:
        return None
    exact = {
        one.years[0]: one.value
        for one in stored
        if one.periods[0] == year_of(one.years[0]) and one.kind in KNOWN_NUMBERS and one.value is not None
    }
    open_years = [year for year in total.years if year not in exact]
    counted = sum(exact[year] for year in total.years if year in exact)
    if not open_years or counted > total.value:
        return None
    how = _("%(total)s in %(period)s, less %(counted)s in the years that have an exact number.") % {
        "total": _grouped(total.value),
        "period": total.period,
        "counted": _grouped(counted),
    }
    return Number(
        periods=tuple(year_of(year) for year in open_years),
        kind=OfficialQualifier.DERIVED,
        value=total.value - counted,
        source=_("Our own subtraction"),
        note=how,
    )


# The file

HEADER = (
    "series", "series_label", "subject", "subject_label", "counts", "nationality", "region", "period", "value", "low",
    "high", "qualifier", "qualifier_label", "source", "note",
)  # fmt: skip
ALL_NATIONALITIES = "all"
WHOLE_COUNTRY = "RU"


def rows(series: Iterable[OfficialSeries]) -> Iterable[tuple[str, ...]]:
    """A line for each number of the page, gaps and derived ones among them; no cell is blank but source and note."""
    for one in series:
        for number in numbers(one):
            yield tuple(guard(str(text)) for text in _line(one, number))


def _line(series: OfficialSeries, number: Number) -> tuple[Any, ...]:
    empty = Empty.UNKNOWN if number.kind == OfficialQualifier.MISSING else Empty.NOT_APPLICABLE
    ends = (empty if end is None else end for end in (number.value, number.low, number.high))
    return (
        series.slug,
        series.title_en,
        series.subject,
        OfficialSubject(series.subject).label,
        series.counts_en,
        series.nationality or ALL_NATIONALITIES,
        series.region_id or WHOLE_COUNTRY,
        number.code,
        *ends,
        number.kind,
        OfficialQualifier(number.kind).label,
        number.source,
        number.note,
    )
