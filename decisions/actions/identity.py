"""Recording who a ruling is about: sealed, found again by fingerprints, every reading in the audit."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Conflict, Namesakes, Refused
from decisions.models import (
    Respondent,
    RespondentRuling,
    RespondentSpelling,
    Ruling,
    Sealed,
    Unreadable,
    User,
)
from decisions.models.fingerprints import SPELLING, fingerprint
from decisions.queries import identity as queries
from decisions.queries.identity import Identity
from decisions.text import dates, names

MOST_SPELLINGS = 20
LONGEST_NAME = 200
LONGEST_NOTES = 5000
OLDEST = 120  # years
_COLUMNS = ("name", "birth_date", "notes")


# Reading


@transaction.atomic
def read(*, respondent: Respondent, by: User, now: datetime) -> Identity:
    """Who it is. The audit says who asked, when and under which pseudonym. Raises PermissionDenied, Refused."""
    current = _theirs(respondent, by)
    identity = _opened(current)
    ledger.audit(by=by, action="respondent.read", target=current, now=now)
    return identity


@transaction.atomic
def find(*, spellings: Collection[str], by: User, now: datetime) -> Sequence[Respondent]:
    """Whoever bears exactly one of these names, among those whose identity they may read.

    To learn that somebody is recorded is a reading too. Raises PermissionDenied.
    """
    if not policy.may_read_identities(by):
        raise PermissionDenied("identities are not theirs to read")
    found = list(queries.called(spellings, user=by))
    ledger.audit_each(by=by, action="respondent.find", targets=found, now=now)
    return found


# Writing


@transaction.atomic
def add(
    *,
    pseudonym: str,
    identity: Identity,
    by: User,
    now: datetime,
    ruling: Ruling | None = None,
    another: bool = False,
) -> Respondent:
    """Record a person, and say that the ruling is about them. The same pseudonym sent twice records one.

    `another` says that this is somebody else of the same name. Raises PermissionDenied, Refused, Namesakes.
    """
    if not policy.may_read_identities(by):
        raise PermissionDenied("identities are not theirs to record")
    existing = Respondent.objects.filter(pseudonym=pseudonym).first()
    if existing is None:
        existing = _insert(pseudonym, identity, by=by, now=now, another=another)
    elif existing.entered_by_id != by.pk:
        raise Refused([_("This form cannot be used any more. Open it again.")])
    if ruling is not None:
        link(ruling=ruling, respondent=existing, by=by, now=now)
    return existing


def _insert(pseudonym: str, identity: Identity, *, by: User, now: datetime, another: bool) -> Respondent:
    _check(identity, today=now.date())
    namesakes = [] if another else list(queries.called([identity.name, *identity.spellings], user=by))
    if namesakes:
        raise Namesakes(namesakes)
    made = Respondent(pseudonym=pseudonym, entered_by=by)
    _seal(made, identity)
    try:
        with transaction.atomic():
            ledger.insert([made], by=by)
    except IntegrityError as error:  # the button was pressed twice
        raise Refused([_("This person was recorded a moment ago.")]) from error
    _spell(made, identity)
    ledger.audit(by=by, action="respondent.add", target=made, now=now, fields=_COLUMNS)
    return made


@transaction.atomic
def change(
    *, respondent: Respondent, identity: Identity, version: int, by: User, now: datetime
) -> Respondent:
    """Put another identity in the place of what is kept. What no key opens is not overwritten.

    Raises PermissionDenied, Refused, Conflict.
    """
    current = _theirs(respondent, by)
    before = _opened(current)
    if current.version != version:
        raise Conflict
    _check(identity, today=now.date())
    if identity == before:
        return current
    _seal(current, identity)
    current.version += 1
    ledger.update(current, fields=[*_COLUMNS, "version"], by=by)
    _spell(current, identity)
    ledger.audit(
        by=by, action="respondent.change", target=current, now=now, fields=_changed(before, identity)
    )
    return current


@transaction.atomic
def remove(*, respondent: Respondent, by: User, now: datetime, reason: str) -> None:
    """Forget a person for good: identity, spellings, links to rulings. The rulings stay."""
    current = _theirs(respondent, by)
    if not reason.strip():
        raise Refused([_("Say why the person is removed.")])
    ledger.delete(list(current.ruling_links.all()), by=by)
    ledger.audit(by=by, action="respondent.remove", target=current, now=now, reason=reason)
    ledger.delete([current], by=by)


@transaction.atomic
def link(*, ruling: Ruling, respondent: Respondent, by: User, now: datetime) -> None:
    """Say that the ruling is about this person. Raises PermissionDenied, Refused."""
    current, person = _kept_by(ruling, by), _theirs(respondent, by)
    before = RespondentRuling.objects.filter(ruling=current).first()
    if before is not None and before.respondent_id == person.pk:
        return
    if before is not None:
        raise Refused([_("This ruling is linked to another person. Take that link away first.")])
    ledger.insert([RespondentRuling(respondent=person, ruling=current)], by=by)
    _audit_link("respondent.link", current, person, by=by, now=now)


@transaction.atomic
def unlink(*, ruling: Ruling, by: User, now: datetime) -> None:
    """Say that the ruling is not about this person, or that it is not known. Raises PermissionDenied, Refused."""
    current = _kept_by(ruling, by)
    before = RespondentRuling.objects.filter(ruling=current).select_related("respondent").first()
    if before is None:
        raise Refused([_("This ruling is linked to nobody.")])
    ledger.delete([before], by=by)
    _audit_link("respondent.unlink", current, before.respondent, by=by, now=now)


def _audit_link(action: str, ruling: Ruling, respondent: Respondent, *, by: User, now: datetime) -> None:
    """On either side, without naming the other."""
    ledger.audit(by=by, action=action, target=ruling, now=now)
    ledger.audit(by=by, action=action, target=respondent, now=now)


# Checks


def _theirs(respondent: Respondent, by: User) -> Respondent:
    """The record as it stands now, held until the transaction ends."""
    readable = policy.readable_respondents(by).select_for_update().filter(pk=respondent.pk).first()
    if readable is None:
        raise PermissionDenied("this identity is not theirs")
    return readable


def _kept_by(ruling: Ruling, by: User) -> Ruling:
    current = policy.locked(by, ruling)
    if not policy.may_keep_private(by, current):
        raise PermissionDenied("the private side of this ruling is not theirs")
    return current


def _opened(respondent: Respondent) -> Identity:
    try:
        return queries.opened(respondent)
    except Unreadable as error:
        sentence = _(
            "This cannot be read: the key is missing. Nothing is lost as long as nobody overwrites it."
        )
        raise Refused([sentence]) from error


def _check(identity: Identity, *, today: date) -> None:
    spellings = [identity.name, *identity.spellings]
    reasons = []
    if any(len(names.key(spelling)) < names.SHORTEST for spelling in spellings):
        reasons.append(_("A name has at least %(least)s letters.") % {"least": names.SHORTEST})
    if any(len(spelling) > LONGEST_NAME for spelling in spellings):
        reasons.append(_("A name has at most %(most)s characters.") % {"most": LONGEST_NAME})
    if len(spellings) > MOST_SPELLINGS + 1:
        reasons.append(_("There is room for %(most)s other spellings.") % {"most": MOST_SPELLINGS})
    if len(identity.notes) > LONGEST_NOTES:
        reasons.append(_("The notes have at most %(most)s characters.") % {"most": LONGEST_NOTES})
    born = dates.parse(identity.birth_date).first if identity.birth_date else None
    if born and not today.year - OLDEST <= born.year <= today.year:
        reasons.append(_("Nobody whom a court expels was born then. Look at the year again."))
    elif born and born > today:
        reasons.append(_("The date of birth lies in the future."))
    if reasons:
        raise Refused(reasons)


# Columns


def _seal(respondent: Respondent, identity: Identity) -> None:
    for column in _COLUMNS:
        setattr(respondent, column, Sealed.of(getattr(identity, column)))


def _spell(respondent: Respondent, identity: Identity) -> None:
    """Every spelling once: two that differ in spaces or case only are one."""
    marks: dict[str, str] = {}
    for spelling in (identity.name, *identity.spellings):
        marks.setdefault(fingerprint(SPELLING, names.key(spelling)), spelling)
    RespondentSpelling.objects.filter(respondent=respondent).delete()
    RespondentSpelling.objects.bulk_create(
        RespondentSpelling(respondent=respondent, spelling=Sealed.of(spelling), fingerprint=mark)
        for mark, spelling in marks.items()
    )


def _changed(before: Identity, after: Identity) -> list[str]:
    columns = (*_COLUMNS, "spellings")
    return [column for column in columns if getattr(before, column) != getattr(after, column)]
