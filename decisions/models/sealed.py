"""Text that is stored encrypted and opened only on purpose."""

import zlib
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

# What begins with this byte is compressed: no text in UTF-8 begins so.
_PACKED = b"\xff"
_LONG = 4096


class Unreadable(Exception):
    """No key that we hold opens this text."""


class Sealed:
    """Encrypted text. It prints as a placeholder, so that a log, a page or a history never shows it by accident."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def of(cls, text: str) -> "Sealed":
        """The text, encrypted with the newest key. Nothing stays nothing: emptiness is seen without a key."""
        return cls(_keyring().encrypt(_packed(text)).decode("ascii") if text else "")

    def open(self) -> str:
        """The text. Raises Unreadable if the key is lost."""
        if not self.token:
            return ""
        try:
            return _unpacked(_keyring().decrypt(self.token.encode("ascii")))
        except InvalidToken as error:
            raise Unreadable from error

    def resealed(self) -> "Sealed":
        """The same text under the newest key: itself if it is so already. Raises Unreadable."""
        return self if self._is_newest() else Sealed.of(self.open())

    def _is_newest(self) -> bool:
        try:
            Fernet(settings.IDENTITY_KEYS[0]).decrypt(self.token.encode("ascii"))
        except InvalidToken:
            return not self.token
        return True

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return "(sealed)" if self.token else ""

    def __repr__(self) -> str:
        return f"<Sealed {'text' if self.token else 'nothing'}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)


def _packed(text: str) -> bytes:
    """Long text is compressed before it is sealed; afterwards nothing could be."""
    plain = text.encode()
    return _PACKED + zlib.compress(plain) if len(plain) > _LONG else plain


def _unpacked(content: bytes) -> str:
    plain = zlib.decompress(content[1:]) if content.startswith(_PACKED) else content
    return plain.decode()


def _keyring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.IDENTITY_KEYS])


if TYPE_CHECKING:
    _TextOfSealed = models.TextField["Sealed", "Sealed"]
else:
    _TextOfSealed = models.TextField


class SealedField(_TextOfSealed):
    """A column of Sealed text. It cannot be searched; exact matches go through keyed fingerprints."""

    # What the type checker believes about the column.
    _pyi_private_set_type: "Sealed"  # type: ignore[assignment]
    _pyi_private_get_type: "Sealed"  # type: ignore[assignment]

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", nothing)
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Sealed:
        return value if isinstance(value, Sealed) else Sealed.of(value or "")

    def get_prep_value(self, value: Any) -> str:
        if not isinstance(value, Sealed):
            raise TypeError("only sealed text is stored here: use Sealed.of(text)")
        return value.token

    def value_to_string(self, obj: Any) -> str:
        value: Any = self.value_from_object(obj)
        return str(value.token)


def nothing() -> Sealed:
    return Sealed("")
