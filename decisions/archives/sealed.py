"""An encrypted stream of any length in flat memory, from which nothing can be changed, swapped, repeated or cut off.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as the program age uses it: after a magic line
and 32 random bytes come chunks of 64 KiB, each sealed with ChaCha20-Poly1305 and 16 bytes longer for it. The nonce
is the chunk's number in 11 bytes and a byte that is 1 for the last chunk only. The key of a stream is derived from
ours with HKDF-SHA256 and those random bytes, so that no nonce is ever used twice under one key.
"""

import base64
import binascii
import io
import secrets
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"casetracker sealed stream 1\n"
_SALT = 32
_CHUNK = 64 * 1024
_TAG = 16


class UnusableKey(Exception):
    """This is no key: 32 random bytes in base64 are."""


class NotOpened(Exception):
    """No key that we hold opens this stream, or its beginning is damaged."""


class Damaged(Exception):
    """A part of the stream was changed, is missing, or was added."""


class Sealer:
    """Writes a sealed stream into `file`. Only `finish` makes it whole; what was not finished cannot be opened."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._file = file
        self._cipher = _cipher(key, salt)
        self._number = 0
        self._waiting = bytearray()
        file.write(MAGIC + salt)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > _CHUNK:  # a full chunk waits, since it may be the last
            self._seal(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        return len(data)

    def flush(self) -> None:
        """Nothing: a chunk is written when it is full."""

    def finish(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._file.flush()

    def _seal(self, content: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), content, None))
        self._number += 1


def opened(file: BinaryIO, keys: Sequence[str]) -> BinaryIO:
    """The content of a sealed stream, to be read. Raises NotOpened here, Damaged while it is read."""
    start = file.read(len(MAGIC) + _SALT)
    if len(start) != len(MAGIC) + _SALT or not start.startswith(MAGIC):
        raise NotOpened
    first = file.read(_CHUNK + _TAG)
    following = file.read(_CHUNK + _TAG)
    for key in keys:
        cipher = _cipher(key, start[len(MAGIC) :])
        try:
            content = cipher.decrypt(_nonce(0, last=not following), first, None)
        except InvalidTag:
            continue
        return io.BufferedReader(_Pieces(_opened(file, cipher, content, following)), _CHUNK)
    raise NotOpened


def _opened(file: BinaryIO, cipher: ChaCha20Poly1305, content: bytes, sealed: bytes) -> Iterator[bytes]:
    number = 0
    while sealed:
        yield content
        number, following = number + 1, file.read(_CHUNK + _TAG)
        try:
            content = cipher.decrypt(_nonce(number, last=not following), sealed, None)
        except InvalidTag as error:
            raise Damaged(f"chunk {number}") from error
        sealed = following
    yield content


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def _cipher(key: str, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, MAGIC).derive(_bytes(key)))


def _bytes(key: str) -> bytes:
    try:
        given = base64.urlsafe_b64decode(key)
    except (binascii.Error, ValueError) as error:
        raise UnusableKey from error
    if len(given) != 32:
        raise UnusableKey
    return given


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
