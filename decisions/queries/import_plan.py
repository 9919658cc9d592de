"""What the rows of a file would do: row by row new, update, same, likely duplicate, or error with cell and reason."""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from decisions import policy, vocabulary
from decisions.models import Court, ImportBatch, ImportRow, Ruling, Series, Source, User
from decisions.models.fingerprints import fingerprint
from decisions.queries import duplicates, exports
from decisions.queries.doubts import doubts
from decisions.queries.import_places import Places
from decisions.queries.import_values import Faulty, Read, Reader, public_id
from decisions.queries.values import plain, provisions_text
from decisions.tables.cells import guard
from decisions.tables.incoming import letters
from decisions.text import case_numbers, public_ids
from decisions.text.dates import PartialDate
from decisions.vocabulary import KNOWN, Empty, ImportKind, ImportOutcome, Status

ROW = "row of an import"
AT_ONCE = 500
# Stands among the cells of a row that has more of them than the header.
TOO_WIDE = "#cells"
# What says again, in words, what another column says; or is said of what is new only.
_BESIDE = {
    "public_id",
    "court_label",
    "court_code",
    "region",
    "judge_label",
    "source_label",
    "series_at_least",
    "form_basis",
    "placement_basis",
}
# Which column of ours reads the text of a field again.
_COLUMN_OF = {"provisions": "article", "fine_amount_qualifier": "fine_qualifier"}


