from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.actions import public_site


class Command(BaseCommand):
    help = (
        "Write what is published, and nothing else, into a SQLite file for a process with CASETRACKER_SITE=public. "
        "An older copy of that name is replaced at once. Run it again after every publication and withdrawal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the copy, such as public.sqlite3")

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        try:
            number = public_site.make_copy(path=path.absolute())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(f"{path}: {number} public rows")
