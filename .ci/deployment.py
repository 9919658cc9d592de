"""Follows docs/deployment.md on a Debian of its own, command by command: `make test-deployment`, as root on Debian.

A small Debian is made in a folder (debootstrap) and booted without a network (systemd-nspawn), so that every command
of the page is run as it stands and every unit by systemd itself. What the page takes from the network is brought in
before: packages of Debian and of Python, this checkout as it is committed, and a certificate that we sign ourselves.
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "deployment.md"
HOLDS = ROOT / ".ci" / "deployment.holds"
CHAPTER = "On a plain Debian host"
NEEDED = ("debootstrap", "systemd-nspawn", "nsenter")
MINIMUM = "systemd,systemd-sysv,dbus,ca-certificates,iproute2,procps,curl,openssl"
SECONDS_OF_SILENCE = 180
VISITOR = "127.0.0.77"
PASSWORD = "a sample password"
ANSWERS = {b"User name:": "administrator", b"Password:": PASSWORD, b"Password (again):": PASSWORD}
CERTBOT = """#!/bin/sh
mkdir -p /etc/letsencrypt/live/rulings.example && cd /etc/letsencrypt/live/rulings.example
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=rulings.example -keyout privkey.pem -out fullchain.pem 2>&1
"""
APT = """#!/bin/sh
for one in "$@"; do case "$one" in install|-*) ;; *) dpkg-query --show "$one" || exit 1 ;; esac; done
"""


def commands() -> str:
    """What stands indented in the chapter, as a script."""
    chapter = PAGE.read_text(encoding="utf-8").split(f"## {CHAPTER}\n", 1)[1].split("\n## ", 1)[0]
    return "".join(f"{line[4:]}\n" for line in chapter.splitlines() if line.startswith("    "))


def packages() -> list[str]:
    return " ".join(re.findall(r"^apt install --yes (.*)$", commands(), re.MULTILINE)).split()


# The host


def make(folder: Path) -> None:
    """A Debian with what the page takes from the network."""
    if (folder / "etc/debian_version").exists():
        return
    run("debootstrap", "--variant=minbase", f"--include={MINIMUM}", "bookworm", str(folder))
    inner = ("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", f"--directory={folder}")
    (folder / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (folder / "usr/sbin/policy-rc.d").chmod(0o755)
    run(*inner, "apt-get", "update", "--quiet")
    run(
        *inner, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8",
        "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages(),
    )  # fmt: skip
    (folder / "usr/sbin/policy-rc.d").unlink()
    wheels = folder / "opt/wheels"
    run(
        sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary=:all:",
        "--requirement", str(ROOT / "requirements/run.txt"), "--dest", str(wheels),
    )  # fmt: skip


def furnish(folder: Path) -> None:
    """Stand-ins for what needs the network."""
    for name, text in (("certbot", CERTBOT), ("apt", APT)):
        path = folder / "usr/local/sbin" / name
        path.write_text(text)
        path.chmod(0o755)
    (folder / "etc/hosts").write_text("127.0.0.1 localhost rulings.example desk.rulings.example\n")
    source = folder / "srv/casetracker.git"
    shutil.rmtree(source, ignore_errors=True)
    run("git", "clone", "--quiet", "--bare", str(ROOT), str(source))
    (folder / "root/.gitconfig").write_text(
        '[url "/srv/casetracker.git"]\n\tinsteadOf = https://YOUR.HOST/casetracker.git\n[safe]\n\tdirectory = *\n'
    )


@contextmanager
def booted(folder: Path) -> Iterator[int]:
    """The first process of the host, in which all of its services have started."""
    command = ["systemd-nspawn", "--quiet", "--ephemeral", f"--directory={folder}", "--boot", "--register=no"]
    with tempfile.TemporaryFile() as console:
        host = subprocess.Popen(
            [*command, "--keep-unit", "--private-network", "--link-journal=no"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
        try:
            yield _first_process(host.pid)
        finally:
            host.terminate()
            with suppress(subprocess.TimeoutExpired):
                host.wait(60)
            host.kill()  # nothing in it is kept
            host.wait()


def _first_process(pid: int) -> int:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        listed = subprocess.run(["pgrep", "--parent", str(pid)], capture_output=True, text=True)
        if listed.stdout.split():
            first = int(listed.stdout.split()[0])
            if inside(first, "systemctl is-system-running --wait").stdout.strip() in {"running", "degraded"}:
                return first
        time.sleep(0.5)
    raise SystemExit("The Debian in the folder does not boot.")


def environment() -> dict[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LC_ALL": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "/opt/wheels",
        "DEBIAN_FRONTEND": "noninteractive",
    }


def _enter(first: int) -> list[str]:
    return ["nsenter", f"--target={first}", "--all", "--wdns=/root", "bash"]


def inside(first: int, script: str) -> subprocess.CompletedProcess[str]:
    """A script on the host."""
    return subprocess.run(
        [*_enter(first), "-c", script], env=environment(), capture_output=True, text=True, check=False
    )


def follow(first: int) -> bool:
    """Whether every command of the page went well; typed and answered on a terminal, as a person does."""
    child, terminal = pty.fork()
    if child == 0:
        enter = _enter(first)
        os.execvpe(enter[0], [*enter, "-e", "-o", "pipefail", "-x", "-c", commands()], environment())
    termios.tcsetwinsize(terminal, (60, 200))  # a pager would wait for somebody in a smaller one
    line = b""
    while read := _read(terminal):
        sys.stdout.buffer.write(read)
        sys.stdout.flush()
        line = (line + read).rsplit(b"\n", 1)[-1]
        for asked, answer in ANSWERS.items():
            if line.strip() == asked:
                os.write(terminal, f"{answer}\n".encode())
                line = b""
                break
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _read(terminal: int) -> bytes:
    if not select.select([terminal], [], [], SECONDS_OF_SILENCE)[0]:
        raise SystemExit("A command of the page does not end.")
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is gone
        return b""


# What must then hold


def holds() -> Iterator[tuple[str, str, str]]:
    """Each sentence with its script and what that prints, a regular expression."""
    preamble, *rest = HOLDS.read_text(encoding="utf-8").split("\n## ")
    for block in rest:
        sentence, *lines = block.rstrip("\n").split("\n")
        script = [line for line in lines if not line.startswith("=")]
        said = [f"{line[2:]}\n" for line in lines if line.startswith("=")]
        yield sentence, "\n".join([f"VISITOR={VISITOR}", preamble, *script]), "".join(said)


def untrue(first: int) -> list[str]:
    """The sentences that do not hold."""
    found = []
    for sentence, script, expected in holds():
        said = inside(first, script)
        good = re.fullmatch(expected, said.stdout)
        sys.stdout.write(f"{'ok    ' if good else 'FAILED'}  {sentence}\n")
        if not good:
            sys.stdout.write(f"        {said.stdout!r} {said.stderr!r}\n")
            found.append(sentence)
    return found


def run(*command: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}")


def main() -> int:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if os.geteuid() or missing:
        sys.stderr.write(f"This needs root on Debian, with {', '.join(missing or NEEDED)}.\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="casetracker-host-") as name:
        folder = Path(os.environ.get("DEPLOYMENT_HOST", name))
        make(folder)
        furnish(folder)
        with booted(folder) as first:
            return 0 if follow(first) and not untrue(first) else 1


if __name__ == "__main__":
    sys.exit(main())
