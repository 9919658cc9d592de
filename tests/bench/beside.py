"""Datasette over the same rows: the columns of our files in one SQLite table, made and set up as its users would.

It runs inside this process, as our pages do, and nothing is sent over a network.
"""

import asyncio
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.version import __version__

from decisions import policy
from decisions.queries import exports
from decisions.queries.facets import FACETS, LONGEST
from decisions.views.asked import PER_PAGE

# The first of ours: each is a column of the files.
TEN_FACETS = FACETS[:10]
# Ten facets of many rows take longer than Datasette allows a stranger's query; none may be left out here.
SETTINGS = {
    "default_page_size": PER_PAGE,
    "default_facet_size": LONGEST,
    "facet_time_limit_ms": 60_000,
    "sql_time_limit_ms": 60_000,
    "max_returned_rows": 1000,  # as it comes: the CSV is read in pages of so many
    "max_csv_mb": 0,
    "suggest_facets": False,
}
LIST = f"/rulings/rulings?{urlencode([('_facet', name) for name in TEN_FACETS])}"
CSV = "/rulings/rulings.csv?_stream=on"


def said() -> str:
    """Name, version and settings, for those who read the table."""
    settings = ", ".join(f"{name} {value}" for name, value in SETTINGS.items())
    return f"Datasette {__version__} on SQLite {sqlite3.sqlite_version} (immutable file, {settings})"


def export(path: Path) -> None:
    """Write every public ruling, in the order of the list, with an index on each facet."""
    names = ", ".join(exports.HEADER)
    places = ", ".join("?" for _name in exports.HEADER)
    rows = exports.cells(policy.public_rulings().order_by("-decided_on", "pk"))
    database = sqlite3.connect(path)
    with database:
        database.execute(f"CREATE TABLE rulings ({names})")
        database.executemany(f"INSERT INTO rulings VALUES ({places})", rows)  # noqa: S608
        for name in TEN_FACETS:
            database.execute(f"CREATE INDEX by_{name} ON rulings ({name})")
    database.execute("ANALYZE")
    database.close()


class Beside:
    """A Datasette that is asked as a browser would ask it. It counts what is sent and keeps none of it."""

    def __init__(self, path: Path) -> None:
        self.app = Datasette(immutables=[str(path)], settings=SETTINGS).app()
        self.runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.runner.close()

    def read(self, address: str) -> int:
        """The size of the answer."""
        return self.runner.run(self._read(address))

    async def _read(self, address: str) -> int:
        path, _mark, query = address.partition("?")
        sent: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        async def send(message: dict[str, Any]) -> None:
            assert message.get("status", 200) == 200, (address, message)
            sent.append(len(message.get("body", b"")))

        await self.app(_scope(path, query), receive, send)
        return sum(sent)


def _scope(path: str, query: str) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
    }
