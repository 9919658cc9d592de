"""Fills an empty database with synthetic published rulings, skewed as real ones are.

The actions are passed over here: they write one ruling at a time with its history, which is right for people and
too slow for a million rows. The database still checks every constraint except foreign keys. Every name is invented.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from decisions.actions import corpus, search
from decisions.models import (
    Court,
    Evidence,
    Judge,
    JudgePost,
    Provision,
    Region,
    Ruling,
    RulingProvision,
    Series,
    Source,
    Team,
    User,
)
from decisions.text import case_numbers, public_ids
from decisions.vocabulary import HEARING, KNOWN, REASONING, Empty, Role, Selection

COURTS = 2400
MOST_JUDGES_IN_A_COURT = 4
FIRST_DAY = date(2016, 1, 11)
DAYS = 3650
CHUNK = 20_000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NULL = r"\N"
HOME = Path(apps.get_app_config("decisions").path)

Column = Sequence[Any]
Weights = dict[Any, float]

# Sanction, form, placement: what occurs together.
OUTCOMES: Weights = {
    ("expulsion", "controlled_departure", "no"): 36,
    ("expulsion", "forced", "yes"): 34,
    ("expulsion", "forced", "no"): 8,
    ("expulsion", "forced", "not_stated"): 4,
    ("expulsion", "unknown", "unknown"): 5,
    ("expulsion", "not_stated", "not_stated"): 1,
    ("expulsion", "controlled_departure", "yes"): 0.3,
    ("expulsion", "hidden", "hidden"): 0.5,
    ("expulsion", "withheld", "withheld"): 0.2,
    ("fine_only", "not_applicable", "not_applicable"): 7,
    ("terminated", "not_applicable", "not_applicable"): 2.5,
    ("returned", "not_applicable", "not_applicable"): 1,
    ("unknown", "unknown", "unknown"): 0.5,
}
HEARING_ANSWERS: Weights = {
    "yes": 30, "no": 25, "not_stated": 35, "hidden": 0.5, "unknown": 8, "withheld": 0.5, "not_applicable": 1,
}  # fmt: skip
REASONING_ANSWERS: Weights = {
    "yes": 8, "no": 75, "not_stated": 2, "hidden": 0.5, "unknown": 10, "withheld": 0.2, "not_applicable": 4.3,
}  # fmt: skip
PLEAS: Weights = {
    "admitted": 60, "partly": 5, "denied": 12, "silent": 3, "not_stated": 12, "hidden": 0.5, "unknown": 7,
    "withheld": 0.2, "not_applicable": 0.3,
}  # fmt: skip
STANDINGS: Weights = {
    "in_force": 45, "carried_out": 20, "not_yet_in_force": 3, "under_appeal": 4, "changed": 3, "annulled": 2,
    "lapsed": 1, "unknown": 21.5, "withheld": 0.5,
}  # fmt: skip
FORMS_NOW: Weights = {"unknown": 88, "forced": 5, "controlled_departure": 4, "not_applicable": 3}
PLACEMENTS_NOW: Weights = {"unknown": 88, "yes": 4, "no": 5, "not_applicable": 3}
NATIONALITIES: Weights = {
    "UZ": 34, "TJ": 22, "KG": 10, "AZ": 7, "UA": 6, "KP": 5, "MD": 3, "AM": 3, "KZ": 2, "VN": 2, "CN": 2, "GE": 1,
    "IN": 0.7, "BD": 0.4, "AF": 0.4, "SY": 0.3, "NG": 0.3, "CM": 0.2, "EG": 0.2, "TR": 0.5,
}  # fmt: skip
NATIONALITY_STATUSES: Weights = {
    "established": 90, "claimed": 5, "disputed": 1, "stateless": 1, "unknown": 3,
}  # fmt: skip
# The state of a typed field; what is not known is spread over all empty kinds.
EMPTY_KINDS: Weights = {"unknown": 60, "not_stated": 22, "hidden": 14, "withheld": 3, "not_applicable": 1}
KNOWN_IN_PERCENT = {
    "judge": 92, "decided_on": 99, "in_force_on": 40, "case_number": 80, "uid": 55, "provisions": 97,
    "fine_amount": 85, "facility": 20, "entry_ban_years": 10, "nationality": 94, "in_russia_since": 50,
    "purpose_of_entry": 45, "how_found": 40, "word_count": 60,
}  # fmt: skip
PURPOSES = ("work", "study", "private visit", "transit", "seaman's shore leave", "refuge; family = 3")
WAYS = ("check of documents in the street", "raid on a building site", "came to the police", "traffic check")
FINES = (2000, 2500, 3000, 4000, 5000, 7000)
PROVISIONS_OF_A_RULING: Weights = {1: 88, 2: 11, 3: 1}
SIZES_OF_A_HEARING: Weights = {1: 88, 2: 5, 3: 3, 5: 2, 8: 1.5, 15: 0.5}


@dataclass(frozen=True, slots=True)
class World:
    """What the rulings refer to, with how often each occurs."""

    courts: Weights
    codes: dict[int, str]
    judges: dict[int, list[int]]
    provisions: Weights
    sources: Weights
    teams: Weights
    lawyer: int
    reviewer: int


def fill(rulings: int, *, seed: int = 1) -> None:
    """The same rulings at every call, in an empty and migrated PostgreSQL database."""
    random = Random(seed)
    world = _world(random)
    with connection.cursor() as cursor:
        # Checking a foreign key for each of a million rows takes minutes, and every key here is made beside its row.
        cursor.execute("SET session_replication_role = replica")
        for first in range(1, rulings + 1, CHUNK):
            _Chunk(random, world, first, min(CHUNK, rulings + 1 - first)).write(cursor)
        cursor.execute("SET session_replication_role = DEFAULT")
        search.rebuild(now=NOW)
        cursor.execute("VACUUM ANALYZE")


# What rulings refer to


def _world(random: Random) -> World:
    corpus.load_reference(directory=HOME / "reference", now=NOW)
    teams = Team.objects.bulk_create(Team(name=f"Team {number}") for number in range(1, 4))
    lawyer = User.objects.create(username="bench-lawyer", role=Role.LAWYER, team=teams[0])
    reviewer = User.objects.create(username="bench-reviewer", role=Role.REVIEWER, team=teams[0])
    sources = Source.objects.bulk_create(
        Source(slug=f"sample-{kind}", title=f"Sample source: {Selection(kind).label}", selection=kind)
        for kind in Selection.values
    )
    courts = _courts(random)
    return World(
        courts=_zipf([court.pk for court in courts], exponent=0.9),
        codes={court.pk: court.code for court in courts if court.code},
        judges=_judges(random, courts),
        provisions=_zipf(
            _shuffled(random, [provision.pk for provision in Provision.objects.all()]), exponent=1.3
        ),
        sources=_zipf([source.pk for source in sources], exponent=1.5),
        teams=_zipf([team.pk for team in teams], exponent=0.5),
        lawyer=lawyer.pk,
        reviewer=reviewer.pk,
    )


def _zipf(values: Sequence[Any], *, exponent: float) -> Weights:
    """The first occurs most; the tenth about a tenth as often."""
    return {value: 1 / rank**exponent for rank, value in enumerate(values, start=1)}


def _shuffled(random: Random, values: Iterable[Any]) -> list[Any]:
    return random.sample(list(values), len(list(values)))


def _courts(random: Random) -> list[Court]:
    regions = _shuffled(random, Region.objects.order_by("pk"))
    seats = regions + _draw(random, _zipf(regions, exponent=0.8), COURTS - len(regions))
    return Court.objects.bulk_create(
        Court(
            slug=f"bench-court-{number}",
            region=region,
            code=f"{region.court_digits[0]}RS{number:04}" if region.court_digits else None,
            name_en=f"District Court No. {number} of Exampletown",
            name_ru=f"Районный суд № {number} Образцового района",
        )
        for number, region in enumerate(_shuffled(random, seats), start=1)
    )


def _judges(random: Random, courts: Sequence[Court]) -> dict[int, list[int]]:
    benches = [random.randint(1, MOST_JUDGES_IN_A_COURT - 1) for _court in courts]
    seats = [court.pk for court, size in zip(courts, benches, strict=True) for _seat in range(size)]
    judges = Judge.objects.bulk_create(
        Judge(
            slug=f"bench-judge-{number}",
            name=f"{'ABCDEFGH'[number % 8]}. {'KLMNOP'[number % 6]}. Sample {number}",
        )
        for number in range(1, len(seats) + 1)
    )
    JudgePost.objects.bulk_create(
        JudgePost(judge=judge, court_id=court) for judge, court in zip(judges, seats, strict=True)
    )
    found: dict[int, list[int]] = {}
    for judge, court in zip(judges, seats, strict=True):
        found.setdefault(court, []).append(judge.pk)
    return found


# Rulings, column by column


def _draw(random: Random, weights: Weights, number: int) -> list[Any]:
    return random.choices(list(weights), cum_weights=list(accumulate(weights.values())), k=number)


class _Chunk:
    """Rulings `first` to `first + size - 1` with their series, provisions and evidence."""

    def __init__(self, random: Random, world: World, first: int, size: int) -> None:
        self.random = random
        self.world = world
        self.ids = range(first, first + size)
        self.hearing_of = self._hearings(size)
        self.hearings = self.hearing_of[-1] + 1
        self.columns: dict[str, Column] = {"id": self.ids}

    def write(self, cursor: Any) -> None:
        self._case()
        self._outcome()
        self._person()
        self._record()
        series = sorted({number for number in self.columns["series_id"] if number != NULL})
        _copy(cursor, Series, self._series(series))
        _copy(cursor, Ruling, self.columns)
        _copy(cursor, RulingProvision, self._provisions())
        _copy(cursor, Evidence, self._evidence())

    # Columns are drawn once for each hearing, or for each person.

    def _hearings(self, size: int) -> list[int]:
        sizes = _draw(self.random, SIZES_OF_A_HEARING, size)
        return [hearing for hearing, people in enumerate(sizes) for _person in range(people)][:size]

    def _of_hearing(self, weights: Weights) -> Column:
        drawn = _draw(self.random, weights, self.hearings)
        return [drawn[hearing] for hearing in self.hearing_of]

    def _of_person(self, weights: Weights) -> Column:
        return _draw(self.random, weights, len(self.ids))

    def _typed(self, name: str, values: Column, *, column: str = "", states: Column | None = None) -> Column:
        """Stores the column and its state: the values where they are known, else null."""
        percent = KNOWN_IN_PERCENT[name]
        total = sum(EMPTY_KINDS.values())
        weights = {KNOWN: percent} | {kind: (100 - percent) * w / total for kind, w in EMPTY_KINDS.items()}
        states = states or self._of_person(weights)
        found = [value if state == KNOWN else NULL for value, state in zip(values, states, strict=True)]
        self.columns[column or name] = found
        self.columns[f"{name}_state"] = states
        return found

    def _case(self) -> None:
        size, random = len(self.ids), self.random
        courts = self._of_hearing(self.world.courts)
        bench_of = self.world.judges
        dice = [random.random() ** 1.5 for _hearing in range(self.hearings)]
        judges = [
            bench_of[court][int(dice[hearing] * len(bench_of[court]))]
            for court, hearing in zip(courts, self.hearing_of, strict=True)
        ]
        days = [
            FIRST_DAY + timedelta(days=int(random.random() ** 0.7 * DAYS))
            for _hearing in range(self.hearings)
        ]
        dates = [days[hearing] for hearing in self.hearing_of]
        self.columns["public_id"] = [_public_id(number) for number in self.ids]
        self.columns["court_id"] = courts
        hearing_state = self._of_hearing({KNOWN: 92, **dict.fromkeys(Empty.values, 1.6)})
        self._typed("judge", judges, column="judge_id", states=hearing_state)
        self._typed("decided_on", dates)
        force = [day + timedelta(days=11) for day in dates]
        self._typed("in_force_on", force)
        numbers = [f"5-{number}/{day.year}" for number, day in zip(self.ids, dates, strict=True)]
        printed = self._typed("case_number", numbers)
        self.columns["case_number_normalised"] = [
            number if number == NULL else case_numbers.normalise(number) for number in printed
        ]
        codes = self.world.codes
        uids = [
            f"{codes.get(court, '77RS0001')}-01-{day.year}-{number % 1_000_000:06}-{number % 97:02}"
            for court, day, number in zip(courts, dates, self.ids, strict=True)
        ]
        self._typed("uid", uids)
        self.columns["provisions_state"] = self._of_hearing({KNOWN: 97, **dict.fromkeys(Empty.values, 0.6)})
        self.columns["entered_on"] = [NOW.date()] * size

    def _outcome(self) -> None:
        sanction, form, placement = zip(*self._of_person(OUTCOMES), strict=True)
        self.columns |= {"sanction": sanction, "form": form, "placement": placement}
        fines = self._typed("fine_amount", self._of_person(dict.fromkeys(FINES, 1)))
        self.columns["fine_currency"] = ["" if fine == NULL else "RUB" for fine in fines]
        self._typed("facility", self._of_person({f"Sample facility {number}": 1 for number in range(80)}))
        self._typed("entry_ban_years", self._of_person({5: 9, 3: 1}))
        self.columns["standing"] = self._of_person(STANDINGS)
        # A later decision is publicly known of few.
        self.columns["form_now"] = self._of_person(FORMS_NOW)
        self.columns["placement_now"] = self._of_person(PLACEMENTS_NOW)
        for fields, answers in ((HEARING, HEARING_ANSWERS), (REASONING, REASONING_ANSWERS)):
            for field in fields:
                self.columns[field.name] = self._of_hearing(answers)

    def _person(self) -> None:
        self._typed("nationality", self._of_hearing(NATIONALITIES))
        self.columns["nationality_status"] = self._of_person(NATIONALITY_STATUSES)
        self.columns["plea"] = self._of_person(PLEAS)
        months = [date(2012 + number % 4, 1 + number % 12, 1) for number in self.ids]
        since = self._typed("in_russia_since", months)
        self.columns["in_russia_since_precision"] = ["" if day == NULL else "month" for day in since]
        self._typed("purpose_of_entry", self._of_person(dict.fromkeys(PURPOSES, 1)))
        self._typed("how_found", self._of_hearing(dict.fromkeys(WAYS, 1)))
        self._typed("word_count", [400 + number % 900 for number in self.ids])

    def _record(self) -> None:
        size, first = len(self.ids), self.ids[0]
        series, positions = self._places()
        published = self.random.choices([NOW - timedelta(days=30 * n) for n in range(24)], k=size)
        self.columns |= {
            "series_id": series,
            "position": positions,
            "source_id": self._of_hearing(self.world.sources),
            "source_locator": [f"file {number}" for number in self.ids],
            "status": ["published"] * size,
            "published_at": published,
            "corrected_at": [NOW if number % 50 == 0 else NULL for number in range(first, first + size)],
            "entered_by_id": [self.world.lawyer] * size,
            "published_by_id": [self.world.reviewer] * size,
            "team_id": self._of_hearing(self.world.teams),
        }

    def _places(self) -> tuple[Column, Column]:
        """Series and place in it for rulings of a hearing of several people; a series is called by its first ruling."""
        people: dict[int, list[int]] = {}
        for number, hearing in zip(self.ids, self.hearing_of, strict=True):
            people.setdefault(hearing, []).append(number)
        several = [hearing if len(people[hearing]) > 1 else None for hearing in self.hearing_of]
        series = [NULL if hearing is None else people[hearing][0] for hearing in several]
        positions = [
            NULL if hearing is None else number - people[hearing][0] + 1
            for hearing, number in zip(several, self.ids, strict=True)
        ]
        return series, positions

    # Rows of other tables

    def _series(self, numbers: Column) -> dict[str, Column]:
        sources = dict(zip(self.columns["series_id"], self.columns["source_id"], strict=True))
        return {
            "id": numbers,
            "number": numbers,
            "source_id": [sources[number] for number in numbers],
            "narrative_en": ["Invented for the benchmark."] * len(numbers),
        }

    def _provisions(self) -> dict[str, Column]:
        states = self.columns["provisions_state"]
        of_hearing = [
            dict.fromkeys(_draw(self.random, self.world.provisions, number))
            for number in _draw(self.random, PROVISIONS_OF_A_RULING, self.hearings)
        ]
        links = [
            (number, provision)
            for number, hearing, state in zip(self.ids, self.hearing_of, states, strict=True)
            if state == KNOWN
            for provision in of_hearing[hearing]
        ]
        return {"ruling_id": [ruling for ruling, _p in links], "provision_id": [p for _ruling, p in links]}

    def _evidence(self) -> dict[str, Column]:
        rows = [
            (number, field, value)
            for field in ("form", "placement")
            for number, value in zip(self.ids, self.columns[field], strict=True)
            if value != Empty.UNKNOWN
        ]
        size = len(rows)
        bases = self.random.choices(
            [("stated", ""), ("inferred", "placement-implies-forced")], [85, 15], k=size
        )
        return {
            "ruling_id": [row[0] for row in rows],
            "field": [row[1] for row in rows],
            "value": [row[2] for row in rows],
            "basis": [basis for basis, _rule in bases],
            "rule": [rule for _basis, rule in bases],
            "document": ["ruling"] * size,
            "page": ["1"] * size,
            "coder_id": [self.world.lawyer] * size,
        }


def _public_id(number: int) -> str:
    """A different identifier for each number: the factor has no divisor in common with the range."""
    letters, rest = [], number * 1_000_000_007 % len(public_ids.ALPHABET) ** public_ids.LENGTH
    for _place in range(public_ids.LENGTH):
        rest, letter = divmod(rest, len(public_ids.ALPHABET))
        letters.append(public_ids.ALPHABET[letter])
    return "".join(letters)


def _copy(cursor: Any, model: type[Model], columns: Mapping[str, Column]) -> None:
    """COPY in text format: no value here holds a tab, a line break or a backslash.

    Columns that are not given have their defaults, as in a new record.
    """
    size = len(next(iter(columns.values())))
    defaults = {
        field.column: field.get_default() for field in model._meta.concrete_fields if not field.primary_key
    }
    all_columns = {
        name: [NULL if value is None else value] * size for name, value in defaults.items()
    } | dict(columns)
    lines = ("\t".join(map(str, values)) + "\n" for values in zip(*all_columns.values(), strict=True))
    cursor.copy_from(io.StringIO("".join(lines)), model._meta.db_table, columns=list(all_columns))
