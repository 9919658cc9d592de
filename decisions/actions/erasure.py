"""Taking out what must not be known: one field withheld, or a passage purged from everything that we keep."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy, vocabulary
from decisions.actions import imports, notes, releases, rulings, search
from decisions.actions.refusals import Conflict, Refused
from decisions.models import (
    Correction,
    Event,
    Evidence,
    OfficialSeries,
    OfficialValue,
    Ruling,
    RulingProvision,
    Sealed,
    Series,
    Story,
    StoryEvent,
    Unreadable,
    User,
)
from decisions.queries import exports, review
from decisions.queries.values import text_of
from decisions.text.redaction import Needle, TooShort
from decisions.vocabulary import Empty, NoteKind, Role, Status

_Column: TypeAlias = "models.Field[Any, Any]"

# Withholding one field


@transaction.atomic
def withhold(*, ruling: Ruling, by: User, now: datetime, version: int, field: str, reason: str) -> Ruling:
    """Take the value of one field out of the record, its history and the releases. It is kept in a sealed note only.

    Raises PermissionDenied, Conflict, Refused.
    """
    policy.require(by, Role.REVIEWER)
    current = policy.locked(by, ruling)
    _check_withholding(current, version, field, reason)
    notes.write(
        ruling=current, by=by, now=now, text=_kept_aside(current, field, reason), kind=NoteKind.WITHHELD
    )
    if current.status == Status.PUBLISHED:
        public = _("A value is withheld to protect the person.")
        Correction(ruling=current, on=now.date(), fields=[field], reason=public).save(force_insert=True)
        current.corrected_at = now
    rulings.set_withheld(ruling=current, field=field, by=by)
    _scrub(current, field, by=by)
    search.refresh(rulings=[current.pk])
    ledger.audit(by=by, action="ruling.withhold", target=current, now=now, fields=[field])
    releases.hold_back(ruling=current, by=by, now=now, columns=exports.columns_of(field))
    return current


@transaction.atomic
def withhold_in_series(
    *, ruling: Ruling, by: User, now: datetime, version: int, field: str, reason: str
) -> list[Ruling]:
    """The same, and in every other ruling of its series that says the same of the field: one would tell the other.

    `version` is that of `ruling`. Raises PermissionDenied, Conflict, Refused.
    """
    policy.require(by, Role.REVIEWER)
    found = [ruling, *review.telling(by, ruling, field)]
    held = [policy.locked(by, one) for one in sorted(found, key=lambda one: one.position or 0)]
    return [
        withhold(
            ruling=one,
            by=by,
            now=now,
            version=version if one.pk == ruling.pk else one.version,
            field=field,
            reason=reason,
        )
        for one in held
    ]


def _check_withholding(ruling: Ruling, version: int, field: str, reason: str) -> None:
    if ruling.version != version:
        raise Conflict
    if ruling.status == Status.WITHDRAWN:
        raise Refused([_("A withdrawn ruling shows nothing that could be withheld.")])
    if field not in vocabulary.FIELDS or field == vocabulary.COURT.name:
        raise Refused([_("This field cannot be withheld. Withdraw the ruling instead.")])
    if text_of(ruling, field) in Empty.values:
        raise Refused([_("This field has no value that could be withheld.")])
    if not reason.strip():
        raise Refused([_("Say why it is withheld.")])


def _kept_aside(ruling: Ruling, field: str, reason: str) -> str:
    """All that we know about the value, for the sealed note."""
    lines = [
        f"{vocabulary.FIELDS[field].label}: {text_of(ruling, field)}",
        _("Why it is withheld: %(reason)s") % {"reason": reason.strip()},
    ]
    for row in ruling.evidence.filter(field=field).order_by("pk"):
        parts = [
            row.value,
            row.get_basis_display(),
            row.rule,
            row.quotation,
            row.document,
            row.page,
            row.note,
        ]
        lines.append(_("Evidence: %(evidence)s") % {"evidence": " · ".join(part for part in parts if part)})
    return "\n".join(lines)


def _scrub(ruling: Ruling, field: str, *, by: User) -> None:
    """Take the value out of every version of the ruling and of its evidence."""
    versions = ruling.history.all()
    names = [column.name for column in Ruling._meta.concrete_fields]
    columns = {name: getattr(ruling, name) for name in names if _belongs_to(name, field)}
    versions.update(**columns)
    if field == vocabulary.PROVISIONS.name:
        RulingProvision.history.filter(ruling_id=ruling.pk).delete()
    nothing: dict[str, Any] = {
        "value": Empty.WITHHELD.value, "quotation": "", "document": "", "page": "", "note": "",
        "start": None, "end": None,
    }  # fmt: skip
    ruling.evidence.filter(field=field).update(**nothing)
    Evidence.history.filter(ruling_id=ruling.pk, field=field).update(**nothing)
    imports.forget_rows(ruling=ruling, by=by)


def _belongs_to(column: str, field: str) -> bool:
    """Whether a column holds the field's value or says something about it."""
    beside = {"fine_currency": "fine_amount"}
    about = column.startswith(f"{field}_") and column not in vocabulary.FIELDS
    return column == field or about or beside.get(column) == field


