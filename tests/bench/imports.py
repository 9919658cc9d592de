"""How long an import takes, beside COPY and django-import-export on the same file: `python -m tests.bench.imports`.

Invented rulings are filled in, written as our own CSV, removed, and imported again, in a PostgreSQL server of its own.
Printed, never asserted: the clock of a busy machine proves nothing.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.__main__ import ROOT, _environment

COLUMNS = (
    "court", "judge", "decided_on", "case_number", "uid", "article", "nationality", "nationality_status", "sanction",
    "fine_rub", "form", "placement", "plea", "interpreter", "counsel", "return_risk_raised", "return_risk_examined",
    "in_russia_since", "how_found", "word_count", "standing", "source", "public_id",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument(
        "--beside", type=int, default=2_000, help="rows for django-import-export, which is slow"
    )
    options = parser.parse_args(arguments)
    with _environment() as environment:
        folder = Path(environment["CASETRACKER_VAR"])
        for step in (["fill", str(options.rows)], ["import"], ["beside", str(options.beside)]):
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.imports_measured", str(folder), *step],
                cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            for line in done.stdout.splitlines():
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
