from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.filters import Pairs, RulingFilter, address, replaced
from decisions.queries import minimums, summaries
from decisions.queries.chips import chips
from decisions.queries.dimensions import offered
from decisions.queries.grounds import Grounds, grounds
from decisions.queries.overview import sources
from decisions.queries.summaries import Base, Question, Summary
from decisions.tables.cells import guard
from decisions.tables.crosstab import By, Cell, CrossTable, Member, Part, Row
from decisions.views.asked import Asked, notices, one_of, refusals
from decisions.views.downloads import (
    INTERVAL_ENDINGS,
    OPTIONS,
    PART_ENDINGS,
    csv_response,
    file_name,
    option_sentences,
    part_texts,
    public_file,
    refuse,
    yes_or_no,
)
from decisions.views.public import public_page
from decisions.views.sharing import canonical
from decisions.vocabulary import Text

# What the summary takes beside the filters, each with its values; docs/doors.md.
SHARES: dict[str, Text] = {
    By.ROWS.value: gettext_lazy("of the row"),
    By.COLUMNS.value: gettext_lazy("of the column"),
    By.NONE.value: gettext_lazy("none"),
}
EMPTY: dict[str, Text] = {
    "in": gettext_lazy("part of what shares are of"),
    "out": gettext_lazy("left out of the shares"),
}
ORDER: dict[str, Text] = {
    "own": gettext_lazy("by name, date or kind"),
    "rows": gettext_lazy("largest rows first"),
    "columns": gettext_lazy("largest columns first"),
    "both": gettext_lazy("largest rows and columns first"),
}
NAMES = ("rows", "columns", "split", "shares", "empty", "order")
# Thousands of courts by a hundred months: a browser chokes on the page long before the server does on the file.
MOST_CELLS_OF_A_PAGE = 50_000
MOST_CELLS_OF_A_FILE = 1_000_000
# More small tables than this nobody compares.
MOST_PANELS = 60


@dataclass(frozen=True, slots=True)
class Axes:
    """What is asked beside the filters: the question, its pairs of the query string, and what is wrong with it."""

    question: Question
    pairs: Pairs
    sentences: tuple[str, ...]


def axes_of(data: QueryDict) -> Axes:
    rows = one_of(data, "rows", offered(), default="region")
    columns = one_of(data, "columns", offered(), default="form" if rows.value != "form" else "region")
    split = one_of(data, "split", offered())
    shares = one_of(data, "shares", SHARES, default=By.ROWS.value)
    empty = one_of(data, "empty", EMPTY, default="in")
    order = one_of(data, "order", ORDER, default="own")
    asked = (rows, columns, split, shares, empty, order)
    names = [one.value for one in (rows, columns, split) if one.value]
    question = Question(
        rows=offered()[rows.value],
        columns=offered()[columns.value],
        split=offered().get(split.value),
        shares=By(shares.value),
        empties=empty.value == "in",
        by_total=frozenset(
            one.value for name, one in (("rows", rows), ("columns", columns)) if order.value in (name, "both")
        ),
    )
    pairs = _pairs(rows, columns, split=split, shares=shares, empty=empty, order=order)
    return Axes(question, pairs, tuple(_sentences(asked, names)))


def _pairs(rows: Asked, columns: Asked, **others: Asked) -> Pairs:
    """The question as pairs of the query string, without what is the default."""
    defaults = {"split": "", "shares": By.ROWS.value, "empty": "in", "order": "own"}
    said = [(name, one.value) for name, one in others.items() if one.value != defaults[name]]
    return [("rows", rows.value), ("columns", columns.value), *said]


def _sentences(asked: Sequence[Asked], names: Sequence[str]) -> Iterator[str]:
    yield from (one.sentence for one in asked if one.sentence)
    if names[0] == names[1]:
        yield _("Rows and columns must be two different things.")
    elif len(set(names)) < len(names):
        yield _("The third dimension must be another than rows and columns.")


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """Rulings counted by two or three dimensions; every number leads to its rows."""
    filter_ = RulingFilter(request.GET)
    axes = axes_of(request.GET)
    from_sources = sources(filter_.qs)
    found = grounds(from_sources)
    answer, sentences = for_page(filter_, axes, found)
    kept = replaced(filter_.pairs, sort=None)
    pairs = [*kept, *axes.pairs]
    question = axes.question
    context = {
        "section": "summary",
        "question": question,
        "dimensions": offered().values(),
        "choices": _choices(axes),
        "more": len(axes.pairs) > 2,
        "answer": _linked(answer, filter_, question) if answer and not sentences else None,
        "base_sentence": _base_sentence(answer.base) if answer else "",
        "grounds": found,
        "fewest": settings.FEWEST_RULINGS,
        "sentences": sentences,
        "mended": address("/summary/", kept),
        "notices": [*notices(request.GET, beside=NAMES), *filter_.oddities],
        "chips": chips(filter_, path="/summary/", beside=axes.pairs),
        "cleared": address("/summary/", axes.pairs),
        "kept": kept,
        "csv": address("/summary.csv", replaced(pairs, shares=question.shares.value)),
        "swapped": address(
            "/summary/", replaced(pairs, rows=question.columns.name, columns=question.rows.name)
        ),
        "list": address("/rulings/", kept),
        "pictures": address("/pictures/", kept),
        "sources": from_sources,
        "canonical": "" if sentences else canonical("/summary/", pairs),
        "minimum": _minimum_sentence(filter_, answer),
        "absent": _absent_sentences(answer) if answer else [],
    }
    return render(request, "decisions/summary.html", context)