# Purging a passage

# Public office, reference data and accounts have pages of their own; the audit is cleaned by the ledger; the words of
# the search are written anew. Who somebody is stays sealed: whoever may not read it must not learn from the number of
# removals that it is there (docs/adr/0011).
_NOT_SEARCHED = frozenset(
    (
        "calendarday", "court", "courtformername", "courtspelling", "judge", "judgepost", "judgespelling",
        "provision", "region", "source", "user", "team", "term", "auditevent", "audithead", "respondent",
        "respondentspelling", "respondentruling", "document", "release", "releasefile", "releasedruling",
        "releaserebuild", "searchtext",
    )
)  # fmt: skip
# Records that files fill and that are corrected from them until a person has changed them.
_FROM_FILES = (OfficialSeries, OfficialValue, Series, Story, StoryEvent)
# What records are found by; no person's words.
_NOT_TEXT = frozenset(("public_id", "fingerprint", "key", "form", "field", "rule", "history_type"))
_REASON = "history_change_reason"
_REASONS_ARE_CUT_AT = 100


@dataclass(frozen=True, slots=True)
class Purged:
    """How many records of each kind held the passage."""

    records: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.records.values())


class Reaches(Refused):
    """How far a purge would go: `number` of records and versions, not yet confirmed."""

    def __init__(self, number: int, rulings_: Sequence[Ruling]) -> None:
        self.number = number
        names = ", ".join(f"{one} ({one.get_status_display()})" for one in rulings_) or _("none")
        said = _("It stands in %(number)s records and versions. Rulings that would change: %(rulings)s.")
        super().__init__([said % {"number": number, "rulings": names}])


@transaction.atomic
def purge(*, ruling: Ruling, by: User, now: datetime, passage: str, sure_of: int | None) -> Purged:
    """Put "[removed]" in the place of a passage in everything that is kept: records, history, notes, drafts, audit; and
    hold back the releases in which it stands.

    `ruling` is where it was met; other rulings lose it too. `sure_of` is the number of records and versions that the
    person was told of: another one raises Reaches, and nothing changes. The audit says who, when, and which columns
    held it, never what it said; a published page says that a passage was removed. Raises PermissionDenied, Refused.
    """
    policy.require(by, Role.REVIEWER)
    current = policy.locked(by, ruling)
    needle = _needle(passage)
    found = [one for model in _searched_models() for one in _holding(model, needle)]
    touched = {key for record, _changes in found for key in _rulings_of(record)}
    if len(found) != sure_of:
        raise Reaches(len(found), list(policy.visible_rulings(by).filter(pk__in=touched).order_by("pk")))
    records: Counter[str] = Counter()
    for record, changes in found:
        records[record._meta.model_name or ""] += 1
        _write(record, changes)
        if isinstance(record, _FROM_FILES):  # else the next loading of the files would bring the passage back
            record.refresh_from_db()
            ledger.update(record, fields=changes, by=by, reason=_("A passage was removed."))
    records["auditevent"] = ledger.redact(needle=needle)
    search.refresh(rulings=touched | {current.pk})
    # After the ledger, which a release that is being made holds: none is made beside this.
    records["releasedruling"] = releases.hold_back_passage(needle=needle, by=by, now=now)
    _renew(touched | {current.pk}, by=by)
    _tell(
        {key for record, _changes in found if _is_shown(record) for key in _rulings_of(record)},
        by=by,
        now=now,
    )
    imports.forget_files(by=by)  # no search looks into a file that is not read yet
    columns = {name for _record, changes in found for name in changes}
    ledger.audit(by=by, action="ruling.purge", target=current, now=now, fields=columns)
    return Purged({kind: number for kind, number in records.items() if number})


