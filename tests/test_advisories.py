"""`make check` says of weaknesses what it knows, and never more."""

import json
import runpy
import subprocess
from pathlib import Path

import pytest

ADVISORIES = runpy.run_path(str(Path(__file__).resolve().parent.parent / ".ci" / "advisories.py"))


@pytest.mark.parametrize(
    ("packages", "line"),
    [
        (
            [{"name": "a", "skip_reason": "not found"}],
            "not checked: advisories (no source of them can be reached from here)",
        ),
        ([{"name": "a", "version": "1", "vulns": []}], "ok      advisories (1 packages, no known weakness)"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}],
            "WEAK    a 1: CVE-1, mended in 2",
        ),
    ],
)
def test_what_no_source_knows_was_not_checked(monkeypatch, packages, line):
    answer = subprocess.CompletedProcess([], 0, json.dumps({"dependencies": packages}), "")
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: answer)

    assert ADVISORIES["lines"]() == [line]
