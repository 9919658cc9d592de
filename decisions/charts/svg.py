"""SVG as text that a template may print as it is, because it was built and not pasted together."""

from xml.etree import ElementTree


class Svg(str):
    """A finished picture; `__html__` tells templates that it is markup already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def element(tag: str, parent: ElementTree.Element | None = None, **attributes: object) -> ElementTree.Element:
    """A new element; `class_` is written `class`, `aria_label` is written `aria-label`."""
    named = {name.rstrip("_").replace("_", "-"): str(value) for name, value in attributes.items()}
    if "viewbox" in named:
        named["viewBox"] = named.pop("viewbox")
    return ElementTree.Element(tag, named) if parent is None else ElementTree.SubElement(parent, tag, named)


def finished(root: ElementTree.Element) -> Svg:
    return Svg(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False))
