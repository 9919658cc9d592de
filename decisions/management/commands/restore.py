import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from decisions.actions import backups as actions
from decisions.actions.refusals import Refused
from decisions.archives import frames
from decisions.management.backup_files import PROTECTIONS, opened
from decisions.queries import backups, protections
from decisions.queries.keys import an_unreadable_table
from decisions.queries.protections import Protections


class Command(BaseCommand):
    help = (
        "Put a backup into an empty installation, on SQLite or PostgreSQL, whichever it was made on; with --replace "
        "into the place of everything that is here. Either all of it or nothing (docs/backup.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of everything that is here"
        )
        parser.add_argument(
            "--protections",
            type=Path,
            action="append",
            help="what was done to protect people since; else every such list beside the backup is read",
        )
        parser.add_argument(
            "--without-protections",
            action="store_true",
            help="nothing was withdrawn or removed since the backup, or nobody knows",
        )

    def handle(
        self,
        *,
        file: Path,
        replace: bool,
        protections: Sequence[Path] | None,
        without_protections: bool,
        **options: Any,
    ) -> None:
        if not backups.schema():
            call_command("migrate", verbosity=0, interactive=False)
        listed = [] if without_protections else protections or sorted(file.parent.glob(f"*{PROTECTIONS}"))
        if not (listed or without_protections or replace):
            raise CommandError(
                "No list of what was withdrawn or removed since lies beside the backup. Bring the newest one here, or "
                "name it with --protections; --without-protections goes on without it. Nothing was changed."
            )
        known = [_read_list(path) for path in listed]
        try:
            with opened(file) as stream:
                restored = actions.restore(
                    read=frames.read(stream), now=timezone.now(), known=known, replace=replace
                )
        except Refused as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database does not take it: {error} Nothing was changed.") from error
        self._tell(restored, known)

    def _tell(self, restored: actions.Restored, known: Sequence[Protections]) -> None:
        total = restored.total
        self.stdout.write(f"{total.rows} rows, {total.files} files\ncontent digest {total.digest}")
        newest = max((one.made_at for one in known), default=None)
        if newest:
            self.stdout.write(f"Withdrawals and removals are known until {newest}: do again what came later.")
        for title, names in (
            ("Withdrawn, since it was withdrawn or lost something after this backup", restored.withdrawn),
            ("Not public; remove passages and values from it again", restored.again),
            ("Accounts locked again", restored.locked),
            ("May not read identities any more", restored.refused),
        ):
            if names:
                self.stdout.write(f"{title}: {', '.join(names)}")
        for warning in _warnings(restored):
            self.stderr.write(warning)


def _read_list(path: Path) -> Protections:
    with opened(path) as stream:
        return protections.from_json(json.loads(stream.read()))


def _warnings(restored: actions.Restored) -> Sequence[str]:
    table, left = an_unreadable_table(), ", ".join(restored.left)
    return [
        sentence
        for sentence, holds in (
            (f"{restored.total.missing} files were missing in the backup.", restored.total.missing),
            (
                f"{left} was locked after this backup, and stays open: nobody else could log in as an administrator. "
                "Make another one with manage.py createsuperuser and lock it, unless you know better.",
                left,
            ),
            (
                "AUDIT_KEYS does not verify the audit: take the keys of the old installation.",
                not restored.chain_is_whole,
            ),
            (f"IDENTITY_KEYS does not open what is sealed ({table}): take the old keys.", table),
        )
        if holds
    ]
