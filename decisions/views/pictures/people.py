"""One mark for each person, by region and by what the court ordered."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from decisions.charts import people
from decisions.charts.svg import Drawing
from decisions.filters import Pairs, address, replaced
from decisions.queries.minimums import told
from decisions.queries.outcomes import OUTCOMES, Outcome
from decisions.queries.pictures import People, people_to_a_mark
from decisions.tables.cells import guard
from decisions.views.downloads import yes_or_no
from decisions.views.pictures.shown import Cell, Shown, named, number_cell, rulings

PER_ROW_OF_PAGE = 26
PER_ROW_OF_FILE = 52


def people_marks(found: Sequence[People], pairs: Pairs) -> Shown:
    each = people_to_a_mark(list(found))
    outcomes = [kind for kind in OUTCOMES if any(kind in group.outcomes for group in found)]
    title = (
        _("One mark for each person")
        if each == 1
        else _("One mark for at most %(number)s people") % {"number": each}
    )
    sentences = _people_sentences(each)
    groups = [_group(group, outcomes, each, pairs) for group in found]

    def drawn(per_row: int) -> Drawing:
        return people.people(
            groups,
            title=title,
            description=" ".join(sentences),
            per_row=per_row,
            legend=[people.sample(kind.kind, str(kind.label)) for kind in outcomes],
        )

    on_page = drawn(PER_ROW_OF_PAGE)
    return Shown(
        title=title,
        sentences=sentences,
        on_page=(on_page.on_page,) if groups else (),
        legend=on_page.legend,
        file=lambda: drawn(PER_ROW_OF_FILE),
        head=(
            Cell(_("Region")),
            *(Cell(str(kind.label), number=True) for kind in outcomes),
            Cell(_("People"), number=True),
        ),
        table=tuple(_people_row(group, outcomes, pairs) for group in found),
        header=("region", "region_label", *(kind.kind for kind in OUTCOMES), "total", "at_least"),
        lines=tuple(
            (
                group.region.iso, guard(group.region.name_en),
                *(str(group.outcomes.get(kind, 0)) for kind in OUTCOMES), str(group.total),
                yes_or_no(bool(group.at_least)),
            )
            for group in found
        ),
    )  # fmt: skip


def _people_sentences(each: int) -> tuple[str, ...]:
    what = _(
        "The people in the rulings, by region and by what the court ordered; shape and colour say the same."
    )
    if each == 1:
        return (what,)
    return what, _(
        "A mark stands for %(number)s people, the last of a kind in a region for what is left."
    ) % {"number": each}


def _group(group: People, outcomes: Sequence[Outcome], each: int, pairs: Pairs) -> people.Group:
    marks = [
        people.Marks(
            kind=kind.kind,
            number=-(-group.outcomes[kind] // each),
            label=_("%(region)s, %(outcome)s: %(number)s") % {
                "region": group.region.name_en, "outcome": kind.label,
                "number": told(group.outcomes[kind], kind in group.at_least),
            },
            href=_of_outcome(group, kind, pairs),
        )
        for kind in outcomes
        if group.outcomes.get(kind)
    ]  # fmt: skip
    return people.Group(named(group.region), told(group.total, bool(group.at_least)), marks)


def _of_outcome(group: People, kind: Outcome, pairs: Pairs) -> str:
    """The rulings of a region with this outcome: of what the filters ask for, only what belongs to it."""
    own = {name: {value for key, value in kind.pairs if key == name} for name, _value in kind.pairs}
    asked = {name for name, _value in pairs} & own.keys()
    left = [(name, value) for name, value in pairs if name not in own or value in own[name]]
    more = [(name, value) for name, value in kind.pairs if name not in asked]
    return address("/rulings/", [*replaced(left, region=group.region.iso), *more])


def _people_row(group: People, outcomes: Sequence[Outcome], pairs: Pairs) -> tuple[Cell, ...]:
    return (
        Cell(named(group.region), f"/regions/{group.region.iso}/"),
        *(
            number_cell(
                group.outcomes.get(kind, 0),
                _of_outcome(group, kind, pairs),
                at_least=kind in group.at_least,
            )
            for kind in outcomes
        ),
        number_cell(group.total, rulings(pairs, region=group.region.iso), at_least=bool(group.at_least)),
    )
