from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

# In this order; each is safe to repeat, and none needs another.
COMMANDS = (
    "clearsessions",
    "clear_closed_requests",
    "clear_kept_inputs",
    "clear_old_imports",
    "prune_db_task_results",
    "clear_orphan_files",
)


class Command(BaseCommand):
    help = "Delete what has run out: to be run once a day. One part that fails stops none of the others."

    def handle(self, **options: Any) -> None:
        failed = []
        for name in COMMANDS:
            try:
                call_command(name, stdout=self.stdout, stderr=self.stderr)
            except Exception as error:  # the next one deletes what protects somebody
                failed.append(f"{name}: {error}")
        if failed:
            raise CommandError("\n".join(failed))
