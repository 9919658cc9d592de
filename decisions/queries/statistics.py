"""The page of official numbers: pictures with their tables, numbered notes, and the sum of a year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from decisions import vocabulary
from decisions.charts.years import Bar
from decisions.models import OfficialSeries
from decisions.queries.official import (
    Number,
    between,
    is_total,
    numbers,
    period_text,
    read,
    together,
    year_of,
)
from decisions.vocabulary import OfficialQualifier, OfficialSubject, Text

# The series of which the sum of a year is made (decisions/official/series.csv).
HELD, GRANTED = "asylum-held", "asylum-granted"
CITIZENSHIP, PERMITS, UNEXPLAINED = "citizenship-granted", "residence-permits", "asylum-loss-unexplained"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table; `notes` are the numbers of the notes below, which say source and doubt."""

    text: str
    kind: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    period: str
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """Series that are drawn together, and the table beside the picture."""

    title: str
    series: list[OfficialSeries]
    axis: list[str]
    bars: list[Bar]
    rows: list[Row]

    @property
    def slug(self) -> str:
        """What its files are called: the series that leads it."""
        return self.series[0].slug

    @property
    def sources(self) -> list[str]:
        """Where its numbers come from, each once."""
        found = [number.source for one in self.series for number in numbers(one)]
        return list(dict.fromkeys(source for source in found if source))

    @property
    def longer_and_shorter(self) -> list[str]:
        """A sentence for each series that has numbers of several years or of a part of one."""
        told = [
            (one.title_en, [_told(number) for number in numbers(one) if _is_no_year(number)])
            for one in self.series
        ]
        sentence = _("%(series)s, numbers that are not of one whole year: %(numbers)s.")
        return [sentence % {"series": title, "numbers": "; ".join(found)} for title, found in told if found]


def _is_no_year(number: Number) -> bool:
    """Whether it is of several years or of a part of one; the number of a day stands for its year."""
    starts, ends = number.periods[0]
    return len(number.years) > 1 or (starts != ends and (starts, ends) != year_of(starts.year))


def _told(number: Number) -> str:
    if number.kind != OfficialQualifier.DERIVED:
        return f"{number.period}: {number.text}"
    return f"{number.period}: {number.text} ({number.source})"


@dataclass(frozen=True, slots=True)
class Single:
    """A number that stands alone: there is no row of years to draw."""

    series: OfficialSeries
    period: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Section:
    subject: OfficialSubject
    pictures: list[Picture]
    singles: list[Single]


