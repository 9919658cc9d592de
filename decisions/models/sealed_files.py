"""Files that are stored encrypted, outside every public folder, under random names.

A file is a line for each piece of the content: a Fernet token that also seals which file and which piece it is, and
whether it is the last, so that nothing can be cut off, swapped or put in. Only actions write.
"""

import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from decisions.models.sealed import Unreadable

_PIECE = 512 * 1024
_HEAD = struct.Struct(">32sI?")  # name, number of the piece, whether it is the last
_UNFINISHED = ".part"
_STAGED = ".restored"


class Missing(Exception):
    """There is no such file, or a part of it is gone or was changed."""


def new_name() -> str:
    return secrets.token_hex(16)


def write(name: str, content: bytes) -> None:
    """Store the content; readable by the owner only. Whoever looks finds all of it or nothing."""
    starts = range(0, len(content), _PIECE)
    _replace(name, (content[start : start + _PIECE] for start in starts))


def _replace(name: str, pieces: Iterator[bytes]) -> None:
    folder = _folder()
    unfinished = folder / (name + _UNFINISHED)
    unfinished.unlink(missing_ok=True)
    keyring, number, held = _keyring(), 0, next(pieces)
    try:
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for piece in pieces:
                file.write(keyring.encrypt(_HEAD.pack(name.encode(), number, False) + held) + b"\n")
                number, held = number + 1, piece
            file.write(keyring.encrypt(_HEAD.pack(name.encode(), number, True) + held) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / name)
    finally:
        unfinished.unlink(missing_ok=True)


def read(name: str) -> Iterator[bytes]:
    """The content in pieces. Raises Missing, Unreadable; the first piece is opened before this returns."""
    pieces = _pieces(name)
    first = next(pieces)
    return _chained(first, pieces)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _pieces(name: str) -> Iterator[bytes]:
    keyring, number, last = _keyring(), 0, False
    try:
        with open(_folder() / name, "rb") as file:
            for line in file:
                opened = _opened(keyring, line)
                head = _HEAD.unpack(opened[: _HEAD.size])
                if last or head[:2] != (name.encode(), number):
                    raise Missing(name)
                number, last = number + 1, head[2]
                yield opened[_HEAD.size :]
    except FileNotFoundError as error:
        raise Missing(name) from error
    if not last:
        raise Missing(name)


def _opened(keyring: MultiFernet, line: bytes) -> bytes:
    try:
        return keyring.decrypt(line.rstrip(b"\n"))
    except InvalidToken as error:
        raise Unreadable from error


def reseal(name: str) -> bool:
    """Encrypt the file anew under the newest key; False if it is so already. Raises Missing, Unreadable."""
    try:
        with open(_folder() / name, "rb") as file:
            Fernet(settings.IDENTITY_KEYS[0]).decrypt(file.readline().rstrip(b"\n"))
        return False
    except FileNotFoundError as error:
        raise Missing(name) from error
    except InvalidToken:
        _replace(name, _pieces(name))
        return True


def as_stored(name: str) -> BinaryIO:
    """The file as it lies there, still sealed, for a backup. Raises Missing."""
    try:
        return open(_folder() / name, "rb")
    except FileNotFoundError as error:
        raise Missing(name) from error


def stage(name: str, pieces: Iterable[bytes]) -> None:
    """Lay what a backup has of a sealed file beside its place; `settle` puts it there."""
    staged = _folder() / (name + _STAGED)
    staged.unlink(missing_ok=True)
    with os.fdopen(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def settle(name: str) -> None:
    (_folder() / (name + _STAGED)).replace(_folder() / name)


def unstage(name: str) -> None:
    (_folder() / (name + _STAGED)).unlink(missing_ok=True)


def remove(name: str) -> None:
    (_folder() / name).unlink(missing_ok=True)


def names(*, older_than: float) -> Iterator[str]:
    """Of files last written before that moment (seconds since 1970), unfinished ones too."""
    for path in _folder().iterdir():
        if path.stat().st_mtime < older_than:
            yield path.name


def exists(name: str) -> bool:
    return (_folder() / name).exists()


def _folder() -> Path:
    folder = Path(settings.DOCUMENTS_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _keyring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.IDENTITY_KEYS])
