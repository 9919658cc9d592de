"""Fills the database of DATABASE_URL and measures; prints the results as one line of JSON.

`python -m tests.bench.measure <rulings> <runs>`, started by `make bench`.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
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
from tests.bench import bare  # noqa: E402
from tests.bench.filling import fill  # noqa: E402
from tests.bench.table import CSV  # noqa: E402

Bare = Callable[[Any], None]


def main(rulings: int, runs: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    started = time.perf_counter()
    fill(rulings)
    filling = time.perf_counter() - started
    results = {
        "rulings": rulings,
        "filling_seconds": filling,
        "pages": _pages(_cases(rulings), runs),
        "memory_mb": _memory(),
        "machine": _machine(),
    }
    print(json.dumps(results))


def _cases(rulings: int) -> dict[str, tuple[str, Bare | None]]:
    """Each thing that is measured by its name: its address, and the bare SQL for the same answer."""
    region = _largest("court__region")
    in_series = Ruling.objects.filter(series__isnull=False, decided_on__isnull=False).order_by("decided_on")
    ruling = in_series[in_series.count() // 2]
    deep = max(1, rulings * 3 // (4 * PER_PAGE))
    return {
        "list, first page": ("/rulings/", bare.listed()),
        "list, one region": (f"/rulings/?region={region}", bare.listed(region=region)),
        "list, deep page": (f"/rulings/?page={deep}", bare.listed(offset=(deep - 1) * PER_PAGE)),
        "search, two common words": ("/rulings/?q=documents+work", bare.listed(words="document work")),
        "search, best match first": ("/rulings/?q=documents+work&sort=relevance", None),
        "search, words of all": ("/rulings/?q=court+exampletown", bare.listed(words="court exampletown")),
        "summary, region x year": ("/summary/?rows=region&columns=year", bare.summary()),
        "summary, three dimensions": (
            "/summary/?rows=region&columns=form&split=year",
            bare.small_multiples(),
        ),
        "court profile": _court_profile(),
        "judge profile": _judge_profile(),
        CSV: ("/rulings.csv", bare.csv()),
        "list, one form": ("/rulings/?form=forced", None),
        "list, by court": ("/rulings/?sort=court", None),
        "overview": ("/", None),
        "one ruling": (f"/rulings/{ruling.public_id}/", None),
        "regions": ("/regions/", None),
        "largest region": (f"/regions/{region}/", None),
        "courts": ("/courts/", None),
        "judges": ("/judges/", None),
        "series": ("/series/", None),
    }


def _court_profile() -> tuple[str, Bare]:
    court = Court.objects.get(slug=_largest("court__slug"))
    sql = bare.profile(bare.of_courts(court.pk), bare.of_region(court.region_id), bare.ALL)
    return f"/courts/{court.slug}/", sql


def _judge_profile() -> tuple[str, Bare]:
    judge = Judge.objects.get(slug=_largest("judge__slug"))
    courts = Court.objects.filter(pk__in=Ruling.objects.filter(judge=judge).values("court"))
    scopes = (
        bare.of_judge(judge.pk),
        bare.of_courts(*(court.pk for court in courts)),
        bare.of_region(courts[0].region_id),
    )
    return f"/judges/{judge.slug}/", bare.profile(*scopes, bare.ALL)


def _largest(column: str) -> str:
    numbers = (
        Ruling.objects.filter(**{f"{column}__isnull": False})
        .order_by()
        .values_list(column)
        .annotate(number=Count("*"))
    )
    return str(max(numbers, key=lambda pair: pair[1])[0])


def _pages(cases: dict[str, tuple[str, Bare | None]], runs: int) -> dict[str, dict[str, Any]]:
    """Milliseconds and queries of each; page and bare SQL take turns, so that a busy machine slows both.

    `ms` is a page that is made, `kept_ms` the same page asked for again: it is kept while nothing public changes.
    """
    client = Client(SERVER_NAME="localhost")
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    kept_seconds: dict[str, list[float]] = {name: [] for name in cases}
    bare_seconds: dict[str, list[float]] = {name: [] for name, (_address, sql) in cases.items() if sql}
    queries = {name: _queries(client, address) for name, (address, _sql) in cases.items()}  # warms up as well
    with psycopg2.connect(os.environ["DATABASE_URL"]) as database, database.cursor() as cursor:
        for _run in range(runs):
            for name, (address, sql) in cases.items():
                caches["pages"].clear()
                seconds[name].append(_timed(_read, client, address))
                kept_seconds[name].append(_timed(_read, client, address))
                if sql:
                    bare_seconds[name].append(_timed(sql, cursor))
    return {
        name: {
            "ms": 1000 * median(seconds[name]),
            "kept_ms": None if name == CSV else 1000 * median(kept_seconds[name]),
            "bare_ms": 1000 * median(bare_seconds[name]) if name in bare_seconds else None,
            "queries": queries[name],
        }
        for name in cases
    }


def _timed(call: Callable[..., object], *arguments: Any) -> float:
    started = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - started


def _read(client: Client, address: str) -> int:
    """The size of the answer. It is made by the whole of Django: middleware, view, template."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return sum(len(part) for part in response)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        _read(client, address)
    return len(queries)


def _memory() -> float:
    """How much more memory a fresh process takes while it streams all rows as CSV, in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory"], stdout=subprocess.PIPE, text=True, check=True
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
        "postgresql": shown["server_version"].split()[0],
        "shared_buffers": shown["shared_buffers"],
        "work_mem": shown["work_mem"],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
