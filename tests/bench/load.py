"""Visitors of the public site, many at once: `make bench ARGS=--load`. On this machine only, and for a minute.

The server is gunicorn with two workers as it is deployed: the public process, which reads views of what is published.
A visitor asks for a page of the mix, reads it for some seconds and goes on; everything runs on the same cores.
"""

import asyncio
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit, urlunsplit

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
VISITORS = 200
SECONDS = 60
# Before the clock runs: every worker has loaded what it loads once.
WARM_UP = 10
READING = (2.0, 18.0)  # seconds that a visitor looks at a page
# Nobody waits longer for a page.
PATIENCE = 30
# Memory that may be gained between the middle and the end, in MB: pages are kept up to a bound.
FLAT = 40
OK = 200

# What visitors look at, and how often of a hundred times.
MIX = (
    (14, ("/",)),
    (16, ("/rulings/", "/rulings/?page=2", "/rulings/?form=forced", "/rulings/?placement=yes&sort=court")),
    (6, ("/rulings/?q=interpreter", "/rulings/?q=asylum&form=forced", "/rulings/?q=court")),
    (24, ("/rulings/{ruling}/",)),
    (5, ("/summary/?rows=region&columns=form", "/summary/?rows=year&columns=placement")),
    (3, ("/summary/?rows=court&columns=form",)),
    (6, ("/pictures/", "/pictures/map.svg", "/pictures/months.svg")),
    (8, ("/courts/{court}/", "/judges/{judge}/", "/courts/", "/judges/", "/regions/")),
    (6, ("/series/", "/stories/", "/statistics/")),
    (5, ("/about/", "/about/law/", "/about/codebook/", "/about/privacy/", "/about/removal/")),
    (4, ("/api/v1/rulings/?page={page}", "/api/v1/rulings/{ruling}/", "/feeds/rulings.atom")),
    (3, ("/rulings.csv?region=RU-KHA", "/summary.csv?rows=region&columns=form")),
)  # fmt: skip

PREPARE = """
import sys, django
django.setup()
from django.core.management import call_command
from decisions import policy
from tests.bench.filling import fill
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
fill(int(sys.argv[1]))
call_command("make_public_role", verbosity=0)
for name, found, column in (
    ("ruling", policy.public_rulings(), "public_id"), ("court", policy.public_courts(), "slug"),
    ("judge", policy.public_judges(), "slug"),
):
    print(name, *found.order_by("pk").values_list(column, flat=True)[:400])
"""


@dataclass
class Load:
    """What the visitors saw: seconds of each answer, what went wrong, and MB of the server's processes."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    middle: float = 0
    end: float = 0

    @property
    def is_good(self) -> bool:
        return bool(self.seconds) and not self.errors and self.end - self.middle < FLAT

    def lines(self, *, seconds: int) -> list[str]:
        percentiles = [one * 1000 for one in quantiles(self.seconds, n=100)]
        number = len(self.seconds)
        return [
            f"{VISITORS} visitors for {seconds} s, two workers: {number} answers, {number / seconds:.0f} a second",
            f"errors: {len(self.errors)}" + "".join(f"\n  {error}" for error in self.errors[:5]),
            f"p50 {percentiles[49]:.0f} ms, p99 {percentiles[98]:.0f} ms, longest {max(self.seconds) * 1000:.0f} ms",
            f"memory of the workers: {self.middle:.0f} MB in the middle, {self.end:.0f} MB at the end",
        ]


def run(environment: Mapping[str, str], *, rulings: int, seconds: int = SECONDS) -> Load:
    """What the visitors see of a fresh site with so many invented rulings."""
    given = dict(environment) | {"PUBLIC_DATABASE_PASSWORD": "a sample password"}
    command = [sys.executable, "-c", PREPARE, str(rulings)]
    said = subprocess.run(command, cwd=ROOT, env=given, check=True, stdout=subprocess.PIPE, text=True).stdout
    names = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.strip()}
    with _served(given) as (port, master):
        return asyncio.run(_visited(port, master, names, seconds))


@contextmanager
def _served(environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """The public process on a free port of this machine: the port, and the process of gunicorn that has the workers."""
    port = free_port()
    parts = urlsplit(environment["DATABASE_URL"])
    public = urlunsplit(parts._replace(netloc=f"casetracker_public@{parts.netloc.rpartition('@')[2]}"))
    given = dict(environment) | {
        "CASETRACKER_SITE": "public",
        "DATABASE_URL": public,
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    options = ["--config", "python:casetracker.serving", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "casetracker.wsgi", *options], cwd=ROOT, env=given
    )
    try:
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: what is still being answered is of no use any more
        server.wait(60)


async def _visited(port: int, master: int, names: Mapping[str, list[str]], seconds: int) -> Load:
    load = Load()
    await _answering(port)
    begins = time.monotonic() + WARM_UP
    # The same visitors in every run.
    chances = [random.Random(number) for number in range(VISITORS)]
    visitors = [_visit(port, chance, names, begins, begins + seconds, load) for chance in chances]
    visiting = asyncio.gather(*visitors)
    await asyncio.sleep(WARM_UP + seconds / 2)
    load.middle = _memory(master)
    await visiting
    load.end = _memory(master)
    return load


async def _answering(port: int) -> None:
    """As soon as the server does."""
    for _try in range(300):
        try:
            if await _asked(port, "/healthz/") == OK:
                return
        except OSError:
            await asyncio.sleep(0.2)
    raise TimeoutError("the server does not answer")


async def _visit(
    port: int, chance: random.Random, names: Mapping[str, list[str]], begins: float, ends: float, load: Load
) -> None:
    """One visitor, who comes at some moment of the warming up."""
    await asyncio.sleep(chance.uniform(0, WARM_UP))
    while (started := time.monotonic()) < ends:
        address = _address(chance, names)
        try:
            status = await asyncio.wait_for(_asked(port, address), PATIENCE)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            load.errors.append(f"{address}: {type(error).__name__} {error}")
        else:
            load.errors += [] if status == OK else [f"{address}: {status}"]
            load.seconds += [time.monotonic() - started] if started >= begins else []
        await asyncio.sleep(chance.uniform(*READING))


def _address(chance: random.Random, names: Mapping[str, list[str]]) -> str:
    (places,) = chance.choices([places for _weight, places in MIX], [weight for weight, _places in MIX])
    named = {name: chance.choice(found) for name, found in names.items()}
    return chance.choice(places).format(page=chance.randint(1, 5), **named)


async def _asked(port: int, address: str) -> int:
    """The status, when the whole answer is there. A connection for each page, as through most web servers in front."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        status = int((await reader.readline()).split()[1])
        while await reader.read(1 << 16):
            pass
        return status
    finally:
        writer.close()


def _memory(master: int) -> float:
    """MB that the workers have for themselves and share, each page of memory counted once."""
    listed = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True, check=True).stdout
    return sum(
        _share(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")) for pid in listed.split()
    )


def _share(rollup: str) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
