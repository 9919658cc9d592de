"""What the public site reads where it is a process of its own: views for a role of the database, or a copy in a file.

Both are made from queries.published and from nothing else (docs/adr/0027). They keep no state of their own: whoever
makes them again replaces them.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.db.utils import ConnectionHandler
from psycopg2.extensions import encrypt_password

from decisions import ledger
from decisions.actions import accounts
from decisions.actions.refusals import Refused
from decisions.models import SearchText
from decisions.models.search import SQLITE_INDEX
from decisions.queries import rights
from decisions.queries.published import Part, Table, tables

_BATCH = 500
# Columns that PostgreSQL keeps beside those of the model: the words as it searches them.
_BESIDE: dict[type[models.Model], tuple[str, ...]] = {SearchText: ("vector",)}


# PostgreSQL


@transaction.atomic
def make_role(*, role: str, password: str = "") -> list[str]:
    """Make the views anew and let the role read them; the names of the views. An empty password changes none.

    Raises Refused if the role may do anything else then: nothing is made in that case.
    """
    _drop_views()
    schema, name = _quoted(settings.PUBLIC_SCHEMA), _quoted(role)
    made = [_make_view(table) for table in tables()]
    if not rights.role_exists(role):
        _run(f"CREATE ROLE {name} LOGIN")
    if password:
        _set_password(role, password)
    _run(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
    _run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {name}")
    if faults := rights.faults_of_role(role):
        raise Refused(faults)
    return made


@transaction.atomic
def drop_views() -> bool:
    """Take the views away, since a migration cannot change a column that a view shows. Whether there were any."""
    there = connection.vendor == "postgresql" and bool(rights.views())
    if there:
        _drop_views()
    return there


@transaction.atomic
def renew(*, now: datetime) -> None:
    """Say that the program itself has changed what is public: no kept page and no lagging replica is right any more."""
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    ledger.audit(by=keeper, action="public_site.renew", target=keeper, now=now)


def _drop_views() -> None:
    """The schema stays, with whatever somebody else put there: making the views again must not take that away."""
    schema = _quoted(settings.PUBLIC_SCHEMA)
    _run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    if names := rights.views():
        _run(f"DROP VIEW {', '.join(map(_public, names))}")


def _make_view(table: Table) -> str:
    """A view that is called like the table and has all its columns. What is not public of them is null.

    As a security barrier: no function that somebody calls in a query sees a row before the view has let it through.
    Each part is a barrier of its own, since PostgreSQL looks through the one of a union.
    """
    columns = [*(field.column for field in _fields(table)), *_BESIDE.get(table.model, ())]
    selected = [_selected(table, part) for part in table.parts]
    if len(selected) > 1:
        names = [f"{table.name}_part_{number}" for number in range(1, len(selected) + 1)]
        for name, query in zip(names, selected, strict=True):
            _create(name, columns, query)
        selected = [f"SELECT * FROM {_public(name)}" for name in names]  # noqa: S608
    _create(table.name, columns, " UNION ALL ".join(selected))
    return table.name


def _create(name: str, columns: Iterable[str], query: str) -> None:
    _run(
        f"CREATE VIEW {_public(name)} ({', '.join(map(_quoted, columns))}) WITH (security_barrier) AS {query}"
    )


def _public(name: str) -> str:
    return f"{_quoted(settings.PUBLIC_SCHEMA)}.{_quoted(name)}"


def _selected(table: Table, part: Part) -> str:
    """The rows of one part with every column of the table, in its order."""
    beside = _BESIDE.get(table.model, ())
    kept = [RawSQL(f"{_quoted(table.name)}.{_quoted(name)}", ()) for name in beside]
    query, parameters = (
        part.rows.order_by().values_list(*part.columns.values(), *kept).query.sql_with_params()
    )
    with connection.cursor() as cursor:
        inner = cursor.mogrify(query, parameters).decode()
    by_name = {field.attname: field.column for field in _fields(table)}
    named = [by_name[name] for name in part.columns] + [*beside]
    chosen = [
        _quoted(field.column) if field.attname in part.columns else f"NULL::{field.cast_db_type(connection)}"
        for field in _fields(table)
    ]
    shown = ", ".join([*chosen, *map(_quoted, beside)])
    return f"SELECT {shown} FROM ({inner}) AS public ({', '.join(map(_quoted, named))})"  # noqa: S608


def _fields(table: Table) -> list[Any]:
    return list(table.model._meta.concrete_fields)


def _set_password(role: str, password: str) -> None:
    """As a verifier, so that the password itself stands in no log of the server."""
    verifier = encrypt_password(password, role, connection.connection, "scram-sha-256")
    _run(f"ALTER ROLE {_quoted(role)} PASSWORD %s", [verifier])


def _run(statement: str, parameters: Iterable[str] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters) or None)


def _quoted(name: str) -> str:
    if '"' in name or "\0" in name:
        raise Refused([f"no name for a database: {name!r}"])
    return f'"{name}"'


# SQLite


@transaction.atomic
def make_copy(*, path: Path) -> int:
    """Write a database that holds what is published and nothing else; how many rows.

    It is a new file in place of an old one, so that nothing which was ever in the old one can be read from it, and
    whoever opens it finds all of it or the one before. Nobody publishes or withdraws meanwhile.
    """
    ledger.hold()
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    # A connection of its own: the settings know nothing of this database.
    copy = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(unfinished)}})[
        "default"
    ]
    try:
        number = _write(copy)
        copy.close()
        _keep(unfinished, path)
    finally:
        copy.close()
        unfinished.unlink(missing_ok=True)
    return number


def _write(copy: Any) -> int:
    with copy.cursor() as cursor:
        cursor.execute(f"PRAGMA application_id = {rights.COPY}")
        cursor.execute("PRAGMA synchronous = OFF")  # the file is synced as a whole, before it gets its name
        cursor.execute("BEGIN")
        for table in tables():
            cursor.execute(_made(table, copy))
        number = sum(_fill(table, part, copy) for table in tables() for part in table.parts)
        for statement in [*_indexes(copy), SQLITE_INDEX, _FILL_INDEX]:
            cursor.execute(statement)
        cursor.execute("COMMIT")
    return number


_FILL_INDEX = "INSERT INTO decisions_search (decisions_search) VALUES ('rebuild')"


def _made(table: Table, copy: Any) -> str:
    """The table without its constraints: columns that are not public are null here, whatever they are at the desk."""
    columns = [
        f"{_quoted(field.column)} {field.db_type(copy)}{' PRIMARY KEY' if field.primary_key else ''}"
        for field in _fields(table)
    ]
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(columns)})"


def _fill(table: Table, part: Part, copy: Any) -> int:
    by_name = {field.attname: field for field in _fields(table)}
    fields = [by_name[name] for name in part.columns]
    names = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_quoted(table.name)} ({names}) VALUES ({places})"  # noqa: S608
    number = 0
    for rows in _batches(part.selected.iterator(chunk_size=_BATCH)):
        prepared = [
            [field.get_db_prep_save(value, copy) for field, value in zip(fields, row, strict=True)]
            for row in rows
        ]
        with copy.cursor() as cursor:
            cursor.executemany(statement, prepared)
        number += len(rows)
    return number


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _indexes(copy: Any) -> Iterator[str]:
    """Those of the desk's tables, so that the same questions are as quick."""
    editor = copy.schema_editor(collect_sql=True)
    for table in tables():
        for field in _fields(table):
            if (field.db_index or field.unique) and not field.primary_key:
                name = _quoted(f"{table.name}_{field.column}")
                yield f"CREATE INDEX {name} ON {_quoted(table.name)} ({_quoted(field.column)})"
        yield from (str(index.create_sql(table.model, editor)) for index in table.model._meta.indexes)


def _keep(unfinished: Path, path: Path) -> None:
    """From now on this is the copy, even if the machine stops at this moment."""
    with open(unfinished, "rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
