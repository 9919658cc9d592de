"""What no file of the project may contain: the machine it was written on, or a package registry's host."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK_FILES = {"uv.lock", "package-lock.json", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml"}
MADE_BY_TOOLS = {".git", ".venv", "var", "__pycache__"}
# Written apart, so that this file does not contain what it looks for.
HOSTS = [
    ("pypi", "org"),
    ("files.python" + "hosted", "org"),
    ("registry.npm" + "js", "org"),
    ("deb.deb" + "ian", "org"),
]
MACHINE = re.compile(r"(?<![\w.-])/(?:work|farm|root|home)/")
REGISTRY = re.compile("|".join(re.escape(".".join(host)) for host in HOSTS))


def project_files() -> list[Path]:
    """Every file that is committed or would be; without git, every file but what tools make."""
    names = listed_by_git()
    if names is None:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")]
    return [
        ROOT / name for name in names if not MADE_BY_TOOLS & set(Path(name).parts) and (ROOT / name).is_file()
    ]


def listed_by_git() -> list[str] | None:
    """Names relative to the root, or None if this is not a checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return None
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return listed.stdout.rstrip("\0").split("\0") if listed.returncode == 0 else None


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in project_files():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine", "registry"])
def test_no_file_names_this_machine_or_a_registry(pattern):
    assert lines_with(pattern) == []


def test_no_lock_file_of_another_tool_is_kept():
    assert [path for path in project_files() if path.name in LOCK_FILES] == []