def for_page(filter_: RulingFilter, axes: Axes, found: Grounds) -> tuple[Summary | None, list[str]]:
    """The answer, and why the page cannot show it."""
    if wrong := [*axes.sentences, *filter_.sentences]:
        return None, wrong
    answer = answered(filter_, axes, found, most_cells=MOST_CELLS_OF_A_PAGE)
    return answer, _too_much(answer)


def answered(filter_: RulingFilter, axes: Axes, found: Grounds, *, most_cells: int) -> Summary | None:
    return summaries.summary(
        filter_.qs,
        axes.question,
        most_cells=most_cells,
        pairs=filter_.pairs,
        intervals=found.intervals,
    )


def _choices(axes: Axes) -> list[tuple[str, str, list[tuple[str, Text, bool]]]]:
    """Name, label and values of each choice that is no dimension; the value in use is marked."""
    chosen = dict(axes.pairs)
    offers = (
        ("shares", _("Shares"), SHARES, By.ROWS.value),
        ("empty", _("Unknown and other empty kinds"), EMPTY, "in"),
        ("order", _("Order"), ORDER, "own"),
    )
    return [
        (name, label, [(value, text, value == chosen.get(name, default)) for value, text in values.items()])
        for name, label, values, default in offers
    ]


def too_large(most_cells: int) -> str:
    sentence = _(
        "This table would have more than %(most)s cells. Filter the rulings, or count by something else."
    )
    return sentence % {"most": number_format(most_cells, force_grouping=True)}


def _too_much(answer: Summary | None) -> list[str]:
    """Why the answer is not fit for a page."""
    if answer is None:
        return [too_large(MOST_CELLS_OF_A_PAGE)]
    if len(answer.panels) <= MOST_PANELS:
        return []
    sentence = _(
        "This would be %(number)s small tables, and a page has at most %(most)s. Filter the rulings, or take the file."
    )
    return [sentence % {"number": len(answer.panels), "most": MOST_PANELS}]


def _base_sentence(base: Base | None) -> str:
    """What the shares are of: written out, so that nobody has to guess what they leave out."""
    if base is None:
        return ""
    said = {
        "dimension": base.dimension.label,
        "known": number_format(base.known, force_grouping=True),
        "total": number_format(base.total, force_grouping=True),
        "left": number_format(base.total - base.known, force_grouping=True),
        "kinds": ", ".join(f"{member.label} {number}" for member, number in base.empty),
    }
    if not base.empty:
        return _("Shares are of all %(total)s rulings: “%(dimension)s” is known for each of them.") % said
    if base.left_out:
        sentence = _(
            "Shares are of the %(known)s rulings whose “%(dimension)s” is known; %(left)s are counted but left out "
            "of the shares (%(kinds)s)."
        )
    else:
        sentence = _(
            "Shares are of all %(total)s rulings, also of the %(left)s whose “%(dimension)s” is not known (%(kinds)s)."
        )
    return sentence % said


def _minimum_sentence(filter_: RulingFilter, answer: Summary | None) -> str:
    """What “≥” means in the table, and of what the shares are then."""
    if answer is None or not answer.whole.at_least:
        return ""
    said = minimums.sentence(filter_.qs)
    return said if answer.base is None else f"{said} {_('Shares are of the rulings that are counted.')}"


