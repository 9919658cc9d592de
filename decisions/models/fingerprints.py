"""Keyed hashes of what is sealed: an exact match is found, and without the key nobody can guess and try."""

import base64
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SPELLING = "spelling"
DOCUMENT = "document"


def fingerprint(purpose: str, text: str) -> str:
    """HMAC-SHA256 under the newest key, as 64 hexadecimal digits: what is stored."""
    return _mark(settings.IDENTITY_KEYS[0], purpose, text)


def fingerprints(purpose: str, text: str) -> list[str]:
    """The same under every key that we hold: what is looked for, since rotation takes a while."""
    return [_mark(key, purpose, text) for key in settings.IDENTITY_KEYS]


def _mark(key: str, purpose: str, text: str) -> str:
    return hmac.digest(_derived(key, purpose), text.encode(), "sha256").hex()


@lru_cache(maxsize=64)
def _derived(key: str, purpose: str) -> bytes:
    """A key of its own for each purpose: what one kind of hash gives away says nothing about the sealed text."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"casetracker {purpose}".encode())
    return derivation.derive(base64.urlsafe_b64decode(key))
