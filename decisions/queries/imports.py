"""Imports as pages show them: the files, what their rows would do, names to be decided about, what is in the way."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from decisions.models import (
    Court,
    Document,
    Event,
    ImportBatch,
    ImportName,
    ImportRow,
    InternalNote,
    Judge,
    Region,
    ReleasedRuling,
    RespondentRuling,
    Series,
    Source,
    Unreadable,
)
from decisions.queries import finding
from decisions.queries.finding import Found
from decisions.queries.import_columns import label
from decisions.tables.cells import guard
from decisions.tables.incoming import (
    LARGEST,
    LONGEST_CELL,
    MARK,
    MOST_COLUMNS,
    MOST_ROWS,
    Fault,
    Incoming,
    Unusable,
)
from decisions.vocabulary import FIELDS, ImportKind, ImportOutcome, ImportState, Status, Text

ROWS_PER_PAGE = 100
_MOST_TOLD = 20
_SAMPLES = 3

_FAULTS: Mapping[Fault, Text] = {
    Fault.EMPTY: gettext_lazy("The file is empty."),
    Fault.TOO_LARGE: gettext_lazy("The file has more than %(most_bytes)s MB. Send it in parts."),
    Fault.TOO_MANY_ROWS: gettext_lazy("The file has more than %(most_rows)s rows. Send it in parts."),
    Fault.TOO_MANY_COLUMNS: gettext_lazy("The file has more than %(most_columns)s columns."),
    Fault.CELL_TOO_LONG: gettext_lazy("Line %(place)s has a cell of more than %(longest)s signs."),
    Fault.NOT_A_TABLE: gettext_lazy("This is no table. Send CSV or XLSX."),
    Fault.OLD_SPREADSHEET: gettext_lazy(
        "This spreadsheet is of an old kind, or locked with a password. Save it as XLSX without one, or as CSV."
    ),
    Fault.JSON: gettext_lazy("This is JSON, not a table. Take the export as CSV or XLSX."),
    Fault.HOLDS_NUL: gettext_lazy("Line %(place)s has a sign that no table has (NUL). Take it out."),
    Fault.UTF_16: gettext_lazy("The file is in UTF-16. Save it as CSV in UTF-8, or as XLSX."),
    Fault.UNKNOWN_ENCODING: gettext_lazy(
        "From line %(place)s on the file is neither UTF-8 nor Russian in CP1251. Save it in UTF-8, or as XLSX."
    ),
    Fault.UNKNOWN_SEPARATOR: gettext_lazy(
        "It is not clear what separates the cells. Use a comma, a semicolon or a tab throughout."
    ),
    Fault.BROKEN_LINE: gettext_lazy("Line %(place)s has quotation marks that do not match."),
    Fault.REPEATED_COLUMN: gettext_lazy("Two columns are called “%(name)s”."),
    Fault.BROKEN_SPREADSHEET: gettext_lazy(
        "The spreadsheet cannot be read: it is damaged, or no honest spreadsheet."
    ),
    Fault.UNPACKS_TOO_LARGE: gettext_lazy(
        "The spreadsheet unpacks to far more than it should. It is not read."
    ),
    Fault.HOLDS_ENTITIES: gettext_lazy(
        "The spreadsheet declares entities, which no honest one does. It is not read."
    ),
    Fault.ERROR_CELL: gettext_lazy("Cell %(place)s shows an error. Correct it in the spreadsheet."),
    Fault.FORMULA_CELL: gettext_lazy(
        "Cell %(place)s has a formula without its result. Open the file in a spreadsheet program and save it there."
    ),
}


def unusable(error: Unusable) -> str:
    """Why a file cannot be read."""
    bounds = {
        "most_bytes": LARGEST // (1024 * 1024),
        "most_rows": f"{MOST_ROWS:,}",
        "most_columns": MOST_COLUMNS,
        "longest": f"{LONGEST_CELL:,}",
    }
    return str(_FAULTS[error.fault]) % {**bounds, **error.detail}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def header(batch: ImportBatch) -> list[str]:
    """The columns of the file; none where the key that sealed them is lost."""
    try:
        names = json.loads(batch.header.open() or "[]")
    except Unreadable:
        return []
    return [str(name) for name in names]


def unmatched(batch: ImportBatch) -> list[str]:
    """The columns of the file that are not imported."""
    return [name for place, name in enumerate(header(batch)) if str(place) not in batch.mapping]


def file_name(batch: ImportBatch) -> str:
    """As it was sent; what was thrown away, or whose key is lost, is called as history and audit call it."""
    unnamed = _("file of import %(key)s") % {"key": batch.key[:8]}
    try:
        return batch.file_name.open() or unnamed
    except Unreadable:
        return unnamed


def read_as(batch: ImportBatch) -> str:
    """How the file was understood."""
    return ", ".join(
        str(part) for part in (batch.kind, batch.encoding, _SEPARATORS.get(batch.separator)) if part
    )


_SEPARATORS: Mapping[str, Text] = {
    "comma": gettext_lazy("separated by commas"),
    "semicolon": gettext_lazy("separated by semicolons"),
    "tab": gettext_lazy("separated by tabs"),
}


# The list, and one import


@dataclass(frozen=True, slots=True)
class Listed:
    batch: ImportBatch
    name: str
    applied: int


def listed() -> list[Listed]:
    """The newest imports first."""
    rows = ImportBatch.objects.select_related("uploaded_by", "applied_by")
    rows = rows.annotate(applied_rows=Count("rows", filter=Q(rows__applied=True)))
    rows = rows.order_by("-uploaded_at", "-pk")  # where something is counted, Django leaves its order out
    return [Listed(one, file_name(one), one.applied_rows) for one in rows[:100]]


def applied_before(batch: ImportBatch) -> ImportBatch | None:
    """The same file, applied earlier and not undone."""
    same = ImportBatch.objects.filter(
        content_fingerprint=batch.content_fingerprint, state=ImportState.APPLIED
    )
    return same.exclude(pk=batch.pk).order_by("-applied_at").first()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a kind there are, and how many of them are ticked."""

    outcome: str
    label: Text
    rows: int
    ticked: int
    doubtful: int


