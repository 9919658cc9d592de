"""Entering, revising and correcting rulings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import timezone as fixed_zone
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField
from django.utils.translation import gettext as _

from decisions import ledger, policy, vocabulary
from decisions.actions import search
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.models import Clearance, Correction, Evidence, Provision, Ruling, RulingProvision, Team, User
from decisions.queries import passages, proceedings
from decisions.queries.doubts import Doubt, doubts, misshapen
from decisions.queries.values import text_of
from decisions.text import case_numbers, public_ids
from decisions.text import uid as uids
from decisions.text.dates import PartialDate
from decisions.vocabulary import KNOWN, Basis, Empty, Role, Status

# The easternmost time zone of Russia: where the day of entry begins first.
EASTERNMOST = fixed_zone(timedelta(hours=12))

# What may be set beside the fields of the vocabulary.
PLACES = ("series", "position", "source", "source_locator")
RELEASE = ("publication_basis", "publish_not_before")
COMPANIONS = ("fine_currency", "fine_amount_qualifier", "in_russia_since_qualifier", "word_count_qualifier")
AT_ONCE = 500  # of many rulings that are entered together
_BESIDE = (*PLACES, *RELEASE, *COMPANIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The evidence for the value that the same action gives to `field`."""

    field: str
    basis: Basis
    rule: str = ""
    quotation: str = ""
    document: str = ""
    start: int | None = None
    end: int | None = None
    page: str = ""
    note: str = ""