def _is_shown(record: models.Model) -> bool:
    """Whether pages of published rulings show it."""
    return isinstance(record, Ruling | Series) or (isinstance(record, Evidence) and record.accepted)


def _tell(shown: Collection[int], *, by: User, now: datetime) -> None:
    """The pages that the world has read say that something was removed, and when."""
    reason = _("A passage was removed.")
    for one in policy.public_rulings().filter(pk__in=shown).order_by("pk"):
        Correction(ruling=one, on=now.date(), reason=reason).save(force_insert=True)
        one.corrected_at = now
        ledger.update(one, fields=["corrected_at"], by=by, reason=reason)


def _needle(passage: str) -> Needle:
    try:
        return Needle.of(passage)
    except TooShort as error:
        sentence = _("Give the whole passage, at least %(least)s characters.")
        raise Refused([sentence % {"least": error.least}]) from error


def _renew(rulings_: Collection[int], *, by: User) -> None:
    """A form that was opened before would bring the passage back: it now starts from an old version."""
    locked = policy.visible_rulings(by).select_for_update(of=("self",), no_key=True).filter(pk__in=rulings_)
    for one in locked.order_by("pk"):
        one.version += 1
        ledger.update(one, fields=["version"], by=by, reason=_("A passage was removed."))


def _searched_models() -> list[type[models.Model]]:
    every = apps.get_app_config("decisions").get_models()
    return [m for m in every if (m._meta.model_name or "").removeprefix("historical") not in _NOT_SEARCHED]


def _text_columns(model: type[models.Model]) -> list[_Column]:
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField | models.JSONField)
        and not column.choices
        and column.name not in _NOT_TEXT
    ]


def _holding(model: type[models.Model], needle: Needle) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    """The records with the passage, and what their columns say without it.

    Read one by one: no database searches sealed text, and SQLite knows the case of Latin letters only.
    """
    columns = _text_columns(model)
    for record in model._default_manager.order_by("pk").iterator(chunk_size=500) if columns else ():
        changes = {column.name: _cleaned(record, column, needle) for column in columns}
        changes = {name: value for name, value in changes.items() if value != getattr(record, name)}
        if changes:
            yield record, changes


def _cleaned(record: models.Model, column: _Column, needle: Needle) -> Any:
    """The column's content without the passage: the same where it does not hold it."""
    value = getattr(record, column.name)
    if isinstance(value, Sealed):
        return _cleaned_sealed(value, needle)
    if isinstance(column, models.JSONField):
        return needle.removed_from_json(value)
    if not isinstance(value, str):
        return value
    if column.name == _REASON:
        return needle.removed_from_cut(value, cut_at=_REASONS_ARE_CUT_AT)[:_REASONS_ARE_CUT_AT]
    return needle.removed_from(value)[: column.max_length]


def _cleaned_sealed(value: Sealed, needle: Needle) -> Sealed:
    """What no key of ours opens, nobody can read either: it stays."""
    try:
        text = value.open()
    except Unreadable:
        return value
    new = _cleaned_json_text(text, needle) if text[:1] in "{[" else needle.removed_from(text)
    return value if new == text else Sealed.of(new)


def _cleaned_json_text(text: str, needle: Needle) -> str:
    """Unsaved input is JSON, in which a line break is not a space."""
    try:
        value = json.loads(text)
    except ValueError:
        return needle.removed_from(text)
    cleaned = needle.removed_from_json(value)
    return text if cleaned == value else json.dumps(cleaned, ensure_ascii=False)


def _write(record: models.Model, changes: Mapping[str, Any]) -> None:
    """Past the history, whose versions are cleaned themselves. A number with a hole in it is withheld as a whole."""
    written = dict(changes)
    for name in {"case_number", "case_number_normalised", "uid"} & changes.keys():
        number = name.removesuffix("_normalised")
        written |= {number: None, f"{number}_state": Empty.WITHHELD.value}
        if number == "case_number":
            written["case_number_normalised"] = None
    if "slug" in changes:  # an address cannot have a hole
        written["slug"] = f"removed-{record.pk}"
    if isinstance(record, Event):  # a form that was opened before starts from an old version
        written["version"] = record.version + 1
    type(record)._default_manager.filter(pk=record.pk).update(**written)


def _rulings_of(record: models.Model) -> set[int]:
    if isinstance(record, Ruling):
        return {record.pk}
    if isinstance(record, Series):
        return set(record.rulings.values_list("pk", flat=True))
    number = getattr(record, "ruling_id", None)
    return set() if number is None else {number}