def _absent_sentences(answer: Summary) -> list[str]:
    """The values that no ruling has, so that nobody takes them for forgotten."""
    sentence = _("%(dimension)s: none of these rulings has %(values)s.")
    return [
        sentence
        % {
            "dimension": dimension.label,
            "values": get_text_list([f"“{member.label}”" for member in members], _("or")),
        }
        for dimension, members in answer.absent
        if members and answer.whole.total
    ]


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """A table with the address of the rows behind each number, in the shape of the table."""

    member: Member | None
    link: str
    table: CrossTable
    columns: tuple[tuple[Member, str, str, Part | None, bool], ...]
    rows: tuple[tuple[Row, str, tuple[tuple[Cell, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Linked:
    whole: LinkedTable
    panels: tuple[LinkedTable, ...]


def _linked(answer: Summary, filter_: RulingFilter, question: Question) -> Linked:
    pairs = replaced(filter_.pairs, sort=None)
    split = question.split
    return Linked(
        whole=_linked_table(None, answer.whole, pairs, question),
        panels=tuple(
            _linked_table(panel.member, panel.table, split.narrow(panel.member, pairs), question)
            for panel in answer.panels
            if split
        ),
    )


def _linked_table(member: Member | None, table: CrossTable, pairs: Pairs, question: Question) -> LinkedTable:
    narrowed = [(column, question.columns.narrow(column, pairs)) for column in table.columns]
    return LinkedTable(
        member=member,
        link=address("/rulings/", pairs),
        table=table,
        columns=tuple(
            (column, address("/rulings/", of_column), minimums.told(total, at_least), part, few)
            for (column, of_column), total, at_least, part, few in zip(
                narrowed,
                table.column_totals,
                table.column_at_least,
                table.column_parts,
                table.column_few,
                strict=True,
            )
        ),
        rows=tuple(
            (
                row,
                address("/rulings/", question.rows.narrow(row.member, pairs)),
                tuple(
                    (cell, address("/rulings/", question.rows.narrow(row.member, of_column)))
                    for cell, (_column, of_column) in zip(row.cells, narrowed, strict=True)
                ),
            )
            for row in table.rows
        ),
    )


@public_file
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """The counts of the table: a line for each row, a column for each column, totals last; shares if asked for."""
    filter_ = RulingFilter(request.GET)
    axes = axes_of(request.GET)
    beside = (*NAMES, *OPTIONS)
    wrong = [*axes.sentences, *refusals(filter_, request.GET, beside=beside), *option_sentences(request.GET)]
    if wrong:
        return refuse(wrong)
    found = grounds(sources(filter_.qs))
    answer = answered(filter_, axes, found, most_cells=MOST_CELLS_OF_A_FILE)
    if answer is None:
        return refuse([too_large(MOST_CELLS_OF_A_FILE)])
    file = _File(axes.question, answer, shares="shares" in request.GET, intervals=found.intervals)
    return csv_response(
        request, header=file.header(), rows=file.lines(), filename=file_name("summary", "csv", filter_)
    )


# What stands beside the number of each column of the file, before its share.
BESIDE_COLUMN = ("_label", "_at_least")


@dataclass(frozen=True, slots=True)
class _File:
    """The summary as lines of a file."""

    question: Question
    answer: Summary
    shares: bool
    intervals: bool

    def header(self) -> list[str]:
        rows, split = self.question.rows.name, self.question.split
        codes = [guard(column.code) for column in self.answer.whole.columns]
        first = [split.name, f"{split.name}_label"] if split else []
        return [
            *first,
            rows,
            f"{rows}_label",
            *codes,
            "total",
            "total_at_least",
            *(f"{code}{ending}" for code in codes for ending in (*BESIDE_COLUMN, *self._endings())),
        ]

    def lines(self) -> Iterator[list[str]]:
        for panel in self.answer.panels:
            yield from self._table(panel.table, [guard(panel.member.code), guard(panel.member.label)])
        yield from self._table(self.answer.whole, ["total", _("total")] if self.question.split else [])

    def _table(self, table: CrossTable, first: list[str]) -> Iterator[list[str]]:
        for row in table.rows:
            counts = [str(cell.count) for cell in row.cells]
            named = [guard(row.member.code), guard(row.member.label)]
            beside = self._beside(table, [(cell.at_least, cell.part) for cell in row.cells])
            yield [*first, *named, *counts, str(row.total), yes_or_no(row.at_least), *beside]
        counts = [*map(str, table.column_totals), str(table.total), yes_or_no(table.at_least)]
        beside = self._beside(table, list(zip(table.column_at_least, table.column_parts, strict=True)))
        yield [*first, "total", _("total"), *counts, *beside]

    def _endings(self) -> tuple[str, ...]:
        if not self.shares or self.question.shared is None:
            return ()
        return (*PART_ENDINGS, *INTERVAL_ENDINGS) if self.intervals else PART_ENDINGS

    def _beside(self, table: CrossTable, numbers: Sequence[tuple[bool, Part | None]]) -> list[str]:
        """What stands beside each column's number: its label, whether it is a minimum, and its share if asked for."""
        cells: list[str] = []
        for column, (at_least, part) in zip(table.columns, numbers, strict=True):
            cells += [guard(column.label), yes_or_no(at_least)]
            cells += part_texts(part, intervals=self.intervals) if self._endings() else []
        return cells