@transaction.atomic
def enter(
    *,
    by: User,
    now: datetime,
    team: Team,
    values: Mapping[str, Any],
    readings: Sequence[Reading] = (),
    confirmed: Collection[str] = (),
    public_id: str | None = None,
) -> Ruling:
    """A new draft. `values` maps fields to a value or to an Empty; what is left out is unknown.

    Raises PermissionDenied, Refused, or Doubtful for doubts whose codes are not in `confirmed`.
    """
    policy.require(by, Role.LAWYER)
    ruling = Ruling(
        public_id=public_id or public_ids.new(),
        team=team,
        entered_by=by,
        entered_on=_entered_on(now, values.get("decided_on")),
    )
    _assign(ruling, values)
    _clean(ruling, {"court", "source", *values})
    provisions = _provisions(values.get("provisions", []))
    _ask(ruling, provisions, confirmed)
    _insert(ruling, by=by)
    _link(ruling, provisions, by=by)
    _accept(ruling, readings, by=by)
    ledger.audit(by=by, action="ruling.enter", target=ruling, now=now, fields=values)
    return ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One of many rulings to be: what `enter` takes for each."""

    values: Mapping[str, Any]
    readings: Sequence[Reading] = ()
    confirmed: Collection[str] = ()
    public_id: str = ""


@transaction.atomic
def enter_all(
    *, by: User, now: datetime, team: Team, drafts: Iterable[Draft], reason: str, submit: bool = False
) -> int:
    """Many drafts at once, all or none, as `enter` makes them one by one; `reason` stands in history and audit.

    `submit` hands them to the reviewers as they come. How many there were. Raises PermissionDenied, and Refused or
    Doubtful for the first that cannot be.
    """
    policy.require(by, Role.LAWYER)
    told: list[tuple[str, tuple[str, ...]]] = []
    sets: dict[tuple[str, ...], tuple[str, ...]] = {}  # most name the same fields
    remaining = iter(drafts)
    while some := list(islice(remaining, AT_ONCE)):
        new = _insert_all(some, by=by, now=now, team=team, reason=reason, submit=submit)
        fields = (sets.setdefault(names, names) for names in (tuple(draft.values) for draft in some))
        told += zip((ruling.public_id for ruling in new), fields, strict=True)
    # At the end, since everybody else waits for whoever writes to the audit.
    ledger.audit_all(by=by, action="ruling.enter", kind=Ruling, targets=told, now=now, reason=reason)
    if submit:
        moved = [(name, ("status",)) for name, _fields in told]
        ledger.audit_all(by=by, action="ruling.submit", kind=Ruling, targets=moved, now=now, reason=reason)
    return len(told)


def _insert_all(
    drafts: Sequence[Draft], *, by: User, now: datetime, team: Team, reason: str, submit: bool
) -> list[Ruling]:
    new, links = [], []
    for draft in drafts:
        decided_on = draft.values.get("decided_on")
        ruling = Ruling(
            public_id=draft.public_id or public_ids.new(),
            team=team,
            entered_by=by,
            entered_on=_entered_on(now, decided_on),
            status=Status.IN_REVIEW if submit else Status.DRAFT,
        )
        _assign(ruling, draft.values)
        _check_room(ruling)
        provisions = _provisions(draft.values.get("provisions", []))
        _ask(ruling, provisions, draft.confirmed)
        new.append(ruling)
        links += [RulingProvision(ruling=ruling, provision=provision) for provision in provisions]
    ledger.insert_many(new, by=by, reason=reason)
    for link in links:
        link.ruling_id = link.ruling.pk
    ledger.insert_many(links, by=by, reason=reason)
    evidence = [
        _evidence(ruling, reading, by=by)
        for ruling, draft in zip(new, drafts, strict=True)
        for reading in draft.readings
    ]
    ledger.insert(evidence, by=by, reason=reason)
    return new


# What a column holds, for records that are not looked at one by one: `clean_fields` asks the database about each.
_ROOM = [
    (column.attname, column.verbose_name, column.max_length)
    for column in Ruling._meta.concrete_fields
    if isinstance(column, CharField) and column.max_length
]
_CODES = [
    (field.name, field.label, frozenset(str(code) for code, _label in field.choices))
    for field in vocabulary.CODED
]


def _check_room(ruling: Ruling) -> None:
    for name, label, room in _ROOM:
        value = getattr(ruling, name)
        if value and len(value) > room:
            raise Refused([_("%(field)s: at most %(most)s signs.") % {"field": label, "most": room}])
    for name, label, codes in _CODES:
        if getattr(ruling, name) not in codes:
            raise Refused([_("%(field)s: no such value.") % {"field": label}])


@transaction.atomic
def revise(
    *,
    ruling: Ruling,
    by: User,
    now: datetime,
    version: int,
    values: Mapping[str, Any],
    readings: Sequence[Reading] = (),
    confirmed: Collection[str] = (),
    reason: str = "",
) -> Ruling:
    """Change an unpublished ruling, starting from the `version` that the person saw.

    Raises PermissionDenied, Conflict, Refused, Doubtful.
    """
    if ruling.status == Status.PUBLISHED:
        raise Refused([_("A published ruling is corrected, with a reason that its page shows.")])
    changed, fields = _change(
        ruling, by=by, version=version, values=values, readings=readings, confirmed=confirmed, reason=reason
    )
    if fields:
        ledger.audit(by=by, action="ruling.revise", target=changed, now=now, fields=fields, reason=reason)
    return changed


@transaction.atomic
def correct(
    *,
    ruling: Ruling,
    by: User,
    now: datetime,
    version: int,
    values: Mapping[str, Any],
    readings: Sequence[Reading] = (),
    confirmed: Collection[str] = (),
    reason: str,
) -> Ruling:
    """Change a published ruling; the reason and the date appear on its page.

    Raises PermissionDenied, Conflict, Refused, Doubtful.
    """
    policy.require(by, Role.REVIEWER)
    if ruling.status != Status.PUBLISHED:
        raise Refused([_("Only a published ruling is corrected.")])
    if not reason.strip():
        raise Refused([_("A correction needs a reason, which the page of the ruling shows.")])
    changed, fields = _change(
        ruling, by=by, version=version, values=values, readings=readings, confirmed=confirmed, reason=reason,
        corrected_at=now,
    )  # fmt: skip
    if not fields:
        return changed
    _clear_passages(changed, reason, confirmed, by=by, now=now)
    Correction(ruling=changed, on=now.date(), fields=sorted(fields), reason=reason).save(force_insert=True)
    search.refresh(rulings=[changed.pk])
    ledger.audit(by=by, action="ruling.correct", target=changed, now=now, fields=fields, reason=reason)
    return changed


PASSAGE = "passage-"


def _clear_passages(
    ruling: Ruling, reason: str, confirmed: Collection[str], *, by: User, now: datetime
) -> None:
    """A correction is public at once: what may name somebody is asked about, and confirming it clears it."""
    texts = [*passages.public_texts(ruling), passages.PublicText("correction", _("Reason"), reason)]
    found = [one for one in passages.found_in(ruling, texts) if not one.cleared]
    unconfirmed = [one for one in found if _passage_code(one) not in confirmed]
    if unconfirmed:
        raise Doubtful([_passage_doubt(one) for one in unconfirmed])
    Clearance.objects.bulk_create(
        [
            Clearance(
                ruling=ruling, place=one.place, fingerprint=one.fingerprint, cleared_by=by, cleared_at=now
            )
            for one in found
        ]
    )


def _passage_code(found: passages.Found) -> str:
    return f"{PASSAGE}{found.fingerprint[:16]}"


def _passage_doubt(found: passages.Found) -> Doubt:
    sentence = _("%(place)s: “%(text)s” %(kind)s. May everybody read it?")
    values = {"place": found.label, "text": found.text, "kind": found.kind}
    return Doubt(_passage_code(found), found.place, sentence % values)


@transaction.atomic
def set_afterwards(*, ruling: Ruling, by: User, told: bool) -> None:
    """Let the public columns follow from the public events. Only proceedings asks for it.

    `told`: an event said the standing before; if none does any more it is unknown, else what somebody typed stays.
    """
    policy.require(by, Role.REVIEWER)
    wanted = proceedings.columns(ruling)
    if told and ruling.standing != Empty.WITHHELD:
        wanted = {"standing": Empty.UNKNOWN.value, **wanted}
    changed = {name for name, value in wanted.items() if getattr(ruling, name) != value}
    if changed:
        for name in changed:
            setattr(ruling, name, wanted[name])
        _retire(ruling, changed, by=by)
        ruling.version += 1
        ledger.update(ruling, fields=[*changed, "version"], by=by)
        search.refresh(rulings=[ruling.pk])


def _follow(ruling: Ruling, values: Mapping[str, Any]) -> None:
    """A revised ruling keeps what its public events say of it. Nobody types another standing over them."""
    for name, value in proceedings.columns(ruling).items():
        if name in values and getattr(ruling, name) != value:
            raise Refused([_("The standing follows from the public events. Change those.")])
        setattr(ruling, name, value)


@transaction.atomic
def set_withheld(*, ruling: Ruling, by: User, field: str) -> None:
    """Put "withheld" in the place of a field's value and its evidence aside. Only erasure.withhold asks for it."""
    policy.require(by, Role.REVIEWER)
    _assign(ruling, {field: Empty.WITHHELD})
    _follow(ruling, {})
    if field == vocabulary.PROVISIONS.name:
        _relink(ruling, [], by=by)
    _retire(ruling, [field], by=by)
    ruling.version += 1
    # The value leaves the older versions as well: this is what the history can still say.
    what = _("%(field)s withheld; the reason is in a sealed note.") % {
        "field": vocabulary.FIELDS[field].label
    }
    _save(ruling, by=by, reason=what)


