"""What was done to protect people: kept outside of the database, so that an old backup does not undo it unnoticed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from decisions.models import AuditEvent, AuditHead, Ruling, Story
from decisions.text.heads import Head, heads_in
from decisions.vocabulary import Status, Withdrawal

# After these something is not public any more that was.
_RULINGS = ("ruling.withdraw", "ruling.withhold", "ruling.purge", "event.hide", "event.remove")
_STORIES = ("story.withdraw",)
# What takes something from an account, and what gives it back: the later one holds.
_LOCKS = ("account.lock", "account.unlock")
_READINGS = ("account.refuse_identities", "account.grant_identities")
# A restore that did something again says in these which lists it read, by the head of the audit in each.
_RESTORES = ("restore.replace", "restore.protect")


@dataclass(frozen=True, slots=True, order=True)
class Protected:
    """One action: `target` is the ruling's identifier, the story's name or the account's."""

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
    # Locks, unlocks and permissions to read identities, in the order of the audit.
    accounts: Collection[Protected] = ()
    # How far the audit had come: whoever has this head in their own knows all that is in the list.
    head: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Lost:
    """What a restored state does not know of what was done."""

    # Identifier or name, and the way in which it is to be withdrawn again.
    rulings: Mapping[str, str]
    stories: Mapping[str, str]
    # Whose accounts to switch off, the earliest first, and who may not read identities.
    switched_off: Sequence[str]
    without_identities: Sequence[str]


def current(*, now: datetime) -> Protections:
    """What was done here."""
    return Protections(
        made_at=now.isoformat(),
        done=sorted(_done()),
        ways=_ways(),
        removals=_removals(),
        accounts=_deeds(_LOCKS + _READINGS),
        head=_head(),
    )


def from_json(said: Mapping[str, Any]) -> Protections:
    given = dict(said)
    # Older lists say who was locked, and not since when.
    older = {"account.lock": "switched_off", "account.refuse_identities": "without_identities"}
    states = [
        {"at": given["made_at"], "action": action, "target": name}
        for action, key in older.items()
        for name in given.pop(key, ())
    ]
    given["done"] = [Protected(**one) for one in given["done"]]
    given["accounts"] = [Protected(**one) for one in given.get("accounts", states)]
    return Protections(**given)


def not_known_here(lists: Iterable[Protections]) -> list[Protections]:
    """Without those that were made before what this database holds, and those that a restore has read already."""
    every = list(lists)
    seals = {head.seal for one in every for head in heads_in(one.head)}
    ours = set(AuditEvent.objects.filter(seal__in=seals).values_list("seal", flat=True))
    reasons = AuditEvent.objects.filter(action__in=_RESTORES).values_list("reason", flat=True)
    ours |= {head.seal for reason in reasons for head in heads_in(reason)}
    return [one for one in every if not ours & {head.seal for head in heads_in(one.head)}]


def lost(lists: Sequence[Protections]) -> Lost:
    """What the lists know and this database does not."""
    rulings: dict[str, str] = {}
    stories: dict[str, str] = {}
    known, removals = _done(), _removals()
    for one in lists:
        for done in set(one.done) - known:
            _mark(stories if done.action in _STORIES else rulings, done.target, one)
        for target, number in one.removals.items():
            if number > removals.get(target, 0):
                _mark(rulings, target, one)
    return Lost(rulings, stories, _taken_away(lists, _LOCKS), _taken_away(lists, _READINGS))


def _mark(where: dict[str, str], target: str, one: Protections) -> None:
    """As it was withdrawn, if it is said in one way. What lost something and stayed public is withdrawn quietly."""
    way = one.ways.get(target, Withdrawal.QUIET.value)
    where[target] = way if where.get(target, way) == way else Withdrawal.QUIET.value


def _taken_away(lists: Sequence[Protections], matter: tuple[str, str]) -> list[str]:
    """The accounts from which it was taken, the earliest first, unless it was given back since."""
    ours = set(_deeds(matter))
    every = ours.union(*(one.accounts for one in lists))
    found = {
        deed.target: deed
        for one in lists
        for deed in _newest(one, matter)
        if deed not in ours and not _is_overtaken(deed, every - set(one.accounts), matter)
    }
    return [deed.target for deed in sorted(found.values()) if deed.action == matter[0]]


def _newest(one: Protections, matter: tuple[str, str]) -> Iterable[Protected]:
    """The last deed upon each account."""
    return {deed.target: deed for deed in one.accounts if deed.action in matter}.values()


def _is_overtaken(deed: Protected, others: Iterable[Protected], matter: tuple[str, str]) -> bool:
    """Whether something was done upon the account later, of which the list with this deed does not know."""
    return any(one.target == deed.target and one.action in matter and one.at > deed.at for one in others)


def _done() -> set[Protected]:
    return set(_deeds(_RULINGS + _STORIES))


def _deeds(actions: Collection[str]) -> list[Protected]:
    """In the order of the audit."""
    events = AuditEvent.objects.filter(action__in=actions).order_by("pk")
    return [
        Protected(at.astimezone(UTC).isoformat(), action, target)
        for at, action, target in events.values_list("at", "action", "target").iterator(chunk_size=2000)
    ]


def _head() -> str:
    head = AuditHead.objects.filter(pk=1).first()
    return "" if head is None else str(Head(head.length, head.seal))


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
