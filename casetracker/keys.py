"""Secret keys: from the environment, or made once and kept in a file where that is allowed."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


def random() -> str:
    return secrets.token_urlsafe(48)


def fernet() -> str:
    return Fernet.generate_key().decode("ascii")


def from_environment_or_file(
    name: str, *, folder: Path | None, make: Callable[[], str] = random, needed: bool = True
) -> str:
    """The key called `name`; `folder` is where demo and development keep theirs, else None.

    Raises ImproperlyConfigured when the key is missing and may not be made, and nothing works without it.
    """
    given = os.environ.get(name, "")
    if given or (folder is None and not needed):
        return given
    if folder is None:
        raise ImproperlyConfigured(
            f"{name} is not set: put a long random value in the environment variable {name}, "
            "or set CASETRACKER_ENV=demo to try casetracker out."
        )
    return _kept(folder / name.lower(), make)


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The key in the file at `path`, written there first if it does not exist (readable by its owner only)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = make()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key
