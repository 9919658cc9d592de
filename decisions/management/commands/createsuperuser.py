from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.utils import timezone

from decisions.actions import accounts


class Command(createsuperuser.Command):
    """Django's own; afterwards the audit knows of the account."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        said: str | None = super().handle(*args, **options)
        accounts.note_administrators(now=timezone.now())
        return said
