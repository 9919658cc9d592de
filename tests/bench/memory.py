"""Prints by how many MB this process grows while it streams every row as a file. Started by tests.bench.measure.

Its argument says what streams: `public`, the public CSV, or `csv`, `xlsx` or `json`, what an administrator takes out
of the desk with every column.
"""

import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402

from decisions.models import User  # noqa: E402
from decisions.vocabulary import Role  # noqa: E402

STATUS = Path("/proc/self/status")


def main(what: str) -> None:
    client = Client(SERVER_NAME="localhost")
    ask = _public if what == "public" else _desk(client, what)
    for _part in ask(client, "?plea=withheld&form=withheld"):  # loads what is loaded once
        pass
    before = _resident("VmRSS")
    for _part in ask(client, ""):
        pass
    print(_resident("VmHWM") - before)


def _public(client: Client, query: str) -> Any:
    return client.get(f"/rulings.csv{query}")


def _desk(client: Client, kind: str) -> Callable[[Client, str], Any]:
    client.force_login(User.objects.get_or_create(username="bench-admin", role=Role.ADMINISTRATOR)[0])
    return lambda client, query: client.post(f"/desk/exports/{query}", {"which": "every", "kind": kind})


def _resident(name: str) -> float:
    """Resident memory now (VmRSS) or at its highest (VmHWM); where there is no /proc, the highest for both."""
    if STATUS.exists():
        found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(sys.argv[1])
