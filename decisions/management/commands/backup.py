import json
from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from decisions.actions import audit
from decisions.actions import backups as actions
from decisions.archives import files, frames
from decisions.archives.files import Written
from decisions.archives.sealed import UnusableKey
from decisions.management import backup_files
from decisions.management.backup_files import HEAD, PROTECTIONS, beside, keys
from decisions.queries import backups, protections
from decisions.queries.moments import snapshot


class Command(BaseCommand):
    help = (
        "Write database, papers and releases into one encrypted file while people go on working; beside it the head "
        "of the audit, and what a restored older backup must not undo (docs/backup.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", type=Path, metavar="FILE|FOLDER")
        parser.add_argument(
            "--only-protections",
            action="store_true",
            help="only the small list of withdrawals, removals and locked accounts: cheap, often, to another place",
        )
        parser.add_argument(
            "--keep",
            type=_number,
            metavar="N",
            help="delete what is older than the newest N backups of this site in the folder; never the newest that "
            "verify_backup has verified, and nothing that is not certainly such a backup",
        )

    def handle(self, *, to: Path, only_protections: bool, keep: int | None, **options: Any) -> None:
        if keep and (only_protections or not to.is_dir()):
            raise CommandError("--keep goes with whole backups that are written into a folder.")
        now = timezone.now()
        path = to / backup_files.name(now) if to.is_dir() else to
        key = keys()[0]
        try:
            if not only_protections:
                actions.note(now=now)
            with snapshot():
                self._keep(path, protections.current(now=now), key)
                if not only_protections:
                    self._write(path, key, now=now)
        except OSError as error:
            raise CommandError(
                f"The backup could not be written: {error.strerror}. Nothing is left of it."
            ) from error
        except UnusableKey as error:
            raise CommandError(
                "The first of BACKUP_KEYS is no key: it must be 32 random bytes in base64."
            ) from error
        if keep:
            self._forget_older(to, keep=keep)

    def _keep(self, path: Path, done: protections.Protections, key: str) -> None:
        listed = beside(path, PROTECTIONS)
        files.write(listed, [frames.written(done.as_json())], key=key)
        self.stdout.write(f"{listed}: {len(done.done)} withdrawals and removals")

    def _write(self, path: Path, key: str, *, now: datetime) -> None:
        """The file, then the head beside it, which names its checksum."""
        digest = frames.Digest()
        written = files.write(path, backups.backup(digest, head=audit.audit_head(), now=now), key=key)
        total = digest.total()
        self._write_head(path, written, total, now=now)
        self.stdout.write(
            f"{path}: {total.rows} rows, {total.files} files, {written.size} bytes\n"
            f"content digest {total.digest}"
        )
        if total.missing:
            self.stderr.write(
                f"{total.missing} files that a record names were not there: deleted while this ran, or lost. "
                "Make another backup; if it says the same, they are lost."
            )

    def _write_head(self, path: Path, written: Written, total: frames.Total, *, now: datetime) -> None:
        """Not secret: how far the audit had come, and what the file must be."""
        said = {
            "backup": path.name,
            "site": settings.SITE_URL,
            "made_at": now.isoformat(),
            "sha256": written.sha256,
            "size": written.size,
            "content_digest": total.digest,
            "audit_head": str(audit.audit_head()),
        }
        text = json.dumps(said, indent=2) + "\n"
        beside(path, HEAD).write_text(text, encoding="utf-8")

    def _forget_older(self, folder: Path, *, keep: int) -> None:
        for path in backup_files.superfluous(folder, keep=keep):
            if backup_files.is_whole(path):
                backup_files.remove(path)
                self.stdout.write(f"{path}: deleted, since newer ones are kept")
            else:
                self.stderr.write(f"{path} is damaged or of another key. It was not deleted: look at it.")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ArgumentTypeError("say how many, at least 1")
    return int(text)
