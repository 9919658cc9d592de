"""A folder of files that describes itself: a table as CSV and Parquet, a Frictionless data package, checksums, a zip.

The same rows and texts make the same bytes.
"""

import csv
import hashlib
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decisions.tables import parquet
from decisions.tables.cells import unguarded
from decisions.tables.columns import Column, Kind
from decisions.tables.files import csv_text

TABLE = "rulings.csv"
TYPED = "rulings.parquet"
DESCRIPTION = "datapackage.json"
SUMS = "SHA256SUMS"

_PIECE = 1024 * 1024
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
}
_OTHER_MEDIA_TYPES = {".json": "application/json", ".zip": "application/zip", "": "text/plain"}
_TYPES = {Kind.TEXT: "string", Kind.WHOLE: "integer", Kind.NUMBER: "number", Kind.DAY: "date"}
_KINDS = {name: kind for kind, name in _TYPES.items()}
# Unix, a plain file that everybody may read; and the first day that a zip can name.
_MODE = 0o100644 << 16
_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Described:
    """A column with what is said of it in words."""

    column: Column
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class FileSum:
    name: str
    size: int
    sha256: str


# The table


def write_table(folder: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with open(folder / TABLE, "w", encoding="utf-8", newline="") as file:
        file.writelines(csv_text(columns, rows))


def header(folder: Path) -> list[str]:
    """The names of the table's columns."""
    with open(folder / TABLE, encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def read_table(folder: Path) -> Iterator[dict[str, str]]:
    """Each row by column, its cells as they stand in the file."""
    with open(folder / TABLE, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write_typed(folder: Path, columns: Sequence[Column], *, empties: Collection[str]) -> None:
    """The table once more with types, from the file itself: the two cannot differ."""
    rows = (
        [
            unguarded(cell) if column.free else cell
            for column, cell in zip(columns, record.values(), strict=True)
        ]
        for record in read_table(folder)
    )
    parquet.write(folder / TYPED, columns, rows, empties=empties)


def tally(folder: Path, columns: Sequence[str]) -> Callable[[str], Counter[str]]:
    """How often each cell stands in each of the columns."""
    found: dict[str, Counter[str]] = {column: Counter() for column in columns}
    for record in read_table(folder):
        for column, counter in found.items():
            counter[record[column]] += 1
    return found.__getitem__


# What the package says of itself


def describe(
    folder: Path, about: Mapping[str, Any], columns: Sequence[Described], *, empties: Collection[str]
) -> None:
    """Write `datapackage.json`: what the package is (`about`), its files, and the columns of the table."""
    schema = {
        "fields": [_field(one) for one in columns],
        "primaryKey": ["public_id"],
        "missingValues": ["", *empties],
    }
    paths = sorted(path for path in folder.iterdir() if path.suffix in _MEDIA_TYPES)
    resources = [
        _resource(path)
        | ({"schema": schema if path.name == TABLE else _texts(path)} if _is_table(path) else {})
        for path in paths
    ]
    _write_json(folder / DESCRIPTION, {"profile": "data-package", **about, "resources": resources})


def describe_again(folder: Path, earlier: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """The same for a package whose table has fewer rows than before: only `about` and the checksums change."""
    resources = [resource | _size_and_hash(folder / resource["path"]) for resource in earlier["resources"]]
    _write_json(folder / DESCRIPTION, {**earlier, **about, "resources": resources})


def description(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    return content


def columns_of(description: Mapping[str, Any]) -> list[Column]:
    """The columns of the table as the package describes them."""
    (table,) = [resource for resource in description["resources"] if resource["path"] == TABLE]
    return [
        Column(
            field["name"],
            _KINDS[field["type"]],
            may_be_empty=field.get("mayBeEmpty", False),
            free=field.get("freeText", False),
        )
        for field in table["schema"]["fields"]
    ]


def _field(one: Described) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": one.column.name,
        "type": _TYPES[one.column.kind],
        "title": one.title,
        "description": one.description,
    }
    if one.column.may_be_empty:
        field["mayBeEmpty"] = True
    if one.column.free:
        field["freeText"] = True
    return field


def _texts(path: Path) -> dict[str, Any]:
    """The schema of a table of nothing but text."""
    with open(path, encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    return {"fields": [{"name": name, "type": "string"} for name in names]}


def _is_table(path: Path) -> bool:
    return path.suffix == ".csv"


def _resource(path: Path) -> dict[str, Any]:
    media_type = _MEDIA_TYPES[path.suffix]
    named = {"name": path.name.lower().replace(".", "-"), "path": path.name}
    kind = {"profile": "tabular-data-resource", "encoding": "utf-8"} if _is_table(path) else {"type": "file"}
    return {**named, **kind, "format": path.suffix[1:], "mediatype": media_type, **_size_and_hash(path)}


def _size_and_hash(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{checksum(path)}"}


def content_type(name: str) -> str:
    """What a web server says of a file of the package."""
    media_type = (_MEDIA_TYPES | _OTHER_MEDIA_TYPES)[Path(name).suffix]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


# Checksums and the zip


def seal(folder: Path, *, zip_name: str) -> list[FileSum]:
    """Write `SHA256SUMS` and the zip of everything; the sums of all files, those two included."""
    paths = sorted(folder.iterdir())
    lines = [f"{checksum(path)}  {path.name}\n" for path in paths]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")
    _zip(folder / zip_name, [*paths, folder / SUMS])
    everything = [*paths, folder / SUMS, folder / zip_name]
    return [FileSum(path.name, path.stat().st_size, checksum(path)) for path in everything]


def checksum(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _zip(path: Path, members: Sequence[Path]) -> None:
    """All in a folder of the zip's own name."""
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            entry = zipfile.ZipInfo(f"{path.stem}/{member.name}", date_time=_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _MODE
            with archive.open(entry, "w") as target, open(member, "rb") as source:
                shutil.copyfileobj(source, target, _PIECE)
