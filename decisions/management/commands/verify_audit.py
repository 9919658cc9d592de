from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.actions import audit
from decisions.text.heads import Head, heads_in

# Longer than any manifest of a backup.
LONGEST = 1_000_000


class Command(BaseCommand):
    help = (
        "Walk through the audit chain: names the first event that was changed or follows a missing one, and fails. "
        "Prints the length and the newest seal, to be kept elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="FILE_OR_HEAD",
            help="a head that was written down earlier, or a file with one or many: each must still be in the chain, "
            "so that one that was cut off and sealed anew is found",
        )

    def handle(self, **options: Any) -> None:
        expected = [head for given in options["against"] for head in _heads(given)]
        found = audit.verify(against=expected)
        if found.broken:
            raise CommandError(
                f"The chain is broken at event {found.broken}, after {found.length} whole ones: it was changed, or "
                "the one before it is missing."
            )
        if found.broken == 0:
            raise CommandError(
                f"The chain is whole for {found.length} events, and others are missing after them."
            )
        if found.lost:
            raise CommandError(
                "\n".join(
                    [
                        f"The chain of {found.length} events is whole in itself and has lost what was written down:"
                    ]
                    + [f"  {head}" for head in found.lost]
                )
            )
        self.stdout.write(f"whole: {Head(found.length, found.seal)}")
        if expected:
            self.stdout.write(f"still in it: {len(expected)} written down before")


def _heads(given: str) -> list[Head]:
    """Those in the text itself or in the file of that name. Raises CommandError if there is none."""
    path = Path(given)
    try:
        text = given if heads_in(given) else path.read_text(encoding="utf-8", errors="replace")[:LONGEST]
    except OSError as error:
        raise CommandError(f"{given} is no head and no file that can be read.") from error
    heads = heads_in(text)
    if not heads:
        raise CommandError(f"{given} holds no head such as 1204:9f86...")
    return heads
