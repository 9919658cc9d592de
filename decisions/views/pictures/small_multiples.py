"""Small multiples: the months of each region, form or another dimension, on one scale."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.charts import panels
from decisions.charts.svg import Sample
from decisions.filters import Pairs, address
from decisions.queries.dimensions import DIMENSIONS
from decisions.queries.minimums import told
from decisions.queries.pictures import OfMember, Split, month_member
from decisions.tables.cells import guard
from decisions.views.downloads import yes_or_no
from decisions.views.pictures.shown import Cell, Shown, number_cell, place_of_month
from decisions.views.pictures.time_line import month_legend


def small_multiples(found: Split, pairs: Pairs) -> Shown:
    dimension = found.dimension
    title = _("Months of each: %(dimension)s") % {"dimension": dimension.label}
    drawn = [_panel(member, found, pairs) for member in found.shown]
    sentences = _split_sentences(found)
    legend = _legend(drawn)
    rows = [(member, month, number) for member in found.shown for month, number in member.months.items()]
    return Shown(
        title=title,
        sentences=sentences,
        on_page=tuple(drawing.on_page for drawing in panels.each(drawn)),
        legend=legend,
        file=lambda: panels.together(drawn, title=title, description=" ".join(sentences), legend=legend),
        head=(Cell(str(dimension.label)), Cell(_("Month")), Cell(_("Rulings"), number=True)),
        table=tuple(
            (
                Cell(of.member.label, address("/rulings/", dimension.narrow(of.member, pairs))),
                Cell(month_member(month).label),
                number_cell(
                    number,
                    address("/rulings/", _narrowed(found, of, month, pairs)),
                    at_least=month in of.at_least,
                ),
            )
            for of, month, number in rows
        ),
        header=(dimension.name, f"{dimension.name}_label", "month", "rulings", "at_least"),
        lines=tuple(
            (
                guard(of.member.code),
                guard(of.member.label),
                month,
                str(number),
                yes_or_no(month in of.at_least),
            )
            for of, month, number in rows
        ),
    )


def _narrowed(found: Split, of: OfMember, month: str, pairs: Pairs) -> Pairs:
    months = DIMENSIONS["month"]
    return months.narrow(month_member(month), found.dimension.narrow(of.member, pairs))


def _panel(of: OfMember, found: Split, pairs: Pairs) -> panels.Panel:
    said = {"member": of.member.label, "number": told(of.rulings, bool(of.at_least))}
    label = ngettext("%(member)s: %(number)s ruling", "%(member)s: %(number)s rulings", of.rulings) % said
    months = {
        place_of_month(month): number for month, number in of.months.items() if not month_member(month).empty
    }
    return panels.Panel(
        name=of.member.label,
        total=said["number"],
        months=months,
        label=label,
        href=address("/rulings/", found.dimension.narrow(of.member, pairs)),
        at_least={place_of_month(month) for month in of.at_least if not month_member(month).empty},
    )


def _legend(drawn: Sequence[panels.Panel]) -> list[Sample]:
    return month_legend(_("a month")) if any(panel.at_least for panel in drawn) else []


def _split_sentences(found: Split) -> tuple[str, ...]:
    what = _(
        "Each small picture counts the rulings of one value by month, all on the same scale. "
        "The number beside the name counts all its rulings."
    )
    left = found.members - len(found.shown)
    if not left:
        return (what,)
    return what, ngettext(
        "The %(shown)s with most rulings are shown, %(number)s more is not.",
        "The %(shown)s with most rulings are shown, %(number)s more are not.",
        left,
    ) % {"shown": len(found.shown), "number": left}
