from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from decisions.actions import accounts, releases
from decisions.actions.refusals import Refused


class Command(BaseCommand):
    help = "Write every published ruling into the files of a new, numbered release (docs/researchers.md)."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        keeper = accounts.system_account(username=accounts.KEEPER, now=now)
        try:
            with releases.draft(by=keeper, now=now) as draft:
                release = releases.make(by=keeper, now=now, draft=draft)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Release {release.label}: {release.counts['rulings']} rulings, /releases/{release.number}/"
        )
