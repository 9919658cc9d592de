"""Loading a corpus: a folder of CSV files that code rulings line by line, with the evidence beside each value.

The files are described in docs/corpus.md. Everything is read and checked before anything is written.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Prefetch

from decisions import policy, vocabulary
from decisions.actions import accounts, reference, rulings, workflow
from decisions.actions.reference import Reference
from decisions.actions.refusals import Doubtful, Refused
from decisions.filters import country_names
from decisions.models import (
    Court,
    Evidence,
    Judge,
    JudgePost,
    JudgeSpelling,
    Provision,
    Region,
    Ruling,
    Series,
    Source,
    Team,
    User,
)
from decisions.models.ruling import EARLIEST_DECISION
from decisions.queries.values import plain, text_of
from decisions.tables import lines
from decisions.tables.lines import Line
from decisions.text import dates, public_ids
from decisions.text import uid as uids
from decisions.vocabulary import (
    RULES,
    Basis,
    CourtLevel,
    DecidingBody,
    Empty,
    Qualifier,
    Selection,
    Status,
)

TEAM = "Report corpus"
REASON = "The corpus files were corrected."
_POSITIONS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sources.csv": (
        "slug", "title", "publisher", "published", "url", "licence", "selection", "covers",
    ),
    "courts.csv": ("slug", "region", "code", "kind", "level", "name_en", "name_ru", "name_ko"),
    "judges.csv": ("slug", "name", "court"),
    "spellings.csv": ("judge", "spelling", "language", "basis", "rule"),
    "series.csv": ("number", "source", "number_in_source", "at_least", "narrative_en"),
    "rulings.csv": ("public_id", "series", "position", "source", "source_locator"),
    "codings.csv": ("series", "positions", "field", "value", "qualifier", "basis", "rule", "place", "note"),
}  # fmt: skip
REFERENCE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "regions.csv": (
        "iso", "country", "name_en", "name_ru", "name_ko", "court_digits", "tile_column", "tile_row",
    ),
    "provisions.csv": (
        "country", "law", "article", "part", "title_en", "title_ru", "fine_min_rub", "fine_max_rub",
    ),
}  # fmt: skip

Files = Mapping[str, list[Line]]
Record = TypeVar("Record")


@dataclass(slots=True)
class Loaded:
    """What happened: counts of records added, corrected and unchanged, and a sentence for each left alone."""

    added: int = 0
    corrected: int = 0
    same: int = 0
    left_alone: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Coding:
    """One coded value of one ruling, with the line that says so."""

    line: Line
    value: Any
    reading: rulings.Reading

    @property
    def text(self) -> str:
        """The value as `text_of` gives it, however the line writes it."""
        if isinstance(self.value, list):
            return ";".join(sorted(provision.code for provision in self.value))
        return plain(self.value)


@transaction.atomic
def load_reference(*, directory: Path, now: datetime) -> Loaded:
    """Add the regions and provisions that are missing. Raises BrokenLine, and then nothing is loaded."""
    files = {
        name: lines.read(directory / name, columns=columns) for name, columns in REFERENCE_COLUMNS.items()
    }
    lines.unique(files["regions.csv"], "iso")
    lines.unique(files["regions.csv"], "tile_column", "tile_row")
    lines.unique(files["provisions.csv"], "country", "law", "article", "part")
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    result = Loaded()
    _sync(result, [(line, _region(line)) for line in files["regions.csv"]], key=("iso",), by=keeper, now=now)
    provisions = [(line, _provision(line)) for line in files["provisions.csv"]]
    _sync(result, provisions, key=("country", "law", "article", "part"), by=keeper, now=now)
    return result


@transaction.atomic
def load(*, directory: Path, now: datetime) -> Loaded:
    """Add what is missing, correct what no person has touched, leave the rest alone and say so.

    Raises BrokenLine, and then nothing is loaded.
    """
    files = {name: lines.read(directory / name, columns=columns) for name, columns in COLUMNS.items()}
    _check_keys(files)
    result = Loaded()
    _load_around(result, files, now=now)
    _load_rulings(result, files, now=now)
    return result


def _check_keys(files: Files) -> None:
    for name in ("sources.csv", "courts.csv", "judges.csv"):
        lines.unique(files[name], "slug")
    lines.unique([line for line in files["courts.csv"] if line["code"]], "code")
    lines.unique(files["spellings.csv"], "judge", "spelling")
    lines.unique(files["series.csv"], "number")
    lines.unique(files["rulings.csv"], "public_id")
    lines.unique(files["rulings.csv"], "series", "position")


# Sources, courts, judges, series


def _load_around(result: Loaded, files: Files, *, now: datetime) -> None:
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    if not Team.objects.filter(name=TEAM).exists():
        reference.add(records=[Team(name=TEAM)], by=keeper, now=now)
    sources = [(line, _source(line)) for line in files["sources.csv"]]
    _sync(result, sources, key=("slug",), by=keeper, now=now)
    regions = Region.objects.in_bulk()
    courts = [(line, _court(line, regions)) for line in files["courts.csv"]]
    _sync(result, courts, key=("slug",), by=keeper, now=now)
    judges = [(line, Judge(slug=line["slug"], name=line["name"])) for line in files["judges.csv"]]
    _sync(result, judges, key=("slug",), by=keeper, now=now)
    by_slug = Judge.objects.in_bulk(field_name="slug")
    spellings = [(line, _spelling(line, by_slug)) for line in files["spellings.csv"]]
    _sync(result, spellings, key=("judge_id", "spelling"), by=keeper, now=now)
    courts_by_slug = Court.objects.in_bulk(field_name="slug")
    posts = [(line, _post(line, by_slug, courts_by_slug)) for line in files["judges.csv"]]
    _sync(result, posts, key=("judge_id", "court_id"), by=keeper, now=now)
    sources_by_slug = Source.objects.in_bulk(field_name="slug")
    series = [(line, _series(line, sources_by_slug)) for line in files["series.csv"]]
    _sync(result, series, key=("number",), by=keeper, now=now)


def _sync(
    result: Loaded,
    wanted: Sequence[tuple[Line, Reference]],
    *,
    key: Sequence[str],
    by: User,
    now: datetime,
) -> None:
    """Bring the records of one kind into line with the file, which is read into unsaved records."""
    if not wanted:
        return
    kind = cast("type[models.Model]", type(wanted[0][1]))
    existing = {_key(record, key): record for record in kind._default_manager.all()}
    missing = [(line, record) for line, record in wanted if _key(record, key) not in existing]
    _clean(wanted)
    _check_constraints(missing)
    reference.add(records=[record for _line, record in missing], by=by, now=now)
    result.added += len(missing)
    for line, record in wanted:
        old = existing.get(_key(record, key))
        if old is not None:
            with _named(line):
                _update(result, cast("Reference", old), record, by=by, now=now)


def _clean(wanted: Iterable[tuple[Line, Reference]]) -> None:
    for line, record in wanted:
        try:
            record.clean_fields()
        except ValidationError as error:
            raise line.broken(str(error)) from error


def _check_constraints(missing: Iterable[tuple[Line, Reference]]) -> None:
    for line, record in missing:
        try:
            record.validate_unique()
            record.validate_constraints()
        except ValidationError as error:
            raise line.broken(str(error)) from error


def _key(record: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in names)


def _update(result: Loaded, old: Reference, new: Reference, *, by: User, now: datetime) -> None:
    columns = [column.attname for column in old._meta.concrete_fields if not column.primary_key]
    differing = [
        name for name in columns if getattr(old, name) != getattr(new, name) and _in_files(new, name)
    ]
    if not differing:
        result.same += 1
    elif _touched_by_a_person(old):
        sentences = "; ".join(
            f"{n}: {getattr(old, n)} here, {getattr(new, n)} in the files" for n in differing
        )
        result.left_alone.append(
            f"{old._meta.verbose_name} {old}: edited by a person, stays as it is ({sentences})"
        )
    else:
        for name in differing:
            setattr(old, name, getattr(new, name))
        reference.change(record=old, fields=differing, by=by, now=now, reason=REASON)
        result.corrected += 1


def _in_files(record: Any, name: str) -> bool:
    """Columns that the files do not have (other languages, successors) are never reset."""
    return bool(getattr(record, name) != record._meta.get_field(name).get_default())


def _touched_by_a_person(record: Any) -> bool:
    versions = record.history.values_list("history_user__username", flat=True)
    return not set(versions) <= set(accounts.system_usernames())


def _region(line: Line) -> Region:
    return Region(
        iso=line["iso"],
        country=line["country"],
        name_en=line["name_en"],
        name_ru=line["name_ru"],
        name_ko=line["name_ko"],
        court_digits=line["court_digits"].split(),
        tile_column=_number(line, "tile_column"),
        tile_row=_number(line, "tile_row"),
    )


def _provision(line: Line) -> Provision:
    return Provision(
        country=line["country"],
        law=line["law"],
        article=line["article"],
        part=line["part"],
        title_en=line["title_en"],
        title_ru=line["title_ru"],
        fine_min_rub=_number(line, "fine_min_rub") if line["fine_min_rub"] else None,
        fine_max_rub=_number(line, "fine_max_rub") if line["fine_max_rub"] else None,
    )


def _source(line: Line) -> Source:
    return Source(
        slug=line["slug"],
        title=line["title"],
        publisher=line["publisher"],
        published=line["published"],
        url=line["url"],
        licence=line["licence"],
        selection=_one_of(line, "selection", Selection.values),
        covers=line["covers"],
    )


def _court(line: Line, regions: Mapping[str, Region]) -> Court:
    if line["code"] and not uids.is_court_code(line["code"]):
        raise line.broken(f"{line['code']} does not have the shape of a court code")
    return Court(
        slug=line["slug"],
        region=_found(line, "region", regions),
        code=line["code"] or None,
        kind=_one_of(line, "kind", DecidingBody.values),
        level=_one_of(line, "level", CourtLevel.values),
        name_en=line["name_en"],
        name_ru=line["name_ru"],
        name_ko=line["name_ko"],
    )


def _spelling(line: Line, judges: Mapping[str, Judge]) -> JudgeSpelling:
    return JudgeSpelling(
        judge=_found(line, "judge", judges),
        spelling=line["spelling"],
        language=_one_of(line, "language", ["en", "ru", "ko"]),
        basis=_basis(line),
        rule=_rule(line),
    )


def _post(line: Line, judges: Mapping[str, Judge], courts: Mapping[str, Court]) -> JudgePost:
    return JudgePost(judge=judges[line["slug"]], court=_found(line, "court", courts))


def _series(line: Line, sources: Mapping[str, Source]) -> Series:
    return Series(
        number=_number(line, "number"),
        source=_found(line, "source", sources),
        number_in_source=line["number_in_source"],
        at_least=_one_of(line, "at_least", ["yes", "no"]) == "yes",
        narrative_en=line["narrative_en"],
    )


# Rulings


def _load_rulings(result: Loaded, files: Files, *, now: datetime) -> None:
    codings = _codings(files, now=now)
    loader = accounts.system_account(username=accounts.LOADER, now=now)
    checker = accounts.system_account(username=accounts.CHECKER, now=now)
    wanted = [line["public_id"] for line in files["rulings.csv"]]
    existing = {ruling.public_id: ruling for ruling in _for_comparison(checker, wanted)}
    series = {str(record.number): record for record in Series.objects.all()}
    sources = Source.objects.in_bulk(field_name="slug")
    team = Team.objects.get(name=TEAM)
    for line in files["rulings.csv"]:
        places = _places(line, series, sources)
        coded = codings[line["series"], line["position"]]
        ruling = existing.get(line["public_id"])
        if ruling is None:
            _add(line, places, coded, team=team, loader=loader, checker=checker, now=now)
            result.added += 1
        else:
            _compare(result, ruling, line, places, coded, by=checker, now=now)


def _for_comparison(checker: User, wanted: Sequence[str]) -> Iterable[Ruling]:
    return (
        policy.visible_rulings(checker)
        .filter(public_id__in=wanted)
        .select_related("court", "judge", "series", "source")
        .prefetch_related(
            "provision_links__provision",
            Prefetch("evidence", Evidence.objects.filter(accepted=True)),
        )
    )


def _add(
    line: Line,
    places: Mapping[str, Any],
    coded: Mapping[str, Coding],
    *,
    team: Team,
    loader: User,
    checker: User,
    now: datetime,
) -> None:
    values = {**places, **_values(coded)}
    readings = [coding.reading for coding in coded.values()]
    with _named(line):
        ruling = rulings.enter(
            by=loader, now=now, team=team, values=values, readings=readings, public_id=line["public_id"]
        )
        workflow.submit(ruling=ruling, by=loader, now=now)
        workflow.publish(ruling=ruling, by=checker, now=now)


def _compare(
    result: Loaded,
    ruling: Ruling,
    line: Line,
    places: Mapping[str, Any],
    coded: Mapping[str, Coding],
    *,
    by: User,
    now: datetime,
) -> None:
    differing = _differences(ruling, coded)
    moved = {name: value for name, value in places.items() if getattr(ruling, name) != value}
    if ruling.status == Status.WITHDRAWN:
        result.left_alone.append(f"ruling {ruling}: withdrawn, stays withdrawn")
    elif not differing and not moved:
        result.same += 1
    elif ruling.status != Status.PUBLISHED or _touched_by_a_person(ruling):
        sentences = "; ".join(
            [
                *(_difference(ruling, name, coded.get(name)) for name in differing),
                *(f"{n}: {plain(getattr(ruling, n))} here, {plain(moved[n])} in the files" for n in moved),
            ]
        )
        result.left_alone.append(f"ruling {ruling}: edited by a person, stays as it is ({sentences})")
    else:
        changed = {name: coded[name] for name in differing if name in coded}
        values = {**moved, **dict.fromkeys(differing, Empty.UNKNOWN), **_values(changed)}
        _correct(ruling, line, values, changed, by=by, now=now)
        result.corrected += 1


def _difference(ruling: Ruling, name: str, coding: Coding | None) -> str:
    """What the record and the files say about one field."""
    here, files = text_of(ruling, name), coding.text if coding else Empty.UNKNOWN.value
    if here == files:
        return f"{name}: other evidence in the files"
    return f"{name}: {here} here, {files} in the files"


def _differences(ruling: Ruling, coded: Mapping[str, Coding]) -> list[str]:
    """The fields whose value or evidence is not what the files say."""
    accepted = {row.field: row for row in ruling.evidence.all()}
    return [name for name in vocabulary.FIELDS if _differs(ruling, name, coded.get(name), accepted.get(name))]


def _differs(ruling: Ruling, name: str, coding: Coding | None, evidence: Evidence | None) -> bool:
    if coding is None:
        return text_of(ruling, name) != Empty.UNKNOWN or evidence is not None
    if evidence is None or text_of(ruling, name) != coding.text:
        return True
    reading = coding.reading
    qualifier = getattr(ruling, f"{name}_qualifier", "")
    return (evidence.basis, evidence.rule, evidence.page, evidence.note, qualifier) != (
        reading.basis,
        reading.rule,
        reading.page,
        reading.note,
        coding.line["qualifier"],
    )


def _correct(
    ruling: Ruling,
    line: Line,
    values: Mapping[str, Any],
    coded: Mapping[str, Coding],
    *,
    by: User,
    now: datetime,
) -> None:
    readings = [coding.reading for coding in coded.values()]
    with _named(line):
        rulings.correct(
            ruling=ruling,
            by=by,
            now=now,
            version=ruling.version,
            values=values,
            readings=readings,
            reason=REASON,
        )


class _named:
    """Turns a refusal inside into a BrokenLine that names the ruling's line."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, Refused | Doubtful | DatabaseError):
            raise self.line.broken(str(error)) from error


