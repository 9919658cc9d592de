"""One page or table to be cited: in plain words, as BibTeX and as CSL-JSON."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

AUTHOR = "casetracker contributors"
WORK = "casetracker: expulsion rulings of Russian courts"
LICENCE = "CC BY 4.0"

# An address shows what holds when it is visited; the files of a release never change.
AS_NOW = "corrections made after the release show at the address"

_AS_IT_IS = ("author", "title")
_SPECIAL = re.compile(r"([\\{}&%$#_~^])")
_ESCAPED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """`releases` are those that the address names, each with its day; `lasting`: it is the page of one release.

    `newest` is what was the newest release where the address names none and shows what holds on the day of the visit.
    `key` names it among other citations; `kind` is a type of CSL.
    """

    title: str
    url: str
    key: str
    accessed: date
    kind: str
    releases: tuple[tuple[str, date], ...] = ()
    lasting: bool = False
    newest: str = ""

    @property
    def version(self) -> str:
        return ", ".join(label for label, _day in self.releases)

    @property
    def issued(self) -> date:
        return max((day for _label, day in self.releases), default=self.accessed)


def plain(citation: Citation) -> str:
    held = "".join(f", {one}" for one in _held(citation))
    return f"{AUTHOR}, “{citation.title}”, {WORK}{held}, {citation.url} (accessed {citation.accessed}). {LICENCE}."


def _held(citation: Citation) -> list[str]:
    """Which data the address shows: of a release, of a release with corrections, or of the day of the visit."""
    named = [f"data release {label} of {day}" for label, day in citation.releases]
    if named:
        return named if citation.lasting else [*named, AS_NOW]
    if citation.newest:
        return [f"as on {citation.accessed} (newest data release: {citation.newest})"]
    return []


def bibtex(citation: Citation) -> str:
    fields = {
        "author": AUTHOR,
        "title": _escaped(f"{citation.title}. {WORK}"),
        "year": str(citation.issued.year),
        **({"version": citation.version} if citation.releases else {}),
        "url": citation.url,
        "urldate": citation.accessed.isoformat(),
        "note": ", ".join([*_held(citation), LICENCE]),
    }
    lines = "".join(f"  {name} = {_bibtex_value(name, value)},\n" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}}}\n"


def csl_json(citation: Citation) -> str:
    """An array of one item (Citation Style Language, data schema 1.0)."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": citation.kind,
        "title": citation.title,
        "container-title": WORK,
        "author": [{"literal": AUTHOR}],
        "issued": _day(citation.issued),
        "accessed": _day(citation.accessed),
        "URL": citation.url,
        "note": "; ".join([LICENCE, *_held(citation)]),
    }
    if citation.releases:
        item["version"] = citation.version
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _bibtex_value(name: str, value: str) -> str:
    """Braces within quotes keep names in one piece and capitals as they are."""
    return f'"{{{value}}}"' if name in _AS_IT_IS else f"{{{value}}}"


def _day(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[1], f"\\{found[1]}"), text)
