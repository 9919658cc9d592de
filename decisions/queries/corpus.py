"""Reading corpus files (docs/corpus.md): lines in, unsaved records and checked codings out.

Whatever is wrong raises BrokenLine, which names the file and the line.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from decisions import vocabulary
from decisions.filters import country_names
from decisions.models import (
    CalendarDay,
    Court,
    Judge,
    JudgePost,
    JudgeSpelling,
    OfficialSeries,
    OfficialValue,
    Provision,
    Region,
    Ruling,
    Series,
    Source,
    Story,
    StoryEvent,
    Term,
)
from decisions.models.ruling import EARLIEST_DECISION
from decisions.queries.values import plain
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
    LawTopic,
    OfficialQualifier,
    OfficialSubject,
    Qualifier,
    Selection,
    StoryEventKind,
    TermKind,
    TermUnit,
)

_POSITIONS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")

_SOURCE = ("slug", "title", "publisher", "published", "url", "licence", "selection", "covers")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sources.csv": _SOURCE,
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
    "terms.csv": (
        "kind", "length", "unit", "shifts", "sure", "valid_from", "valid_to", "legal_source",
    ),
    "calendar.csv": ("day", "working", "name"),
    "own_sources.csv": _SOURCE,
}  # fmt: skip
OFFICIAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "series.csv": (
        "slug", "order", "subject", "title_en", "counts_en", "nationality", "region", "same_as", "drawn_with",
        "number_in_source",
    ),
    "values.csv": (
        "series", "starts", "ends", "qualifier", "value", "low", "high", "source", "citation", "note",
    ),
}  # fmt: skip
STORY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "stories.csv": (
        "slug", "order", "title_en", "summary_en", "name_changed", "source", "source_locator",
    ),
    "events.csv": (
        "story", "position", "on", "about", "kind", "place_en", "text_en", "law", "rulings",
    ),
}  # fmt: skip

Files = Mapping[str, list[Line]]
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Coding:
    """One coded value of one ruling, with the line that says so and where its evidence stands in the source."""

    line: Line
    value: Any
    basis: Basis
    rule: str
    place: str

    @property
    def text(self) -> str:
        """The value as `text_of` gives it, however the line writes it."""
        if isinstance(self.value, list):
            return ";".join(sorted(provision.code for provision in self.value))
        return plain(self.value)


def read_reference(directory: Path) -> Files:
    """regions.csv, provisions.csv, terms.csv, calendar.csv and own_sources.csv, with no key twice."""
    files = _read(directory, REFERENCE_COLUMNS)
    lines.unique(files["regions.csv"], "iso")
    lines.unique(files["regions.csv"], "tile_column", "tile_row")
    lines.unique(files["provisions.csv"], "country", "law", "article", "part")
    lines.unique(files["terms.csv"], "kind", "valid_from")
    lines.unique(files["calendar.csv"], "day")
    lines.unique(files["own_sources.csv"], "slug")
    return files


def read_official(directory: Path) -> Files:
    """series.csv and values.csv of the official numbers, with no key twice."""
    files = _read(directory, OFFICIAL_COLUMNS)
    lines.unique(files["series.csv"], "slug")
    lines.unique(files["values.csv"], "series", "starts", "ends")
    return files


def read_stories(directory: Path) -> Files:
    """stories.csv and events.csv, with no key twice."""
    files = _read(directory, STORY_COLUMNS)
    lines.unique(files["stories.csv"], "slug")
    lines.unique(files["events.csv"], "story", "position")
    return files


def read(directory: Path) -> Files:
    """The files of a corpus, with no key twice."""
    files = _read(directory, COLUMNS)
    for name in ("sources.csv", "courts.csv", "judges.csv"):
        lines.unique(files[name], "slug")
    lines.unique([line for line in files["courts.csv"] if line["code"]], "code")
    lines.unique(files["spellings.csv"], "judge", "spelling")
    lines.unique(files["series.csv"], "number")
    lines.unique(files["rulings.csv"], "public_id")
    lines.unique(files["rulings.csv"], "series", "position")
    return files


def _read(directory: Path, columns: Mapping[str, tuple[str, ...]]) -> Files:
    return {name: lines.read(directory / name, columns=header) for name, header in columns.items()}


# Records, not saved


def region(line: Line) -> Region:
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


def provision(line: Line) -> Provision:
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


def term(line: Line) -> Term:
    return Term(
        kind=_one_of(line, "kind", TermKind.values),
        length=_number(line, "length"),
        unit=_one_of(line, "unit", TermUnit.values),
        shifts=_one_of(line, "shifts", ["yes", "no"]) == "yes",
        sure=_one_of(line, "sure", ["yes", "no"]) == "yes",
        valid_from=_day(line, "valid_from"),
        valid_to=_day(line, "valid_to") if line["valid_to"] else None,
        legal_source=line["legal_source"],
    )


def calendar_day(line: Line) -> CalendarDay:
    return CalendarDay(
        day=_day(line, "day"), working=_one_of(line, "working", ["yes", "no"]) == "yes", name=line["name"]
    )


def source(line: Line) -> Source:
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


def court(line: Line, regions: Mapping[str, Region]) -> Court:
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


def judge(line: Line) -> Judge:
    return Judge(slug=line["slug"], name=line["name"])


def spelling(line: Line, judges: Mapping[str, Judge]) -> JudgeSpelling:
    return JudgeSpelling(
        judge=_found(line, "judge", judges),
        spelling=line["spelling"],
        language=_one_of(line, "language", ["en", "ru", "ko"]),
        basis=_basis(line),
        rule=_rule(line),
    )


def post(line: Line, judges: Mapping[str, Judge], courts: Mapping[str, Court]) -> JudgePost:
    return JudgePost(judge=judges[line["slug"]], court=_found(line, "court", courts))


def series(line: Line, sources: Mapping[str, Source]) -> Series:
    return Series(
        number=_number(line, "number"),
        source=_found(line, "source", sources),
        number_in_source=line["number_in_source"],
        at_least=_one_of(line, "at_least", ["yes", "no"]) == "yes",
        narrative_en=line["narrative_en"],
    )


def official_series(
    line: Line, regions: Mapping[str, Region], leads: Mapping[str, OfficialSeries]
) -> OfficialSeries:
    """`leads` are the series in whose pictures others are drawn."""
    return OfficialSeries(
        slug=line["slug"],
        order=_number(line, "order"),
        subject=_one_of(line, "subject", OfficialSubject.values),
        title_en=line["title_en"],
        counts_en=line["counts_en"],
        nationality=line["nationality"],
        region=_found(line, "region", regions) if line["region"] else None,
        same_as=line["same_as"],
        drawn_with=_found(line, "drawn_with", leads) if line["drawn_with"] else None,
        number_in_source=line["number_in_source"],
    )


def official_value(
    line: Line, series: Mapping[str, OfficialSeries], sources: Mapping[str, Source]
) -> OfficialValue:
    value, low, high = (
        _number(line, column) if line[column] else None for column in ("value", "low", "high")
    )
    return OfficialValue(
        series=_found(line, "series", series),
        starts=_day(line, "starts"),
        ends=_day(line, "ends"),
        qualifier=_one_of(line, "qualifier", OfficialQualifier.values),
        value=value,
        low=low,
        high=high,
        source=_found(line, "source", sources) if line["source"] else None,
        citation=line["citation"],
        note=line["note"],
    )


def story(line: Line, sources: Mapping[str, Source]) -> Story:
    return Story(
        slug=line["slug"],
        order=_number(line, "order"),
        title_en=line["title_en"],
        summary_en=line["summary_en"],
        name_changed=_one_of(line, "name_changed", ["yes", "no"]) == "yes",
        source=_found(line, "source", sources),
        source_locator=line["source_locator"],
    )


def story_event(line: Line, stories: Mapping[str, Story]) -> StoryEvent:
    day = _partial_day(line, "on") if line["on"] else None
    return StoryEvent(
        story=_found(line, "story", stories),
        position=_number(line, "position"),
        on=day.first if day else None,
        precision=day.precision if day else "",
        about=_one_of(line, "about", ["yes", "no"]) == "yes",
        kind=_one_of(line, "kind", StoryEventKind.values),
        place_en=line["place_en"],
        text_en=line["text_en"],
        law=_one_of(line, "law", ["", *LawTopic.values]),
        rulings=line["rulings"],
    )


# Rulings


def places(line: Line, series: Mapping[str, Series], sources: Mapping[str, Source]) -> dict[str, Any]:
    if not public_ids.is_public_id(line["public_id"]):
        raise line.broken(f"{line['public_id']!r} is not an identifier")
    return {
        "series": _found(line, "series", series),
        "position": _number(line, "position"),
        "source": _found(line, "source", sources),
        "source_locator": line["source_locator"],
    }


def codings(files: Files, *, today: date) -> Mapping[tuple[str, str], dict[str, Coding]]:
    """The codings of each ruling, by series and position; every line is checked."""
    positions: dict[str, list[str]] = defaultdict(list)
    locators: dict[tuple[str, str], str] = {}
    for line in files["rulings.csv"]:
        positions[line["series"]].append(line["position"])
        locators[line["series"], line["position"]] = line["source_locator"]
    coded: dict[tuple[str, str], dict[str, Coding]] = {place: {} for place in locators}
    known = _Known(today=today)
    for line in files["codings.csv"]:
        value = known.value(line)
        for position in _positions(line, positions[line["series"]]):
            place = (line["series"], position)
            earlier = coded[place].get(line["field"])
            if earlier is not None:
                raise line.broken(
                    f"{line['field']} of ruling {position} is already in line {earlier.line.number}"
                )
            coded[place][line["field"]] = Coding(
                line, value, _basis(line), _rule(line), line["place"] or locators[place]
            )
    for line in files["rulings.csv"]:
        if "court" not in coded[line["series"], line["position"]]:
            raise line.broken("codings.csv names no court for this ruling")
    return coded


class _Known:
    """How to read the values of each field; the records that codings may refer to are fetched once."""

    def __init__(self, *, today: date) -> None:
        self.today = today
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


def _day(line: Line, column: str) -> date:
    try:
        return dates.parse_day(line[column])
    except ValueError as error:
        raise line.broken(f"{column} must be a day such as 2019-04-18, not {line[column]!r}") from error


def _partial_day(line: Line, column: str) -> dates.PartialDate:
    try:
        return dates.parse(line[column])
    except ValueError as error:
        raise line.broken(f"{column} must be a date such as 2019 or 2019-04, not {line[column]!r}") from error


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
