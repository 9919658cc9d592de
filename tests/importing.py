"""Files of rulings, and the way of an import, for the tests."""

import csv
import io

from decisions import policy, tasks
from decisions.actions import imports
from decisions.queries import exports
from decisions.queries import imports as queries
from decisions.vocabulary import ImportChoice
from tests import make

EVERYTHING = (*exports.HEADER, *exports.UNPUBLISHED_HEADER)


def table(*rows):
    """A CSV of dictionaries."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def exported(names=EVERYTHING):
    rulings_ = policy.logged_rulings().order_by("pk")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([exports.guard(cell) for cell in row] for row in exports.chosen_cells(rulings_, names))
    return text.getvalue().encode()


def checked(administrator, content, *, source=None, submits=False, **mapping):
    """An import whose rows were read."""
    batch = imports.upload(content=content, name="sample.csv", by=administrator, now=make.NOW)
    header = queries.header(batch)
    chosen = {**batch.mapping, **{str(header.index(name)): column for name, column in mapping.items()}}
    batch = imports.match(
        batch=batch,
        mapping=chosen,
        team=make.team(),
        source=source,
        submits=submits,
        by=administrator,
        now=make.NOW,
    )
    return again(batch, administrator)


def again(batch, administrator):
    tasks.check_import.enqueue(batch.pk, administrator.pk)
    batch.refresh_from_db()
    assert batch.trouble == ""
    return batch


def applied(batch, administrator, *, reason=""):
    imports.request_apply(batch=batch, reason=reason, by=administrator, now=make.NOW)
    tasks.apply_import.enqueue(batch.pk, administrator.pk)
    batch.refresh_from_db()
    return batch


def undone(batch, administrator):
    imports.request_undo(batch=batch, by=administrator, now=make.NOW)
    tasks.undo_import.enqueue(batch.pk, administrator.pk)
    batch.refresh_from_db()
    return batch


def outcomes(batch):
    return {one.outcome: one.rows for one in queries.tallies(batch) if one.rows}


def faults(batch):
    return {row.number: [fault[0] for fault in row.faults] for row in batch.rows.exclude(faults=[])}


def decide_all(batch, administrator):
    """Everything that the file names and we do not have is created."""
    decisions = [
        imports.Decision(name=name, choice=ImportChoice.CREATE, region=region)
        for name, region in queries.proposals(batch)
    ]
    return again(
        imports.decide(batch=batch, decisions=decisions, by=administrator, now=make.NOW), administrator
    )
