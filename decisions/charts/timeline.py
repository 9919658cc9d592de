"""Months from left to right: each hearing is a block in its month, as high as people it concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from decisions.charts.months import Months, axis
from decisions.charts.svg import Drawing, Sample, element, marked, picture, text

# Units of the picture.
WIDTH = 720
HEIGHT = 190
ABOVE = 20
BELOW = 40
SIDE = 4
MOST_UNIT = 14  # of one person
GAP = 1.5
# Narrower months have no name and no number.
ROOM_FOR_NAME = 24
ROOM_FOR_NUMBER = 14
ROOM_FOR_YEAR = 40
LETTER = 7  # how high a figure in a block is


@dataclass(frozen=True, slots=True)
class Block:
    """People of one hearing, or all of a month; `at_least` says that there were more. `month` as in months.py."""

    month: int
    people: int
    label: str
    href: str = ""
    at_least: bool = False


def timeline(
    blocks: Sequence[Block],
    *,
    names: Sequence[str],
    title: str,
    description: str,
    legend: Sequence[Sample] = (),
) -> Drawing:
    """The blocks of each month on each other in their order. `names` are those of the twelve months, short."""
    width, height = WIDTH + 2 * SIDE, ABOVE + HEIGHT + BELOW
    root = picture(class_="time-line", width=width, height=height, title=title, description=description)
    if not blocks:
        return Drawing(root, width, height, legend)
    months = axis([block.month for block in blocks], width=WIDTH)
    columns: dict[int, list[Block]] = {}
    for block in blocks:
        columns.setdefault(block.month, []).append(block)
    most = max(sum(block.people for block in column) for column in columns.values())
    unit = min(MOST_UNIT, HEIGHT / most)
    for month, column in sorted(columns.items()):
        _column(root, column, left=SIDE + months.left(month), width=months.step, unit=unit)
    _axis(root, months, names)
    if months.step < ROOM_FOR_NUMBER:
        top = ABOVE + HEIGHT - unit * most
        element("path", root, class_="most", d=f"M{SIDE} {round(top, 2)}H{SIDE + WIDTH}")
        text(root, str(most), class_="total", x=SIDE, y=top - 4)
    return Drawing(root, width, height, legend)


def sample(meaning: str, *, at_least: bool = False) -> Sample:
    root = element("svg", class_="time-line", viewbox="0 0 22 22", width=22, height=22, aria_hidden="true")
    name = "block block-open" if at_least else "block"
    element("rect", root, class_=name, x=3, y=4, width=16, height=14)
    return Sample(root, meaning)


def _column(root: Element, column: Sequence[Block], *, left: float, width: float, unit: float) -> None:
    inset = min(3.0, width * 0.12)
    bottom = float(ABOVE + HEIGHT)
    middle = left + width / 2
    for block in column:
        high = unit * block.people
        gap = min(GAP, high / 4)
        group = marked(root, href=block.href, label=block.label)
        name = "block block-open" if block.at_least else "block"
        element(
            "rect",
            group,
            class_=name,
            x=left + inset,
            y=bottom - high,
            width=width - 2 * inset,
            height=high - gap,
        )
        number = f"≥{block.people}" if block.at_least else str(block.people)
        if len(column) > 1 and high >= LETTER + 4 and width >= ROOM_FOR_NAME:
            y = bottom - (high + gap) / 2 + LETTER / 2
            text(group, number, class_=f"in-{name.split()[-1]}", x=middle, y=y, text_anchor="middle")
        bottom -= high
    if width >= ROOM_FOR_NUMBER:
        people = sum(block.people for block in column)
        total = f"≥{people}" if any(block.at_least for block in column) else str(people)
        text(root, total, class_="total", x=middle, y=bottom - 4, text_anchor="middle")


def _axis(root: Element, months: Months, names: Sequence[str]) -> None:
    base = ABOVE + HEIGHT
    element("path", root, class_="axis", d=f"M{SIDE} {base}H{SIDE + WIDTH}")
    if months.step >= ROOM_FOR_NAME:
        for month in range(months.first, months.last + 1):
            x = SIDE + months.left(month) + months.step / 2
            text(root, names[month % 12], class_="month", x=x, y=base + 14, text_anchor="middle")
    for year, left in months.years(room=ROOM_FOR_YEAR):
        x = SIDE + left
        element("path", root, class_="axis", d=f"M{round(x, 2)} {base}v{BELOW - 12}")
        text(root, str(year), class_="year", x=x + 4, y=base + 28)
