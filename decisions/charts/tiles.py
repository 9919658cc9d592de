"""A map of equal tiles: every region is as large as any other, and no border is drawn.

What is known is a number on a shade; what is not has a shape of its own: a hatch, dashes, an empty frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap
from xml.etree.ElementTree import Element

from decisions.charts.svg import Drawing, Sample, element, marked, picture, text, written

# Units of the picture.
TILE = 44
STEP = 48
SIDE = 6
STEPS = 5
LONG = 3  # characters of a number that fit in full size
SAMPLE = 22
# Of the words over the block that stands apart.
LETTERS_APART = 20
LINE_APART = 17


@dataclass(frozen=True, slots=True)
class Tile:
    """`kind` is heat (with a `step` from 1), zero, few, unknown or none; `note` is the small line below the number.

    `apart`: the tile belongs to the block that stands by itself.
    """

    code: str
    column: int
    row: int
    kind: str
    label: str
    step: int = 0
    number: str = ""
    note: str = ""
    href: str = ""
    apart: bool = False


def bands(most: int) -> list[range]:
    """At most five ranges of whole numbers up to the largest, each about as many times as wide as the one before."""
    ends = sorted({ceil(most ** (place / STEPS) - 1e-9) for place in range(1, STEPS + 1)}) if most else []
    return [range(last + 1, end + 1) for last, end in zip([0, *ends], ends, strict=False)]


def step(place: int, number: int) -> int:
    """The shade of one of so many bands: the last is the strongest, whatever their number."""
    return STEPS if number < 2 else 1 + round(place * (STEPS - 1) / (number - 1))


def tile_map(
    tiles: Sequence[Tile], *, title: str, description: str, apart: str, legend: Sequence[Sample] = ()
) -> Drawing:
    """The tiles in their places; those that stand apart in a frame under the words `apart`."""
    columns = 1 + max((tile.column for tile in tiles), default=0)
    rows = 1 + max((tile.row for tile in tiles), default=0)
    width, height = 2 * SIDE + STEP * columns, 2 * SIDE + STEP * rows
    root = picture(class_="tiles", width=width, height=height, title=title, description=description)
    block = [tile for tile in tiles if tile.apart]
    if block:
        _frame(root, block, apart)
    for tile in tiles:
        _tile(root, tile)
    return Drawing(root, width, height, legend)


def sample(kind: str, meaning: str, *, step: int = 0) -> Sample:
    root = element(
        "svg",
        class_="tiles",
        viewbox=f"0 0 {SAMPLE} {SAMPLE}",
        width=SAMPLE,
        height=SAMPLE,
        aria_hidden="true",
    )
    _square(element("g", root, class_=_classes(kind, step)), kind, x=1, y=1, size=SAMPLE - 2)
    return Sample(root, meaning)


def _classes(kind: str, step: int) -> str:
    return f"tile tile-{kind} tile-step-{step}" if kind == "heat" else f"tile tile-{kind}"


def _tile(root: Element, tile: Tile) -> None:
    x, y = _corner(tile)
    group = marked(root, href=tile.href, label=tile.label, class_=_classes(tile.kind, tile.step))
    _square(group, tile.kind, x=x, y=y, size=TILE)
    middle = x + TILE / 2
    place = {"x": middle, "text_anchor": "middle"}
    text(group, tile.code, class_="tile-code", y=y + (12 if tile.number else 26), **place)
    if tile.number:
        long = " tile-long" if len(tile.number) > LONG else ""
        lower = 28 if tile.note else 32
        text(group, tile.number, class_=f"tile-number{long}", y=y + lower, **place)
    if tile.note:
        text(group, tile.note, class_="tile-note", y=y + 40, **place)


def _square(group: Element, kind: str, *, x: float, y: float, size: float) -> None:
    element("rect", group, class_="tile-square", x=x, y=y, width=size, height=size, rx=2)
    if kind == "few":
        third = size / 3
        lines = "".join(
            f"M{written(x + left)} {written(y + top)}L{written(x + top)} {written(y + left)}"
            for left, top in ((third, 0), (2 * third, 0), (size, 0), (size, third), (size, 2 * third))
        )
        element("path", group, class_="tile-hatch", d=lines)


def _frame(root: Element, block: Sequence[Tile], words: str) -> None:
    left, top = (min(values) for values in zip(*map(_corner, block), strict=True))
    right, bottom = (max(values) + TILE for values in zip(*map(_corner, block), strict=True))
    for place, line in enumerate(reversed(wrap(words, LETTERS_APART))):
        text(root, line, class_="tile-apart", x=left - 4, y=top - 11 - LINE_APART * place)
    element(
        "rect",
        root,
        class_="tile-frame",
        x=left - 4,
        y=top - 4,
        width=right - left + 8,
        height=bottom - top + 8,
        rx=3,
    )


def _corner(tile: Tile) -> tuple[int, int]:
    gap = (STEP - TILE) // 2
    return SIDE + gap + STEP * tile.column, SIDE + gap + STEP * tile.row
