"""Reading a streaming replica instead of the database itself, never an older state than that (docs/adr/0029)."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from decisions.queries import versions
from decisions.queries.versions import Version

NAME = "replica"
# For so long nobody asks a replica that did not answer; then one visitor tries it for all.
SECONDS_OF_PAUSE = 5.0

Piece = TypeVar("Piece")
_database: ContextVar[str] = ContextVar("the database that is read", default=DEFAULT_DB_ALIAS)
_log = logging.getLogger(__name__)


class Router:
    """Reads go where `reading` says, everything else to the database itself."""

    def db_for_read(self, model: object, **hints: Any) -> str:
        return _database.get()

    def db_for_write(self, model: object, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: object, other: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@dataclass(slots=True)
class Absence:
    """Whether this process believes that the replica is away, and since when nobody has tried it."""

    is_away: bool = False
    tried_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self, *, now: float) -> bool:
        """Whether to ask the replica. Of all who come after a pause the first one tries; the others need not wait."""
        with self._lock:
            if self.is_away and now < self.tried_at + SECONDS_OF_PAUSE:
                return False
            self.tried_at = now
            return True

    def begins(self, *, now: float) -> bool:
        """Whether this is news."""
        with self._lock:
            before, self.is_away, self.tried_at = self.is_away, True, now
            return not before

    def ends(self) -> bool:
        """Whether this is news."""
        with self._lock:
            before, self.is_away = self.is_away, False
            return before


_absence = Absence()


def may_be_asked() -> bool:
    """Whether there is a replica, and it is not known to be away."""
    return NAME in settings.DATABASES and _absence.is_over(now=time.monotonic())


@contextmanager
def reading() -> Iterator[None]:
    """All questions inside are asked of the replica. Raises django.db.Error where it cannot answer."""
    before = _database.set(NAME)
    try:
        yield
    finally:
        _database.reset(before)


def shows(version: Version) -> bool:
    """Whether the replica is as new as this version of the database itself. Belongs inside `reading`.

    Tokens are random, so no other state has this one, whatever became of the replica. It never goes back while the
    connection lasts.
    """
    shown = versions.current()
    if _absence.ends():
        _log.warning("The replica answers again.")
    return bool(version.token) and shown.token == version.token


def failed() -> None:
    """The replica did not answer: it is left alone for a while if the reason is its connection, not the question."""
    connection = connections[NAME]
    if connection.is_usable():
        return
    connection.close()
    if _absence.begins(now=time.monotonic()):
        _log.warning("The replica does not answer. The database itself is read meanwhile.")


def read_to_the_end(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of a file that is made while it is sent, all read from the replica; the first one at once."""
    remaining = iter(pieces)
    with reading():
        first = list(islice(remaining, 1))
    return chain(first, _read_on(remaining))


def _read_on(remaining: Iterator[Piece]) -> Iterator[Piece]:
    while True:
        with reading():
            piece = list(islice(remaining, 1))
        if not piece:
            return
        yield piece[0]
