"""Reports to the reviewers: somebody tried to log a ruling, or keeps a paper of one, that they may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from decisions import policy
from decisions.models import AuditEvent, Ruling, User
from decisions.vocabulary import Role

LOGGED_AGAIN = "ruling.logged_again"
KEPT_AGAIN = "document.kept_again"
# For reviewers only: who else works on the same case is not for its lawyers to know.
REPORTS = (LOGGED_AGAIN, KEPT_AGAIN)


@dataclass(frozen=True, slots=True)
class Tried:
    """Who tried to log the ruling, how often, and when last."""

    by: tuple[str, ...]
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class KeptAgain:
    """Who keeps a paper of the ruling with another one, since when. `other` is None where it is not known."""

    by: str
    at: datetime
    other: Ruling | None


@dataclass(frozen=True, slots=True)
class Report:
    """What others did about a ruling that they may not see; `last` is when the newest of it came."""

    ruling: Ruling
    last: datetime
    tried: Tried | None
    kept: tuple[KeptAgain, ...]


def unseen(ruling: Ruling | None = None) -> QuerySet[AuditEvent]:
    """The reports that no reviewer has marked as looked at."""
    events = AuditEvent.objects.filter(action__in=REPORTS, target_type="ruling", seen=None)
    return events if ruling is None else events.filter(target=ruling.public_id)


def for_reviewers(user: User) -> Sequence[Report]:
    """What reviewers have to look at, the newest first; nothing for anybody else."""
    if not policy.has_role(user, Role.REVIEWER):
        return []
    events: dict[str, list[AuditEvent]] = {}
    for event in unseen().select_related("actor").order_by("-pk"):
        events.setdefault(event.target, []).append(event)
    others = {event.reason for about in events.values() for event in about if event.action == KEPT_AGAIN}
    rulings = policy.followed_rulings(user).filter(public_id__in={*events, *others})
    found = {ruling.public_id: ruling for ruling in rulings.select_related("court", "entered_by")}
    return [_report(found[name], about, found) for name, about in events.items() if name in found]


def _report(ruling: Ruling, events: Sequence[AuditEvent], found: Mapping[str, Ruling]) -> Report:
    kept = [event for event in events if event.action == KEPT_AGAIN]
    return Report(
        ruling=ruling,
        last=events[0].at,
        tried=_tried([event for event in events if event.action == LOGGED_AGAIN]),
        kept=tuple(KeptAgain(str(event.actor), event.at, found.get(event.reason)) for event in kept),
    )


def _tried(events: Sequence[AuditEvent]) -> Tried | None:
    if not events:
        return None
    names = dict.fromkeys(str(event.actor) for event in events)
    return Tried(tuple(names), len(events), events[0].at)
