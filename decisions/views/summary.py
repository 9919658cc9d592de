from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions.filters import RulingFilter, address, replaced
from decisions.queries import summaries
from decisions.queries.chips import chips
from decisions.queries.dimensions import Dimension, offered
from decisions.queries.overview import sources
from decisions.tables.cells import guard
from decisions.tables.crosstab import CrossTable
from decisions.views.asked import notices, one_of, refusals
from decisions.views.downloads import OPTIONS, csv_response, option_sentences, public_file, refuse
from decisions.views.public import public_page

AXES = ("rows", "columns")
# Thousands of courts by a hundred months: a browser chokes on the page long before the server does on the file.
MOST_CELLS_OF_A_PAGE = 50_000
MOST_CELLS_OF_A_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Axes:
    """The two dimensions that are asked for, and what is wrong with the question."""

    rows: Dimension
    columns: Dimension
    sentences: tuple[str, ...]


def _axes(data: QueryDict) -> Axes:
    rows = one_of(data, "rows", offered(), default="region")
    columns = one_of(data, "columns", offered(), default="form" if rows.value != "form" else "region")
    sentences = [asked.sentence for asked in (rows, columns) if asked.sentence]
    if rows.value == columns.value:
        sentences.append(_("Rows and columns must be two different things."))
    return Axes(offered()[rows.value], offered()[columns.value], tuple(sentences))


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """Rulings counted by two dimensions; every number leads to its rows."""
    filter_ = RulingFilter(request.GET)
    axes = _axes(request.GET)
    sentences = [*axes.sentences, *filter_.sentences]
    table = None if sentences else _table(filter_, axes, most_cells=MOST_CELLS_OF_A_PAGE)
    if table is None and not sentences:
        sentences = [_too_large(MOST_CELLS_OF_A_PAGE)]
    kept = replaced(filter_.pairs, sort=None)
    axes_pairs = [("rows", axes.rows.name), ("columns", axes.columns.name)]
    pairs = [*kept, *axes_pairs]
    context = {
        "section": "summary",
        "axes": axes,
        "dimensions": offered().values(),
        "table": table and _linked(table, filter_, axes),
        "sentences": sentences,
        "mended": address("/summary/", kept),
        "notices": [*notices(request.GET, beside=AXES), *filter_.oddities],
        "chips": chips(filter_, path="/summary/", beside=axes_pairs),
        "cleared": address("/summary/", axes_pairs),
        "kept": kept,
        "csv": address("/summary.csv", pairs),
        "swapped": address("/summary/", replaced(pairs, rows=axes.columns.name, columns=axes.rows.name)),
        "list": address("/rulings/", kept),
        "sources": sources(filter_.qs),
    }
    return render(request, "decisions/summary.html", context)


def _table(filter_: RulingFilter, axes: Axes, *, most_cells: int) -> CrossTable | None:
    return summaries.summary(
        filter_.qs, rows=axes.rows, columns=axes.columns, most_cells=most_cells, pairs=filter_.pairs
    )


def _too_large(most_cells: int) -> str:
    sentence = _(
        "This table would have more than %(most)s cells. Filter the rulings, or count by something else."
    )
    return sentence % {"most": number_format(most_cells, force_grouping=True)}


@dataclass(frozen=True, slots=True)
class Linked:
    """The table with the address of the rows behind each number, in the shape of the table."""

    table: CrossTable
    columns: tuple[tuple[object, str, int], ...]
    rows: tuple[tuple[object, str, tuple[tuple[object, str], ...]], ...]


def _linked(table: CrossTable, filter_: RulingFilter, axes: Axes) -> Linked:
    pairs = replaced(filter_.pairs, sort=None)
    columns = [(column, axes.columns.narrow(column, pairs)) for column in table.columns]
    return Linked(
        table=table,
        columns=tuple(
            (column, address("/rulings/", narrowed), total)
            for (column, narrowed), total in zip(columns, table.column_totals, strict=True)
        ),
        rows=tuple(
            (
                row,
                address("/rulings/", axes.rows.narrow(row.member, pairs)),
                tuple(
                    (cell, address("/rulings/", axes.rows.narrow(row.member, narrowed)))
                    for cell, (_column, narrowed) in zip(row.cells, columns, strict=True)
                ),
            )
            for row in table.rows
        ),
    )


@public_file
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """The counts of the table: a line for each row, a column for each column, totals last."""
    filter_ = RulingFilter(request.GET)
    axes = _axes(request.GET)
    beside = (*AXES, *OPTIONS)
    wrong = [*axes.sentences, *refusals(filter_, request.GET, beside=beside), *option_sentences(request.GET)]
    if wrong:
        return refuse(wrong)
    table = _table(filter_, axes, most_cells=MOST_CELLS_OF_A_FILE)
    if table is None:
        return refuse([_too_large(MOST_CELLS_OF_A_FILE)])
    codes = [guard(column.code) for column in table.columns]
    header = [axes.rows.name, f"{axes.rows.name}_label", *codes, "total"]
    rows = [
        [
            guard(row.member.code),
            guard(row.member.label),
            *(str(cell.count) for cell in row.cells),
            str(row.total),
        ]
        for row in table.rows
    ]
    total = ["total", _("total"), *map(str, table.column_totals), str(table.total)]
    return csv_response(request, header=header, rows=[*rows, total], filename="summary.csv")