def samples(table: Incoming) -> list[tuple[str, ...]]:
    """What the first rows say, column by column, so that somebody sees what a column holds."""
    first = [row.cells for row in islice(table.rows, _SAMPLES)]
    table.close()
    return [
        tuple(cells[place].rstrip(MARK)[:60] for cells in first if place < len(cells))
        for place in range(len(table.header))
    ]


def tallies(batch: ImportBatch) -> list[Tally]:
    counted = (
        batch.rows.order_by()
        .values("outcome")
        .annotate(
            rows=Count("pk"),
            chosen=Count("pk", filter=Q(ticked=True)),
            doubtful=Count("pk", filter=~Q(doubts=[])),
        )
    )
    found = {row["outcome"]: row for row in counted}
    nothing = {"rows": 0, "chosen": 0, "doubtful": 0}
    return [
        Tally(
            one.value,
            one.label,
            *((found.get(one.value) or nothing)[n] for n in ("rows", "chosen", "doubtful")),
        )
        for one in ImportOutcome
    ]


def rows(batch: ImportBatch, *, outcome: str = "") -> QuerySet[ImportRow]:
    found = batch.rows.select_related("ruling__court", "resembles__court").order_by("number")
    return found.filter(outcome=outcome) if outcome else found


@dataclass(frozen=True, slots=True)
class ToldFault:
    """What is wrong with a cell: our column and what the file calls it, its address in a spreadsheet, and why."""

    label: str
    heading: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it: what it says, or would change, and what is wrong with which cell."""

    row: ImportRow
    facts: Sequence[tuple[str, str]]
    changes: Sequence[tuple[str, str, str]]
    faults: Sequence["ToldFault"]
    doubts: Sequence[str]
    may_tick: bool
    left_out: bool


_APPLICABLE = (ImportOutcome.NEW, ImportOutcome.UPDATE, ImportOutcome.DUPLICATE)
_TOLD_OF_A_ROW = ("court", "judge", "decided_on", "case_number", "series")


def shown(rows_: Iterable[ImportRow], batch: ImportBatch) -> list[Shown]:
    open_ = batch.state == ImportState.READY
    headings = _headings(batch)
    return [
        Shown(
            row=row,
            facts=[(label(c), row.cells[c].rstrip(MARK)) for c in _TOLD_OF_A_ROW if row.cells.get(c)],
            changes=[(_of_field(name), before, after) for name, before, after in row.changes],
            faults=[_told(fault, headings) for fault in row.faults],
            doubts=[sentence for _code, _field, sentence in row.doubts],
            may_tick=open_ and row.outcome in _APPLICABLE,
            left_out=not open_ and not row.applied and row.outcome != ImportOutcome.SAME,
        )
        for row in rows_
    ]


def _headings(batch: ImportBatch) -> dict[str, str]:
    """What the file calls each of our columns, where that is another name."""
    names = dict(enumerate(header(batch)))
    called = {column: names.get(int(place), "") for place, column in batch.mapping.items()}
    return {column: name for column, name in called.items() if name.casefold() != label(column).casefold()}


def _told(fault: Sequence[str], headings: Mapping[str, str]) -> ToldFault:
    name, place, sentence = fault
    return ToldFault(label(name) if name else "", headings.get(name, ""), place, sentence)


FAULTS_HEADER = ("line", "cell", "column_of_the_file", "column", "fault")


def faults(batch: ImportBatch) -> Iterator[list[str]]:
    """The errors of a file, one line for each: what is wrong with which cell."""
    headings = _headings(batch)
    names = dict(enumerate(header(batch)))
    own = {column: names.get(int(place), "") for place, column in batch.mapping.items()}
    for number, found in (
        batch.rows.filter(outcome=ImportOutcome.ERROR).order_by("number").values_list("number", "faults")
    ).iterator():
        for fault in found:
            told = _told(fault, headings)
            line = [str(number), told.place, own.get(fault[0], ""), fault[0], told.sentence]
            yield [guard(cell) for cell in line]


def _of_field(name: str) -> str:
    field = FIELDS.get(name)
    return str(field.label) if field else label("fine_qualifier" if name == "fine_amount_qualifier" else name)


def corrections(batch: ImportBatch) -> int:
    """How many published rulings the ticked rows would correct."""
    return batch.rows.filter(
        ticked=True, outcome=ImportOutcome.UPDATE, ruling__status=Status.PUBLISHED
    ).count()


def obstacles(batch: ImportBatch) -> list[str]:
    """Why the ticked rows cannot be applied yet. An empty list means that they can."""
    found = []
    if not batch.rows.filter(ticked=True).exists():
        found.append(_("No row is ticked."))
    if batch.team_id is None:
        found.append(_("Say to which team the new rulings belong."))
    if corrections(batch) and not batch.reason:
        found.append(_("Published rulings are corrected: give the reason, which their pages will show."))
    return found


# Names that we do not have


@dataclass(frozen=True, slots=True)
class Question:
    """A name with what could be meant. `region` is what the file says of a court."""

    name: ImportName
    label: str
    existing: Sequence[Found]
    region: str
    letters: str = ""
    nothing_found: bool = False


# How many stand on a page, each with what it may be; and how many of those.
_MOST_QUESTIONS = 20
_MOST_LIKE = 6


def proposals(batch: ImportBatch) -> list[tuple[ImportName, str]]:
    """The names that are still to be decided about, what others stand on first; of a court where it seems to sit."""
    order = (ImportKind.SOURCE, ImportKind.COURT, ImportKind.JUDGE, ImportKind.SERIES)
    names = sorted(
        batch.names.filter(chosen=None), key=lambda one: (order.index(ImportKind(one.kind)), -one.rows)
    )
    regions = list(Region.objects.all())
    return [(one, _region(one, regions) if one.kind == ImportKind.COURT else "") for one in names]


def questions(batch: ImportBatch, letters: Mapping[int, str] | None = None) -> list[Question]:
    """The first of them, each with those that exist and may be meant: what answers to the `letters` that somebody
    typed beside it comes first.
    """
    asked = proposals(batch)[:_MOST_QUESTIONS]
    courts = [(one, region) for one, region in asked if one.kind == ImportKind.COURT]
    judges = [one for one, _region in asked if one.kind == ImportKind.JUDGE]
    found = dict(
        zip(
            [one.pk for one, _region in courts],
            finding.courts_like_each([([_name(one)], region) for one, region in courts]),
            strict=True,
        )
    ) | dict(
        zip(
            [one.pk for one in judges],
            finding.judges_like_each([[_name(one)] for one in judges]),
            strict=True,
        )
    )
    return [
        _question(one, region, found.get(one.pk, [])[:_MOST_LIKE], (letters or {}).get(one.pk, ""))
        for one, region in asked
    ]


def _question(name: ImportName, region: str, like: Sequence[Found], letters: str) -> Question:
    answers = _FINDERS[ImportKind(name.kind)](letters) if letters else []
    existing = list({one.pk: one for one in (*answers, *like)}.values())
    return Question(name, called(name), existing, region, letters, bool(letters) and not answers)


def _sources(letters: str) -> list[Found]:
    found = Source.objects.filter(Q(title__icontains=letters) | Q(slug__icontains=letters))
    return [Found(one.pk, one.title, one.slug) for one in found.order_by("title")[: finding.MOST]]


_FINDERS: Mapping[ImportKind, Callable[[str], list[Found]]] = {
    ImportKind.COURT: finding.courts,
    ImportKind.JUDGE: finding.judges,
    ImportKind.SOURCE: _sources,
    ImportKind.SERIES: lambda _letters: [],
}


def undecided(batch: ImportBatch) -> int:
    return batch.names.filter(chosen=None).count()


def _name(name: ImportName) -> str:
    return str(name.beside.get(f"{name.kind}_label", name.text))


def called(name: ImportName) -> str:
    """What the file calls it, with its address if the file has one."""
    label = _name(name)
    return f"{label} ({name.text})" if label != name.text else label


def _region(name: ImportName, regions: Sequence[Region]) -> str:
    """What the file says, else what the first digits of the court's code mean."""
    said = str(name.beside.get("region", "")).casefold()
    digits = name.beside.get("court_code", "")[:2]
    by_name = [
        one.iso
        for one in regions
        if said in (one.iso.casefold(), one.name_en.casefold(), one.name_ru.casefold())
    ]
    by_code = [one.iso for one in regions if digits and digits in one.court_digits]
    found = by_name or by_code
    return found[0] if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A name with what was decided that it is."""

    name: ImportName
    label: str


def decided(batch: ImportBatch) -> list[Decided]:
    """The first of the names about which somebody has decided, for this file or for an earlier one."""
    names = list(batch.names.exclude(chosen=None)[:ROWS_PER_PAGE])
    keys = {kind: {one.chosen for one in names if one.kind == kind} for kind in ImportKind}
    labels = {
        ImportKind.COURT: Court.objects.values_list("pk", "name_en"),
        ImportKind.JUDGE: Judge.objects.values_list("pk", "name"),
        ImportKind.SOURCE: Source.objects.values_list("pk", "title"),
        ImportKind.SERIES: Series.objects.values_list("pk", "number"),
    }
    found = {kind: dict(rows_.filter(pk__in=keys[kind])) for kind, rows_ in labels.items()}
    return [Decided(one, str(found[ImportKind(one.kind)].get(one.chosen or 0, ""))) for one in names]


# Undoing


def dependants(batch: ImportBatch) -> list[str]:
    """Why the import cannot be undone. An empty list means that it can."""
    applied = batch.rows.filter(applied=True)
    made = applied.exclude(outcome=ImportOutcome.UPDATE)
    found: list[str] = []
    _tell(found, applied.filter(ruling=None), _("The ruling is gone."))
    _tell_who_changed(found, batch, applied.filter(~Q(version=F("ruling__version"))))
    _tell(found, applied.filter(ruling__status=Status.WITHDRAWN), _("The ruling was withdrawn."))
    _tell(found, made.filter(ruling__status=Status.PUBLISHED), _("The ruling was published."))
    for model, sentence in (
        (Event, _("Something was recorded that followed the ruling.")),
        (InternalNote, _("There are notes about the ruling.")),
        (Document, _("There are papers of the ruling.")),
        (RespondentRuling, _("The ruling has a person.")),
        (ReleasedRuling, _("The ruling is in a release.")),
    ):
        _tell(found, made.filter(Exists(model._default_manager.filter(ruling=OuterRef("ruling")))), sentence)
    if applied.filter(outcome=ImportOutcome.UPDATE, changes=[]).exists():
        found.append(_("What the rulings said before is kept for 90 days, and they are over."))
    return found


def _tell_who_changed(found: list[str], batch: ImportBatch, changed: QuerySet[ImportRow]) -> None:
    """A later import, which can be undone first, or a person."""
    last = ImportRow.objects.filter(
        ruling=OuterRef("ruling"), applied=True, version=OuterRef("ruling__version")
    ).exclude(batch=batch)
    changed = changed.annotate(last=Subquery(last.values("batch__key")[:1]))
    for key in changed.exclude(last=None).order_by("last").values_list("last", flat=True).distinct():
        sentence = _("Import %(key)s has changed the ruling since: undo that one first.") % {"key": key[:8]}
        _tell(found, changed.filter(last=key), sentence)
    _tell(found, changed.filter(last=None), _("Somebody has changed the ruling since."))


def _tell(found: list[str], rows_: QuerySet[ImportRow], sentence: str) -> None:
    numbers = list(rows_.order_by("number").values_list("number", flat=True)[: _MOST_TOLD + 1])
    if numbers:
        lines = ", ".join(map(str, numbers[:_MOST_TOLD])) + (" …" if len(numbers) > _MOST_TOLD else "")
        where = ngettext("Line %(lines)s: %(sentence)s", "Lines %(lines)s: %(sentence)s", len(numbers))
        found.append(where % {"lines": lines, "sentence": sentence})


def is_used(record: Court | Judge) -> bool:
    """Whether a ruling still names the court or judge."""
    return record.rulings.exists()


def highest_place(series: Series) -> int:
    return series.rulings.aggregate(highest=Max("position"))["highest"] or 0
