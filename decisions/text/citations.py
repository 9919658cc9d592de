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
    """`release` and `released_on` are empty before the first release; `key` names it among other citations."""

    title: str
    url: str
    key: str
    accessed: date
    release: str = ""
    released_on: date | None = None


def plain(citation: Citation) -> str:
    release = (
        f", data release {citation.release} ({citation.released_on}; {AS_NOW})" if citation.release else ""
    )
    return f"{AUTHOR}, “{citation.title}”, {WORK}{release}, {citation.url} (accessed {citation.accessed}). {LICENCE}."


def bibtex(citation: Citation) -> str:
    note = [f"Data release {citation.release} of {citation.released_on}", AS_NOW] if citation.release else []
    fields = {
        "author": AUTHOR,
        "title": _escaped(f"{citation.title}. {WORK}"),
        "year": str((citation.released_on or citation.accessed).year),
        **({"version": citation.release} if citation.release else {}),
        "url": citation.url,
        "urldate": citation.accessed.isoformat(),
        "note": ", ".join([*note, LICENCE]),
    }
    lines = "".join(f"  {name} = {_bibtex_value(name, value)},\n" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}}}\n"


def csl_json(citation: Citation) -> str:
    """An array of one item (Citation Style Language, data schema 1.0)."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "container-title": WORK,
        "author": [{"literal": AUTHOR}],
        "issued": _day(citation.released_on or citation.accessed),
        "accessed": _day(citation.accessed),
        "URL": citation.url,
        "note": LICENCE,
    }
    if citation.release:
        item["version"] = citation.release
        item["note"] = f"{LICENCE}; {AS_NOW}"
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _bibtex_value(name: str, value: str) -> str:
    """Braces within quotes keep names in one piece and capitals as they are."""
    return f'"{{{value}}}"' if name in _AS_IT_IS else f"{{{value}}}"


def _day(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[1], f"\\{found[1]}"), text)
