"""One mark for each person. Kinds differ by shape as well as by colour, so that no eye is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from decisions.charts.svg import Svg, element, finished

# Units of the picture.
STEP = 12
SIZE = 4
# Pixels for each unit.
SCALE = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` chooses shape and colour; `label` is read out and shown under the pointer."""

    kind: str
    href: str
    label: str


def dots(marks: Sequence[Mark], *, title: str, per_row: int = 5) -> Svg:
    """The marks in rows of `per_row`, each a link. The table beside the picture is the way for the keyboard."""
    width = STEP * min(len(marks), per_row)
    height = STEP * -(-len(marks) // per_row)
    root = element(
        "svg",
        class_="dots",
        viewbox=f"0 0 {width} {height}",
        width=SCALE * width,
        height=SCALE * height,
        role="group",
        aria_label=title,
    )
    for index, mark in enumerate(marks):
        row, column = divmod(index, per_row)
        link = element("a", root, href=mark.href, tabindex=-1, aria_label=mark.label)
        element("title", link).text = mark.label
        draw(mark.kind, link, x=STEP * column + STEP / 2, y=STEP * row + STEP / 2)
    return finished(root)


def sample(kind: str) -> Svg:
    """One mark for a legend, where the words stand beside it."""
    root = element(
        "svg", class_="dots", viewbox=f"0 0 {STEP} {STEP}", width=STEP, height=STEP, aria_hidden="true"
    )
    draw(kind, root, x=STEP / 2, y=STEP / 2)
    return finished(root)


def draw(kind: str, parent: Element, *, x: float, y: float) -> None:
    """placed: square; forced: disc; departure: ring; open: small ring, dashed; any other: cross."""
    name = f"dot dot-{kind}"
    if kind == "placed":
        element("rect", parent, class_=name, x=x - SIZE, y=y - SIZE, width=2 * SIZE, height=2 * SIZE)
    elif kind in {"forced", "departure", "open"}:
        element("circle", parent, class_=name, cx=x, cy=y, r=SIZE)
    else:
        element("path", parent, class_=name, d=f"M{x - SIZE} {y - SIZE}l8 8m0 -8l-8 8")
