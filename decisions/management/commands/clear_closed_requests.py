from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decisions.actions import removal


class Command(BaseCommand):
    help = (
        "Delete what was written in removal requests that were closed REMOVAL_KEPT_DAYS days ago. "
        "Safe to repeat; run it every day."
    )

    def handle(self, **options: Any) -> None:
        cleared = removal.clear_closed(now=timezone.now())
        self.stdout.write(f"{cleared} cleared")
