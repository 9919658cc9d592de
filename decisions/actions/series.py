"""Logging the rulings of one hearing: all of them or none."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import kept, reference, rulings, workflow
from decisions.actions.refusals import Doubtful, Duplicated, Refused, RowsDoubtful, RowsRefused
from decisions.models import Court, KeptInput, Ruling, Sealed, Series, Source, Team, User
from decisions.queries import duplicates
from decisions.queries.doubts import Doubt
from decisions.queries.duplicates import Sketch
from decisions.vocabulary import PublicationBasis, Role, Status

FORM = "series"
MOST_PEOPLE = 60
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One ruling to be: its values, the evidence that holds for it, and what was confirmed as printed."""

    values: Mapping[str, Any]
    readings: Sequence[rulings.Reading] = ()
    confirmed: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is told about the series as a whole."""

    source: Source
    number_in_source: str = ""
    at_least: bool = False
    narrative_en: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """The drafts, in order, and their series: None where there is only one ruling."""

    rulings: list[Ruling] = field(default_factory=list)
    series: Series | None = None


@transaction.atomic
def enter(
    *,
    by: User,
    now: datetime,
    team: Team,
    people: Sequence[Person],
    account: Account,
    key: str,
    others: Collection[str] = (),
    submit: bool = False,
) -> Entered:
    """All the drafts and their series, or none. The same `key` again gives what the first time made.

    `others` are codes of duplicates that the person has looked at and that are other cases.
    Raises PermissionDenied, RowsRefused, RowsDoubtful, Duplicated.
    """
    policy.require(by, Role.LAWYER)
    if not 1 <= len(people) <= MOST_PEOPLE:
        raise Refused([_("Give from 1 to %(most)s people.") % {"most": MOST_PEOPLE}])
    claim = _claim(by, key, now)
    if claim is None:
        return _made_before(by, key)
    _one_after_the_other(people)
    _ask_about_duplicates(people, by=by, others=others)
    series = _new_series(account, by=by, now=now) if len(people) > 1 else None
    made = _enter_each(people, series, by=by, now=now, team=team)
    if submit:
        made = [workflow.submit(ruling=ruling, by=by, now=now) for ruling in made]
    _remember(claim, made)
    kept.forget(owner=by, form=FORM, key=key)
    return Entered(made, series)


@transaction.atomic
def release(
    *,
    series: Series,
    by: User,
    now: datetime,
    basis: PublicationBasis | str = "",
    not_before: date | None = None,
    statuses: Collection[Status] = (Status.DRAFT, Status.IN_REVIEW),
    seen: Mapping[str, int] | None = None,
) -> list[Ruling]:
    """Basis for publication and the day before which it must not happen, for all rulings that this person may change.

    What is left empty changes nothing, and a later day of a single ruling stays. `seen` has the version of each ruling
    that the person saw: another one raises Conflict, and then nothing is changed.
    """
    policy.require(by, Role.LAWYER)
    of_series = policy.followed_rulings(by).filter(series=series, status__in=statuses).order_by("position")
    changed: list[Ruling] = []
    for ruling in (one for one in of_series if policy.may_edit(by, one)):
        version = ruling.version if seen is None else seen.get(ruling.public_id, 0)
        values = {
            "publication_basis": basis or ruling.publication_basis,
            "publish_not_before": max(filter(None, (not_before, ruling.publish_not_before)), default=None),
        }
        changed.append(rulings.revise(ruling=ruling, by=by, now=now, version=version, values=values))
    return changed


@transaction.atomic
def report_duplicates(*, sketch: Sketch, by: User, now: datetime) -> int:
    """Tell the audit that somebody tried to log what is logged already and what they may not see; how many."""
    policy.require(by, Role.LAWYER)
    found = duplicates.hidden(sketch, user=by)
    ledger.audit_each(by=by, action="ruling.logged_again", targets=found, now=now)
    return len(found)


# A key is claimed once: by the first of two equal submits


def _claim(by: User, key: str, now: datetime) -> KeptInput | None:
    claim = KeptInput(owner=by, form=kept.SAVED + FORM, key=key, kept_at=now)
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError:
        return None
    return claim


def _remember(claim: KeptInput, made: Sequence[Ruling]) -> None:
    claim.content = Sealed.of(json.dumps([ruling.public_id for ruling in made]))
    claim.save(update_fields=["content"])


def _made_before(by: User, key: str) -> Entered:
    claim = KeptInput.objects.get(owner=by, form=kept.SAVED + FORM, key=key)
    names = json.loads(claim.content.open())
    found = (
        policy.visible_rulings(by).filter(public_id__in=names).select_related("series").order_by("position")
    )
    made = list(found)
    return Entered(made, made[0].series if made else None)


# What is asked and made


def _one_after_the_other(people: Sequence[Person]) -> None:
    """Holds the courts until all is saved: whoever logs the same hearing at this moment comes second and is told."""
    courts = {person.values["court"].pk for person in people if person.values.get("court")}
    list(Court.objects.select_for_update().filter(pk__in=courts).order_by("pk"))


def _ask_about_duplicates(people: Sequence[Person], *, by: User, others: Collection[str]) -> None:
    found = duplicates.find(duplicates.sketch([person.values for person in people]), user=by)
    unconfirmed = [one for one in found if one.final or one.code not in others]
    if unconfirmed:
        raise Duplicated(unconfirmed)


def _new_series(account: Account, *, by: User, now: datetime) -> Series:
    """The series with the next free number; whoever is second to take it tries the one after."""
    for _attempt in range(_ATTEMPTS):
        highest = Series.objects.aggregate(highest=Max("number"))["highest"] or 0
        series = Series(
            number=highest + 1,
            source=account.source,
            number_in_source=account.number_in_source,
            at_least=account.at_least,
            narrative_en=account.narrative_en,
        )
        try:
            reference.add(records=[series], by=by, now=now)
        except IntegrityError:
            continue
        return series
    raise Refused([_("Many people are logging series at this moment. Please save again.")])


def _enter_each(
    people: Sequence[Person], series: Series | None, *, by: User, now: datetime, team: Team
) -> list[Ruling]:
    made: list[Ruling] = []
    refused: list[tuple[int, list[str]]] = []
    doubtful: list[tuple[int, Doubt]] = []
    for row, person in enumerate(people, start=1):
        place = {} if series is None else {"series": series, "position": row}
        try:
            made.append(
                rulings.enter(
                    by=by,
                    now=now,
                    team=team,
                    values={**person.values, **place},
                    readings=person.readings,
                    confirmed=person.confirmed,
                )
            )
        except Refused as refusal:
            refused.append((row, refusal.reasons))
        except Doubtful as doubt:
            doubtful += [(row, one) for one in doubt.doubts]
    if refused:
        raise RowsRefused(refused)
    if doubtful:
        raise RowsDoubtful(doubtful)
    return made
