"""A private PostgreSQL server for the tests and the benchmark, made from the machine's own binaries."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

# Where packages put the server's programs when they keep them out of PATH.
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
SECONDS_TO_END = 10
_WITHOUT_FSYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoServerInstalled(Exception):
    """No initdb was found on this machine."""


class ServerFailed(Exception):
    """PostgreSQL is installed but did not do as it was told; the message holds its own words."""


@contextmanager
def temporary_cluster(*, fsync: bool = False, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The DATABASE_URL of a fresh server that only a local socket reaches, stopped and removed at the end.

    `settings` are lines for postgresql.conf. Raises NoServerInstalled or ServerFailed.
    """
    with temporary_server(fsync=fsync, settings=settings) as server:
        yield server.url


@contextmanager
def temporary_server(*, fsync: bool = False, settings: Mapping[str, str] | None = None) -> Iterator["Server"]:
    """The same as a server that can be stopped, crashed and started again."""
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="casetracker-pg-") as name:
        folder = Path(name)
        account = _server_account()
        if account:
            os.chown(folder, account["user"], account["group"])
        server = Server(programs, folder, account)
        server.create(({} if fsync else _WITHOUT_FSYNC) | dict(settings or {}))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def temporary_replica(
    primary: "Server", *, port: int, settings: Mapping[str, str] | None = None
) -> Iterator["Server"]:
    """A streaming replica of the server, which answers on a port of the loopback."""
    with tempfile.TemporaryDirectory(prefix="casetracker-pg-") as name:
        folder = Path(name)
        if primary.account:
            os.chown(folder, primary.account["user"], primary.account["group"])
        replica = Server(primary.programs, folder, primary.account)
        replica.url = f"postgres://casetracker@127.0.0.1:{port}/postgres"
        replica.copy(primary, {"listen_addresses": "127.0.0.1", "port": str(port)} | dict(settings or {}))
        try:
            replica.start()
            yield replica
        finally:
            replica.stop()


def find_programs() -> Path:
    """The folder of initdb and pg_ctl: from PATH, else the newest of the usual places."""
    in_path = shutil.which("initdb")
    if in_path:
        return Path(in_path).resolve().parent
    found = [path for pattern in _FOLDERS for path in Path("/").glob(f"{pattern[1:]}/initdb")]
    if not found:
        raise NoServerInstalled("PostgreSQL is not installed")
    return max(found, key=_version).parent


def _version(initdb: Path) -> int:
    digits = "".join(character for character in initdb.parent.parent.name if character.isdigit())
    return int(digits or 0)


def _server_account() -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses to run as root, so root runs it as somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise ServerFailed("root needs an account named postgres or nobody to run PostgreSQL as")


class Server:
    """One cluster in `folder`, which also holds its socket and its log."""

    def __init__(self, programs: Path, folder: Path, account: Mapping[str, Any]) -> None:
        self.programs = programs
        self.folder = folder
        self.data = folder / "data"
        self.account = account
        self.url = f"postgres://casetracker@{quote(str(folder), safe='')}:5432/postgres"

    def create(self, settings: dict[str, str]) -> None:
        # Cyrillic needs a UTF-8 locale, or the database cannot fold its case.
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        self._run(
            "initdb", "--username=casetracker", "--auth=trust", "--encoding=UTF8", f"--locale={locale}",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        self._set({"listen_addresses": "", "port": "5432"} | settings)

    def copy(self, primary: "Server", settings: dict[str, str]) -> None:
        """A copy that will follow the other."""
        source = primary.url.replace("postgres://", "postgresql://")
        self._run(
            "pg_basebackup", f"--dbname={source}", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"
        )
        self._set(settings)

    def _set(self, settings: dict[str, str]) -> None:
        """Of two lines the later one counts."""
        lines = {"unix_socket_directories": str(self.folder)} | settings
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in lines.items())

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.folder / 'log'}")

    def stop(self, *, mode: str = "immediate") -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}")

    def crash(self) -> None:
        """Kill it with all its processes, and come back as after a crash."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = _children(pid)
        for one in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        until = time.monotonic() + SECONDS_TO_END
        while any(_runs(one) for one in (pid, *children)) and time.monotonic() < until:
            time.sleep(0.01)
        # A dead process stays in the list until its parent asks, and PostgreSQL takes it for one that runs.
        for lock in (self.data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, f"--pgdata={self.data}", *arguments],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,  # Ctrl-C reaches the tests only; the server is stopped after them
            **self.account,
        )
        if done.returncode:
            log = self.folder / "log"
            said = done.stderr + (log.read_text(errors="replace") if log.exists() else "")
            raise ServerFailed(f"{program} failed:\n{said}")


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def _runs(pid: int) -> bool:
    """A process that ended and that nobody has asked about yet does not run."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


def _environment() -> dict[str, str]:
    """Ours without the variables that would lead PostgreSQL to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
