"""Adding and changing what stands around rulings: places, judges, provisions, sources, series, official numbers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from decisions import ledger, policy
from decisions.actions import search
from decisions.models import (
    CalendarDay,
    Court,
    CourtFormerName,
    Judge,
    JudgePost,
    JudgeSpelling,
    OfficialSeries,
    OfficialValue,
    Provision,
    Region,
    Series,
    Source,
    Story,
    StoryEvent,
    Team,
    Term,
    User,
)
from decisions.vocabulary import Role

Reference = (
    CalendarDay
    | Court
    | CourtFormerName
    | Judge
    | JudgePost
    | JudgeSpelling
    | OfficialSeries
    | OfficialValue
    | Provision
    | Region
    | Series
    | Source
    | Story
    | StoryEvent
    | Team
    | Term
)
# What a lawyer may add while logging; the rest is the administrator's.
ADDED_ON_THE_WAY = (Court, Judge, JudgePost, JudgeSpelling, Series)


@transaction.atomic
def add(*, records: Sequence[Reference], by: User, now: datetime) -> None:
    """Save new records of one kind."""
    for kind in {type(record) for record in records}:
        policy.require(by, Role.LAWYER if kind in ADDED_ON_THE_WAY else Role.ADMINISTRATOR)
    ledger.insert(records, by=by)
    search.refresh_named(records=_named(records))
    ledger.audit_each(by=by, action="reference.add", targets=records, now=now)


@transaction.atomic
def add_judge(*, judge: Judge, spelling: JudgeSpelling, court: Court | None, by: User, now: datetime) -> None:
    """A judge who was not known yet, with the spelling that somebody read and the court where they sat."""
    add(records=[judge], by=by, now=now)
    spelling.judge = judge
    add(records=[spelling], by=by, now=now)
    if court is not None:
        add(records=[JudgePost(judge=judge, court=court)], by=by, now=now)


@transaction.atomic
def change(*, record: Reference, fields: Collection[str], by: User, now: datetime, reason: str = "") -> None:
    """Save the named columns of a record."""
    policy.require(by, Role.ADMINISTRATOR)
    before = _named(list(type(record)._default_manager.filter(pk=record.pk)))
    ledger.update(record, fields=fields, by=by, reason=reason)
    search.refresh_named(records=[*before, *_named([record])])
    ledger.audit(by=by, action="reference.change", target=record, now=now, fields=fields, reason=reason)


@transaction.atomic
def remove(*, record: Reference, by: User, now: datetime, reason: str = "") -> None:
    """Delete a record that nothing refers to. Raises ProtectedError otherwise."""
    policy.require(by, Role.ADMINISTRATOR)
    ledger.audit(by=by, action="reference.remove", target=record, now=now, reason=reason)
    named = _named([record])
    ledger.delete([record], by=by, reason=reason)
    search.refresh_named(records=named)


def _named(records: Sequence[Reference]) -> list[Court | Judge | Series]:
    """The courts, judges and series whose rulings are found by what these records say."""
    named: list[Court | Judge | Series] = []
    for record in records:
        if isinstance(record, Court | Judge | Series):
            named.append(record)
        elif isinstance(record, Region):
            named += record.courts.all()
        elif isinstance(record, CourtFormerName):
            named.append(record.court)
        elif isinstance(record, JudgeSpelling):
            named.append(record.judge)
    return named
