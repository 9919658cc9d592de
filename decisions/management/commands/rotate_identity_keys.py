from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models
from django.utils import timezone

from decisions.actions import keys
from decisions.queries.keys import sealed_columns


class Command(BaseCommand):
    help = (
        "Bring everything that is sealed under the first of IDENTITY_KEYS: columns, fingerprints, files. "
        "Safe to repeat and to interrupt (docs/keys.md)."
    )

    def handle(self, **options: Any) -> None:
        unreadable = 0
        for model, columns in sealed_columns().items():
            unreadable += self._to_the_end(
                str(model._meta.verbose_name),
                _reseal(model, columns),
            )
        unreadable += self._to_the_end("fingerprints of names", lambda after: keys.respell(after=after))
        unreadable += self._to_the_end("files", lambda after: keys.reseal_file(after=after))
        keys.note_rotation(now=timezone.now())
        if unreadable:
            raise CommandError(
                f"{unreadable} could not be read with the keys in IDENTITY_KEYS and stay as they are. "
                "Keep the old keys until this command says nothing of the kind."
            )
        self.stdout.write("The first key alone opens everything: the others may go.")

    def _to_the_end(self, what: str, step: Callable[[int], keys.Some]) -> int:
        """Step after step; how many could not be read."""
        after: int | None = 0
        done = unreadable = 0
        while after is not None:
            some = step(after)
            done, unreadable, after = done + some.done, unreadable + some.unreadable, some.last
        self.stdout.write(f"  {what}: {done} brought under the first key, {unreadable} not readable")
        return unreadable


def _reseal(model: type[models.Model], columns: Sequence[str]) -> Callable[[int], keys.Some]:
    return lambda after: keys.reseal(model=model, columns=columns, after=after)