def _change(
    ruling: Ruling,
    *,
    by: User,
    version: int,
    values: Mapping[str, Any],
    readings: Sequence[Reading],
    confirmed: Collection[str],
    reason: str,
    corrected_at: datetime | None = None,
) -> tuple[Ruling, set[str]]:
    """The changed ruling and the names of the fields whose value or evidence changed."""
    current = policy.locked(by, ruling)
    if not policy.may_edit(by, current):
        raise PermissionDenied("this ruling is not theirs to change")
    if current.version != version:
        raise Conflict
    before = _snapshot(current)
    asked_before = doubts(current, provisions=_new_provisions(current, {}))
    _assign(current, values)
    _clean(current, values)
    _follow(current, values)
    provisions = _new_provisions(current, values)
    settled = {doubt.code for doubt in asked_before if text_of(current, doubt.field) == before[doubt.field]}
    _ask(current, provisions, settled.union(confirmed))
    if "provisions" in values:
        _relink(current, provisions, by=by)
    fields = {name for name, value in _snapshot(current).items() if value != before[name]}
    fields |= _accept(current, readings, by=by)
    _retire(current, fields - {reading.field for reading in readings}, by=by)
    if fields:
        current.version += 1
        current.corrected_at = corrected_at or current.corrected_at
        _save(current, by=by, reason=reason)
    return current, fields


def _snapshot(ruling: Ruling) -> dict[str, Any]:
    """Everything that the actions here may change, in a form that can be compared."""
    fields = {name: text_of(ruling, name) for name in vocabulary.FIELDS}
    beside = [column for column in Ruling._meta.fields if column.name in _BESIDE]
    return {**fields, **{column.name: getattr(ruling, column.attname) for column in beside}}


def _entered_on(now: datetime, decided_on: object) -> date:
    """The day by our clock; where the ruling is of a day that has begun in its region only, that day."""
    today, easternmost = now.date(), now.astimezone(EASTERNMOST).date()
    return easternmost if isinstance(decided_on, date) and decided_on > today else today