class Notes:
    """The sources and doubts of a page, each once, numbered in the order in which they are first needed."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter((number, text) for text, number in self.numbers.items())

    def of(self, number: Number) -> tuple[int, ...]:
        texts = [text if text.endswith(".") else f"{text}." for text in (number.source, number.note) if text]
        return tuple(self.numbers.setdefault(text, len(self.numbers) + 1) for text in texts)

    def cell(self, number: Number) -> Cell:
        return Cell(number.text, number.kind, self.of(number))


def sections(series: Sequence[OfficialSeries], notes: Notes) -> list[Section]:
    """The series by subject: those with several years as pictures, the others as single numbers.

    Numbers of expulsions stand beside the rulings held here (`coverage`).
    """
    found = []
    for subject in [one for one in OfficialSubject if one != OfficialSubject.EXPULSION]:
        own = [one for one in series if one.subject == subject]
        if own:
            drawn = [one for one in own if len(between(numbers(one))) > 1]
            pictures = [_picture(group, notes) for group in _together(drawn)]
            singles = [
                Single(one, number.period, notes.cell(number))
                for one in own
                if one not in drawn
                for number in numbers(one)
            ]
            found.append(Section(subject, pictures, singles))
    return found


def _together(series: Sequence[OfficialSeries]) -> list[list[OfficialSeries]]:
    """Each series that leads a picture, with those that are drawn in it."""
    leads = {one.pk for one in series}
    return [
        [one, *(other for other in series if other.drawn_with_id == one.pk)]
        for one in series
        if one.drawn_with_id not in leads
    ]


def _picture(group: Sequence[OfficialSeries], notes: Notes) -> Picture:
    of = [numbers(one) for one in group]
    years = between([number for some in of for number in some])
    return Picture(
        title=" · ".join(one.title_en for one in group),
        series=list(group),
        axis=[str(year) for year in years],
        bars=_bars(group, of, years),
        rows=_rows(of, notes),
    )


def _bars(group: Sequence[OfficialSeries], of: Sequence[Sequence[Number]], years: Sequence[int]) -> list[Bar]:
    """A bar for every number of a year, side by side where a year has several; totals are not drawn."""
    bars = []
    drawn = [
        (place, number)
        for place, some in enumerate(of, start=1)
        for number in some
        if len(number.periods) == 1 and not is_total(number)
    ]
    for year in years:
        beside = [(place, number) for place, number in drawn if number.years[0] == year]
        for lane, (place, number) in enumerate(beside):
            wide = len(number.years) if len(beside) == 1 else 1
            left = year - years[0] + lane / len(beside)
            title = group[place - 1].title_en
            bars.append(
                Bar(
                    left=left,
                    right=left + wide / len(beside),
                    kind=number.kind,
                    series=place,
                    text=number.mark,
                    label=f"{title}, {number.period}: {number.text}",
                    high=number.high if number.value is None else number.value,
                    low=number.low or 0,
                )
            )
    return bars


def _rows(of: Sequence[Sequence[Number]], notes: Notes) -> list[Row]:
    """A row for each period that any of the series has."""
    by_period: dict[tuple[tuple[date, date], ...], list[Cell | None]] = {}
    for place, some in enumerate(of):
        for number in some:
            by_period.setdefault(number.periods, [None] * len(of))[place] = notes.cell(number)
    ordered = sorted(by_period, key=lambda periods: (periods[-1][1], -periods[0][0].toordinal()))
    return [Row(together([period_text(*one) for one in periods]), by_period[periods]) for periods in ordered]


# Who lost temporary asylum in a year


@dataclass(frozen=True, slots=True)
class Loss:
    """The sum of one year. `unexplained` is left by subtraction, `reported` by the report; None is not known."""

    year: int
    before: int
    granted: int
    after: int
    citizens: int | None
    permits: int | None
    reported: int | None

    @property
    def lost(self) -> int:
        return self.before + self.granted - self.after

    @property
    def unexplained(self) -> int | None:
        if self.citizens is None or self.permits is None:
            return None
        return self.lost - self.citizens - self.permits


def losses(series: Sequence[OfficialSeries]) -> list[Loss]:
    """For every year of which the numbers are known: held at the end of the year before, granted, held at its end."""
    held, granted = _exact(series, HELD), _exact(series, GRANTED)
    citizens, permits, reported = (_exact(series, slug) for slug in (CITIZENSHIP, PERMITS, UNEXPLAINED))
    return [
        Loss(
            year=year,
            before=held[year - 1],
            granted=granted[year],
            after=held[year],
            citizens=citizens.get(year),
            permits=permits.get(year),
            reported=reported.get(year),
        )
        for year in sorted(held)
        if year - 1 in held and year in granted
    ]


def _exact(series: Sequence[OfficialSeries], slug: str) -> dict[int, int]:
    """The exact numbers of whole years, or of their last day, by year."""
    stored = [read(value) for one in series if one.slug == slug for value in one.values.all()]
    return {
        one.years[0]: one.value
        for one in stored
        if one.value is not None
        and one.kind == OfficialQualifier.EXACT
        and len(one.years) == 1
        and one.periods[0][1] == date(one.years[0], 12, 31)
    }


def meanings() -> list[tuple[OfficialQualifier, Text]]:
    """What the shapes of the pictures mean."""
    return [(kind, vocabulary.DEFINITIONS[kind]) for kind in OfficialQualifier]
