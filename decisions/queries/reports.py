"""Reports to the reviewers: somebody tried to log a ruling again that they may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from decisions import policy
from decisions.models import AuditEvent, Ruling, User
from decisions.vocabulary import Role

LOGGED_AGAIN = "ruling.logged_again"


@dataclass(frozen=True, slots=True)
class LoggedAgain:
    """A ruling that others tried to log, who they were, when last, and how often."""

    ruling: Ruling
    by: tuple[str, ...]
    last: datetime
    times: int


def unseen(ruling: Ruling | None = None) -> QuerySet[AuditEvent]:
    """The reports that no reviewer has marked as looked at."""
    events = AuditEvent.objects.filter(action=LOGGED_AGAIN, target_type="ruling", seen=None)
    return events if ruling is None else events.filter(target=ruling.public_id)


def logged_again(user: User) -> Sequence[LoggedAgain]:
    """What reviewers have to look at, the newest first; nothing for anybody else."""
    if not policy.has_role(user, Role.REVIEWER):
        return []
    events: dict[str, list[AuditEvent]] = {}
    for event in unseen().select_related("actor").order_by("-pk"):
        events.setdefault(event.target, []).append(event)
    rulings = policy.followed_rulings(user).filter(public_id__in=events)
    found = {ruling.public_id: ruling for ruling in rulings.select_related("court", "entered_by")}
    return [_report(found[name], about) for name, about in events.items() if name in found]


def _report(ruling: Ruling, events: Sequence[AuditEvent]) -> LoggedAgain:
    names = dict.fromkeys(str(event.actor) for event in events)
    return LoggedAgain(ruling, tuple(names), events[0].at, len(events))
