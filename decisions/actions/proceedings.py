"""What happened after a ruling: adding, changing and removing events, and deciding which of them are public."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from decisions import ledger, policy
from decisions.actions import rulings
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.actions.rulings import EASTERNMOST
from decisions.models import Court, Event, EventJudge, Judge, Ruling, Sealed, Unreadable, User
from decisions.queries import event_sense, proceedings
from decisions.text.dates import PartialDate
from decisions.vocabulary import DECISIONS, EventKind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What a person says of an event. Empty means unknown, or unchanged by it."""

    kind: EventKind
    on: PartialDate | None = None
    about: bool = False
    court: Court | None = None
    judges: Sequence[Judge] = ()
    case_number: str = ""
    result: str = ""
    sanction: str = ""
    fine_amount: Decimal | None = None
    form: str = ""
    placement: str = ""
    facility: str = ""
    source: str = ""


_PLAIN = (
    "kind", "about", "court", "case_number", "result", "sanction", "fine_amount", "form", "placement", "source",
)  # fmt: skip
_COLUMNS = (*_PLAIN, "on", "precision", "facility")
# What the public page shows of an event, and the columns that say whether and since when.
_PUBLIC = frozenset(
    ("on", "precision", "about", "court", "result", "sanction", "fine_amount", "form", "placement")
)
_SHOWING = ("public", "public_since", "public_changed_at")


@transaction.atomic
def add(
    *,
    ruling: Ruling,
    by: User,
    now: datetime,
    happening: Happening,
    key: str,
    confirmed: Collection[str] = (),
) -> Event:
    """A new event, private until a reviewer decides otherwise. The same `key` again is the same event.

    Raises PermissionDenied, Refused, Doubtful.
    """
    current = _locked(ruling, by)
    made = current.events.filter(key=key).first()
    if made is not None:
        return made
    event = Event(ruling=current, key=key, entered_by=by)
    _assign(event, happening)
    _check(event, current, confirmed, today=now.astimezone(EASTERNMOST).date())
    ledger.insert([event], by=by)
    _link(event, happening.judges, by=by)
    given = [name for name in _COLUMNS if _is_given(getattr(event, name))]
    ledger.audit(by=by, action="event.add", target=current, now=now, fields=given)
    return event


@transaction.atomic
def change(
    *,
    event: Event,
    by: User,
    now: datetime,
    version: int,
    happening: Happening,
    confirmed: Collection[str] = (),
) -> Event:
    """Change an event, starting from the `version` that the person saw. Another kind of event is private again.

    Raises PermissionDenied, Conflict, Refused, Doubtful.
    """
    ruling, current = _held(event, by, version)
    before = {name: getattr(current, name) for name in _COLUMNS}
    facility = current.facility
    _assign(current, happening)
    if facility and _says_the_same(facility, happening.facility):
        current.facility = facility
    _check(current, ruling, confirmed, today=now.astimezone(EASTERNMOST).date())
    changed = {name for name in _COLUMNS if getattr(current, name) != before[name]}
    judges = {link.judge_id for link in current.judge_links.all()}
    if judges != {judge.pk for judge in happening.judges}:
        ledger.delete(current.judge_links.all(), by=by)
        _link(current, happening.judges, by=by)
        changed.add("judges")
    if not changed:
        return current
    told, was_public = _told(ruling), current.public
    _show(current, public=was_public and "kind" not in changed, now=now)
    if current.public and changed & _PUBLIC:
        current.public_changed_at = now
    _save(current, [*(changed - {"judges"}), *_SHOWING], by=by)
    if was_public:
        rulings.set_afterwards(ruling=ruling, by=by, told=told)
    ledger.audit(by=by, action="event.change", target=ruling, now=now, fields=changed)
    return current


@transaction.atomic
def remove(*, event: Event, by: User, now: datetime, version: int) -> None:
    """Take an event that was recorded by mistake out of the case; its history stays.

    Raises PermissionDenied, Conflict.
    """
    ruling, current = _held(event, by, version)
    told = _told(ruling)
    ledger.delete(current.judge_links.all(), by=by)
    ledger.delete([current], by=by)
    if current.public:
        rulings.set_afterwards(ruling=ruling, by=by, told=told)
    ledger.audit(by=by, action="event.remove", target=ruling, now=now)


