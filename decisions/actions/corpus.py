"""Loading a corpus: a folder of CSV files that code rulings line by line, with the evidence beside each value.

The files are described in docs/corpus.md. Everything is read and checked before anything is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Prefetch

from decisions import policy, vocabulary
from decisions.actions import accounts, reference, rulings, stories, workflow
from decisions.actions.reference import Reference
from decisions.actions.refusals import Doubtful, Refused
from decisions.models import (
    Court,
    Evidence,
    Judge,
    OfficialSeries,
    Region,
    Ruling,
    Series,
    Source,
    Story,
    Team,
    User,
)
from decisions.queries import corpus
from decisions.queries.corpus import Coding, Files
from decisions.queries.values import plain, text_of
from decisions.tables.lines import Line
from decisions.vocabulary import (
    Empty,
    PublicationBasis,
    Status,
)

TEAM = "Report corpus"
REASON = "The corpus files were corrected."


@dataclass(slots=True)
class Loaded:
    """What happened: counts of records added, corrected and unchanged, and a sentence for each left alone."""

    added: int = 0
    corrected: int = 0
    same: int = 0
    left_alone: list[str] = field(default_factory=list)


@transaction.atomic
def load_reference(*, directory: Path, now: datetime) -> Loaded:
    """Add what is missing of regions, provisions, terms, days off and our own source.

    Raises BrokenLine, and then nothing is loaded.
    """
    files = corpus.read_reference(directory)
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    result = Loaded()
    _sync(
        result,
        [(line, corpus.region(line)) for line in files["regions.csv"]],
        key=("iso",),
        by=keeper,
        now=now,
    )
    provisions = [(line, corpus.provision(line)) for line in files["provisions.csv"]]
    _sync(result, provisions, key=("country", "law", "article", "part"), by=keeper, now=now)
    terms = [(line, corpus.term(line)) for line in files["terms.csv"]]
    _sync(result, terms, key=("kind", "valid_from"), by=keeper, now=now)
    days = [(line, corpus.calendar_day(line)) for line in files["calendar.csv"]]
    _sync(result, days, key=("day",), by=keeper, now=now)
    sources = [(line, corpus.source(line)) for line in files["own_sources.csv"]]
    _sync(result, sources, key=("slug",), by=keeper, now=now)
    return result


@transaction.atomic
def load(*, directory: Path, now: datetime) -> Loaded:
    """Add what is missing, correct what no person has touched, leave the rest alone and say so.

    Raises BrokenLine, and then nothing is loaded.
    """
    files = corpus.read(directory)
    result = Loaded()
    _load_around(result, files, now=now)
    _load_rulings(result, files, now=now)
    return result


@transaction.atomic
def load_official(*, directory: Path, now: datetime) -> Loaded:
    """The same for official numbers; the sources that they name are those of a corpus, loaded before.

    Raises BrokenLine, and then nothing is loaded.
    """
    files = corpus.read_official(directory)
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    result = Loaded()
    regions, sources = Region.objects.in_bulk(), Source.objects.in_bulk(field_name="slug")
    drawn = [line for line in files["series.csv"] if line["drawn_with"]]
    for some in ([line for line in files["series.csv"] if line not in drawn], drawn):
        leads = OfficialSeries.objects.in_bulk(field_name="slug")
        series = [(line, corpus.official_series(line, regions, leads)) for line in some]
        _sync(result, series, key=("slug",), by=keeper, now=now)
    by_slug = OfficialSeries.objects.in_bulk(field_name="slug")
    values = [(line, corpus.official_value(line, by_slug, sources)) for line in files["values.csv"]]
    _sync(result, values, key=("series_id", "starts", "ends"), by=keeper, now=now)
    return result


@transaction.atomic
def load_stories(*, directory: Path, now: datetime) -> Loaded:
    """The same for stories: new ones are published, those that a person has edited or withdrawn stay as they are.

    Raises BrokenLine, and then nothing is loaded.
    """
    files = corpus.read_stories(directory)
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    checker = accounts.system_account(username=accounts.CHECKER, now=now)
    result = Loaded()
    there = set(Story.objects.values_list("slug", flat=True))
    sources = Source.objects.in_bulk(field_name="slug")
    told = [(line, corpus.story(line, sources)) for line in files["stories.csv"]]
    _sync(result, told, key=("slug",), by=keeper, now=now)
    by_slug = Story.objects.in_bulk(field_name="slug")
    events = [(line, corpus.story_event(line, by_slug)) for line in files["events.csv"]]
    _sync(result, events, key=("story_id", "position"), by=keeper, now=now)
    for slug in sorted({line["slug"] for line in files["stories.csv"]} - there):
        stories.publish(story=by_slug[slug], by=checker, now=now)
    return result


# Sources, courts, judges, series


def _load_around(result: Loaded, files: Files, *, now: datetime) -> None:
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    if not Team.objects.filter(name=TEAM).exists():
        reference.add(records=[Team(name=TEAM)], by=keeper, now=now)
    sources = [(line, corpus.source(line)) for line in files["sources.csv"]]
    _sync(result, sources, key=("slug",), by=keeper, now=now)
    regions = Region.objects.in_bulk()
    courts = [(line, corpus.court(line, regions)) for line in files["courts.csv"]]
    _sync(result, courts, key=("slug",), by=keeper, now=now)
    judges = [(line, corpus.judge(line)) for line in files["judges.csv"]]
    _sync(result, judges, key=("slug",), by=keeper, now=now)
    by_slug = Judge.objects.in_bulk(field_name="slug")
    spellings = [(line, corpus.spelling(line, by_slug)) for line in files["spellings.csv"]]
    _sync(result, spellings, key=("judge_id", "spelling"), by=keeper, now=now)
    courts_by_slug = Court.objects.in_bulk(field_name="slug")
    posts = [(line, corpus.post(line, by_slug, courts_by_slug)) for line in files["judges.csv"]]
    _sync(result, posts, key=("judge_id", "court_id"), by=keeper, now=now)
    sources_by_slug = Source.objects.in_bulk(field_name="slug")
    series = [(line, corpus.series(line, sources_by_slug)) for line in files["series.csv"]]
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


# Rulings


def _load_rulings(result: Loaded, files: Files, *, now: datetime) -> None:
    codings = corpus.codings(files, today=now.astimezone(rulings.EASTERNMOST).date())
    loader = accounts.system_account(username=accounts.LOADER, now=now)
    checker = accounts.system_account(username=accounts.CHECKER, now=now)
    wanted = [line["public_id"] for line in files["rulings.csv"]]
    existing = {ruling.public_id: ruling for ruling in _for_comparison(checker, wanted)}
    series = {str(record.number): record for record in Series.objects.all()}
    sources = Source.objects.in_bulk(field_name="slug")
    team = Team.objects.get(name=TEAM)
    for line in files["rulings.csv"]:
        places = corpus.places(line, series, sources)
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
    values = {**places, **_values(coded), "publication_basis": PublicationBasis.PUBLISHED_SOURCE}
    readings = [_reading(coding) for coding in coded.values()]
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
    qualifier = getattr(ruling, f"{name}_qualifier", "")
    return (evidence.basis, evidence.rule, evidence.page, evidence.note, qualifier) != (
        coding.basis,
        coding.rule,
        coding.place,
        coding.line["note"],
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
    readings = [_reading(coding) for coding in coded.values()]
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


def _values(coded: Mapping[str, Coding]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, coding in coded.items():
        values[name] = coding.value
        if vocabulary.FIELDS[name].qualified:
            values[f"{name}_qualifier"] = coding.line["qualifier"]
        if name == "fine_amount":
            values["fine_currency"] = "RUB"
    return values


def _reading(coding: Coding) -> rulings.Reading:
    return rulings.Reading(
        field=coding.line["field"],
        basis=coding.basis,
        rule=coding.rule,
        page=coding.place,
        note=coding.line["note"],
    )
