"""What reviewers have looked at of the reports that come to them."""

from datetime import datetime

from django.db import transaction

from decisions import ledger, policy
from decisions.models import ReportSeen, Ruling, User
from decisions.queries import reports
from decisions.vocabulary import Role


@transaction.atomic
def mark_seen(*, ruling: Ruling, by: User, now: datetime, until: datetime) -> int:
    """A reviewer has looked at the reports about a ruling that had come `until` then; how many.

    One that came while the page was open stays in the queue.
    """
    policy.require(by, Role.REVIEWER)
    current = policy.locked(by, ruling)
    events = list(reports.unseen(current).filter(at__lte=until).order_by("pk"))
    ReportSeen.objects.bulk_create([ReportSeen(event=event, seen_by=by, seen_at=now) for event in events])
    if events:
        ledger.audit(by=by, action="ruling.logged_again_seen", target=current, now=now)
    return len(events)