@transaction.atomic
def set_public(
    *,
    event: Event,
    by: User,
    now: datetime,
    version: int,
    public: bool,
    reason: str = "",
    confirmed: Collection[str] = (),
) -> Event:
    """Let everybody see one event, or no longer.

    Where a living person is, or that a measure protects them, is private unless a reviewer decides for this event: what
    is not a decision of a court needs a `reason` for the audit and, in `confirmed`, that the reviewer knows what it
    tells and which blockers of publication they overrule.
    Raises PermissionDenied, Conflict, Refused.
    """
    policy.require(by, Role.REVIEWER)
    ruling, current = _held(event, by, version)
    if public:
        _let_be_seen(current, ruling, by=by, now=now, reason=reason, confirmed=confirmed)
    if current.public == public:
        return current
    told = _told(ruling)
    _show(current, public=public, now=now)
    _save(current, _SHOWING, by=by)
    rulings.set_afterwards(ruling=ruling, by=by, told=told)
    action = "event.publish" if public else "event.hide"
    overruled = [] if not public or current.kind in DECISIONS else sorted(confirmed)
    ledger.audit(by=by, action=action, target=ruling, now=now, fields=overruled, reason=reason.strip())
    return current


def _let_be_seen(
    event: Event, ruling: Ruling, *, by: User, now: datetime, reason: str, confirmed: Collection[str]
) -> None:
    event.ruling = ruling
    against = event_sense.against_publishing(
        event, list(ruling.events.all()), reviewer=by, reason=reason, confirmed=confirmed, today=now.date()
    )
    if against:
        raise Refused(against)


@transaction.atomic
def lapse(*, ruling: Ruling, by: User, now: datetime, on: date) -> Event:
    """A person confirms that the ruling was not carried out in time (CAO Art. 31.9), and says on which day that was.

    Pressed twice, it is one event.

    Raises PermissionDenied, Refused, Doubtful.
    """
    current = _locked(ruling, by)
    there = current.events.filter(kind=EventKind.LAPSED).first()
    if there is not None:
        return there
    happening = Happening(kind=EventKind.LAPSED, on=PartialDate(on, "day"))
    return add(ruling=current, by=by, now=now, happening=happening, key=uuid4().hex)


def _locked(ruling: Ruling, by: User) -> Ruling:
    current = policy.locked(by, ruling)
    if not policy.may_follow_up(by, current):
        raise PermissionDenied("this case is not theirs to follow")
    return current


def _held(event: Event, by: User, version: int) -> tuple[Ruling, Event]:
    """The ruling and the event as they stand now, held until the transaction ends."""
    ruling = _locked(event.ruling, by)
    current = ruling.events.filter(pk=event.pk).first()
    if current is None:
        raise Conflict
    if not policy.may_change_event(by, current):
        raise PermissionDenied("what is public is changed by a reviewer")
    if current.version != version:
        raise Conflict
    return ruling, current


def _assign(event: Event, happening: Happening) -> None:
    for name in _PLAIN:
        setattr(event, name, getattr(happening, name))
    event.on = None if happening.on is None else happening.on.first
    event.precision = "" if happening.on is None else happening.on.precision
    event.facility = Sealed.of(happening.facility.strip())


def _says_the_same(sealed: Sealed, text: str) -> bool:
    """Whether the same was sealed before. What no key opens stays until somebody types something else."""
    try:
        return sealed.open() == text.strip()
    except Unreadable:
        return not text.strip()


def _check(event: Event, ruling: Ruling, confirmed: Collection[str], *, today: date) -> None:
    labels = {column.name: column.verbose_name for column in event._meta.fields}
    try:
        event.clean_fields(exclude=["ruling", "entered_by", "facility"])
    except ValidationError as error:
        raise Refused(
            [f"{labels[name]}: {' '.join(said)}" for name, said in error.message_dict.items()]
        ) from error
    faults = event_sense.faults(event, ruling, today=today)
    if faults:
        raise Refused(faults)
    others = list(ruling.events.exclude(pk=event.pk))
    asked = [doubt for doubt in event_sense.doubts(event, others) if doubt.code not in confirmed]
    if asked:
        raise Doubtful(asked)


def _is_given(value: object) -> bool:
    """A fine of nothing is a fine."""
    return isinstance(value, Decimal) or bool(value)


def _link(event: Event, judges: Sequence[Judge], *, by: User) -> None:
    ledger.insert([EventJudge(event=event, judge=judge) for judge in judges], by=by)


def _show(event: Event, *, public: bool, now: datetime) -> None:
    """Let everybody see it from now on, or nobody."""
    if event.public == public:
        return
    event.public = public
    event.public_since = now if public else None
    event.public_changed_at = None


def _save(event: Event, fields: Sequence[str], *, by: User) -> None:
    event.version += 1
    ledger.update(event, fields=[*fields, "version"], by=by)


def _told(ruling: Ruling) -> bool:
    """Whether a public event says how the ruling stands."""
    return "standing" in proceedings.columns(ruling)
