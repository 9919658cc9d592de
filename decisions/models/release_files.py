"""The folders of releases, one for each revision. Only actions write; what no row names is never handed out.

A folder is made under another name and gets its own when it is whole, so that whoever looks finds all of it or nothing.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_UNFINISHED = ".part-"
_PIECE = 1024 * 1024


class Missing(Exception):
    """There is no such file."""


def new_folder() -> Path:
    """An empty folder in which a release is put together."""
    folder = _root() / (_UNFINISHED + secrets.token_hex(8))
    folder.mkdir()
    return folder


@contextmanager
def draft_folder() -> Iterator[Path]:
    """An empty folder that `labels` leaves out as long as somebody works in it; destroyed unless it was kept."""
    place = new_folder()
    lock = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place
    finally:
        destroy(place.name)
        os.close(lock)


def write_out(unfinished: Path) -> None:
    """All of it is on the disk when this is done: it takes long for large files."""
    for path in unfinished.iterdir():
        with open(path, "rb") as file:
            os.fsync(file.fileno())


def keep(unfinished: Path, label: str) -> None:
    """From now on this is the folder of the release. A leftover of that name, which no row can name, goes first."""
    destroy(label)
    # The process that serves the public may belong to another account.
    for path in unfinished.iterdir():
        path.chmod(0o644)
    unfinished.chmod(0o755)
    write_out(unfinished)
    unfinished.replace(folder(label))


def folder(label: str) -> Path:
    return _root() / label


def opened(label: str, name: str) -> BinaryIO:
    """The file, to be read. Raises Missing."""
    try:
        return open(folder(label) / name, "rb")
    except FileNotFoundError as error:
        raise Missing(f"{label}/{name}") from error


def destroy(label: str) -> None:
    """Overwrite every file of the folder, cut it to nothing and delete it: a download that is under way ends there."""
    place = folder(label)
    for path in sorted(place.glob("*")):
        with open(path, "r+b") as file:
            for left in range(path.stat().st_size, 0, -_PIECE):
                file.write(bytes(min(left, _PIECE)))
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)
        path.unlink()
    if place.exists():
        shutil.rmtree(place)


def labels() -> Iterator[str]:
    """Of every folder, unfinished ones too, but no drafts in work."""
    return (path.name for path in _root().iterdir() if path.is_dir() and not _in_work(path))


def _in_work(place: Path) -> bool:
    lock = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _root() -> Path:
    root = Path(settings.RELEASES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return root
