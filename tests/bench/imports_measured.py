"""One step of the measure of imports, in a process of its own. Started by tests.bench.imports."""

import csv
import io
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

import tablib  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402

from decisions import policy, tasks  # noqa: E402
from decisions.actions import imports  # noqa: E402
from decisions.models import Court, ImportBatch, Judge, Ruling, Source, Team, User  # noqa: E402
from decisions.queries import exports  # noqa: E402
from decisions.queries import imports as queries  # noqa: E402
from decisions.queries.doubts import doubts  # noqa: E402
from decisions.queries.import_places import Places  # noqa: E402
from decisions.queries.import_plan import sketched  # noqa: E402
from decisions.queries.import_values import Reader  # noqa: E402
from decisions.tables import opening  # noqa: E402
from decisions.tables.files import csv_text  # noqa: E402
from decisions.vocabulary import Empty, Role  # noqa: E402
from tests.bench.filling import fill  # noqa: E402
from tests.bench.imports import COLUMNS  # noqa: E402
from tests.bench.memory import _resident  # noqa: E402

_ALL = "decisions_ruling, decisions_rulingprovision, decisions_evidence, decisions_searchtext, decisions_importrow"


def main(folder: Path, step: str, rows: str = "0") -> None:
    {"fill": _fill, "import": _import, "beside": _beside}[step](folder, int(rows))


def timed(what: str, work: Callable[[], Any]) -> Any:
    begun = time.monotonic()
    result = work()
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)
    return result


def _fill(folder: Path, rows: int) -> None:
    call_command("migrate", verbosity=0)
    fill(rows)
    User.objects.create(username="bench-admin", role=Role.ADMINISTRATOR)
    found = exports.chosen_cells(policy.logged_rulings().order_by("pk"), COLUMNS)
    with open(folder / "rulings.csv", "w", encoding="utf-8", newline="") as file:
        file.writelines(csv_text(COLUMNS, found))
    print(
        f"{rows:,} rows of {len(COLUMNS)} columns, {(folder / 'rulings.csv').stat().st_size / 2**20:.1f} MB"
    )
    with connection.cursor() as cursor:
        with open(folder / "copied", "wb") as file:
            cursor.copy_expert("COPY decisions_ruling TO STDOUT", file)
        with open(folder / "links", "wb") as file:
            cursor.copy_expert("COPY decisions_rulingprovision TO STDOUT", file)
        cursor.execute(f"TRUNCATE {_ALL} CASCADE")
        begun = time.monotonic()
        for name, table in (("copied", "decisions_ruling"), ("links", "decisions_rulingprovision")):
            with open(folder / name, "rb") as file:
                cursor.copy_expert(f"COPY {table} FROM STDIN", file)
        print(f"bare COPY of rulings and articles: {time.monotonic() - begun:.1f} s")
        cursor.execute(f"TRUNCATE {_ALL} CASCADE")


def _import(folder: Path, _rows: int) -> None:
    by = User.objects.get(username="bench-admin")
    content = (folder / "rulings.csv").read_bytes()
    before = _resident("VmRSS")
    now = timezone.now()
    batch = timed("upload", lambda: imports.upload(content=content, name="a.csv", by=by, now=now))
    team = Team.objects.order_by("pk").first()
    assert team is not None
    batch = imports.match(
        batch=batch, mapping=batch.mapping, team=team, source=None, submits=False, by=by, now=now
    )
    timed("reading and validating alone", lambda: _validated(content, batch, now.date()))
    timed("preview", lambda: tasks.check(batch, by))
    batch.refresh_from_db()
    for tally in queries.tallies(batch):
        if tally.rows:
            print(f"  {tally.rows:,} {tally.label}, {tally.ticked:,} ticked")
    batch.rows.filter(outcome__in=["new", "duplicate"]).update(ticked=True)
    imports.request_apply(batch=batch, reason="", by=by, now=timezone.now())
    timed("apply", lambda: tasks.apply(batch, by))
    print(
        f"memory: {_resident('VmHWM') - before:.0f} MB more than before, {_resident('VmHWM'):.0f} MB in all"
    )
    again = imports.upload(content=content, name="a.csv", by=by, now=now)
    imports.match(batch=again, mapping=again.mapping, team=team, source=None, submits=False, by=by, now=now)
    again.refresh_from_db()
    timed("preview of the same file again", lambda: tasks.check(again, by))
    for tally in queries.tallies(again):
        if tally.rows:
            print(f"  {tally.rows:,} {tally.label}")


def _validated(content: bytes, batch: ImportBatch, today: date) -> int:
    """What no import can do without: open the file, understand each cell, ask what looks wrong."""
    reader = Reader(Places(batch), today=today)
    table = opening.read(content)
    found = 0
    for row in table.rows:
        values = reader.read(dict(zip(table.header, row.cells, strict=False))).values
        provisions = values.get("provisions", [])
        found += len(doubts(sketched(values), provisions=[] if isinstance(provisions, Empty) else provisions))
    return found


class _Rulings(resources.ModelResource):
    """As much of the same as django-import-export does by itself, row by row, with our history."""

    court = fields.Field("court", "court", widgets.ForeignKeyWidget(Court, "slug"))
    judge = fields.Field("judge", "judge", widgets.ForeignKeyWidget(Judge, "slug"))
    source = fields.Field("source", "source", widgets.ForeignKeyWidget(Source, "slug"))

    class Meta:
        model = Ruling
        import_id_fields = ("public_id",)
        fields = (
            "public_id", "court", "judge", "decided_on", "nationality_status", "sanction", "form", "placement", "plea",
            "interpreter", "counsel", "return_risk_raised", "return_risk_examined", "standing", "source",
        )  # fmt: skip

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for name in ("judge", "decided_on"):
            if row[name] in Empty.values:
                row[name] = ""

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.judge_state = "known" if instance.judge_id else "unknown"
        instance.decided_on_state = "known" if instance.decided_on else "unknown"
        instance.team_id, instance.entered_by_id = self.team, self.by
        instance.entered_on = timezone.now().date()


def _beside(folder: Path, rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_ALL} CASCADE")
    with open(folder / "rulings.csv", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        data = tablib.Dataset(*_some(reader, rows), headers=next(csv.reader(io.StringIO(",".join(COLUMNS)))))
    resource = _Rulings()
    resource.team = Team.objects.values_list("pk", flat=True)[0]
    resource.by = User.objects.get(username="bench-admin").pk
    print(f"django-import-export, {len(data):,} rows, 15 of the columns")
    timed("  its preview", lambda: resource.import_data(data, dry_run=True, raise_errors=True))
    timed("  its import", lambda: resource.import_data(data, dry_run=False, raise_errors=True))


def _some(reader: Iterator[list[str]], rows: int) -> list[list[str]]:
    next(reader)
    return [row for row, _number in zip(reader, range(rows), strict=False)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
