"""Files of rulings that somebody takes out of the desk or the administration. None leaves unknown to the audit."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.filters import Pairs
from decisions.models import Ruling, User
from decisions.queries import exports
from decisions.queries.taken import CSV, Taken, csv_pieces, described, encoded
from decisions.tables import sheets
from decisions.tables.columns import Column
from decisions.tables.files import json_text

CONTENT_TYPES: Mapping[str, str] = {
    "csv": CSV,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_PIECE = 64 * 1024


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
    reason = f"{rows} rows as {kind.upper()}{described(filters)}"
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


def _pieces(kind: str, columns: Sequence[Column], cells: Iterator[list[str]]) -> Iterator[bytes]:
    names = [column.name for column in columns]
    if kind == "xlsx":
        return _sheet(columns, cells)
    if kind == "json":
        return encoded(json_text(dict(zip(names, row, strict=True)) for row in cells))
    free = [place for place, column in enumerate(columns) if column.free]
    return csv_pieces(names, cells, free=free)


def _sheet(columns: Sequence[Column], cells: Iterator[list[str]]) -> Iterator[bytes]:
    """A sheet is written whole, on a disk, into a file that is gone when its last piece is read."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        sheets.write(Path(file.name), columns, cells, empties=exports.EMPTIES, name="rulings")
        while piece := file.read(_PIECE):
            yield piece
