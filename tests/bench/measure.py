"""Fills the database of DATABASE_URL and measures; prints the results as one line of JSON.

`python -m tests.bench.measure <rulings> <runs>`, started by `make bench`.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg2

django.setup()

from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from decisions.models import Court, Judge, Ruling  # noqa: E402
from decisions.views.asked import PER_PAGE  # noqa: E402
from tests.bench import bare, beside  # noqa: E402
from tests.bench.bare import Bare  # noqa: E402
from tests.bench.beside import Beside  # noqa: E402
from tests.bench.filling import fill  # noqa: E402
from tests.bench.table import CSV, FIRST, RELEASE  # noqa: E402

FILE = "/rulings.csv"
# What is streamed for its memory: its name in the table, and what tests.bench.memory calls it.
STREAMED = {"CSV": "public", "desk CSV": "csv", "desk XLSX": "xlsx", "desk JSON": "json"}


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: an address of ours, the bare SQL for the same answer, the address of the same in Datasette."""

    address: str
    sql: Bare | None = None
    beside: str | None = None


def main(rulings: int, runs: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    started = time.perf_counter()
    fill(rulings)
    filling = time.perf_counter() - started
    released = _release()
    with tempfile.TemporaryDirectory(prefix="casetracker-beside-") as folder:
        path = Path(folder, "rulings.db")
        beside.export(path)
        with Beside(path) as other:
            pages = _pages(_cases(rulings), runs, other)
    results = {
        "rulings": rulings,
        "filling_seconds": filling,
        "pages": {**pages, RELEASE: released},
        "memory_mb": {name: _memory(what) for name, what in STREAMED.items()},
        "machine": _machine(),
    }
    print(json.dumps(results))


def _cases(rulings: int) -> dict[str, Case]:
    """Each page and file by its name."""
    region = _largest("court__region")
    in_series = Ruling.objects.filter(series__isnull=False, decided_on__isnull=False).order_by("decided_on")
    ruling = in_series[in_series.count() // 2]
    deep = max(1, rulings * 3 // (4 * PER_PAGE))
    return {
        FIRST: Case("/rulings/", bare.listed(), beside.LIST),
        "list, one region": Case(f"/rulings/?region={region}", bare.listed(region=region)),
        "list, deep page": Case(f"/rulings/?page={deep}", bare.listed(offset=(deep - 1) * PER_PAGE)),
        "search, two common words": Case("/rulings/?q=documents+work", bare.listed(words="document work")),
        "search, best match first": Case("/rulings/?q=documents+work&sort=relevance"),
        "search, words of all": Case("/rulings/?q=court+exampletown", bare.listed(words="court exampletown")),
        "summary, region x year": Case("/summary/?rows=region&columns=year", bare.summary()),
        "summary, three dimensions": Case(
            "/summary/?rows=region&columns=form&split=year", bare.small_multiples()
        ),
        "court profile": _court_profile(),
        "judge profile": _judge_profile(),
        "API page": Case("/api/v1/rulings/", bare.records()),
        "feed": Case("/feeds/rulings.atom", bare.changes()),
        CSV: Case(FILE, bare.csv(), beside.CSV),
        "list, one form": Case("/rulings/?form=forced"),
        "list, by court": Case("/rulings/?sort=court"),
        "overview": Case("/"),
        "one ruling": Case(f"/rulings/{ruling.public_id}/"),
        "regions": Case("/regions/"),
        "largest region": Case(f"/regions/{region}/"),
        "courts": Case("/courts/"),
        "judges": Case("/judges/"),
        "series": Case("/series/"),
    }


def _court_profile() -> Case:
    court = Court.objects.get(slug=_largest("court__slug"))
    sql = bare.profile(bare.of_courts(court.pk), bare.of_region(court.region_id), bare.ALL)
    return Case(f"/courts/{court.slug}/", sql)


def _judge_profile() -> Case:
    judge = Judge.objects.get(slug=_largest("judge__slug"))
    courts = Court.objects.filter(pk__in=Ruling.objects.filter(judge=judge).values("court"))
    scopes = (
        bare.of_judge(judge.pk),
        bare.of_courts(*(court.pk for court in courts)),
        bare.of_region(courts[0].region_id),
    )
    return Case(f"/judges/{judge.slug}/", bare.profile(*scopes, bare.ALL))


def _largest(column: str) -> str:
    numbers = (
        Ruling.objects.filter(**{f"{column}__isnull": False})
        .order_by()
        .values_list(column)
        .annotate(number=Count("*"))
    )
    return str(max(numbers, key=lambda pair: pair[1])[0])


def _pages(cases: Mapping[str, Case], runs: int, other: Beside) -> dict[str, dict[str, Any]]:
    """Milliseconds and queries of each; all that is compared takes turns, so that a busy machine slows all of it.

    `ms` is a page that is made, `kept_ms` the same page asked for again: it is kept while nothing public changes.
    """
    client = Client(SERVER_NAME="localhost")
    for case in cases.values():
        _read(client, case.address)  # warms up
    queries = {name: _queries(client, case.address) for name, case in cases.items()}
    runs_of: dict[str, list[dict[str, float]]] = {name: [] for name in cases}
    with psycopg2.connect(os.environ["DATABASE_URL"]) as database, database.cursor() as cursor:
        for _run in range(runs):
            for name, case in cases.items():
                runs_of[name].append(_turn(case, client, cursor, other))
    return {name: {**queries[name], **_medians(runs_of[name])} for name in cases}


def _turn(case: Case, client: Client, cursor: Any, other: Beside) -> dict[str, float]:
    caches["pages"].clear()
    turn = {"ms": _timed(_read, client, case.address)}
    if case.address != FILE:
        turn["kept_ms"] = _timed(_read, client, case.address)
    if case.sql:
        turn["bare_ms"] = _timed(case.sql, cursor)
    if case.beside:
        turn["beside_ms"] = _timed(other.read, case.beside)
    return turn


def _medians(turns: list[dict[str, float]]) -> dict[str, float]:
    return {what: median(turn[what] for turn in turns) for what in turns[0]}


def _release() -> dict[str, Any]:
    """One release, made as an administrator makes it, beside COPY of its table; once, since it takes long."""
    with CaptureQueriesContext(connection) as queries:
        ms = _timed(call_command, "make_release", stdout=StringIO())
    with psycopg2.connect(os.environ["DATABASE_URL"]) as database, database.cursor() as cursor:
        return {"ms": ms, "bare_ms": _timed(bare.csv(), cursor), "queries": len(queries)}


def _timed(call: Callable[..., object], *arguments: Any, **options: Any) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    call(*arguments, **options)
    return 1000 * (time.perf_counter() - started)


def _read(client: Client, address: str) -> int:
    """The size of the answer. It is made by the whole of Django: middleware, view, template."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return sum(len(part) for part in response)


def _queries(client: Client, address: str) -> dict[str, float]:
    """How many queries a page asks when it is made, and the milliseconds of the slowest."""
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        _read(client, address)
    return {"queries": len(queries), "slowest_ms": 1000 * max(float(query["time"]) for query in queries)}


def _memory(what: str) -> float:
    """How much more memory a fresh process takes while it streams all rows, in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", what], stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        shown = {}
        for name in ("server_version", "shared_buffers", "work_mem"):
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "beside": beside.said(),
        "postgresql": shown["server_version"].split()[0],
        "shared_buffers": shown["shared_buffers"],
        "work_mem": shown["work_mem"],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
