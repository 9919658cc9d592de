from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decisions.actions import documents


class Command(BaseCommand):
    help = (
        "Delete files of papers that no record knows: leftovers of a crash. Safe to repeat; run it every day."
    )

    def handle(self, **options: Any) -> None:
        deleted = documents.clear_orphans(now=timezone.now())
        self.stdout.write(f"{deleted} deleted")
