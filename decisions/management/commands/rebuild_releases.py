from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from decisions.actions import accounts, releases
from decisions.actions.refusals import Refused
from decisions.queries.releases import waiting


class Command(BaseCommand):
    help = (
        "Rebuild releases that hold withdrawn rulings or removed values, and destroy what crashes left behind. "
        "Safe to repeat; run it every ten minutes."
    )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        keeper = accounts.system_account(username=accounts.KEEPER, now=now)
        troubles = []
        for release in waiting():
            try:
                self.stdout.write(
                    f"Release {releases.rebuild(release=release, by=keeper, now=now).label}: rebuilt"
                )
            except Refused as error:
                troubles.append(str(error))
        self.stdout.write(f"{releases.clear_away()} leftovers destroyed")
        if troubles:
            raise CommandError(" ".join(troubles))
