"""What timers of systemd do on a plain host, for containers, which have none: `python -m casetracker.timetable FOLDER`.

Every ten minutes, and every night from two o'clock (UTC) on; the night is made up for where the newest backup in the
folder is older. Each command is a process of its own, and one that fails is run again at its next time.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

PAUSE = 600
NIGHT = 2

Run = Callable[[Sequence[str]], object]


def main(folder: Path) -> None:
    last = newest_backup(folder)
    while True:
        last = turn(folder, last=last, now=datetime.now(UTC), run=_manage)
        time.sleep(PAUSE)


def turn(folder: Path, *, last: datetime | None, now: datetime, run: Run) -> datetime | None:
    """Runs what is due; when the last night was."""
    run(["rebuild_releases"])
    run(["backup", str(folder / "latest"), "--only-protections"])
    if last is not None and last >= last_night(now):
        return last
    run(["daily"])
    run(["backup", str(folder), "--keep", os.environ.get("BACKUPS_KEPT", "28")])
    run(["verify_backup", str(folder)])
    return now


def last_night(now: datetime) -> datetime:
    """When the night before that moment began."""
    begin = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return begin if begin <= now else begin - timedelta(days=1)


def newest_backup(folder: Path) -> datetime | None:
    """When the newest one was written."""
    written = [path.stat().st_mtime for path in folder.glob("*.backup")]
    return datetime.fromtimestamp(max(written), UTC) if written else None


def _manage(arguments: Sequence[str]) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
