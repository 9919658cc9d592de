"""The table that `make bench` prints, in Markdown, and whether each goal is reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEADER = (
    "rulings", "what", "page", "bare SQL", "ratio", "Datasette", "ratio", "kept", "queries", "slowest query", "goal",
    "reached",
)  # fmt: skip
# Goals of the speed section; they are set for 100,000 rulings.
TIMES, PLUS_MS = 2, 30
CSV_TIMES = 8
DEEP_TIMES = 3
MOST_MB = 60
MOST_KEPT_MS = 10
MOST_QUERY_MS = 1000

FIRST, DEEP, CSV = "list, first page", "list, deep page", "all rows as CSV"
RELEASE = "release, made once"
# They are no pages: they ask again for each chunk of rows.
FILES = (CSV, RELEASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """The results for one size.

    `pages` holds by name `ms` and `queries`; where they were measured also `slowest_ms` (of the queries), `kept_ms`,
    `bare_ms`, `beside_ms`.
    """

    rulings: int
    filling_seconds: float
    pages: Mapping[str, Mapping[str, Any]]
    memory_mb: Mapping[str, float]
    machine: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a page may take at most, in milliseconds, and how that is said."""

    text: str
    most: Callable[[Measured, Mapping[str, Any]], float]


_LIST = Goal(f"≤ {TIMES} x SQL + {PLUS_MS} ms", lambda _all, page: TIMES * page["bare_ms"] + PLUS_MS)
_DEEP = Goal(f"≤ {DEEP_TIMES} x first page", lambda all_, _page: DEEP_TIMES * all_.pages[FIRST]["ms"])
_COPY = Goal(f"≤ {CSV_TIMES} x COPY", lambda _all, page: CSV_TIMES * page["bare_ms"])
GOALS = {
    FIRST: _LIST,
    "list, one region": _LIST,
    "search, two common words": _LIST,
    "search, words of all": _LIST,
    DEEP: _DEEP,
    "summary, region x year": _LIST,
    "summary, three dimensions": _LIST,
    "court profile": _LIST,
    "judge profile": _LIST,
    "API page": _LIST,
    "feed": _LIST,
    CSV: _COPY,
}


def facts(measured: Measured, *, runs: int) -> str:
    machine = measured.machine
    return (
        f"{machine['cores']} cores, PostgreSQL {machine['postgresql']} as it is installed (shared_buffers "
        f"{machine['shared_buffers']}, work_mem {machine['work_mem']}), Python {machine['python']}, "
        f"Django {machine['django']}; {machine['beside']}; medians of {runs} runs, in which page, bare SQL and "
        "Datasette take turns."
    )


def table(results: Sequence[Measured], *, few: Measured) -> str:
    """One table for all sizes; `few` is a small database that says how many queries a page needs."""
    lines = [line for measured in results for line in _lines(measured, few)]
    widths = [max(len(line[i]) for line in (HEADER, *lines)) for i in range(len(HEADER))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_joined(line, widths) for line in (HEADER, rule, *lines))


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


def _lines(measured: Measured, few: Measured) -> list[tuple[str, ...]]:
    number = f"{measured.rulings:,}"
    lines = [_page_line(measured, name, page) for name, page in measured.pages.items()]
    return [(number, *line) for line in (*lines, *_other_lines(measured, few))]


def _page_line(measured: Measured, name: str, page: Mapping[str, Any]) -> tuple[str, ...]:
    goal = GOALS.get(name)
    return (
        name,
        f"{page['ms']:,.0f} ms",
        *_compared(page, "bare_ms"),
        *_compared(page, "beside_ms"),
        f"{page['kept_ms']:,.1f} ms" if "kept_ms" in page else "",
        str(page["queries"]),
        f"{page['slowest_ms']:,.0f} ms" if "slowest_ms" in page else "",
        goal.text if goal else "",
        _said(page["ms"] <= goal.most(measured, page)) if goal else "",
    )


def _compared(page: Mapping[str, Any], what: str) -> tuple[str, str]:
    """What it is compared with, and how many times as long the page takes."""
    if what not in page:
        return "", ""
    return f"{page[what]:,.0f} ms", f"{page['ms'] / page[what]:.1f}"


def _other_lines(measured: Measured, few: Measured) -> list[tuple[str, ...]]:
    """What is no page: name, figures, goal."""
    ours, copied, theirs = (
        f"{measured.rulings / measured.pages[CSV][column] * 1000:,.0f}"
        for column in ("ms", "bare_ms", "beside_ms")
    )
    more = [name for name, page in measured.pages.items() if _asks_more(name, page, few)]
    slowest = max(page["kept_ms"] for page in measured.pages.values() if "kept_ms" in page)
    slow = [name for name, page in measured.pages.items() if page.get("slowest_ms", 0) > MOST_QUERY_MS]
    asks_more = f"pages with more queries than of {few.rulings:,}"
    kept_goal = (f"< {MOST_KEPT_MS} ms", _said(slowest < MOST_KEPT_MS))
    return [
        ("CSV, rows per second", ours, copied, "", theirs, *[""] * 6),
        *(
            (
                f"{name}, more memory",
                f"{memory:.0f} MB",
                *[""] * 7,
                f"< {MOST_MB} MB",
                _said(memory < MOST_MB),
            )
            for name, memory in measured.memory_mb.items()
        ),
        ("slowest page that is kept", *[""] * 5, f"{slowest:.1f} ms", "", "", *kept_goal),
        (asks_more, ", ".join(more) or "none", *[""] * 7, "none", _said(not more)),
        ("queries of more than a second", ", ".join(slow) or "none", *[""] * 7, "none", _said(not slow)),
    ]


def _asks_more(name: str, page: Mapping[str, Any], few: Measured) -> bool:
    return name not in FILES and page["queries"] > few.pages[name]["queries"]


def _said(reached: bool) -> str:
    return "yes" if reached else "NO"