@dataclass(slots=True)
class Planned:
    """A row with what it would do. `ruling` is the one that it is, `resembles` one that it may be."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    ruling: Ruling | None = None
    resembles: Ruling | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    fingerprint: str = ""

    @property
    def outcome(self) -> ImportOutcome:
        if self.faults:
            return ImportOutcome.ERROR
        if self.ruling is not None:
            return ImportOutcome.UPDATE if self.changes else ImportOutcome.SAME
        return ImportOutcome.DUPLICATE if self.resembles is not None else ImportOutcome.NEW

    @property
    def ticked(self) -> bool:
        """What nobody needs to look at first."""
        return self.outcome in (ImportOutcome.NEW, ImportOutcome.UPDATE) and not self.doubts


@dataclass(slots=True)
class Proposed:
    """A name that we do not have, with what the file says beside it and in how many rows it stands."""

    beside: dict[str, str]
    lines: set[int] = field(default_factory=set)


class Planner:
    """Compares the rows of one file with what is there. Chunk after chunk: it remembers what it has met."""

    def __init__(self, batch: ImportBatch, *, by: User, today: date) -> None:
        self.by = by
        self.kind = batch.kind
        self.source = batch.source
        self.reader = Reader(Places(batch), today=today)
        self.places_of_columns = {column: int(place) for place, column in batch.mapping.items()}
        known = exports.known_columns()
        self.compared = ["public_id", *(c for c in self.places_of_columns if c in known and c not in _BESIDE)]
        self.proposed: dict[tuple[ImportKind, str, str], Proposed] = {}
        self._met: Counter[int] = Counter()
        self._lines: dict[Any, int] = {}

    def plan(self, rows: Sequence[tuple[int, dict[str, str]]]) -> list[Planned]:
        planned = [Planned(number, cells, fingerprint=self._fingerprint(cells)) for number, cells in rows]
        self._find_by_identifier(planned)
        unknown = [one for one in planned if one.ruling is None and not one.faults]
        self._read_all(unknown)
        self._find_by_earlier_import(unknown)
        self._find_by_number([one for one in unknown if one.ruling is None])
        self._compare([one for one in planned if one.ruling is not None])
        fresh = [one for one in unknown if one.ruling is None]
        self._check_fresh(fresh)
        self._find_resembling([one for one in fresh if not one.faults])
        for one, (_number, cells) in zip(planned, rows, strict=True):
            if TOO_WIDE in cells:
                one.faults.append(("", _("The row has more cells than the header: %s.") % cells[TOO_WIDE]))
            self._once(one)
        return planned

    def stored(self, planned: Planned, batch: ImportBatch) -> ImportRow:
        """The row as it is kept."""
        return ImportRow(
            batch=batch,
            number=planned.number,
            outcome=planned.outcome,
            ticked=planned.ticked,
            cells=planned.cells,
            faults=[[name, self.address(name, planned.number), text] for name, text in planned.faults],
            changes=[list(one) for one in planned.changes],
            doubts=[list(one) for one in planned.doubts],
            fingerprint=planned.fingerprint,
            ruling=planned.ruling,
            made_as=""
            if planned.ruling
            else planned.cells.get("public_id", "").strip()[:10] or public_ids.new(),
            version=planned.ruling.version if planned.ruling else None,
            resembles=planned.resembles,
        )

    def address(self, column: str, row: int) -> str:
        """Where a spreadsheet shows the cell; nothing for a text, whose line is known."""
        place = self.places_of_columns.get(column)
        return f"{letters(place)}{row}" if place is not None and self.kind == "XLSX" else ""

    def _fingerprint(self, cells: Mapping[str, str]) -> str:
        """Of what the row says, and which of several that say the same it is."""
        said = json.dumps(sorted((k, v) for k, v in cells.items() if v.strip()), ensure_ascii=False)
        said_key = fingerprint(ROW, said)
        short = int(said_key[:15], 16)
        self._met[short] += 1
        number = self._met[short]
        return said_key if number == 1 else fingerprint(ROW, f"{said} {number}")

    # Which ruling it is

    def _find_by_identifier(self, planned: Sequence[Planned]) -> None:
        named: dict[str, Planned] = {}
        for one in planned:
            try:
                if name := public_id(one.cells):
                    named[name] = one
            except Faulty as fault:
                one.faults.append(("public_id", str(fault)))
        for ruling in policy.visible_rulings(self.by).filter(public_id__in=named).select_related(*_AROUND):
            named[ruling.public_id].ruling = ruling

    def _find_by_earlier_import(self, planned: Sequence[Planned]) -> None:
        wanted = {one.fingerprint: one for one in planned}
        rows = ImportRow.objects.filter(fingerprint__in=wanted, applied=True, ruling__isnull=False)
        for row in rows.select_related(*(f"ruling__{name}" for name in _AROUND)):
            one = wanted[row.fingerprint]
            one.ruling, one.cells = row.ruling, {}  # it said so before: whatever changed since stays
            one.faults.clear()

    def _find_by_number(self, planned: Sequence[Planned]) -> None:
        wanted: dict[tuple[int, str], list[Planned]] = {}
        for one in planned:
            court, number = one.values.get("court"), one.values.get("case_number")
            if isinstance(court, Court) and isinstance(number, str) and not isinstance(number, Empty):
                wanted.setdefault((court.pk, case_numbers.normalise(number)), []).append(one)
        if not wanted:
            return
        candidates = policy.visible_rulings(self.by).exclude(status=Status.WITHDRAWN)
        found = candidates.filter(
            court__in={court for court, _number in wanted},
            case_number_normalised__in={number for _court, number in wanted},
        )
        for ruling in found.select_related(*_AROUND):
            for one in wanted.get((ruling.court_id, ruling.case_number_normalised or ""), []):
                one.ruling = ruling

    def _find_resembling(self, planned: Sequence[Planned]) -> None:
        found = duplicates.resembling([one.values for one in planned], user=self.by)
        for one, ruling in zip(planned, found, strict=True):
            one.resembles = ruling

    # What is new

    def _read_all(self, planned: Sequence[Planned]) -> None:
        for one in planned:
            self._take(one, self.reader.read(one.cells))

    def _take(self, one: Planned, read: Read) -> None:
        one.values = read.values
        one.faults += read.faults
        for unnamed in read.unnamed:
            key = (unnamed.kind, unnamed.text, unnamed.within)
            if key not in self.proposed:
                self.proposed[key] = Proposed(_beside(unnamed.kind, one.cells))
            self.proposed[key].lines.add(one.number)

    def _check_fresh(self, planned: Sequence[Planned]) -> None:
        for one in planned:
            named = {name for name, _sentence in one.faults}
            if "court" not in one.values and "court" not in named:
                one.faults.append(("court", _("A new ruling needs a court.")))
            if "source" not in one.values and "source" not in named:
                if self.source is None:
                    one.faults.append(("source", _("Say where it comes from: a source for the whole file.")))
                else:
                    one.values["source"] = self.source
            self._check_dates(one, one.values)
            if not one.faults:
                found = _doubts(sketched(one.values), one.values.get("provisions", []))
                one.doubts = [(doubt.code, doubt.field, doubt.message) for doubt in found]

    def _check_dates(self, one: Planned, values: Mapping[str, Any]) -> None:
        decided, in_force = values.get("decided_on"), values.get("in_force_on")
        if isinstance(decided, date) and isinstance(in_force, date) and in_force < decided:
            one.faults.append(("in_force_on", _("A ruling does not come into force before its decision.")))

    # What is there

    def _compare(self, planned: Sequence[Planned]) -> None:
        keys = {one.ruling.pk for one in planned if one.ruling and one.cells}
        current = self._current(keys)
        for one in planned:
            if one.ruling is None or not one.cells:
                continue
            one.faults.clear()
            differing = self._differing(one.cells, current[one.ruling.public_id])
            self._take(one, self.reader.read(one.cells, only=differing))
            one.values = self._changed(one, one.ruling)
            if one.ruling.status != Status.WITHDRAWN:
                self._check_changed(one, one.ruling)
            elif one.changes or one.faults:
                one.faults, one.changes = (
                    [("public_id", _("This ruling is withdrawn. No import changes it."))],
                    [],
                )

    def _current(self, keys: Iterable[int]) -> dict[str, dict[str, str]]:
        """What our own file would say of the rulings."""
        rulings = policy.visible_rulings(self.by).filter(pk__in=keys)
        rows = exports.chosen_cells(rulings, self.compared) if keys else ()
        return {row[0]: dict(zip(self.compared, row, strict=True)) for row in rows}

    def _differing(self, cells: Mapping[str, str], current: Mapping[str, str]) -> dict[str, str]:
        """The cells that say something, and something else than our own file."""
        differing = {
            name: cell
            for name, cell in cells.items()
            if name not in _BESIDE and cell.strip() and not _says(cell, current.get(_value_of(name)))
        }
        if "fine_currency" in differing and "fine_amount" in cells:
            differing["fine_amount"] = cells["fine_amount"]
        return differing

    def _changed(self, one: Planned, ruling: Ruling) -> dict[str, Any]:
        """The values that are not the ruling's own; each is told as a change."""
        changed: dict[str, Any] = {}
        for name, value in one.values.items():
            before, after = stored_text(ruling, name), text(value)
            if before != after:
                changed[name] = value
                one.changes.append((name, before, after))
        if (
            "fine_amount" in changed
            and ruling.fine_currency not in ("", "RUB")
            and "fine_currency" not in changed
        ):
            one.changes.append(("fine_currency", ruling.fine_currency, text(one.values.get("fine_currency"))))
        return changed

    def _check_changed(self, one: Planned, ruling: Ruling) -> None:
        both = {name: ruling.value(name) for name in ("decided_on", "in_force_on")} | one.values
        self._check_dates(one, both)
        if one.faults or not one.values:
            return
        before = {doubt.code for doubt in doubts(ruling, provisions=_provisions(ruling))}
        provisions = one.values.get("provisions", _provisions(ruling))
        found = _doubts(sketched(one.values, ruling), provisions)
        one.doubts = [(doubt.code, doubt.field, doubt.message) for doubt in found if doubt.code not in before]

    # Only once in a file

    def _once(self, one: Planned) -> None:
        for key in self._keys(one):
            line = self._lines.setdefault(key, one.number)
            if line != one.number:
                one.faults.append(("", _("Line %(line)s is about the same ruling.") % {"line": line}))
                return

    def _keys(self, one: Planned) -> Iterator[Any]:
        if one.ruling is not None:
            yield one.ruling.pk
        elif name := one.cells.get("public_id", "").strip():
            yield name
        court, number = one.values.get("court"), one.values.get("case_number")
        if (
            one.ruling is None
            and isinstance(court, Court)
            and isinstance(number, str)
            and not isinstance(number, Empty)
        ):
            yield court.pk, case_numbers.normalise(number)


