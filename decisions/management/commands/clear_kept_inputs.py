from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decisions.actions import kept


class Command(BaseCommand):
    help = "Delete what people have typed and not saved for a day. Safe to repeat; run it every hour."

    def handle(self, **options: Any) -> None:
        deleted = kept.clear_expired(now=timezone.now())
        self.stdout.write(f"{deleted} deleted")
