"""What a backup holds: every row of every table and every file that they name, the same from both databases."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, TypeAlias
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from decisions.archives import frames
from decisions.archives.frames import Digest, Row, Total
from decisions.models import (
    Document,
    ImportBatch,
    Invitation,
    ReleaseFile,
    Sealed,
    release_files,
    sealed_files,
)
from decisions.models.sealed import SealedField
from decisions.text.heads import Head

_Column: TypeAlias = "models.Field[Any, Any]"

DOCUMENTS = "documents"
RELEASES = "releases"
_AT_ONCE = 2000
# Whoever was logged in logs in again, and who was invited needs a new link: a stolen backup holds no open door, and a
# link that was used since does not open again.
_LEFT_OUT = (Session, Invitation)
# What `migrate` fills by itself.
_MADE_BY_MIGRATE = frozenset(("auth_permission", "django_content_type"))


def tables() -> list[type[models.Model]]:
    """Every table that a backup holds, by the name that it has in both databases."""
    every = apps.get_models(include_auto_created=True)
    kept = [
        one for one in every if one._meta.managed and not one._meta.proxy and not issubclass(one, _LEFT_OUT)
    ]
    return sorted(kept, key=lambda model: model._meta.db_table)


def emptied() -> list[type[models.Model]]:
    """Every table that a restored backup empties first."""
    return [*tables(), *_LEFT_OUT]


def columns(model: type[models.Model]) -> list[_Column]:
    return [column for column in model._meta.concrete_fields if not column.generated]


def schema() -> list[list[str]]:
    """Which migrations were applied: a backup fits the same ones only."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def is_empty() -> bool:
    """Whether nobody has worked here yet."""
    return not any(
        model._base_manager.exists() for model in tables() if model._meta.db_table not in _MADE_BY_MIGRATE
    )


# The content


def backup(digest: Digest, *, head: Head, now: datetime) -> Iterator[bytes]:
    """A whole backup in pieces, to be sealed, summed up in `digest`; belongs into a snapshot."""
    yield frames.start(made_at=now.isoformat(), schema=schema(), audit=str(head))
    for model in tables():
        yield digest.table(model._meta.db_table, _names(model))
        yield from map(digest.row, rows(model))
    for folder, name, checksum in files():
        yield frames.written({"file": [folder, name]})
        found = _Read(folder, name)
        for piece in found.pieces():
            yield frames.written({"piece": len(piece)}) + piece
        whole = found.checksum(checksum)
        yield frames.written({"whole": whole})
        digest.file(folder, name, whole)
    yield frames.end(digest.total())


def content(sums: Mapping[tuple[str, str], str | None] | None = None) -> Total:
    """The digest of every row and file; belongs into a snapshot. `sums` has the files' checksums if they are known."""
    digest = Digest()
    for model in tables():
        digest.table(model._meta.db_table, _names(model))
        for row in rows(model):
            digest.row(row)
    for folder, name, checksum in files():
        said = _checksum(folder, name, checksum) if sums is None else sums.get((folder, name))
        digest.file(folder, name, said)
    return digest.total()


def _names(model: type[models.Model]) -> list[str]:
    return [str(column.column) for column in columns(model)]


def _checksum(folder: str, name: str, expected: str | None) -> str | None:
    found = _Read(folder, name)
    for _piece in found.pieces():
        pass
    return found.checksum(expected)


def rows(model: type[models.Model]) -> Iterator[Row]:
    """Every row by primary key, in values that JSON has. What is sealed stays sealed."""
    found = model._base_manager.order_by("pk").values_list(*[column.attname for column in columns(model)])
    plain = ([_plain(value) for value in row] for row in found.iterator(chunk_size=_AT_ONCE))
    if isinstance(
        model._meta.pk, models.CharField
    ):  # databases order letters differently; such tables are small
        return iter(sorted(plain, key=frames.written))
    return plain


def sealed_names() -> set[str]:
    """Of every sealed file that a record names: papers, and tables that were sent to be imported."""
    imported = ImportBatch.objects.exclude(stored_as="").values_list("stored_as", flat=True)
    return {*Document.objects.values_list("stored_as", flat=True), *imported}


def files() -> Iterator[tuple[str, str, str | None]]:
    """Folder, name and, where it is known, SHA-256 of every file that a row names."""
    for stored_as in sorted(sealed_names()):
        yield DOCUMENTS, stored_as, None
    for one in ReleaseFile.objects.select_related("release").order_by("release__number", "pk"):
        yield RELEASES, f"{one.release.label}/{one.name}", one.sha256


class _Read:
    """One file, read once. It may be deleted at any moment; then it has no checksum."""

    def __init__(self, folder: str, name: str) -> None:
        self._folder, self._name = folder, name
        self._sum = hashlib.sha256()
        self._found = False

    def pieces(self) -> Iterator[bytes]:
        try:
            file = self._opened()
        except (sealed_files.Missing, release_files.Missing):
            return
        self._found = True
        with file:
            while piece := file.read(frames.PIECE):
                self._sum.update(piece)
                yield piece

    def _opened(self) -> BinaryIO:
        if self._folder == DOCUMENTS:
            return sealed_files.as_stored(self._name)
        label, _slash, name = self._name.partition("/")
        return release_files.opened(label, name)

    def checksum(self, expected: str | None) -> str | None:
        """None if the file was gone, or was destroyed while it was read."""
        said = self._sum.hexdigest() if self._found else None
        return said if expected in (None, said) else None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    for kind, plain in _PLAIN:
        if isinstance(value, kind):
            return plain(value)
    raise TypeError(f"a backup has no form for {type(value).__name__}")


_PLAIN: Sequence[tuple[type | tuple[type, ...], Callable[[Any], str]]] = (
    (datetime, lambda value: value.astimezone(UTC).isoformat(timespec="microseconds")),
    ((date, time), lambda value: value.isoformat()),
    (Decimal, lambda value: format(value, "f")),
    (Sealed, lambda value: value.token),
    (UUID, str),
    ((bytes, memoryview), lambda value: base64.b64encode(bytes(value)).decode("ascii")),
)


def stored(column: _Column) -> Callable[[Any], Any]:
    """What makes a value of a backup into one that the database of this installation takes."""
    if isinstance(column, SealedField):
        return lambda value: Sealed(value).token
    target: _Column = column
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, _AS_IT_IS):
        return lambda value: value
    return lambda value: column.get_db_prep_save(target.to_python(value), connection=connection)


# Both databases take these as JSON has them.
_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
