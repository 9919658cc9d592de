"""What a release says of itself: codebook, counts and a text to begin with. In English whatever language is active."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from decisions import vocabulary
from decisions.models import Release, ReleaseRebuild
from decisions.queries import codebook
from decisions.queries.exports import COLUMNS, EMPTIES
from decisions.queries.releases import release_url
from decisions.tables import packages
from decisions.tables.packages import Described
from decisions.vocabulary import Answer, Empty

LANGUAGE = "en"
LICENCE = Path(settings.BASE_DIR) / "LICENSE-DATA.md"
AT_LEAST = "series_at_least"
CODEBOOK_HEADER = ("column", "title", "definition", "code", "code_label", "code_definition")

_TITLE = "casetracker: expulsion rulings of Russian courts"
_LICENCE_ID = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


def described() -> list[Described]:
    """The columns of the table with the words of the codebook."""
    with override(LANGUAGE):
        entries = codebook.columns()
        return [
            Described(column, str(entry.label), str(entry.definition))
            for column, entry in zip(COLUMNS, entries, strict=True)
        ]


def codebook_rows() -> Iterator[list[str]]:
    """A line for each column and each of its codes; the empty kinds, which every field shares, last."""
    with override(LANGUAGE):
        for entry in codebook.columns():
            head = [entry.name, str(entry.label), str(entry.definition)]
            for code, label, definition in entry.codes or (("", "", ""),):
                yield [*head, code, str(label), str(definition)]
        for kind, meaning in vocabulary.MEANINGS.items():
            yield ["*", "", "", Empty(kind).value, str(Empty(kind).label), str(meaning)]


def codebook_text() -> str:
    """The same to be read."""
    with override(LANGUAGE):
        lines = ["CODEBOOK", "", "What stands in the columns of rulings.csv and rulings.parquet."]
        for entry in codebook.columns():
            title = "" if entry.label == entry.name else f": {entry.label}"
            lines += ["", f"{entry.name}{title}", f"    {entry.definition}"]
            lines += [f"    {code} = {label}. {meaning}".rstrip() for code, label, meaning in entry.codes]
        lines += ["", "In the place of a value any column may say why there is none:"]
        for kind, meaning in vocabulary.MEANINGS.items():
            lines += [f"    {Empty(kind).value} = {Empty(kind).label}. {meaning}"]
        return "\n".join(lines) + "\n"


def licence_text() -> str:
    return LICENCE.read_text(encoding="utf-8")


# Counts


def counts(folder: Path) -> dict[str, Any]:
    """How many rulings are in the table, of how many places and people in office, and from when to when."""
    names = ("public_id", "series", AT_LEAST, "region", "court", "judge", "decided_on", "source", "form")
    there = packages.header(folder)
    column = packages.tally(folder, [name for name in names if name in there])
    days = sorted(day for day in column("decided_on") if day not in EMPTIES)
    things = ("series", "region", "court", "judge", "source")
    return {
        "rulings": len(column("public_id")),
        # Of so many the source knows a smallest number only; older releases do not say.
        "at_least": column(AT_LEAST)[Answer.YES.value] if AT_LEAST in there else None,
        **{thing: len(column(thing).keys() - EMPTIES) for thing in things},
        "first": days[0] if days else "",
        "last": days[-1] if days else "",
        "forms": dict(sorted(column("form").items())),
    }


def changes(before: Path, after: Path) -> dict[str, int]:
    """How many rulings the second table has that the first has not, the other way round, and with other values.

    A column that only one of them has says nothing of a change.
    """
    shared = [name for name in packages.header(before) if name in packages.header(after)]
    old, new = (
        {
            record["public_id"]: hash(tuple(record[name] for name in shared))
            for record in packages.read_table(folder)
        }
        for folder in (before, after)
    )
    return {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "changed": sum(new[one] != old[one] for one in new.keys() & old.keys()),
    }


# What it says of itself


def about(release: Release, *, revised_on: date | None = None) -> dict[str, Any]:
    """The package's own lines in `datapackage.json`."""
    return {
        "name": f"casetracker-release-{release.number}",
        "title": f"{_TITLE}. Data release {release.label}",
        "version": release.label,
        "created": release.made_at.isoformat(timespec="seconds"),
        "homepage": release_url(release.number),
        "licenses": [_LICENCE_ID],
        "description": "One line for each published ruling. README.txt says what is counted.",
        **({"revised": revised_on.isoformat()} if revised_on else {}),
    }


def readme(release: Release, rebuilds: Sequence[ReleaseRebuild] = ()) -> str:
    """What somebody reads first who has nothing but the files."""
    lines = [
        _TITLE,
        f"Data release {release.label}, made on {release.made_at.date()}",
        release_url(release.number),
        "",
        "These are the rulings that were held and published on that day, not all rulings that were made.",
        "The people in them are anonymous. Whoever uses the data is asked to leave them so.",
        "",
        "COUNTS",
        "",
        *_count_lines(release.counts),
        "",
        "CHANGES SINCE THE RELEASE BEFORE",
        "",
        *_change_lines(release.changes),
        *_rebuild_lines(rebuilds),
        "",
        "FILES",
        "",
        "    rulings.csv        the table: UTF-8, codes and English labels, empty kinds as their codes; a cell that a",
        "                       spreadsheet would run as a formula begins with an apostrophe",
        "    rulings.parquet    the same with types: an empty kind is null, <column>_state says which one",
        "    codebook.csv, .txt what every column and code means",
        "    datapackage.json   a description for programs (Frictionless)",
        "    LICENSE.txt        the licence of the data: CC BY 4.0",
        "    SHA256SUMS         checksums: sha256sum -c SHA256SUMS",
    ]
    return "\n".join(lines) + "\n"


def _count_lines(counted: Mapping[str, Any]) -> Iterator[str]:
    for name in ("rulings", "series", "region", "court", "judge", "source"):
        yield f"    {name:<12}{counted[name]:>8}"
    if counted.get("at_least"):
        yield f"    of {counted['at_least']} rulings the source knows a smallest number only (series_at_least)"
    for form, number in counted["forms"].items():
        yield f"    form {form:<22}{number:>8}"
    if counted["first"]:
        yield f"    decided from {counted['first']} to {counted['last']}"


def _change_lines(changed: Mapping[str, int]) -> list[str]:
    if not changed:
        return ["    This is the first release."]
    return [f"    {name:<12}{changed[name]:>8}" for name in ("added", "changed", "removed")]


def _rebuild_lines(rebuilds: Sequence[ReleaseRebuild]) -> Iterator[str]:
    if rebuilds:
        yield from ("", "REMOVED AFTERWARDS, TO PROTECT PEOPLE", "")
    for one in rebuilds:
        yield (
            f"    r{one.revision}, {one.made_at.date()}: {one.removed} rulings and {one.withheld} single values removed"
        )
