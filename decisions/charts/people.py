"""One mark for each person, in rows under the name of their group."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions.charts.dots import STEP, draw
from decisions.charts.panels import shortened
from decisions.charts.svg import Drawing, Sample, element, marked, picture, text

# Units of the picture.
HEAD = 20
GAP = 12


@dataclass(frozen=True, slots=True)
class Marks:
    """So many marks of one kind, which lead to the same rulings."""

    kind: str
    number: int
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    number: str
    marks: Sequence[Marks]


def people(
    groups: Sequence[Group], *, title: str, description: str, per_row: int, legend: Sequence[Sample] = ()
) -> Drawing:
    width = STEP * per_row
    height = sum(_height(group, per_row) for group in groups)
    root = picture(class_="people", width=width, height=height, title=title, description=description)
    top = 0
    for group in groups:
        head = text(root, shortened(group.name, width * 0.8), class_="panel-name", x=0, y=top + 13)
        element("tspan", head, class_="panel-total", dx=7).text = group.number
        place = 0
        for marks in group.marks:
            link = marked(root, href=marks.href, label=marks.label)
            for _number in range(marks.number):
                row, column = divmod(place, per_row)
                draw(marks.kind, link, x=STEP * (column + 0.5), y=top + HEAD + STEP * (row + 0.5))
                place += 1
        top += _height(group, per_row)
    return Drawing(root, width, height, legend)


def sample(kind: str, meaning: str) -> Sample:
    root = element(
        "svg", class_="people", viewbox=f"0 0 {STEP} {STEP}", width=STEP, height=STEP, aria_hidden="true"
    )
    draw(kind, root, x=STEP / 2, y=STEP / 2)
    return Sample(root, meaning)


def _height(group: Group, per_row: int) -> int:
    rows = -(-sum(marks.number for marks in group.marks) // per_row)
    return HEAD + STEP * rows + GAP
