import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from decisions.actions import accounts
from decisions.models import Team, User
from decisions.queries import releases
from decisions.vocabulary import Role

DEMO_ACCOUNTS = {
    "demo-administrator": Role.ADMINISTRATOR,
    "demo-reviewer": Role.REVIEWER,
    "demo-lawyer": Role.LAWYER,
}
DOORS = {Role.ADMINISTRATOR: "/desk/ and /admin/", Role.REVIEWER: "/desk/ and /admin/", Role.LAWYER: "/desk/"}


class Command(BaseCommand):
    help = (
        "Make or update the demo installation: database, report, style sheets, demo accounts. Safe to repeat."
    )

    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo accounts are only for CASETRACKER_ENV=demo or development.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_report", stdout=self.stdout)
        if releases.current() is None:
            call_command("make_release", stdout=self.stdout)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        self._print_accounts(_kept_passwords(settings.VAR_DIR / "demo-accounts.json"))

    def _print_accounts(self, passwords: dict[str, str]) -> None:
        now = timezone.now()
        keeper = accounts.system_account(username=accounts.KEEPER, now=now)
        team = Team.objects.order_by("pk").first()
        for username, role in DEMO_ACCOUNTS.items():
            user = User.objects.filter(username=username).first()
            password = passwords[username]
            if user is None:
                accounts.add(username=username, password=password, role=role, team=team, by=keeper, now=now)
            elif not user.check_password(password):  # its file was lost: the printed one must work
                accounts.set_password(user=user, password=password, by=keeper, now=now)
            self.stdout.write(f"  {username:20} password {password}   {role.label}: {DOORS[role]}")


def _kept_passwords(path: Path) -> dict[str, str]:
    """One random password for each demo account, made once and readable by the owner only."""
    kept: dict[str, str] = {}
    if path.exists():
        kept = json.loads(path.read_text(encoding="ascii"))
        if DEMO_ACCOUNTS.keys() <= kept.keys():
            return kept
        path.unlink()  # from a version with fewer accounts
    passwords = {username: secrets.token_urlsafe(9) for username in DEMO_ACCOUNTS} | kept
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(passwords, file)
    return passwords