def _assign(ruling: Ruling, values: Mapping[str, Any]) -> None:
    """Put values and their states into the columns; the action alone knows how they belong together."""
    unknown = set(values) - set(vocabulary.FIELDS) - set(_BESIDE)
    if unknown:
        raise TypeError(f"no such field of a ruling: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        field = vocabulary.FIELDS.get(name)
        if field in vocabulary.TYPED:
            _assign_typed(ruling, name, value)
        else:
            setattr(ruling, name, value)
    if ruling.fine_amount is None:
        ruling.fine_currency = ""
    for name, field in vocabulary.FIELDS.items():
        if field.qualified and getattr(ruling, name) is None:
            setattr(ruling, f"{name}_qualifier", "")


def _assign_typed(ruling: Ruling, name: str, value: Any) -> None:
    empty = isinstance(value, Empty)
    setattr(ruling, f"{name}_state", value if empty else KNOWN)
    if name == "provisions":
        return
    setattr(ruling, name, None if empty else value)
    if name == "case_number":
        ruling.case_number_normalised = None if empty else case_numbers.normalise(value)
    if name == "uid" and not empty:
        ruling.uid = str(_uid(value))
    if name == "in_russia_since":
        ruling.in_russia_since = value.first if isinstance(value, PartialDate) else None
        ruling.in_russia_since_precision = value.precision if isinstance(value, PartialDate) else ""


def _uid(text: str) -> uids.Uid:
    try:
        return uids.parse(text)
    except uids.WrongShape as error:
        raise Refused([misshapen(error)]) from error


def _clean(record: Ruling | Evidence, names: Collection[str]) -> None:
    """Refuse what the columns cannot hold (too long, no such code, nothing at all): SQLite would keep it."""
    labels = {column.name: column.verbose_name for column in record._meta.fields}
    try:
        record.clean_fields(exclude=labels.keys() - {*names, "case_number_normalised"})
    except ValidationError as error:
        raise Refused(
            [f"{labels[name]}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
        ) from error


def _ask(ruling: Ruling, provisions: list[Provision], confirmed: Collection[str]) -> None:
    open_doubts = [doubt for doubt in doubts(ruling, provisions=provisions) if doubt.code not in confirmed]
    if open_doubts:
        raise Doubtful(open_doubts)


def _insert(ruling: Ruling, *, by: User) -> None:
    try:
        with transaction.atomic():
            ledger.insert([ruling], by=by)
    except IntegrityError as error:
        _explain(ruling, error)


def _save(ruling: Ruling, *, by: User, reason: str) -> None:
    columns = [column.name for column in Ruling._meta.concrete_fields if not column.primary_key]
    try:
        with transaction.atomic():
            ledger.update(ruling, fields=columns, by=by, reason=reason)
    except IntegrityError as error:
        _explain(ruling, error)


def _explain(ruling: Ruling, error: IntegrityError) -> None:
    """The database has refused the row: say why in the constraint's own words."""
    try:
        ruling.validate_constraints()
    except ValidationError as explanation:
        raise Refused(explanation.messages) from error
    raise error


def _provisions(value: Any) -> list[Provision]:
    return [] if isinstance(value, Empty) else list(value)


def _new_provisions(ruling: Ruling, values: Mapping[str, Any]) -> list[Provision]:
    if "provisions" in values:
        return _provisions(values["provisions"])
    return [link.provision for link in ruling.provision_links.select_related("provision")]


def _link(ruling: Ruling, provisions: Sequence[Provision], *, by: User) -> None:
    if ruling.provisions_state == KNOWN and not provisions:
        raise Refused([_("Name the article, or say why there is none.")])
    ledger.insert([RulingProvision(ruling=ruling, provision=provision) for provision in provisions], by=by)


def _relink(ruling: Ruling, provisions: Sequence[Provision], *, by: User) -> None:
    ledger.delete(ruling.provision_links.all(), by=by)
    _link(ruling, provisions, by=by)


def _accept(ruling: Ruling, readings: Sequence[Reading], *, by: User) -> set[str]:
    """Make the readings the accepted ones; the names of the fields where that changed something."""
    current = {row.field: row for row in ruling.evidence.filter(accepted=True)}
    new = [_evidence(ruling, reading, by=by) for reading in readings]
    changed = [row for row in new if not _says_the_same(current.get(row.field), row)]
    for row in changed:
        _clean(row, ("field", *_CONTENT))
        _put_aside(current.get(row.field), by=by)
    ledger.insert(changed, by=by)
    return {row.field for row in changed}


def _retire(ruling: Ruling, fields: Collection[str], *, by: User) -> None:
    """A value changed without new evidence: the old reading no longer supports it."""
    for row in ruling.evidence.filter(accepted=True, field__in=fields):
        _put_aside(row, by=by)


def _put_aside(row: Evidence | None, *, by: User) -> None:
    if row is not None:
        row.accepted = False
        ledger.update(row, fields=["accepted"], by=by)


_CONTENT = ("value", "basis", "rule", "quotation", "document", "start", "end", "page", "note")


def _says_the_same(old: Evidence | None, new: Evidence) -> bool:
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in _CONTENT)


def _evidence(ruling: Ruling, reading: Reading, *, by: User) -> Evidence:
    return Evidence(
        ruling=ruling,
        field=reading.field,
        value=text_of(ruling, reading.field),
        basis=reading.basis,
        rule=reading.rule,
        quotation=reading.quotation,
        document=reading.document,
        start=reading.start,
        end=reading.end,
        page=reading.page,
        note=reading.note,
        coder=by,
    )
