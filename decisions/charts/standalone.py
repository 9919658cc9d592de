"""A picture as a file of its own: it carries its colours, its title and where it comes from, and leads nowhere.

Colours are attributes of each shape, since a style sheet is not at hand wherever such a file is opened.
"""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from xml.etree.ElementTree import Element

from decisions.charts.svg import Drawing, Sample, Svg, element, finished, text, written

# Units of the picture.
MARGIN = 24
LEAST_WIDTH = 640
TITLE = 18
SMALL = 10.5
LINE = 15
LETTER = 0.62  # width of a letter, as a part of its height
LEGEND = 26
# So that no question makes a picture that nobody can open.
MOST_LINES = 24

FONT = "DejaVu Sans, Verdana, sans-serif"
INK, SOFT, LINE_COLOUR, STRONG, PAPER = "#1c2026", "#565d67", "#c9c5bb", "#8d8a82", "#ffffff"
ACCENT, PALE = "#1d4e89", "#e8eef6"
PLACED, FORCED, DEPARTURE, OPEN = "#b23a1e", "#d98200", "#0b6aa8", "#6b7280"

# By the last class of the name; the classes before it are those of something around the shape.
LOOKS: Mapping[str, Mapping[str, str]] = {
    "axis": {"fill": "none", "stroke": STRONG},
    "most": {"fill": "none", "stroke": LINE_COLOUR, "stroke-dasharray": "2 2"},
    "year": {"fill": SOFT, "font-size": "10"},
    "month": {"fill": SOFT, "font-size": "9"},
    "total": {"fill": INK, "font-size": "10"},
    "block": {"fill": ACCENT, "stroke": ACCENT},
    "block-open": {"fill": PALE, "stroke": ACCENT, "stroke-dasharray": "3 2"},
    "in-block": {"fill": PAPER, "font-size": "9.5"},
    "in-block-open": {"fill": INK, "font-size": "9.5"},
    "panel-name": {"fill": INK, "font-size": "11"},
    "panel-total": {"fill": INK, "font-size": "11"},
    "panel-most": {"fill": SOFT, "font-size": "8.5"},
    "dot": {"fill": "none", "stroke-width": "1.8"},
    "dot-placed": {"fill": PLACED, "stroke": PLACED},
    "dot-forced": {"fill": FORCED, "stroke": FORCED},
    "dot-departure": {"stroke": DEPARTURE},
    "dot-open": {"stroke": OPEN, "stroke-width": "1.4", "stroke-dasharray": "2 1.6"},
    "dot-other": {"stroke": OPEN},
    "tile-square": {"fill": PAPER, "stroke": LINE_COLOUR},
    "tile-code": {"fill": SOFT, "font-size": "9"},
    "tile-number": {"fill": INK, "font-size": "14"},
    "tile-long": {"font-size": "11"},
    "tile-note": {"fill": SOFT, "font-size": "8.5"},
    "tile-hatch": {"fill": "none", "stroke": STRONG, "stroke-width": "0.8"},
    "tile-frame": {"fill": "none", "stroke": STRONG, "stroke-dasharray": "4 3"},
    "tile-apart": {"fill": SOFT, "font-size": "11"},
    "tile-zero tile-square": {"fill": PAPER, "stroke": INK, "stroke-width": "1.4"},
    "tile-few tile-square": {"stroke": STRONG},
    **{
        f"tile-few tile-{part}": {"fill": INK, "stroke": PAPER, "stroke-width": "3", "paint-order": "stroke"}
        for part in ("code", "note")
    },
    "tile-unknown tile-square": {"stroke": STRONG, "stroke-dasharray": "3 2"},
    "tile-step-1 tile-square": {"fill": "#e3ecf6", "stroke": "#b9cde2"},
    "tile-step-2 tile-square": {"fill": "#bdd3ea", "stroke": "#bdd3ea"},
    "tile-step-3 tile-square": {"fill": "#8fb5dc", "stroke": "#8fb5dc"},
    "tile-step-4 tile-square": {"fill": "#3a71ad", "stroke": "#3a71ad"},
    "tile-step-5 tile-square": {"fill": "#173f70", "stroke": "#173f70"},
    **{
        f"tile-step-{step} tile-{part}": {"fill": colour}
        for step, colour in ((1, INK), (2, INK), (3, INK), (4, PAPER), (5, PAPER))
        for part in ("code", "number", "note")
    },
    # Pictures of official numbers
    "body": {"fill": ACCENT, "stroke": ACCENT, "stroke-width": "1.2"},
    "series-2 body": {"fill": PALE},
    "bar-derived body": {"fill": "none", "stroke-dasharray": "4 1.5"},
    "head": {"fill": "none", "stroke": ACCENT, "stroke-width": "1.8"},
    "caps": {"fill": "none", "stroke": ACCENT, "stroke-width": "1.8"},
    "between": {"fill": PALE},
    "hole": {"fill": "none", "stroke": STRONG, "stroke-dasharray": "2 2"},
    "above": {"fill": INK, "font-size": "10", "text-anchor": "middle"},
    "shifted": {"fill": INK, "font-size": "10", "text-anchor": "start"},
    "years year": {"text-anchor": "middle"},
}
# What a file has no use for.
_OF_PAGES = {"class", "href", "tabindex", "role", "aria-label", "aria-hidden"}


