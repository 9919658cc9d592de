"""Small multiples: the same small picture for each member, all on one scale, so that they can be compared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from decisions.charts.months import Months, axis
from decisions.charts.svg import Drawing, Sample, element, marked, picture, text

# Units of the picture.
WIDTH = 220
HEIGHT = 104
BARS = 48
BASE = 82
GAP = 24
ACROSS = 3
ROOM_FOR_YEAR = 32
LETTER = 6.6  # about as wide as a letter of the name


@dataclass(frozen=True, slots=True)
class Panel:
    """A member with its numbers by month (as in months.py); `at_least` are the months whose number is a minimum."""

    name: str
    total: str
    months: Mapping[int, int]
    label: str
    href: str = ""
    at_least: Collection[int] = ()


def each(panels: Sequence[Panel]) -> list[Drawing]:
    """A picture for each member, for a page that puts as many beside each other as it has room for."""
    scale = _Scale.of(panels)
    found = []
    for panel in panels:
        root = picture(class_="panel", width=WIDTH, height=HEIGHT, title=panel.name, description=panel.label)
        _panel(root, panel, scale)
        found.append(Drawing(root, WIDTH, HEIGHT))
    return found


def together(
    panels: Sequence[Panel], *, title: str, description: str, legend: Sequence[Sample] = ()
) -> Drawing:
    """All in one picture, three beside each other."""
    rows = -(-len(panels) // ACROSS)
    width, height = ACROSS * (WIDTH + GAP) - GAP, rows * (HEIGHT + GAP / 2)
    root = picture(class_="panel", width=width, height=height, title=title, description=description)
    scale = _Scale.of(panels)
    for place, panel in enumerate(panels):
        row, column = divmod(place, ACROSS)
        move = f"translate({column * (WIDTH + GAP)} {round(row * (HEIGHT + GAP / 2))})"
        _panel(element("g", root, transform=move), panel, scale)
    return Drawing(root, width, height, legend)


@dataclass(frozen=True, slots=True)
class _Scale:
    months: Months | None
    most: int

    @classmethod
    def of(cls, panels: Sequence[Panel]) -> "_Scale":
        months = [month for panel in panels for month in panel.months]
        most = max((number for panel in panels for number in panel.months.values()), default=1)
        return cls(axis(months, width=WIDTH - 2) if months else None, most)


def _panel(root: Element, panel: Panel, scale: _Scale) -> None:
    group = marked(root, href=panel.href, label=panel.label)
    number = panel.total
    text(group, shortened(panel.name, WIDTH - LETTER * (len(number) + 2)), class_="panel-name", x=0, y=13)
    text(group, number, class_="panel-total", x=WIDTH, y=13, text_anchor="end")
    top = BASE - BARS
    element("path", root, class_="most", d=f"M0 {top}H{WIDTH}")
    text(root, str(scale.most), class_="panel-most", x=WIDTH, y=top - 3, text_anchor="end")
    element("path", root, class_="axis", d=f"M0 {BASE}H{WIDTH}")
    if scale.months is None:
        return
    for month, people in sorted(panel.months.items()):
        high = BARS * people / scale.most
        element(
            "rect",
            root,
            class_="block block-open" if month in panel.at_least else "block",
            x=1 + scale.months.left(month),
            y=BASE - high,
            width=max(1.0, scale.months.step * 0.8),
            height=high,
        )
    for year, left in scale.months.years(room=ROOM_FOR_YEAR):
        x = 1 + left
        element("path", root, class_="axis", d=f"M{round(x, 2)} {BASE}v6")
        text(root, str(year), class_="year", x=x + 2, y=BASE + 14)


def shortened(name: str, width: float) -> str:
    """The name as far as it fits; the whole name stands under the pointer and in the table."""
    most = int(width / LETTER)
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
