"""Reading pages as a visitor's program would: a small tree of elements, built from the text alone."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.signals import request_finished
from django.db import close_old_connections

WITHOUT_END = {"br", "hr", "img", "input", "link", "meta", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, class_: str = "", **attributes: str) -> list["Element"]:
        """Every element below with this tag, class and attributes, in the order of the page."""
        return [
            element
            for element in self.walk()
            if element.tag == tag
            and (not class_ or class_ in element.classes)
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str, class_: str = "", **attributes: str) -> "Element":
        (found,) = self.all(tag, class_, **attributes)
        return found

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            yield from child._texts() if isinstance(child, Element) else [child]
        if self.tag in {"br", "p", "li", "td", "th", "dd", "dt", "div"}:
            yield " "


class _Reader(HTMLParser):
    """Builds the tree; our templates close what they open, so anything else is a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in WITHOUT_END:
            self.open.append(element)

    def handle_endtag(self, tag):
        element = self.open.pop()
        assert element.tag == tag, f"</{tag}> stands where <{element.tag}> is open"

    def handle_data(self, data):
        self.open[-1].children.append(data)


def tree(text: str) -> Element:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root], f"never closed: {[element.tag for element in reader.open[1:]]}"
    return reader.root


def page(client, address: str, *, status: int = 200) -> Element:
    """The page at the address, which must answer with this status."""
    response = client.get(address)
    assert response.status_code == status, address
    return tree(response.content.decode())


def let_go(response) -> None:
    """Close the file that an answer may hold open, and not the connection of the test (as Django's client does)."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def links(element: Element) -> list[str]:
    return [link.attributes["href"] for link in element.all("a")]


def counted(text: str) -> int:
    """A number of rulings as a page writes it: `17`, `1,234`, or `≥ 17` where it is a minimum."""
    return int(text.removeprefix("≥").replace(",", "").strip())


# The list of rulings


def listed(element: Element) -> list[str]:
    """The identifiers in the table of rulings, in its order."""
    return [
        cell.one("span", "mono").text for cell in element.all("th", scope="row") if cell.all("span", "mono")
    ]


def count(element: Element) -> int:
    """How many rulings the list says that it found."""
    told, *_links = element.one("section", "found").one("div", "bar").all("strong")
    return counted(told.text.rpartition(" ruling")[0])


def messages(element: Element) -> str:
    return " ".join(box.text for box in element.all("div", "message"))


def notices(element: Element) -> str:
    return " ".join(box.text for box in element.all("div", "notice"))


def chips(element: Element) -> dict[str, str]:
    """The text of each chip and the address that its cross leads to."""
    found = [chip for box in element.all("ul", "chips") for chip in box.all("a") if "all" not in chip.classes]
    return {chip.text: chip.attributes["href"] for chip in found}


def choices(element: Element) -> dict[str, dict[str, int]]:
    """The numbers beside the choices, by filter and value."""
    found: dict[str, dict[str, int]] = {}
    for label in element.one("form", "filters").all("label"):
        for box in label.all("input", type="checkbox"):
            values = found.setdefault(box.attributes["name"], {})
            assert box.attributes["value"] not in values
            values[box.attributes["value"]] = counted(label.one("span", "count").text)
    return found


# Files


def downloaded(client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, (address, response.content)
    return b"".join(response.streaming_content)


def rows(client, address: str) -> list[list[str]]:
    """The lines of a CSV file, header first."""
    return list(csv.reader(io.StringIO(downloaded(client, address).decode(), newline="")))


def records(client, address: str) -> list[dict[str, str]]:
    header, *lines = rows(client, address)
    return [dict(zip(header, line, strict=True)) for line in lines]


# Profiles


def figures(client, address: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """The lines of the file of a profile, by dimension, value and scope."""
    lines = records(client, address)
    return {(line["dimension"], line["value"], line["scope"]): line for line in lines}


def linked_figures(element: Element) -> list[tuple[str, int]]:
    """Every link of the tables of a profile with the number that it stands on."""
    found = [link for table in element.all("table", "profile") for link in table.all("a")]
    return [(link.attributes["href"], counted(link.text)) for link in found]
