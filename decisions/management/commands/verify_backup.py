import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from decisions.archives import files
from decisions.management.backup_files import HEAD, VERIFIED, beside, keys, newest_first

# What would lead the throw-away installation to another database, or make it another kind of process.
_OTHERS = {"DATABASE_URL", "DATABASE_REPLICA_URL", "CASETRACKER_SITE"}


class Command(BaseCommand):
    help = (
        "Restore a backup into a throw-away installation on SQLite, read everything back and compare the digests. "
        "Of a folder the newest is taken. Says so in a file beside it, and changes nothing else here. TMPDIR says "
        "where there is room."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE|FOLDER")

    def handle(self, *, file: Path, **options: Any) -> None:
        keys()
        if file.is_dir():
            file = _newest(file)
        head = beside(file, HEAD)
        if head.exists():
            self._compare(file, json.loads(head.read_text(encoding="utf-8"))["sha256"])
        with tempfile.TemporaryDirectory(prefix="casetracker-verify-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "django", "restore", str(file.resolve()), "--without-protections"],
                cwd=settings.BASE_DIR,
                env=_throw_away(Path(folder)),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise CommandError(done.stderr.strip().rpartition("\n")[2].removeprefix("CommandError: "))
        self.stdout.write(f"{file}: {done.stdout}It can be restored, and is what it says that it is.")
        self._remember(file)
        if done.stderr:
            self.stderr.write(done.stderr)

    def _compare(self, file: Path, expected: str) -> None:
        if not file.exists():
            raise CommandError(f"There is no file {file}.")
        if files.checksum(file) != expected:
            raise CommandError(f"{file.name} is not the file that {file.name}{HEAD} describes.")

    def _remember(self, file: Path) -> None:
        """For whoever deletes older ones. Copies that can only be read are verified too."""
        said = {"sha256": files.checksum(file), "verified_at": timezone.now().isoformat()}
        try:
            beside(file, VERIFIED).write_text(json.dumps(said) + "\n", encoding="utf-8")
        except OSError as error:
            self.stderr.write(f"{file.name}{VERIFIED} could not be written: {error.strerror}.")


def _newest(folder: Path) -> Path:
    found = newest_first(folder)
    if not found:
        raise CommandError(f"No backup of this site is in {folder}.")
    return found[0]


def _throw_away(folder: Path) -> dict[str, str]:
    """The environment of an installation in that folder that has our keys."""
    ours = {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "CASETRACKER_VAR": str(folder),
        "CASETRACKER_DOCUMENTS": str(folder / "documents"),
        "CASETRACKER_RELEASES": str(folder / "releases"),
        "SECRET_KEY": settings.SECRET_KEY,
        "AUDIT_KEYS": ",".join(settings.AUDIT_KEYS),
        "IDENTITY_KEYS": ",".join(settings.IDENTITY_KEYS),
        "BACKUP_KEYS": ",".join(settings.BACKUP_KEYS),
    }
    return {name: value for name, value in os.environ.items() if name not in _OTHERS} | ours
