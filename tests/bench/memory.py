"""Prints by how many MB this process grows while it streams every row as CSV. Started by tests.bench.measure."""

import re
import resource
import sys
from pathlib import Path

import django

django.setup()

from django.test import Client  # noqa: E402

STATUS = Path("/proc/self/status")


def main() -> None:
    client = Client(SERVER_NAME="localhost")
    for _part in client.get("/rulings.csv?plea=withheld&form=withheld"):  # loads what is loaded once
        pass
    before = _resident("VmRSS")
    for _part in client.get("/rulings.csv"):
        pass
    print(_resident("VmHWM") - before)


def _resident(name: str) -> float:
    """Resident memory now (VmRSS) or at its highest (VmHWM); where there is no /proc, the highest for both."""
    if STATUS.exists():
        found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
