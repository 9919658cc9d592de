"""A process that serves the public by itself: what it can read, what it refuses to start with, what it answers."""

import os
import sqlite3
import subprocess
import sys
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from psycopg2.errors import InsufficientPrivilege

from decisions.actions import public_site
from decisions.actions.refusals import Refused
from decisions.models import Evidence, SearchText
from decisions.queries.published import tables
from decisions.vocabulary import Basis
from tests.access import DOORS
from tests.public_process import role_name, serving_the_public
from tests.test_access import World, address

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="roles are PostgreSQL's")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies are files of SQLite")
MARK = "cnry"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, releases_folder):
    """A record of every kind, and a mark in every text that is not public."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        hide_other_readings(made)
        yield made
        transaction.set_rollback(True)


def hide_other_readings(world):
    published, draft = world.rulings["published"], world.rulings["draft"]
    reading = {"field": "counsel", "value": "yes", "basis": Basis.STATED, "coder": world.people["lawyer"]}
    Evidence.objects.create(ruling=published, note="another reading", accepted=False, **reading)
    SearchText.objects.create(ruling=draft, court="draft", judge="draft", narrative="draft", notes="draft")


def marked():
    """How many columns of text got a mark: all of private tables and rows, and the private ones of public rows."""
    public = {table.model: table for table in tables()}
    return sum(
        planted(model, field, public_keys(public.get(model), field.attname))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.primary_key
    )


def public_keys(table, name):
    """The rows in which this column is public."""
    parts = [part for part in table.parts if name in part.columns] if table else []
    return [key for part in parts for key in part.rows.order_by().values_list("pk", flat=True)]


def planted(model, field, public):
    """Whether a row took the mark: some columns hold codes only, and say so by a constraint."""
    meta = model._meta
    statement = f'UPDATE "{meta.db_table}" SET "{field.column}" = %s WHERE "{meta.pk.column}" = %s'  # noqa: S608
    done = False
    for key in model._base_manager.exclude(pk__in=public).values_list("pk", flat=True):
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            # Another in each row, for what must be unique; and JSON, for what must be that.
            cursor.execute(statement, [f'"{MARK}{key}"'[:12], key])
            done = True
    return done


def all_that_can_be_read(tmp_path):
    if connection.vendor == "sqlite":
        public_site.make_copy(path=tmp_path / "public.sqlite3")
        return (tmp_path / "public.sqlite3").read_bytes()
    with serving_the_public(tmp_path), connection.cursor() as cursor:
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [settings.PUBLIC_SCHEMA])
        views, found = cursor.fetchall(), make_leak(cursor)
        for (view,) in views:
            cursor.execute(f'SELECT one::text FROM "{view}" AS one WHERE pg_temp.leak(one::text)')  # noqa: S608
            found += [row[0] for row in cursor.fetchall()]
        return "\n".join(found).encode()


def make_leak(cursor):
    """A function that tells of every value that it is given; and the list of what it told."""
    cursor.execute(
        "CREATE FUNCTION pg_temp.leak(t text) RETURNS bool LANGUAGE plpgsql COST 0.0000001"
        " AS $$ BEGIN RAISE NOTICE 'seen %', t; RETURN true; END $$"
    )
    connection.connection.notices = told = deque()  # a list would keep fifty
    return told


def test_no_text_that_is_not_public_can_be_read(world, tmp_path):
    with transaction.atomic():
        assert marked() > 150
        read = all_that_can_be_read(tmp_path)
        transaction.set_rollback(True)

    assert world.rulings["published"].public_id.encode() in read
    assert MARK.encode() not in read


def test_every_public_door_is_answered_alike(world, tmp_path):
    places = {
        address(pattern, world.parameters(door.record))
        for pattern, door in DOORS.items()
        if is_public(pattern)
    }
    places |= {f"/{kind}s/{slug}/" for kind, slug in merged(world)}
    whole = {place: seen(place) for place in places}
    with serving_the_public(tmp_path):
        public = {place: seen(place) for place in places}
        behind = {Client().get(place).status_code for place in ("/desk/", "/admin/", "/accounts/login/")}

    assert {place: public[place] for place in places} == whole
    assert len(places) > 70
    assert behind == {404}


def merged(world):
    return [("court", world.court_merge.merged.slug), ("judge", world.judge_merge.merged.slug)]


def is_public(pattern):
    return not pattern.startswith(("desk/", "accounts/", "admin/", "about/removal/"))


def seen(place):
    response = Client().get(place)
    content = response.getvalue()
    zipped = "sheet" in response.get("Content-Type", "")  # which says when it was made
    return response.status_code, response.get("Location"), len(content) // 100 if zipped else content


@on_postgresql
def test_the_role_reads_no_table_of_the_installation_by_any_question(world, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = 'public'"
        )
        relations = [row[0] for row in cursor.fetchall()]
    with serving_the_public(tmp_path):
        for relation in relations:
            for question in (
                "SELECT * FROM {}",
                "SELECT count(*) FROM {}",
                "DELETE FROM {}",
                "TABLE {} LIMIT 0",
            ):
                refused(question.format(relation))
        for change in ("DELETE FROM decisions_term", "UPDATE decisions_dataversion SET token = ''"):
            with (
                pytest.raises(DatabaseError, match="view"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)
        refused(f"CREATE TABLE {settings.PUBLIC_SCHEMA}.mine (id int)")
        refused("SELECT rolpassword FROM pg_authid")

    assert len(relations) > 60


def refused(question):
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question)
    assert isinstance(error.value.__cause__, InsufficientPrivilege), question


@on_postgresql
def test_a_function_of_the_role_sees_no_row_that_is_not_published(world, tmp_path):
    with serving_the_public(tmp_path), connection.cursor() as cursor:
        told = make_leak(cursor)
        cursor.execute("SELECT count(*) FROM decisions_ruling WHERE pg_temp.leak(public_id)")
        notices = "".join(told)

    assert world.rulings["published"].public_id in notices
    for status in ("draft", "in_review"):
        assert world.rulings[status].public_id not in notices


@on_sqlite
def test_a_copy_that_fails_leaves_the_one_before(world, tmp_path, monkeypatch):
    path = tmp_path / "public.sqlite3"
    path.write_text("the one before")

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(public_site, "_indexes", fail)

    with pytest.raises(OSError, match="No space"):
        public_site.make_copy(path=path)

    assert [one.read_text() for one in tmp_path.iterdir()] == ["the one before"]


# The process itself


VISIT = """
import sys
from casetracker.wsgi import application
from django.db.models import CharField, JSONField, TextField
from django.test import Client
print([Client().get(place).status_code for place in ("/", "/rulings/?q=court", "/about/removal/", "/desk/")])
loaded = ("decisions.actions", "decisions.ledger", "decisions.forms", "allauth", "django.contrib.sessions")
print([name for name in sys.modules if name.startswith(loaded)])
"""


def started(database, **variables):
    """The public process, which visits itself; without any key in its environment."""
    given = {name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "_KEYS"))}
    given |= {
        "CASETRACKER_SITE": "public",
        "DATABASE_URL": database,
        "SITE_URL": "http://testserver",
    } | variables
    return subprocess.run([sys.executable, "-c", VISIT], cwd=ROOT, env=given, capture_output=True, text=True)


@contextmanager
def committed():
    """Another connection, whose work other processes see."""
    ours = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = ours.copy()
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = ours


def url_of(user):
    given = connection.settings_dict
    return f"postgres://{user}@{quote(given['HOST'], safe='')}:{given['PORT']}/{given['NAME']}"


@pytest.fixture
def databases(world, tmp_path, django_db_blocker):
    """The address of what the public process may read, and of something that shows more."""
    if connection.vendor == "sqlite":
        public_site.make_copy(path=tmp_path / "public.sqlite3")
        yield f"sqlite:///{tmp_path}/public.sqlite3", f"sqlite:///{tmp_path}/other.sqlite3"
        return
    with committed():
        public_site.make_role(role=role_name(), password="a sample password")
    yield url_of(role_name()), url_of(connection.settings_dict["USER"])
    with committed(), connection.cursor() as cursor:
        public_site.drop_views()
        cursor.execute(f"DROP SCHEMA {settings.PUBLIC_SCHEMA}")
        cursor.execute(f'DROP ROLE "{role_name()}"')


def test_the_process_starts_without_keys_loads_nothing_of_the_desk_and_refuses_to_read_more(
    databases, tmp_path
):
    if connection.vendor == "sqlite":
        sqlite3.connect(tmp_path / "other.sqlite3").execute(
            "CREATE TABLE decisions_user (id)"
        ).connection.close()
    right, wrong = (started(database) for database in databases)

    assert right.stdout.splitlines() == ["[200, 200, 200, 404]", "[]"], right.stderr
    assert wrong.returncode == 3
    assert "casetracker cannot start" in wrong.stderr


POSTGRES = "postgres://casetracker_public@127.0.0.1:1/casetracker"


@pytest.mark.parametrize(
    ("database", "replica"),
    [
        ("sqlite:///public.sqlite3", POSTGRES),
        (POSTGRES, "sqlite:///public.sqlite3"),
        (POSTGRES, POSTGRES.replace("casetracker_public", "casetracker")),
    ],
)
def test_a_replica_that_can_be_none_is_refused(database, replica):
    refused = started(database, DATABASE_REPLICA_URL=replica)

    assert refused.returncode == 3
    assert "casetracker cannot start. DATABASE_REPLICA_URL" in refused.stderr


def test_a_password_is_handed_over_as_a_verifier_and_a_powerful_role_is_refused(world):
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    with transaction.atomic(), connection.cursor() as cursor:
        public_site.make_role(role=role_name(), password="a sample password")
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role_name()])
        (kept,) = cursor.fetchone()
        cursor.execute(f'GRANT SELECT (username) ON decisions_user TO "{role_name()}"')
        with pytest.raises(Refused, match="decisions_user"), transaction.atomic():
            public_site.make_role(role=role_name())
        transaction.set_rollback(True)

    assert kept.startswith("SCRAM-SHA-256$")
