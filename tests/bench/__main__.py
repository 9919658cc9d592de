"""How fast the public pages are, beside bare SQL and Datasette: `make bench` (docs/benchmark.md).

Each size has a PostgreSQL server of its own, which is removed at the end. No person's data is read or written.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench import load
from tests.bench.table import Measured, facts, table
from tests.cluster import NoServerInstalled, ServerFailed, temporary_cluster

ROOT = Path(__file__).resolve().parent.parent.parent
# Pages must not ask more questions of many rulings than of these few.
FEW = 1000
# Rulings while many visitors come at once.
LOADED = 500
_OF_AN_INSTALLATION = ("SECRET_KEY", "AUDIT_KEYS", "ALLOWED_HOSTS", "SITE_URL", "CASETRACKER_HTTPS")


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    sizes = [10_000] if options.quick else options.rulings
    runs = 3 if options.quick else options.runs
    try:
        if options.load:
            return loaded(options.visited)
        few = measured(FEW, runs=1)
        many = [measured(rulings, runs=runs) for rulings in sizes]
    except (NoServerInstalled, ServerFailed, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{facts(many[0], runs=runs)}\n")
    print(table(many, few=few))
    return loaded(options.visited)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--rulings", type=int, nargs="+", default=[100_000], metavar="N", help="one size or several"
    )
    parser.add_argument("--runs", type=int, default=7, help="the table shows the median of so many (7)")
    parser.add_argument("--load", action="store_true", help="only 200 visitors at once for a minute")
    parser.add_argument("--visited", type=int, default=LOADED, help=f"rulings that they visit ({LOADED})")
    parser.add_argument("--quick", action="store_true", help="10,000 rulings, 3 runs: does it work at all?")
    return parser.parse_args(arguments)


def loaded(rulings: int) -> int:
    """What many visitors at once see of the public process."""
    with _environment() as environment:
        seen = load.run(environment, rulings=rulings)
    print("\n".join([f"\n{rulings:,} rulings", *seen.lines(seconds=load.SECONDS)]))
    return 0 if seen.is_good else 1


def measured(rulings: int, *, runs: int) -> Measured:
    """What a process of its own measured in a database with so many rulings."""
    print(f"{rulings:,} rulings ...", file=sys.stderr, flush=True)
    with _environment() as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.measure", str(rulings), str(runs)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """Variables that lead to an empty server and an empty var/."""
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_AN_INSTALLATION}
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder, temporary_cluster() as url:
        yield inherited | {
            "CASETRACKER_ENV": "demo",
            "CASETRACKER_VAR": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "casetracker.settings",
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
