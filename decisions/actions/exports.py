"""Files of rulings that somebody takes out of the desk or the administration. None leaves unknown to the audit."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.filters import Pairs, shown
from decisions.models import Ruling, User
from decisions.queries import exports
from decisions.tables import sheets
from decisions.tables.cells import guard
from decisions.tables.columns import Column
from decisions.tables.files import BYTE_ORDER_MARK, csv_text, json_text

CONTENT_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
# What somebody typed or ticked: the audit keeps how often, and never what.
_NOT_SAID = ("q", "ticked")
# A filter of more values is cut off in the audit.
_LONGEST_FILTER = 500
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """A file on its way out; `pieces` follow each other, and memory does not grow with their number."""

    name: str
    content_type: str
    pieces: Iterator[bytes]


@transaction.atomic
def take(
    *, rulings: QuerySet[Ruling], columns: Sequence[str], kind: str, filters: Pairs, by: User, now: datetime
) -> Taken:
    """These columns of the rulings as `csv`, `xlsx` or `json`; `filters` is how they were chosen.

    The audit knows who took how many rows, which columns and under which filter before the first byte leaves. Raises
    PermissionDenied, Refused.
    """
    if not policy.may_export(by):
        raise PermissionDenied("rulings are taken out by reviewers and administrators")
    if not set(columns) <= set(exports.HEADER) and not policy.may_export_unpublished(by):
        raise PermissionDenied("these columns are for administrators")
    rows = rulings.count()
    _check(columns, kind, rows)
    reason = f"{rows} rows as {kind.upper()}{_described(filters)}"
    ledger.audit(by=by, action="ruling.export", target=by, now=now, fields=columns, reason=reason)
    known = exports.known_columns()
    cells = exports.chosen_cells(rulings, columns)
    pieces = _pieces(kind, [known[name] for name in columns], cells)
    return Taken(f"rulings-{now:%Y-%m-%d}.{kind}", CONTENT_TYPES[kind], pieces)


def _check(columns: Sequence[str], kind: str, rows: int) -> None:
    if not columns:
        raise Refused([_("Tick at least one column.")])
    if kind == "xlsx" and rows > sheets.MOST_ROWS:
        most = number_format(sheets.MOST_ROWS, force_grouping=True)
        raise Refused(
            [_("A sheet has room for %(most)s rulings. Take another kind of file.") % {"most": most}]
        )


def _described(filters: Pairs) -> str:
    """` under status=draft, region=RU-KHA, 1 q`: codes as they are, and of what was typed only that it was."""
    said = []
    for name, values in groupby(sorted(filters), key=lambda pair: pair[0]):
        texts = [value for _name, value in values]
        said += [f"{len(texts)} {name}"] if name in _NOT_SAID else [f"{name}={shown(text)}" for text in texts]
    text = ", ".join(said)
    return f" under {text if len(text) <= _LONGEST_FILTER else f'{text[:_LONGEST_FILTER]}…'}" if text else ""


def _pieces(kind: str, columns: Sequence[Column], cells: Iterator[list[str]]) -> Iterator[bytes]:
    names = [column.name for column in columns]
    if kind == "xlsx":
        return _sheet(columns, cells)
    if kind == "json":
        return _encoded(json_text(dict(zip(names, row, strict=True)) for row in cells))
    free = [place for place, column in enumerate(columns) if column.free]
    # The mark tells Excel that the letters are UTF-8.
    return _encoded(csv_text(names, (_guarded(row, free) for row in cells), mark=BYTE_ORDER_MARK))


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    return (text.encode() for text in texts)


def _guarded(row: list[str], free: Sequence[int]) -> list[str]:
    for place in free:
        row[place] = guard(row[place])
    return row


def _sheet(columns: Sequence[Column], cells: Iterator[list[str]]) -> Iterator[bytes]:
    """A sheet is written whole, on a disk, into a file that is gone when its last piece is read."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        sheets.write(Path(file.name), columns, cells, empties=exports.EMPTIES, name="rulings")
        while piece := file.read(_PIECE):
            yield piece
