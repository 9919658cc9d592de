import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from decisions.actions import public_site
from decisions.management.commands.make_public_role import PASSWORD, ROLE
from decisions.queries import rights

# Of an advisory lock of PostgreSQL: a number that nobody else uses in our database. "ctup" as a number.
KEY = 0x63747570


class Command(BaseCommand):
    help = (
        "Bring the database up to this version of the program: migrations, the report, and the views of the public "
        f"site if there are any or {PASSWORD} is set. Safe to repeat, and for several servers that start at once: they "
        "wait for each other."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-report", action="store_true", help="do not load the report's rulings")
        parser.add_argument("--role", default=ROLE, help=f"role that the views are for ({ROLE})")

    def handle(self, **options: Any) -> None:
        with alone():
            before, migrates = rights.definitions(), needs_migration()
            shown = migrates and public_site.drop_views()
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
            if not options["without_report"]:
                call_command("load_report", verbosity=options["verbosity"])
            if connection.vendor == "postgresql" and (shown or PASSWORD in os.environ):
                call_command("make_public_role", role=options["role"], verbosity=options["verbosity"])
            if migrates or rights.definitions() != before:
                public_site.renew(now=timezone.now())


@contextmanager
def alone() -> Iterator[None]:
    """Until the end nobody else who asks for this goes on. The lock belongs to the connection and ends with it."""
    if connection.vendor != "postgresql":  # a file has one server
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def needs_migration() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
