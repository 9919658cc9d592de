"""The long parts of imports: run by `manage.py db_worker`, beside the site.

A task takes keys and gives nothing back: what it was given and how it failed is kept in a table that no purge searches.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from decisions.actions import accounts, imports, rulings
from decisions.actions.refusals import Conflict, Doubtful, Refused, RowsRefused
from decisions.models import ImportBatch, Unreadable, User, sealed_files
from decisions.queries import imports as queries
from decisions.queries.import_plan import AT_ONCE, TOO_WIDE, Planner
from decisions.tables import opening
from decisions.tables.incoming import Incoming, Row, Unusable, without_blank_end
from decisions.vocabulary import ImportState

# Another import or somebody's edit may be in the way for a moment.
_ATTEMPTS = 3

Cells = tuple[int, dict[str, str]]


@task()
def check_import(batch: int, by: int) -> None:
    """Read and compare the rows of an import, in the name of the person who asked for it."""
    _told(check, batch, by)


@task()
def apply_import(batch: int, by: int) -> None:
    """Apply the ticked rows of an import, in the name of the person who asked for it."""
    _told(apply, batch, by)


@task()
def undo_import(batch: int, by: int) -> None:
    """Take back an import, in the name of the person who asked for it."""
    _told(undo, batch, by)


def _told(work: Callable[[ImportBatch, User], None], batch: int, by: int) -> None:
    """Do it, and where it fails say why on the page: nothing that a row says comes into a log or a traceback."""
    found, person = ImportBatch.objects.get(pk=batch), User.objects.get(pk=by)
    try:
        work(found, person)
    except Conflict:
        return  # it has gone on already: the task came twice, or somebody took it back
    except Exception as error:
        now = timezone.now()
        keeper = accounts.system_account(username=accounts.KEEPER, now=now)
        imports.give_up(batch=found, by=keeper, now=now, reasons=sentences(error))


def sentences(error: Exception) -> list[str]:
    """Why it did not work, in words of ours: what a database says repeats what a row says."""
    if isinstance(error, Unusable):
        return [queries.unusable(error)]
    if isinstance(error, RowsRefused):
        return [_("Some rows cannot be applied, so none was. They are errors now; apply the others.")]
    if isinstance(error, Refused):
        return error.reasons
    if isinstance(error, Doubtful):
        return [doubt.message for doubt in error.doubts]
    if isinstance(error, PermissionDenied):
        return [_("The person who asked for it may not do this any more.")]
    if isinstance(error, Unreadable | sealed_files.Missing):
        return [_("The file is gone or its key is lost. Send it again.")]
    if isinstance(error, IntegrityError):
        return [_("Somebody has changed rulings since the rows were checked. Check them again.")]
    if isinstance(error, DatabaseError):
        return [_("The database did not let it happen. Nothing was changed; try again.")]
    return [_("It did not work, and nothing was changed (%(kind)s).") % {"kind": type(error).__name__}]


# What is done, for the worker and for manage.py import_rulings


def check(batch: ImportBatch, by: User) -> None:
    """Read the rows of the file, or those that were read before, and compare them with what is there."""
    now = timezone.now()
    planner = Planner(batch, by=by, today=now.astimezone(rulings.EASTERNMOST).date())
    rows = _read_again(batch) if not batch.stored_as else _read(batch)
    while some := list(islice(rows, AT_ONCE)):
        planned = planner.plan([(number, cells) for number, cells in some if cells])
        imports.stage(batch=batch, planner=planner, planned=planned, by=by)
    imports.checked(
        batch=batch,
        proposed=planner.proposed,
        recalled=planner.reader.places.recalled,
        by=by,
        now=timezone.now(),
    )


def _read(batch: ImportBatch) -> Iterator[Cells]:
    table = opening.read(b"".join(sealed_files.read(batch.stored_as)))
    columns = {int(place): column for place, column in batch.mapping.items()}
    return (_cells(table, row, columns) for row in table.rows)


def _cells(table: Incoming, row: Row, columns: dict[int, str]) -> Cells:
    found = without_blank_end(row.cells)
    cells = {column: found[place] for place, column in columns.items() if place < len(found)}
    if len(found) > len(table.header):
        cells[TOO_WIDE] = f"{len(found)} > {len(table.header)}"
    return row.number, cells


def _read_again(batch: ImportBatch) -> Iterator[Cells]:
    after = 0
    while some := list(batch.rows.filter(number__gt=after).order_by("number")[:AT_ONCE]):
        yield from ((row.number, row.cells) for row in some)
        after = some[-1].number


def apply(batch: ImportBatch, by: User) -> None:
    """Apply it, again if something was in the way for a moment. Rows that cannot be applied become errors."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            imports.apply(batch=batch, by=by, now=timezone.now())
            return
        except RowsRefused as refused:
            imports.mark_faulty(batch=batch, faults=dict(refused.rows), by=by)
            raise
        except OperationalError:
            if attempt == _ATTEMPTS:
                raise


def undo(batch: ImportBatch, by: User) -> None:
    imports.undo(batch=batch, by=by, now=timezone.now())


def not_begun() -> set[int]:
    """The imports that wait for a worker, by key: it was asked for, and none has taken it up."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    ready = ready.filter(task_path__in=[one.module_path for one in (check_import, apply_import, undo_import)])
    return {one["args"][0] for one in ready.values_list("args_kwargs", flat=True)}


def is_waiting(batch: ImportBatch) -> bool:
    """Whether something is being done about it, or will be."""
    return batch.state in (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
