"""Runs the whole test suite on both databases and in a browser, and says what was left out.

`make test` calls it, and with `--faults` `make test-faults`; further arguments go to pytest. With CI=true anything left
out is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from tests.cluster import NoServerInstalled, ServerFailed, temporary_cluster

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
SECONDS_TO_STOP = 30
NO_TEST_CHOSEN = 5
INTERRUPTED = 130
# Every core, whole files at a time, since its tests share what they loaded; long ones first (tests/conftest.py).
IN_PARALLEL = ("--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder")


class LeftOut(Exception):
    """A suite cannot run on this machine; the message says why, and how to get it."""


class Terminated(KeyboardInterrupt):
    """We were asked to end by a signal that pytest did not get."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A part of the tests, chosen by `marker`; `variables` prepares what it needs."""

    name: str
    marker: str
    variables: Callable[[], AbstractContextManager[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a suite; `skipped` gives the reason of every test that did not run."""

    name: str
    exit_code: int = 0
    ran: frozenset[str] = frozenset()
    failed: int = 0
    skipped: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    left_out: str = ""
    seconds: float = 0

    @property
    def is_failure(self) -> bool:
        return bool(self.exit_code or self.trouble)


def main(arguments: Sequence[str]) -> int:
    suites = FAULTS if "--faults" in arguments else SUITES
    rest = [argument for argument in arguments if argument != "--faults"]
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        results = [run(suite, rest) for suite in suites]
    except KeyboardInterrupt:
        print("\nInterrupted.")
        return INTERRUPTED
    strict = os.environ.get("CI") == "true"
    missing = left_out(results)
    print_summary(results, missing, strict=strict)
    good = any(result.ran for result in results) and not any(result.is_failure for result in results)
    return 0 if good and not (strict and missing) else 1


def _end(_number: int, _frame: object) -> NoReturn:
    raise Terminated


# What each suite needs


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    yield {}


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    """A given server, or one of our own. Raises LeftOut where neither is to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield {"DATABASE_URL": given}
        return
    try:
        with temporary_cluster() as url:
            yield {"DATABASE_URL": url}
    except NoServerInstalled as error:
        raise LeftOut(
            f"{error}: install it (Debian's package is postgresql), or set TEST_DATABASE_URL to a server "
            "where databases may be created"
        ) from error


@contextmanager
def browser() -> Iterator[dict[str, str]]:
    """The path of a Chromium. Raises LeftOut if there is none."""
    places = [os.environ.get("CHROMIUM"), *CHROMIUM_NAMES, CHROMIUM_ON_MACOS]
    found = next((path for place in places if place and (path := shutil.which(place))), None)
    if found is None:
        raise LeftOut(
            "no Chromium was found: install it (Debian's package is chromium), or set CHROMIUM to its path"
        )
    yield {"CHROMIUM": found}


SUITES = (
    Suite("SQLite", "not browser and not faults", sqlite),
    Suite("PostgreSQL", "not browser and not faults", postgresql),
    Suite("browser", "browser", browser),
)
# `make test-faults`: its tests bring the databases that they kill.
FAULTS = (Suite("faults", "faults", sqlite),)


# Running one


def run(suite: Suite, arguments: Sequence[str]) -> Result:
    """The result of a suite, whose tests print as they run."""
    print(f"\n{suite.name}: pytest -m '{suite.marker}'", flush=True)
    started = time.monotonic()
    try:
        with suite.variables() as variables, tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            exit_code = run_pytest(["-m", suite.marker, f"--junit-xml={report}", *arguments], variables)
            if exit_code == NO_TEST_CHOSEN and arguments:
                exit_code = 0  # somebody asked for tests that are all in another suite
            result = read_report(report, Result(suite.name, exit_code=exit_code))
    except LeftOut as reason:
        return Result(suite.name, left_out=str(reason))
    except ServerFailed as error:
        return Result(suite.name, trouble=str(error))
    return replace(result, seconds=time.monotonic() - started)


def run_pytest(arguments: Sequence[str], variables: Mapping[str, str]) -> int:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *IN_PARALLEL, *arguments], cwd=ROOT, env=inherited | dict(variables)
    )
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        if isinstance(interruption, Terminated):  # Ctrl-C in a terminal reaches pytest by itself
            process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def read_report(path: Path, result: Result) -> Result:
    """`result` with what the JUnit file at `path` says; pytest that broke down leaves none."""
    if not path.exists():
        return result
    ran, skipped, failed = set(), {}, 0
    for case in ET.parse(path).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        skip = case.find("skipped")
        if skip is not None and skip.get("type") != "pytest.xfail":
            skipped[name] = skip.get("message", "")
            continue
        ran.add(name)
        failed += case.find("failure") is not None or case.find("error") is not None
    return replace(result, ran=frozenset(ran), skipped=skipped, failed=failed)


# The summary


def left_out(results: Sequence[Result]) -> list[str]:
    """One line for every suite that did not run, and for every test that ran in none of the suites."""
    ran = frozenset().union(*(result.ran for result in results))
    skipped = {name: reason for result in results for name, reason in result.skipped.items()}
    suites = [f"{result.name}: {result.left_out}" for result in results if result.left_out]
    return suites + [f"{name}: {reason}" for name, reason in skipped.items() if name not in ran]


def print_summary(results: Sequence[Result], missing: Sequence[str], *, strict: bool) -> None:
    print("\nSuite        Result      Tests")
    for result in results:
        print(f"{result.name:<12} {verdict(result):<11} {numbers(result)}")
    for result in results:
        if result.trouble:
            print(f"\n{result.name}: {result.trouble}")
    if missing:
        print("\nLeft out" + (" (a failure, since CI=true):" if strict else ":"))
        for line in missing:
            print(f"- {line}")


def verdict(result: Result) -> str:
    if result.left_out:
        return "left out"
    return "FAILED" if result.is_failure else "passed"


def numbers(result: Result) -> str:
    if result.left_out or result.trouble:
        return "-"
    text = f"{len(result.ran) - result.failed} of {len(result.ran)} passed in {result.seconds:.0f} s"
    return f"{text}, {len(result.skipped)} skipped" if result.skipped else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
