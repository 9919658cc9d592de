"""Sealed files on a disk: written whole or not at all, read in flat memory."""

import gzip
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from decisions.archives import sealed

_UNFINISHED = ".part"
_COMPRESSION = 3  # more costs twice the time and saves a tenth: papers are sealed already
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    size: int
    sha256: str


def write(path: Path, pieces: Iterable[bytes], *, key: str) -> Written:
    """Compress, seal and keep the pieces under `path`, readable by the owner only."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            sealer = sealed.Sealer(file, key)
            packed = gzip.GzipFile(
                fileobj=cast(BinaryIO, sealer), mode="wb", compresslevel=_COMPRESSION, mtime=0
            )
            for piece in pieces:
                packed.write(piece)
            packed.close()
            sealer.finish()
            os.fsync(file.fileno())
        written = Written(unfinished.stat().st_size, checksum(unfinished))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _settle(path.parent)
    return written


def _settle(folder: Path) -> None:
    """A new name survives a crash only when its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened(path: Path, keys: Sequence[str]) -> Iterator[BinaryIO]:
    """The content of a sealed file. Raises sealed.NotOpened; sealed.Damaged while it is read."""
    with open(path, "rb") as file, gzip.GzipFile(fileobj=sealed.opened(file, keys), mode="rb") as packed:
        yield cast(BinaryIO, packed)


def checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
