"""The time line: every hearing in its month, or months where there are too many."""

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.charts import timeline
from decisions.charts.svg import Sample
from decisions.filters import Pairs, address
from decisions.queries.dimensions import DIMENSIONS
from decisions.queries.minimums import told
from decisions.queries.pictures import Hearing, Line, Month, month_member
from decisions.tables.cells import guard
from decisions.views.downloads import yes_or_no
from decisions.views.pictures.shown import Cell, Shown, number_cell, place_of_month, rulings


def time_line(found: Line, pairs: Pairs) -> Shown:
    each = bool(found.hearings)
    blocks = [_hearing_block(hearing, pairs) for hearing in found.hearings] if each else [
        timeline.Block(
            month=place_of_month(month.month), people=month.rulings, at_least=month.at_least,
            label=_month_told(month), href=_of_month(month, pairs),
        )
        for month in found.months
    ]  # fmt: skip
    title = _("Hearings by month") if each else _("Rulings by month")
    sentences = _line_sentences(found, each)
    drawing = timeline.timeline(
        blocks,
        names=[str(MONTHS_3[month]).capitalize() for month in range(1, 13)],
        title=title,
        description=" ".join(sentences),
        legend=_line_legend(found, each),
    )
    return Shown(
        title=title,
        sentences=sentences,
        on_page=(drawing.on_page,) if blocks else (),
        legend=drawing.legend if blocks else (),
        file=lambda: drawing,
        head=_line_head(each),
        table=tuple(_hearing_row(hearing, pairs) for hearing in found.hearings) if each else tuple(
            (
                Cell(month.month), number_cell(month.hearings),
                Cell(told(month.rulings, month.at_least), _of_month(month, pairs), number=True),
            )
            for month in found.months
        ),
        header=("decided_on", "court", "court_label", "series", "hearings", "rulings", "at_least"),
        lines=tuple(_hearing_line(hearing) for hearing in found.hearings) if each else tuple(
            (
                month.month, "not_applicable", "", "not_applicable",
                str(month.hearings), str(month.rulings), yes_or_no(month.at_least),
            )
            for month in found.months
        ),
    )  # fmt: skip


def _line_sentences(found: Line, each: bool) -> tuple[str, ...]:
    what = (
        _(
            "Each block is a hearing, as high as the number of people it concerned; "
            "hearings of a month stand on each other."
        )
        if each
        else _("Each bar counts the rulings of a month.")
    )
    undated = ngettext(
        "%(number)s ruling has no known date and is not drawn.",
        "%(number)s rulings have no known date and are not drawn.",
        found.undated,
    ) % {"number": found.undated}
    return (what, undated) if found.undated else (what,)


def _line_legend(found: Line, each: bool) -> list[Sample]:
    if not any(month.at_least for month in found.months):
        return []
    return month_legend(_("a hearing") if each else _("a month"))


def month_legend(exact: str) -> list[Sample]:
    """How a number that is a minimum is told from an exact one."""
    return [
        timeline.sample(exact),
        timeline.sample(_("the source knows a smallest number only (≥)"), at_least=True),
    ]


def _of_month(month: Month, pairs: Pairs) -> str:
    return address("/rulings/", DIMENSIONS["month"].narrow(month_member(month.month), pairs))


def _month_told(month: Month) -> str:
    return _("%(month)s: %(people)s people") % {
        "month": month.month,
        "people": told(month.rulings, month.at_least),
    }


def _hearing_block(hearing: Hearing, pairs: Pairs) -> timeline.Block:
    label = _("%(day)s, %(court)s: %(people)s people") % {
        "day": date_format(hearing.decided_on, "j M Y"),
        "court": hearing.court,
        "people": told(hearing.rulings, hearing.at_least),
    }
    return timeline.Block(
        month=12 * hearing.decided_on.year + hearing.decided_on.month - 1,
        people=hearing.rulings,
        at_least=hearing.at_least,
        label=label,
        href=_of_hearing(hearing, pairs),
    )


def _of_hearing(hearing: Hearing, pairs: Pairs) -> str:
    day = hearing.decided_on.isoformat()
    series = "not_applicable" if hearing.series is None else str(hearing.series)
    return rulings(pairs, series=series, court=hearing.court_slug, decided_after=day, decided_before=day)


def _line_head(each: bool) -> tuple[Cell, ...]:
    people = Cell(_("People"), number=True)
    if each:
        return Cell(_("Decided on")), Cell(_("Court")), Cell(_("Series")), people
    return Cell(_("Month")), Cell(_("Hearings"), number=True), people


def _hearing_row(hearing: Hearing, pairs: Pairs) -> tuple[Cell, ...]:
    series = (
        Cell(_("none")) if hearing.series is None else Cell(str(hearing.series), f"/series/{hearing.series}/")
    )
    return (
        Cell(date_format(hearing.decided_on, "j M Y")),
        Cell(hearing.court, f"/courts/{hearing.court_slug}/"),
        series,
        Cell(told(hearing.rulings, hearing.at_least), _of_hearing(hearing, pairs), number=True),
    )


def _hearing_line(hearing: Hearing) -> tuple[str, ...]:
    return (
        hearing.decided_on.isoformat(),
        hearing.court_slug,
        guard(hearing.court),
        "not_applicable" if hearing.series is None else str(hearing.series),
        "1",
        str(hearing.rulings),
        yes_or_no(hearing.at_least),
    )
