"""SVG as text that a template may print as it is, because it was built and not pasted together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# Characters that no XML may hold.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Svg(str):
    """A finished picture; `__html__` tells templates that it is markup already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True, slots=True)
class Sample:
    """A mark for the legend, with what it means."""

    mark: Element
    text: str

    @property
    def svg(self) -> Svg:
        return finished(self.mark)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is styled by class names: `charts.standalone` makes a file of it."""

    root: Element
    width: float
    height: float
    legend: Sequence[Sample] = ()

    @property
    def on_page(self) -> Svg:
        """As it stands in a page, where the style sheet knows the class names."""
        return finished(self.root)


def element(tag: str, parent: Element | None = None, **attributes: object) -> Element:
    """A new element; `class_` is written `class`, `aria_label` is written `aria-label`."""
    named = {name.rstrip("_").replace("_", "-"): written(value) for name, value in attributes.items()}
    if "viewbox" in named:
        named["viewBox"] = named.pop("viewbox")
    return ElementTree.Element(tag, named) if parent is None else ElementTree.SubElement(parent, tag, named)


def text(parent: Element, content: str, **attributes: object) -> Element:
    made = element("text", parent, **attributes)
    made.text = content
    return made


def picture(
    *, class_: str, width: float, height: float, title: str, description: str, role: str = "group"
) -> Element:
    """An empty picture that is as wide as the style sheet wants, with what it is called and what it shows.

    `role` is img where nothing in it can be followed.
    """
    root = element(
        "svg",
        class_=class_,
        viewbox=f"0 0 {written(width)} {written(height)}",
        role=role,
        aria_label=title,
    )
    element("title", root).text = title
    element("desc", root).text = description
    return root


def marked(parent: Element, *, href: str, label: str, **attributes: object) -> Element:
    """A group that says what it is under the pointer; with an address a link, which the keyboard finds in the table."""
    if href:
        attributes |= {"href": href, "tabindex": -1, "aria_label": label}
    group = element("a" if href else "g", parent, **attributes)
    element("title", group).text = label
    return group


def written(value: object) -> str:
    """A number with at most two decimals; any other value as text."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def finished(root: Element) -> Svg:
    return Svg(_NOT_XML.sub("", ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)))
