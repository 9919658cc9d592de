"""Lists known weaknesses of the pinned packages, or says that no source of advisories could be asked.

A weakness that is found is shown and fails nothing: it is news about the world, not about a change (SECURITY.md).
"""

import json
import subprocess
import sys
from typing import Any

SOURCES = ("pypi", "osv")
SECONDS = 45
NOT_CHECKED = "not checked: advisories (no source of them can be reached from here)"


def asked(source: str) -> dict[str, list[str]] | None:
    """The weaknesses of each package that the source knows; None if it answers nothing."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", "requirements/run.txt", "--require-hashes", "--disable-pip",
        "--timeout", "5", "--progress-spinner", "off", "--format", "json", "--vulnerability-service", source,
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return None
    # What the source does not know was not checked, whatever the program concludes from it.
    known = [package for package in packages if "vulns" in package]
    return {
        f"{one['name']} {one['version']}": [said(weakness) for weakness in one["vulns"]] for one in known
    } or None


def said(weakness: dict[str, Any]) -> str:
    return f"{weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"


def lines() -> list[str]:
    found = next((answer for answer in map(asked, SOURCES) if answer), None)
    if found is None:
        return [NOT_CHECKED]
    weak = [f"WEAK    {package}: {one}" for package, many in found.items() for one in many]
    return weak or [f"ok      advisories ({len(found)} packages, no known weakness)"]


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