_AROUND = ("court", "judge", "series", "source")


def _says(cell: str, current: str | None) -> bool:
    return current is not None and cell.strip() in (current, guard(current), guard(current).strip())


def _value_of(column: str) -> str:
    """A state that stands beside a value is compared with what our own file has in the place of the value."""
    return column.removesuffix("_state")


def _provisions(ruling: Ruling) -> list[Any]:
    return [link.provision for link in ruling.provision_links.select_related("provision")]


def _doubts(ruling: Ruling, provisions: Any) -> list[Any]:
    return doubts(ruling, provisions=[] if isinstance(provisions, Empty) else list(provisions))


def _beside(kind: ImportKind, cells: Mapping[str, str]) -> dict[str, str]:
    names = {
        ImportKind.COURT: ("court_label", "court_code", "region"),
        ImportKind.JUDGE: ("judge_label", "court"),
        ImportKind.SOURCE: ("source_label",),
        ImportKind.SERIES: ("source", "series_at_least"),
    }[kind]
    return {name: cells[name].strip()[:300] for name in names if cells.get(name, "").strip()}


def sketched(values: Mapping[str, Any], ruling: Ruling | None = None) -> Ruling:
    """An unsaved ruling that says as much as doubts are asked about."""
    sketch = Ruling() if ruling is None else copy.copy(ruling)
    for name in ("court", "placement", "form", "fine_currency"):
        if name in values:
            setattr(sketch, name, values[name])
    for name in ("uid", "decided_on", "fine_amount", "case_number"):
        if name in values:
            setattr(sketch, name, None if isinstance(values[name], Empty) else values[name])
    if "case_number" in values:
        sketch.case_number_normalised = (
            case_numbers.normalise(sketch.case_number) if sketch.case_number else None
        )
    since = values.get("in_russia_since")
    if since is not None:
        sketch.in_russia_since = since.first if isinstance(since, PartialDate) else None
    return sketch


def text(value: Any) -> str:
    """A value as evidence and files have it."""
    if value is None:
        return Empty.NOT_APPLICABLE.value
    if isinstance(value, list):
        return ";".join(sorted(one.code for one in value))
    if isinstance(value, Series):
        return str(value.number)
    if isinstance(value, Source):
        return value.slug
    if isinstance(value, Empty):
        return value.value
    return plain(value)


def stored_text(ruling: Ruling, name: str) -> str:
    """What the ruling says, in the same form."""
    if name == "provisions":
        return provisions_text(ruling)
    if name == "in_russia_since" and ruling.in_russia_since_state == KNOWN:
        assert ruling.in_russia_since is not None
        return str(PartialDate(ruling.in_russia_since, ruling.in_russia_since_precision))
    return text(ruling.value(name) if name in vocabulary.FIELDS else getattr(ruling, name))


def read_back(
    reader: Reader, changes: Iterable[Sequence[str]], place: Callable[[Sequence[str]], str]
) -> Read:
    """The values that stood, or would stand, in the changed fields: `place` takes the text out of a change."""
    cells = {
        _COLUMN_OF.get(change[0], change[0]): place(change) or Empty.NOT_APPLICABLE for change in changes
    }
    return reader.read(cells)
