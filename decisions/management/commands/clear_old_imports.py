from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decisions.actions import accounts, imports


class Command(BaseCommand):
    help = (
        "Delete what files say that came to be imported and were not applied for a week, and what would undo imports "
        "of more than 90 days ago. Let it run once a day."
    )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        keeper = accounts.system_account(username=accounts.KEEPER, now=now)
        self.stdout.write(f"{imports.clear_old(by=keeper, now=now)} files deleted")
