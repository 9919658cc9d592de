"""What was done to protect people: kept outside of the database, so that an old backup does not undo it unnoticed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from decisions.models import AuditEvent, Ruling, Story, User
from decisions.vocabulary import Status, Withdrawal

# After these something is not public any more that was.
_RULINGS = ("ruling.withdraw", "ruling.withhold", "ruling.purge", "event.hide", "event.remove")
_STORIES = ("story.withdraw",)


@dataclass(frozen=True, slots=True, order=True)
class Protected:
    """One action: `target` is the ruling's identifier or the story's name."""

    at: str
    action: str
    target: str


@dataclass(frozen=True, slots=True)
class Protections:
    """All that was ever done, as it stood at `made_at`; never what was removed."""

    made_at: str
    done: Collection[Protected] = ()
    # How each ruling and story is withdrawn that is.
    ways: Mapping[str, str] = field(default_factory=dict)
    # From how many versions of a ruling passages were taken.
    removals: Mapping[str, int] = field(default_factory=dict)
    # Whose account is switched off, and who may not read identities.
    switched_off: Collection[str] = ()
    without_identities: Collection[str] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Lost:
    """What a restored state does not know of what was done."""

    # Identifier or name, and the way in which it is to be withdrawn again.
    rulings: Mapping[str, str]
    stories: Mapping[str, str]
    switched_off: Collection[str]
    without_identities: Collection[str]


def current(*, now: datetime) -> Protections:
    """What was done here."""
    return Protections(
        made_at=now.isoformat(),
        done=sorted(_done()),
        ways=_ways(),
        removals=_removals(),
        switched_off=_usernames(is_active=False),
        without_identities=_usernames(reads_identities=False),
    )


def from_json(said: Mapping[str, Any]) -> Protections:
    given = dict(said)
    given["done"] = [Protected(**one) for one in given["done"]]
    return Protections(**given)


def lost(lists: Iterable[Protections]) -> Lost:
    """What the lists know and this database does not."""
    rulings: dict[str, str] = {}
    stories: dict[str, str] = {}
    switched_off: set[str] = set()
    without_identities: set[str] = set()
    known, removals = _done(), _removals()
    for one in lists:
        for done in set(one.done) - known:
            where = stories if done.action in _STORIES else rulings
            where[done.target] = _way(one, done.target)
        for target, number in one.removals.items():
            if number > removals.get(target, 0):
                rulings.setdefault(target, _way(one, target))
        switched_off |= set(one.switched_off) - set(_usernames(is_active=False))
        without_identities |= set(one.without_identities) - set(_usernames(reads_identities=False))
    return Lost(rulings, stories, sorted(switched_off), sorted(without_identities))


def _way(one: Protections, target: str) -> str:
    """As it was withdrawn. What lost a value or a passage and stayed public comes back withdrawn quietly."""
    return one.ways.get(target, Withdrawal.QUIET.value)


def _done() -> set[Protected]:
    events = AuditEvent.objects.filter(action__in=[*_RULINGS, *_STORIES])
    return {
        Protected(at.astimezone(UTC).isoformat(), action, target)
        for at, action, target in events.values_list("at", "action", "target").iterator(chunk_size=2000)
    }


def _ways() -> dict[str, str]:
    ways: dict[str, str] = dict(_withdrawn(Story, "slug"))
    return ways | dict(_withdrawn(Ruling, "public_id"))


def _withdrawn(model: type[Ruling] | type[Story], name: str) -> Sequence[tuple[str, str]]:
    rows = model._base_manager.filter(status=Status.WITHDRAWN)
    return list(rows.order_by(name).values_list(name, "withdrawal"))


def _removals() -> dict[str, int]:
    """By the sentence that a purge writes into the history of each ruling that it touches."""
    versions = Ruling.history.filter(history_change_reason=_("A passage was removed."))
    counted = versions.order_by("public_id").values("public_id").annotate(number=Count("pk"))
    return {row["public_id"]: row["number"] for row in counted}


def _usernames(**condition: bool) -> list[str]:
    return list(User.objects.filter(**condition).order_by("username").values_list("username", flat=True))
