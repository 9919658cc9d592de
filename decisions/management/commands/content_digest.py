from typing import Any

from django.core.management.base import BaseCommand

from decisions.queries import backups
from decisions.queries.moments import snapshot


class Command(BaseCommand):
    help = (
        "Print the digest of every row and file, sessions apart: the same on SQLite and PostgreSQL, and in a restored "
        "backup."
    )

    def handle(self, **options: Any) -> None:
        with snapshot():
            total = backups.content()
        self.stdout.write(f"{total.digest} {total.rows} rows, {total.files} files, {total.missing} missing")