def _places(line: Line, series: Mapping[str, Series], sources: Mapping[str, Source]) -> dict[str, Any]:
    if not public_ids.is_public_id(line["public_id"]):
        raise line.broken(f"{line['public_id']!r} is not an identifier")
    return {
        "series": _found(line, "series", series),
        "position": _number(line, "position"),
        "source": _found(line, "source", sources),
        "source_locator": line["source_locator"],
    }


def _values(coded: Mapping[str, Coding]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, coding in coded.items():
        values[name] = coding.value
        if vocabulary.FIELDS[name].qualified:
            values[f"{name}_qualifier"] = coding.line["qualifier"]
        if name == "fine_amount":
            values["fine_currency"] = "RUB"
    return values


def _codings(files: Files, *, now: datetime) -> Mapping[tuple[str, str], dict[str, Coding]]:
    """The codings of each ruling, by series and position; every line is checked."""
    positions: dict[str, list[str]] = defaultdict(list)
    locators: dict[tuple[str, str], str] = {}
    for line in files["rulings.csv"]:
        positions[line["series"]].append(line["position"])
        locators[line["series"], line["position"]] = line["source_locator"]
    coded: dict[tuple[str, str], dict[str, Coding]] = {place: {} for place in locators}
    known = _Known(now=now)
    for line in files["codings.csv"]:
        value = known.value(line)
        for position in _positions(line, positions[line["series"]]):
            place = (line["series"], position)
            earlier = coded[place].get(line["field"])
            if earlier is not None:
                raise line.broken(
                    f"{line['field']} of ruling {position} is already in line {earlier.line.number}"
                )
            coded[place][line["field"]] = Coding(line, value, _reading(line, locators[place]))
    for line in files["rulings.csv"]:
        if "court" not in coded[line["series"], line["position"]]:
            raise line.broken("codings.csv names no court for this ruling")
    return coded


def _reading(line: Line, locator: str) -> rulings.Reading:
    place = line["place"] or locator
    return rulings.Reading(
        field=line["field"], basis=_basis(line), rule=_rule(line), page=place, note=line["note"]
    )


class _Known:
    """How to read the values of each field; the records that codings may refer to are fetched once."""

    def __init__(self, *, now: datetime) -> None:
        self.today = now.astimezone(rulings.EASTERNMOST).date()
        self.columns = {column.name: column for column in Ruling._meta.fields}
        self.existing = {provision.code: provision for provision in Provision.objects.all()}
        self.readers: Mapping[str, Callable[[str], Any]] = {
            "court": Court.objects.in_bulk(field_name="slug").__getitem__,
            "judge": Judge.objects.in_bulk(field_name="slug").__getitem__,
            "provisions": self._provisions,
            "decided_on": self._past_day,
            "in_force_on": dates.parse_day,
            "in_russia_since": dates.parse,
            "nationality": _country,
            "word_count": _whole,
            "entry_ban_years": _whole,
            "fine_amount": lambda text: Decimal(_whole(text)),
        }

    def value(self, line: Line) -> Any:
        """What the line says, as rulings.enter takes it. Raises BrokenLine."""
        coded = vocabulary.FIELDS.get(line["field"])
        if coded is None:
            raise line.broken(f"{line['field']!r} is not a field of a ruling")
        if line["qualifier"] and (not coded.qualified or line["qualifier"] not in Qualifier.values):
            raise line.broken(f"{line['field']} cannot be {line['qualifier']!r}")
        if line["value"] in Empty.values and coded is not vocabulary.COURT:
            if line["qualifier"]:
                raise line.broken(f"{line['field']} cannot be {line['qualifier']!r} without a value")
            return Empty(line["value"])
        try:
            value = self._read(coded, line["value"])
            if coded.name in self.columns:
                self.columns[coded.name].run_validators(value)
        except (KeyError, ValueError) as error:
            raise line.broken(f"{line['field']} cannot be {line['value']!r}") from error
        except ValidationError as error:
            raise line.broken(f"{line['field']}: {' '.join(error.messages)}") from error
        return value

    def _read(self, coded: vocabulary.Field, text: str) -> Any:
        reader = coded.codes or self.readers.get(coded.name, _some_text)
        return reader(text)

    def _provisions(self, text: str) -> list[Provision]:
        codes = text.split(";")
        if len(set(codes)) < len(codes):
            raise ValueError("the same provision twice")
        return [self.existing[code] for code in codes]

    def _past_day(self, text: str) -> date:
        day = dates.parse_day(text)
        if not EARLIEST_DECISION <= day <= self.today:
            raise ValueError("before 1991 or in the future")
        return day


def _country(text: str) -> str:
    if text not in country_names():
        raise ValueError("no country by ISO 3166-1")
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("not a whole number")
    return int(text)


def _some_text(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text


def _positions(line: Line, existing: Sequence[str]) -> Iterator[str]:
    """`all`, `2`, `1-3` and `2 4` name rulings of the series that rulings.csv has."""
    if not existing:
        raise line.broken(f"rulings.csv has no series {line['series']}")
    if line["positions"] == "all":
        yield from existing
        return
    if not line["positions"].strip():
        raise line.broken("no position is named")
    for word in line["positions"].split():
        match = _POSITIONS.fullmatch(word)
        first, last = match.groups() if match else ("", "")
        if not match or (last and int(last) <= int(first)):
            raise line.broken(f"{word!r} is not a position")
        for position in range(int(first), int(last or first) + 1):
            if str(position) not in existing:
                raise line.broken(f"series {line['series']} has no ruling {position}")
            yield str(position)


# Reading cells


def _number(line: Line, column: str) -> int:
    try:
        return _whole(line[column])
    except ValueError as error:
        raise line.broken(f"{column} must be a whole number, not {line[column]!r}") from error


def _one_of(line: Line, column: str, allowed: Sequence[str]) -> str:
    if line[column] not in allowed:
        raise line.broken(f"{column} must be one of {', '.join(allowed)}, not {line[column]!r}")
    return line[column]


def _found(line: Line, column: str, records: Mapping[str, Record]) -> Record:
    if line[column] not in records:
        raise line.broken(f"{column} {line[column]!r} is not known")
    return records[line[column]]


def _basis(line: Line) -> Basis:
    return Basis(_one_of(line, "basis", Basis.values))


def _rule(line: Line) -> str:
    if line["basis"] == Basis.STATED and line["rule"]:
        raise line.broken("a stated value has no rule")
    return _one_of(line, "rule", list(RULES)) if line["basis"] == Basis.INFERRED else ""
