from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decisions.actions import search


class Command(BaseCommand):
    help = "Write anew what published rulings are found by. Needed after an upgrade that says so; safe to repeat."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"The words of {search.rebuild(now=timezone.now())} rulings were written.")
