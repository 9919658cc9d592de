"""Opaque permanent identifiers: they say nothing about when or by whom a record was made."""

import re
import secrets

# No vowels, so that no word comes out; no characters that are read as another.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 10
PATTERN = f"[{ALPHABET}]{{{LENGTH}}}"
_SHAPE = re.compile(PATTERN)


def new() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    return _SHAPE.fullmatch(text) is not None


def as_written(text: str) -> str:
    """The identifier that somebody typed in capitals; any other text is left as it is."""
    return text.lower() if is_public_id(text.lower()) else text
