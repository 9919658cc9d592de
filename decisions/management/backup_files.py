"""The files of a backup, and the sentences about them, for the commands that write and read them."""

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import CommandError

from decisions.archives import files, frames, sealed

ENDING = ".backup"
HEAD = ".head.json"
PROTECTIONS = ".protections"
VERIFIED = ".verified"
# As a backup is called that was written into a folder; nothing else is ever deleted.
_NAMED = re.compile(r"casetracker-\d{8}T\d{6}Z\.backup", re.ASCII)


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
    if path.exists() and not path.stat().st_size:
        raise CommandError(f"{path.name} is empty: whatever wrote it was broken off. Nothing was changed.")
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


# Backups in a folder


def name(now: datetime) -> str:
    """Of a backup that goes into a folder: in the order of such names the newest is the last."""
    return f"casetracker-{now:%Y%m%dT%H%M%SZ}{ENDING}"


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def newest_first(folder: Path) -> list[Path]:
    """The backups of this site in a folder that were written to their end."""
    named = sorted(folder.glob(f"casetracker-*{ENDING}"), reverse=True)
    return [path for path in named if _NAMED.fullmatch(path.name) and _is_ours(path)]


def superfluous(folder: Path, *, keep: int) -> list[Path]:
    """All but the newest `keep`; the newest that was verified is never among them."""
    found = newest_first(folder)
    verified = next((path for path in found if _is_verified(path)), None)
    return [path for path in found[keep:] if path != verified]


def is_whole(path: Path) -> bool:
    """Whether the file is still what was written, and one of our keys opens it."""
    if files.checksum(path) != _read(beside(path, HEAD)).get("sha256"):
        return False
    try:
        with opened(path) as stream:
            return isinstance(next(frames.read(stream)), frames.Start)
    except CommandError:
        return False


def remove(path: Path) -> None:
    for one in (path, *(beside(path, ending) for ending in (HEAD, PROTECTIONS, VERIFIED))):
        one.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    head = _read(beside(path, HEAD))
    ours = head.get("backup") == path.name and head.get("site") == settings.SITE_URL
    return ours and path.is_file() and not path.is_symlink() and head.get("size") == path.stat().st_size


def _is_verified(path: Path) -> bool:
    said = _read(beside(path, VERIFIED)).get("sha256")
    return said is not None and said == _read(beside(path, HEAD)).get("sha256")


def _read(path: Path) -> Mapping[str, Any]:
    """What a small file says; nothing, if it is not there or no such file."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
