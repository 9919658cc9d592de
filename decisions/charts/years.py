"""Numbers year by year, in which a gap is seen as a gap. How exact a number is shows in its shape, not its colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from decisions.charts.svg import Drawing, Sample, element, picture

# Units of the picture: a phone shows about one unit as one pixel.
YEAR = 36
HEIGHT = 150
ABOVE = 34  # room for the number and the arrow over the highest bar
BELOW = 22
SIDE = 4
GAP = 3
HEAD = 9  # the open head of "at least"
LETTER = 5.5  # about as wide as a figure
EMPTY = 16  # the dashed box of a gap


@dataclass(frozen=True, slots=True)
class Bar:
    """A number between two places on the axis, counted in years from its beginning.

    `kind` is exact, at_least, about, range, derived or missing; `high` is the number, `low` the other end of a range;
    `series` counts from 1 and chooses the fill; `text` stands above the bar and `label` says it all.
    """

    left: float
    right: float
    kind: str
    series: int
    text: str
    label: str
    high: int | None = None
    low: int = 0


def years(
    bars: Sequence[Bar],
    *,
    axis: Sequence[str],
    title: str,
    description: str,
    legend: Sequence[Sample] = (),
) -> Drawing:
    """The bars over an axis of years. A table beside the picture has the same numbers."""
    width, height = 2 * SIDE + YEAR * len(axis), ABOVE + HEIGHT + BELOW
    root = picture(
        class_="years", width=width, height=height, title=title, description=description, role="img"
    )
    most = max((bar.high for bar in bars if bar.high), default=1)
    base = ABOVE + HEIGHT
    for bar in bars:
        group = element("g", root, class_=f"bar bar-{bar.kind} series-{bar.series}")
        element("title", group).text = bar.label
        _draw(group, bar, left=SIDE + YEAR * bar.left + GAP, right=SIDE + YEAR * bar.right - GAP, most=most)
    element("path", root, class_="axis", d=f"M0 {base}H{width}")
    for place, name in enumerate(axis):
        element("text", root, class_="year", x=SIDE + YEAR * (place + 0.5), y=base + 15).text = name
    return Drawing(root, width, height, legend)


def sample(kind: str, meaning: str, *, series: int = 1) -> Sample:
    """One bar for a legend, where the words stand beside it."""
    root = element("svg", class_="years", viewbox="0 0 24 30", width=24, height=30, aria_hidden="true")
    group = element("g", root, class_=f"bar bar-{kind} series-{series}")
    _shape(group, kind, left=4, right=20, top=13, bottom=28 if kind != "range" else 24)
    element("path", root, class_="axis", d="M0 28H24")
    return Sample(root, meaning)


def _draw(group: Element, bar: Bar, *, left: float, right: float, most: int) -> None:
    base = ABOVE + HEIGHT
    top = base if bar.high is None else base - HEIGHT * bar.high / most
    bottom = base - HEIGHT * bar.low / most
    _shape(group, bar.kind, left=left, right=right, top=top, bottom=bottom)
    lift = {"at_least": HEAD + 4, "about": HEAD + 2, "missing": EMPTY + 4}.get(bar.kind, 4)
    # A long number over the second of two bars would lie on the first.
    aside = bar.left % 1 >= 0.5 and len(bar.text) * LETTER > right - left
    x, class_ = (left, "shifted") if aside else ((left + right) / 2, "above")
    element("text", group, class_=class_, x=_short(x), y=_short(top - lift)).text = bar.text


def _shape(group: Element, kind: str, *, left: float, right: float, top: float, bottom: float) -> None:
    """exact: full; derived: hollow; about: waved; at_least: with an arrow; range: two caps; missing: a dashed box."""
    x, y, wide = _short(left), _short(top), _short(right - left)
    if kind == "missing":
        element("rect", group, class_="hole", x=x, y=_short(bottom - EMPTY), width=wide, height=EMPTY)
        return
    if kind == "range":
        middle = _short((left + right) / 2)
        caps = f"M{x} {y}h{wide}M{x} {_short(bottom)}h{wide}M{middle} {y}V{_short(bottom)}"
        element("rect", group, class_="between", x=x, y=y, width=wide, height=_short(bottom - top))
        element("path", group, class_="caps", d=caps)
        return
    if bottom > top:
        element("rect", group, class_="body", x=x, y=y, width=wide, height=_short(bottom - top))
    half, quarter = wide / 2, wide / 4
    if kind == "at_least":
        head = f"M{x} {_short(top - 2)}l{_short(half)} {2 - HEAD}l{_short(half)} {HEAD - 2}"
        element("path", group, class_="head", d=head)
    elif kind == "about":
        wave = f"M{x} {_short(top - 3)}q{_short(quarter)} -5 {_short(half)} 0t{_short(half)} 0"
        element("path", group, class_="head", d=wave)


def _short(number: float) -> float:
    return round(number, 1)
