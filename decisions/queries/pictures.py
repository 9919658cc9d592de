"""What the pictures show: rulings by region, hearings by month, months of each member of a dimension, people."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from decisions import vocabulary
from decisions.models import Region, Ruling
from decisions.queries.dimensions import DIMENSIONS, SERIES, Dimension, in_order, keyed_numbers
from decisions.queries.minimums import minimum
from decisions.queries.outcomes import Outcome, outcome
from decisions.tables.crosstab import Member
from decisions.vocabulary import Empty, Field

# With more hearings than this the time line shows months.
MOST_HEARINGS = 250
# Members of a dimension that have a picture of their own.
MOST_PANELS = 24
# With more people than this one mark stands for several.
MOST_MARKS = 1000
# Fields of which the map shows shares, and dimensions of which each member has a small picture.
SHARED = {
    field.name: field
    for field in (vocabulary.FORM, vocabulary.PLACEMENT, vocabulary.PLEA, *vocabulary.SAFEGUARDS)
}
SPLIT_BY = ("region", "sanction", "form", "placement", "plea", "nationality", "source")


@dataclass(frozen=True, slots=True)
class Share:
    """What the map shows a share of: the rulings with this code among those whose field is known."""

    field: Field
    code: str

    @property
    def label(self) -> vocabulary.Text:
        return self.field.labels[self.code]


@dataclass(frozen=True, slots=True)
class OfRegion:
    """Rulings of a region; `known` of them have a value in the field of the share, `having` that of the share.

    `at_least`: the number of rulings is a minimum.
    """

    region: Region
    rulings: int
    known: int
    having: int
    at_least: bool = False

    @property
    def few(self) -> bool:
        """Whether a share of them would say more than they can."""
        return self.known < settings.FEWEST_RULINGS

    @property
    def share(self) -> float | None:
        """None where nothing is known, or too little to compare."""
        return None if self.few else self.having / self.known


@dataclass(frozen=True, slots=True)
class Hearing:
    """The rulings of one series and day, or one ruling of no series."""

    decided_on: date
    court: str
    court_slug: str
    series: int | None
    rulings: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Month:
    """`month` is `2019-04`; `at_least`: the source of one of the hearings knows a smallest number only."""

    month: str
    hearings: int
    rulings: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Line:
    """`hearings` where there are few enough to show each, else empty; `undated` rulings stand in no month."""

    months: tuple[Month, ...]
    hearings: tuple[Hearing, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class OfMember:
    """A member with its rulings by month (`2019-04`, or an empty kind of the date).

    `at_least` are the months whose number is a minimum.
    """

    member: Member
    rulings: int
    months: Mapping[str, int]
    at_least: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """The members with most rulings, in order; there are `members` in all."""

    dimension: Dimension
    shown: tuple[OfMember, ...]
    members: int


@dataclass(frozen=True, slots=True)
class People:
    """The people of a region by outcome; `at_least` are the outcomes whose number is a minimum."""

    region: Region
    outcomes: Mapping[Outcome, int]
    at_least: Collection[Outcome] = ()

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())


def shares() -> dict[str, Share]:
    """Every share that may be asked for, by its value in the query string."""
    return {
        f"{field.name}:{code}": Share(field, code)
        for field in SHARED.values()
        if field.codes
        for code in field.codes.values
    }


def of_regions(rulings: QuerySet[Ruling], share: Share | None) -> list[OfRegion]:
    """Every region, also those without a ruling here, in the order of their names."""
    column = share.field.name if share else "court__region"
    grouped = rulings.order_by().values_list("court__region", column).annotate(number=Count("*"))
    total, known, having = Counter[str](), Counter[str](), Counter[str]()
    for iso, code, number in grouped:
        total[iso] += number
        known[iso] += 0 if code in Empty.values else number
        having[iso] += number if share and code == share.code else 0
    at_least = set(minimum(rulings).values_list("court__region", flat=True).distinct())
    return [
        OfRegion(region, total[region.iso], known[region.iso], having[region.iso], region.iso in at_least)
        for region in Region.objects.all()
    ]


def time_line(rulings: QuerySet[Ruling]) -> Line:
    """The months with rulings, oldest first, and the hearings in them."""
    dated = rulings.order_by().filter(decided_on__isnull=False)
    grouped = dated.values_list(ExtractYear("decided_on"), ExtractMonth("decided_on")).annotate(
        hearings=Count(SERIES, distinct=True),
        rulings=Count("pk"),
        least=Count("pk", filter=Q(series__at_least=True)),
    )
    months = tuple(
        Month(f"{year:04}-{month:02}", hearings, number, bool(least))
        for year, month, hearings, number, least in sorted(grouped)
    )
    few = sum(month.hearings for month in months) <= MOST_HEARINGS
    undated = rulings.filter(decided_on__isnull=True).count()
    return Line(months, _hearings(dated) if few else (), undated)


def _hearings(dated: QuerySet[Ruling]) -> tuple[Hearing, ...]:
    columns = ("decided_on", "court__name_en", "court__slug", "series__number", "series__at_least")
    grouped = dated.annotate(hearing=SERIES).values_list("hearing", *columns).annotate(number=Count("*"))
    return tuple(
        Hearing(day, court, slug, series, number, bool(at_least))
        for _key, day, court, slug, series, at_least, number in grouped.order_by(
            "decided_on", "series__number", "hearing"
        )
    )


def month_member(code: str) -> Member:
    """A month (`2019-04`) or an empty kind of the date as a member of the dimension."""
    key = Empty(code) if code in Empty.values else code
    return DIMENSIONS["month"].members({key})[key]


def split(rulings: QuerySet[Ruling], dimension: Dimension) -> Split:
    """The months of each member, for the members with most rulings."""
    axes = (dimension, DIMENSIONS["month"])
    keyed, of_minimum = keyed_numbers(rulings, axes), keyed_numbers(minimum(rulings), axes)
    months: dict[object, Counter[str]] = {}
    for (key, month), number in keyed.items():
        months.setdefault(key, Counter())[str(month)] += number
    largest = sorted(months, key=lambda key: -months[key].total())[:MOST_PANELS]
    named = dimension.members(largest)
    found = {named[key]: months[key] for key in largest}
    at_least: dict[Member, set[str]] = {named[key]: set() for key in largest}
    for key, month in of_minimum:
        if key in named:
            at_least[named[key]].add(str(month))
    shown = in_order({member: counted.total() for member, counted in found.items()}, dimension)
    return Split(
        dimension,
        tuple(
            OfMember(member, number, dict(sorted(found[member].items())), at_least[member])
            for member, number in shown.items()
        ),
        len(months),
    )


def people(rulings: QuerySet[Ruling]) -> list[People]:
    """Regions with rulings in the order of their names, each with its people by what the court ordered."""
    found, of_minimum = _outcomes(rulings), _outcomes(minimum(rulings))
    regions: Collection[Region] = Region.objects.filter(pk__in=found)
    return [People(region, found[region.iso], set(of_minimum.get(region.iso, ()))) for region in regions]


def _outcomes(rulings: QuerySet[Ruling]) -> dict[str, Counter[Outcome]]:
    columns = ("court__region", "sanction", "form", "placement")
    found: dict[str, Counter[Outcome]] = {}
    for iso, sanction, form, placement, number in (
        rulings.order_by().values_list(*columns).annotate(number=Count("*"))
    ):
        kind = outcome(sanction=sanction, form=form, placement=placement)
        found.setdefault(iso, Counter())[kind] += number
    return found


def people_to_a_mark(groups: list[People]) -> int:
    """How many people one mark stands for, at most: 1, 10, 100 ..., so that the marks can be taken in."""
    total, each = sum(group.total for group in groups), 1
    while total > MOST_MARKS * each:
        each *= 10
    return each
