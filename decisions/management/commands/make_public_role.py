import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connection

from decisions.actions import public_site
from decisions.actions.refusals import Refused

PASSWORD = "PUBLIC_DATABASE_PASSWORD"
ROLE = "casetracker_public"


class Command(BaseCommand):
    help = (
        "Make the views of what is published and let a role of PostgreSQL read them and nothing else, for a process "
        f"with CASETRACKER_SITE=public. Its password is taken from {PASSWORD}. Run it after every migrate."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default=ROLE, help=f"name of the role ({ROLE})")

    def handle(self, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("This needs PostgreSQL. On SQLite there is “manage.py make_public_copy FILE”.")
        try:
            made = public_site.make_role(role=options["role"], password=os.environ.get(PASSWORD, ""))
        except Refused as error:
            raise CommandError(str(error)) from error
        except ProgrammingError as error:
            raise CommandError(
                f"PostgreSQL refused: {error} docs/deployment.md says which rights it takes."
            ) from error
        self.stdout.write(f"The role {options['role']} reads {len(made)} views, and nothing else.")
