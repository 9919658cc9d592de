"""The files of a backup, and the sentences about them, for the commands that write and read them."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.management.base import CommandError

from decisions.archives import files, frames, sealed

ENDING = ".backup"
HEAD = ".head.json"
PROTECTIONS = ".protections"


def keys() -> Sequence[str]:
    """Raises CommandError where there are none."""
    if not settings.BACKUP_KEYS:
        raise CommandError(
            "BACKUP_KEYS is not set: docs/backup.md says how to make a key, and where to keep it."
        )
    found: Sequence[str] = settings.BACKUP_KEYS
    return found


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The content of a sealed file; whatever is wrong with it is a CommandError."""
    try:
        with files.opened(path, keys()) as stream:
            yield stream
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {error.filename}.") from error
    except sealed.UnusableKey as error:
        raise CommandError("One of BACKUP_KEYS is no key: it must be 32 random bytes in base64.") from error
    except sealed.NotOpened as error:
        raise CommandError(
            f"None of BACKUP_KEYS opens {path.name}, or its beginning is damaged. Nothing was changed."
        ) from error
    except (sealed.Damaged, frames.Malformed, EOFError, zlib.error) as error:
        raise CommandError(f"{path.name} is damaged: {error}. Nothing was changed.") from error