def standalone(drawing: Drawing, *, title: str, notes: Sequence[str]) -> Svg:
    """The picture on white under its title; the legend and `notes` (what is counted, sources, release) below it."""
    inner = max(LEAST_WIDTH, drawing.width)
    head = _lines([title], width=inner, size=TITLE)
    below = _lines(notes, width=inner, size=SMALL)
    legend = _placed(drawing.legend, width=inner)
    legend_height = LEGEND * (1 + max((row for row, _x, _sample in legend), default=-1)) + 8
    top = MARGIN + (TITLE + 6) * len(head) + 10
    under = top + drawing.height + 14
    width = inner + 2 * MARGIN
    height = under + legend_height + LINE * len(below) + MARGIN
    root = element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewbox=f"0 0 {written(width)} {written(height)}",
        width=width,
        height=height,
        font_family=FONT,
    )
    element("title", root).text = title
    element("desc", root).text = " ".join(notes)
    element("rect", root, width=width, height=height, fill=PAPER)
    for place, line in enumerate(head):
        text(root, line, x=MARGIN, y=MARGIN + TITLE + (TITLE + 6) * place, fill=INK, font_size=TITLE)
    _copied(drawing.root, _moved(root, MARGIN, top), ())
    for row, x, sample in legend:
        _legend(root, sample, x=MARGIN + x, y=under + LEGEND * row)
    for place, line in enumerate(below):
        text(
            root, line, x=MARGIN, y=under + legend_height + LINE * (place + 1) - 3, fill=SOFT, font_size=SMALL
        )
    return finished(root)


def _lines(sentences: Sequence[str], *, width: float, size: float) -> list[str]:
    """The sentences in lines that are not wider than the picture."""
    most = int(width / (size * LETTER))
    lines = [line for sentence in sentences for line in wrap(sentence, most)]
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def _placed(legend: Sequence[Sample], *, width: float) -> list[tuple[int, float, Sample]]:
    """Row and place of each mark of the legend, from left to right as far as there is room."""
    found, row, x = [], 0, 0.0
    for sample in legend:
        wide = 30 + len(sample.text) * SMALL * LETTER + 18
        if x and x + wide > width:
            row, x = row + 1, 0.0
        found.append((row, x, sample))
        x += wide
    return found


def _legend(root: Element, sample: Sample, *, x: float, y: float) -> None:
    size = float(sample.mark.get("height", "0"))
    _copied(sample.mark, _moved(root, x, y + (22 - size) / 2), ())
    text(root, sample.text, x=x + size + 7, y=y + 15, fill=INK, font_size=SMALL)


def _moved(root: Element, x: float, y: float) -> Element:
    return element("g", root, transform=f"translate({written(float(x))} {written(float(y))})")


def _copied(source: Element, target: Element, around: tuple[str, ...]) -> None:
    """What is in `source` into `target`, with looks for class names and groups for links."""
    classes = (*around, *source.get("class", "").split())
    for child in source:
        if child.tag in {"title", "desc"}:
            continue
        own = child.get("class", "").split()
        made = element("g" if child.tag == "a" else child.tag, target)
        for name, value in child.items():
            if name not in _OF_PAGES:
                made.set(name, value)
        for name, value in _look(own, classes).items():
            made.set(name, value)
        made.text = child.text
        _copied(child, made, classes)


def _look(own: Sequence[str], around: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, look in LOOKS.items():
        *before, last = name.split()
        if last in own and set(before) <= {*around, *own}:
            found |= look
    return found
