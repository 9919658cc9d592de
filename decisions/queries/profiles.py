"""One region, court or judge beside what it is a part of: counts first, shares second."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from decisions import policy, vocabulary
from decisions.filters import Pairs, address
from decisions.models import Court, Judge, Region, Ruling, Source
from decisions.queries import dimensions
from decisions.queries.dimensions import ARTICLES, DIMENSIONS, SERIES, CodeNumbers, Dimension, Key
from decisions.queries.grounds import Grounds, grounds
from decisions.queries.minimums import minimum, sentence
from decisions.queries.overview import sources
from decisions.tables.crosstab import Member, Part, part
from decisions.tables.standard import Expected, Stratum, expected
from decisions.tables.wilson import Interval, wilson
from decisions.vocabulary import Empty, Field

FIELDS = (vocabulary.FORM, vocabulary.PLACEMENT, *vocabulary.SAFEGUARDS)
# Of these it is said what would be expected of the same mix of articles and regions.
STANDARDISED = (vocabulary.FORM, vocabulary.PLACEMENT)
STANDARDISED_NAMES = tuple(field.name for field in STANDARDISED)
MONTH = DIMENSIONS["month"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Rulings to compare, with the query string that finds exactly them. Each scope holds the one before it."""

    name: str
    label: str
    rulings: Q
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what is described: its own scope first, then what it is a part of; `mix` is what makes cases alike."""

    scopes: tuple[Scope, ...]
    mix: tuple[Dimension, ...]

    @property
    def own(self) -> Scope:
        return self.scopes[0]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count in one scope with the address of its rulings; its part is None where it is left out of the base.

    `at_least`: the count is a minimum.
    """

    count: int
    part: Part | None
    address: str
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One value in every scope. `drawn`: of a census or a sample, so that an interval and what would be expected of
    the mix stand beside it, or are missing because there are too few series.
    """

    member: Member
    figures: tuple[Figure, ...]
    drawn: bool = False
    interval: Interval | None = None
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Group:
    dimension: Dimension
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """`totals`, `few` and `at_least` (the total is a minimum) stand beside the scopes of the subject."""

    subject: Subject
    totals: tuple[int, ...]
    few: tuple[bool, ...]
    at_least: tuple[bool, ...]
    minimum: str
    groups: tuple[Group, ...]
    months: Group
    grounds: Grounds
    sources: tuple[tuple[Source, int], ...]


# Subjects


def of_region(region: Region) -> Subject:
    return Subject((_region((region.pk,), region.name_en), _all()), mix=(ARTICLES,))


def of_court(court: Court) -> Subject:
    own = Scope("court", court.name_en, Q(court=court.pk), [("court", court.slug)])
    region = _region((court.region_id,), court.region.name_en)
    return Subject((own, region, _all()), mix=(ARTICLES, DIMENSIONS["region"]))


def of_judge(judge: Judge) -> Subject:
    """A judge stands beside all courts in which we know a ruling of theirs."""
    courts = list(
        policy.public_courts()
        .filter(pk__in=policy.public_rulings().filter(judge=judge).values("court"))
        .select_related("region")
        .order_by("name_en", "pk")
    )
    regions = {court.region_id: court.region.name_en for court in courts}
    own = Scope("judge", judge.name, Q(judge=judge.pk), [("judge", judge.slug)])
    beside = Scope(
        "court",
        ", ".join(court.name_en for court in courts),
        Q(court__in=[court.pk for court in courts]),
        [("court", court.slug) for court in courts],
    )
    region = _region(tuple(regions), ", ".join(regions.values()))
    return Subject((own, beside, region, _all()), mix=(ARTICLES, DIMENSIONS["region"]))


def _region(keys: Sequence[str], label: str) -> Scope:
    return Scope("region", label, Q(court__region__in=keys), [("region", key) for key in keys])


def _all() -> Scope:
    return Scope("all", _("all rulings"), Q(), [])


# The profile


def profile(subject: Subject, *, source: Source | None = None, empties: bool = True) -> Profile:
    """The subject in numbers, if asked those of one source; `empties`: whether they are in the base of shares."""
    rulings = policy.public_rulings() if source is None else policy.public_rulings().filter(source=source)
    beside: Pairs = [] if source is None else [("source", source.slug)]
    from_sources = sources(rulings)
    found = grounds(from_sources)
    numbers, of_minimum = _numbers(rulings, subject), _numbers(minimum(rulings), subject)
    totals = tuple(_total(of_scope, FIELDS[0]) for of_scope in numbers)
    drawn = _Drawn(rulings, subject, empties=empties) if found.intervals else None
    figures = _Figures(subject, numbers, of_minimum, beside, empties)
    return Profile(
        subject=subject,
        totals=totals,
        few=tuple(total < settings.FEWEST_RULINGS for total in totals),
        at_least=tuple(_total(of_scope, FIELDS[0]) > 0 for of_scope in of_minimum),
        minimum=sentence(rulings),
        groups=tuple(_group(field, figures, drawn) for field in FIELDS),
        months=_months(rulings, subject, totals, beside),
        grounds=found,
        sources=tuple(from_sources),
    )


def _scope(subject: Subject) -> Dimension:
    """The narrowest scope of each ruling, by its place among those of the subject."""
    *narrow, last = range(len(subject.scopes))
    cases = [When(subject.scopes[place].rulings, then=Value(place)) for place in narrow]
    return Dimension(
        name="scope",
        label="",
        columns={"place": Case(*cases, default=Value(last))},
        key=lambda values: values[0],
        members=lambda _keys: {},
        narrow=lambda _member, pairs: pairs,
    )


def _numbers(rulings: QuerySet[Ruling], subject: Subject) -> list[CodeNumbers]:
    """The numbers of every code in each scope. Scopes lie within each other, so each is added to the next."""
    found = dimensions.numbers_of_codes(rulings, FIELDS, by=[_scope(subject)])
    numbers: list[CodeNumbers] = []
    before: CodeNumbers = {(field.name, code): 0 for field in FIELDS for code in field.labels}
    for place in range(len(subject.scopes)):
        own = found.get((place,), {})
        before = {key: number + own.get(key, 0) for key, number in before.items()}
        numbers.append(before)
    return numbers


def _total(numbers: CodeNumbers, field: Field) -> int:
    return sum(numbers[field.name, code] for code in field.labels)


def _known(numbers: CodeNumbers, field: Field) -> int:
    return sum(numbers[field.name, code] for code in field.labels if code not in Empty.values)


@dataclass(frozen=True, slots=True)
class _Figures:
    """What stands in each scope beside one code."""

    subject: Subject
    numbers: Sequence[CodeNumbers]
    of_minimum: Sequence[CodeNumbers]
    beside: Pairs
    empties: bool

    def of(self, field: Field, member: Member) -> tuple[Figure, ...]:
        dimension = DIMENSIONS[field.name]
        return tuple(
            Figure(
                count=numbers[field.name, member.code],
                part=self._part(numbers, field, member),
                address=address("/rulings/", dimension.narrow(member, [*scope.pairs, *self.beside])),
                at_least=of_minimum[field.name, member.code] > 0,
            )
            for scope, numbers, of_minimum in zip(
                self.subject.scopes, self.numbers, self.of_minimum, strict=True
            )
        )

    def _part(self, numbers: CodeNumbers, field: Field, member: Member) -> Part | None:
        if member.empty and not self.empties:
            return None
        base = _total(numbers, field) if self.empties else _known(numbers, field)
        return part(numbers[field.name, member.code], base, fewest=settings.FEWEST_RULINGS)


def _group(field: Field, figures: _Figures, drawn: "_Drawn | None") -> Group:
    """Every value of the field, and the empty kinds that occur in any scope."""
    lines = []
    for code, label in field.labels.items():
        member = Member(code, str(label), empty=code in Empty.values)
        of_member = figures.of(field, member)
        if not member.empty:
            lines.append(drawn.line(field, member, of_member) if drawn else Line(member, of_member))
        elif any(figure.count for figure in of_member):
            lines.append(Line(member, of_member))
    return Group(DIMENSIONS[field.name], tuple(lines))


def _months(rulings: QuerySet[Ruling], subject: Subject, totals: Sequence[int], beside: Pairs) -> Group:
    """The months in which the subject has rulings."""
    scopes = range(len(subject.scopes))
    found = dimensions.keyed_numbers(rulings, (_scope(subject), MONTH))
    of_minimum = dimensions.keyed_numbers(minimum(rulings), (_scope(subject), MONTH))
    named = MONTH.members({month for place, month in found if place == 0})
    ordered = dimensions.in_order(dict.fromkeys(named.values(), 0), MONTH)
    keys = {member: key for key, member in named.items()}
    lines = []
    for member in ordered:
        counts = _added([found.get((place, keys[member]), 0) for place in scopes])
        least = _added([of_minimum.get((place, keys[member]), 0) for place in scopes])
        figures = (
            Figure(
                count,
                part(count, total, fewest=settings.FEWEST_RULINGS),
                address("/rulings/", MONTH.narrow(member, [*scope.pairs, *beside])),
                at_least > 0,
            )
            for count, at_least, total, scope in zip(counts, least, totals, subject.scopes, strict=True)
        )
        lines.append(Line(member, tuple(figures)))
    return Group(MONTH, tuple(lines))


def _added(numbers: Sequence[int]) -> list[int]:
    return [sum(numbers[: place + 1]) for place in range(len(numbers))]


class _Drawn:
    """What a census or a sample lets us say of the subject, on series: intervals, and what would be expected."""

    def __init__(self, rulings: QuerySet[Ruling], subject: Subject, *, empties: bool) -> None:
        own = rulings.filter(subject.own.rulings)
        others = rulings.exclude(subject.own.rulings)
        self.own = _in_series(own, FIELDS, (), empties=empties).get((), {})
        self.mix = _in_series(own, STANDARDISED, subject.mix, empties=empties)
        self.others = _in_series(others, STANDARDISED, subject.mix, empties=empties)

    def line(self, field: Field, member: Member, figures: tuple[Figure, ...]) -> Line:
        interval = self.interval(field, member.code)
        return Line(member, figures, True, interval, self.expected(field, member.code))

    def interval(self, field: Field, code: str) -> Interval | None:
        base = self.own.get(_base(field), 0)
        return wilson(self.own[_name(field, code)], base) if base >= settings.FEWEST_SERIES else None

    def expected(self, field: Field, code: str) -> Expected | None:
        if field not in STANDARDISED:
            return None
        strata = (
            Stratum(
                own=own[_base(field)],
                others=self.others.get(keys, {}).get(_base(field), 0),
                others_with=self.others.get(keys, {}).get(_name(field, code), 0),
            )
            for keys, own in self.mix.items()
        )
        return expected(strata, fewest=settings.FEWEST_SERIES)


def _name(field: Field, code: str) -> str:
    return f"{field.name}_is_{code}"


def _base(field: Field) -> str:
    return f"{field.name}_base"


def _in_series(
    rulings: QuerySet[Ruling], fields: Sequence[Field], by: Sequence[Dimension], *, empties: bool
) -> dict[tuple[Key, ...], dict[str, int]]:
    """For each group the number of series with each value, and of those that are in the base of the field."""
    within = {_base(field): Q() if empties else DIMENSIONS[field.name].known for field in fields}
    values = {
        _name(field, code): Q((field.name, code))
        for field in fields
        for code in field.labels
        if code not in Empty.values
    }
    counted = {name: Count(SERIES, distinct=True, filter=q) for name, q in (within | values).items()}
    return dimensions.counted_by(rulings, by, counted)
