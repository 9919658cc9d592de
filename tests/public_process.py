"""The public process as seen from a test: its rights, its settings and its doors, in the test's own thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.utils import ConnectionHandler
from django.test import override_settings

from decisions.actions import public_site


@contextmanager
def serving_the_public(folder: Path) -> Iterator[None]:
    """Until the end the database shows what the public process can read of it, with what the test wrote so far."""
    rights = _copy(folder) if connection.vendor == "sqlite" else _role()
    caches["pages"].clear()  # what the whole site kept would be handed out
    public = {"ROOT_URLCONF": settings.PUBLIC_URLCONF, "MIDDLEWARE": settings.PUBLIC_MIDDLEWARE}
    with rights, override_settings(**public):
        yield
    caches["pages"].clear()


def role_name() -> str:
    """Roles belong to the whole server, on which other tests run too."""
    return f"public_of_{connection.settings_dict['NAME']}"


@contextmanager
def _role() -> Iterator[None]:
    """The role of PostgreSQL, in the transaction of the test and gone with it."""
    with transaction.atomic():
        public_site.make_role(role=role_name(), password="a sample password")
        with connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{role_name()}"')
            cursor.execute(f"SET LOCAL search_path TO {settings.PUBLIC_SCHEMA}")
        yield
        transaction.set_rollback(True)


@contextmanager
def _copy(folder: Path) -> Iterator[None]:
    """A file in the place of the database."""
    path = folder / "public.sqlite3"
    public_site.make_copy(path=path)
    whole = connections[DEFAULT_DB_ALIAS]
    name = f"{path.as_uri()}?mode=ro"
    copy = ConnectionHandler({DEFAULT_DB_ALIAS: {"ENGINE": "django.db.backends.sqlite3", "NAME": name}})
    connections[DEFAULT_DB_ALIAS] = copy[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = whole
