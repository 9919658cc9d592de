"""The first page: every person as a dot, grouped by hearing, and the numbers that stand above."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from decisions import policy
from decisions.models import Ruling, Source
from decisions.queries.minimums import minimum
from decisions.queries.outcomes import OUTCOMES, Outcome, outcome
from decisions.vocabulary import Answer, Form

# With more rulings than this the picture shows the newest ones only, and says so.
MOST_DOTS = 500


@dataclass(frozen=True, slots=True)
class Person:
    public_id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Hearing:
    """The rulings of one series, or one ruling by itself."""

    series: int | None
    at_least: bool
    decided_on: date | None
    court: str
    people: tuple[Person, ...]

    def count(self, outcome: Outcome) -> int:
        """How many people had this outcome."""
        return sum(person.outcome == outcome for person in self.people)


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of published rulings; each ruling concerns one person. `at_least`: which of them are a minimum."""

    rulings: int
    departure: int
    forced: int
    placed: int
    form_not_known: int
    risk_not_examined: int
    series: int
    regions: int
    courts: int
    judges: int
    first: date | None
    last: date | None
    at_least: Mapping[str, bool]


def totals(rulings: QuerySet[Ruling]) -> Totals:
    """All headline numbers. What an index answers is asked by itself: one query for all is ten times slower."""
    counted = {
        "rulings": Count("pk"),
        "departure": Count("pk", filter=Q(form=Form.CONTROLLED_DEPARTURE)),
        "forced": Count("pk", filter=Q(form=Form.FORCED)),
        "placed": Count("pk", filter=Q(placement=Answer.YES)),
        "form_not_known": Count("pk", filter=~Q(form__in=Form.values)),
        "risk_not_examined": Count("pk", filter=Q(return_risk_examined=Answer.NO)),
    }
    found = rulings.order_by().aggregate(**counted)
    of_minimum = minimum(rulings).aggregate(**counted)
    days = rulings.order_by().aggregate(first=Min("decided_on"), last=Max("decided_on"))
    return Totals(
        **found,
        **days,
        series=_different(rulings, "series"),
        regions=_different(rulings, "court__region"),
        courts=_different(rulings, "court"),
        judges=_different(rulings, "judge"),
        at_least={name: number > 0 for name, number in of_minimum.items()},
    )


def _different(rulings: QuerySet[Ruling], column: str) -> int:
    known = rulings.order_by().filter(**{f"{column}__isnull": False})
    return int(known.values(column).distinct().count())


def hearings(rulings: QuerySet[Ruling]) -> list[Hearing]:
    """The newest MOST_DOTS rulings by hearing, oldest hearing first."""
    columns = ("public_id", "series__number", "series__at_least", "decided_on", "court__name_en")
    newest = rulings.order_by(
        F("decided_on").desc(nulls_last=True), "-series__number", "-position", "-pk"
    ).values(*columns, "sanction", "form", "placement")[:MOST_DOTS]
    grouped: dict[object, list[Mapping[str, Any]]] = {}
    for row in reversed(newest):
        grouped.setdefault(row["series__number"] or row["public_id"], []).append(row)
    return [_hearing(rows) for rows in grouped.values()]


def _hearing(rows: Sequence[Mapping[str, Any]]) -> Hearing:
    first = rows[0]
    return Hearing(
        series=first["series__number"],
        at_least=bool(first["series__at_least"]),
        decided_on=first["decided_on"],
        court=first["court__name_en"],
        people=tuple(
            Person(
                row["public_id"],
                outcome(sanction=row["sanction"], form=row["form"], placement=row["placement"]),
            )
            for row in rows
        ),
    )


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many rulings have an outcome; `at_least`: the number is a minimum."""

    outcome: Outcome
    rulings: int
    at_least: bool


def outcome_counts(rulings: QuerySet[Ruling]) -> list[OutcomeCount]:
    """The outcomes that any ruling has."""
    found, of_minimum = _by_outcome(rulings), _by_outcome(minimum(rulings))
    return [
        OutcomeCount(kind, found[kind.kind], of_minimum[kind.kind] > 0)
        for kind in OUTCOMES
        if found[kind.kind]
    ]


def _by_outcome(rulings: QuerySet[Ruling]) -> Counter[str]:
    grouped = rulings.order_by().values_list("sanction", "form", "placement").annotate(number=Count("*"))
    found: Counter[str] = Counter()
    for sanction, form, placement, number in grouped:
        found[outcome(sanction=sanction, form=form, placement=placement).kind] += number
    return found


def sources(rulings: QuerySet[Ruling]) -> list[tuple[Source, int]]:
    """Where the rulings come from, with the number from each source."""
    numbers = dict(rulings.order_by().values_list("source").annotate(number=Count("*")))
    return [(source, numbers[source.pk]) for source in policy.public_sources() if source.pk in numbers]
