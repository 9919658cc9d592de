"""Drafts that were a mistake: whoever entered one discards it, as long as nobody else was asked to look at it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from decisions import ledger, policy
from decisions.actions import documents, identity
from decisions.actions.refusals import Conflict, Refused
from decisions.models import (
    Event,
    EventJudge,
    Evidence,
    KeptInput,
    RespondentRuling,
    Ruling,
    RulingProvision,
    Series,
    User,
)
from decisions.queries.workflow import against_discarding

_REASON = "Discarded as a mistake."


@transaction.atomic
def discard(*, ruling: Ruling, by: User, now: datetime, version: int | None = None) -> None:
    """Delete a draft for good, with its versions, evidence, events, notes, papers and unsaved changes.

    That it was there, and who discarded it when, stays in history and audit without a word of what it said. A person
    whom it was about stays recorded. `version` is the one that was seen. Raises PermissionDenied, Conflict, Refused.
    """
    current = policy.locked(by, ruling)
    if not policy.may_discard(by, current):
        raise PermissionDenied("this draft is not theirs to discard")
    if version is not None and current.version != version:
        raise Conflict
    reasons = against_discarding(current, user=by)
    if reasons:
        raise Refused(reasons)
    ledger.audit(by=by, action="ruling.discard", target=current, now=now)
    _empty_private_side(current, by=by, now=now)
    _forget_what_it_said(current)
    ledger.delete([_bare(current)], by=by)
    if current.series is not None:
        _forget_empty(current.series, by=by, now=now)


@transaction.atomic
def discard_series(*, ruling: Ruling, by: User, now: datetime, version: int | None = None) -> int:
    """The same for a draft and all others of its series that this person may discard; how many there were."""
    own = policy.followed_rulings(by).filter(series=ruling.series_id, series__isnull=False, entered_by=by)
    others = [
        one
        for one in own.exclude(pk=ruling.pk).order_by("position")
        if policy.may_discard(by, one) and not against_discarding(one, user=by)
    ]
    discard(ruling=ruling, by=by, now=now, version=version)
    for one in others:
        discard(ruling=one, by=by, now=now)
    return 1 + len(others)


def _empty_private_side(ruling: Ruling, *, by: User, now: datetime) -> None:
    for document in ruling.documents.all():
        documents.remove(document=document, by=by, now=now, reason=_REASON)
    if RespondentRuling.objects.filter(ruling=ruling).exists():
        identity.unlink(ruling=ruling, by=by, now=now)


def _forget_what_it_said(ruling: Ruling) -> None:
    """Everything below the ruling, and every version of it and of them. Notes go with the ruling."""
    events = set(Event.history.filter(ruling_id=ruling.pk).values_list("id", flat=True))
    for rows in (ruling.events, ruling.evidence, ruling.provision_links):
        rows.all().delete()
    EventJudge.history.filter(event_id__in=events).delete()
    for versions in (Event.history, Evidence.history, RulingProvision.history):
        versions.filter(ruling_id=ruling.pk).delete()
    ruling.history.all().delete()
    KeptInput.objects.filter(key__startswith=f"{ruling.public_id}.").delete()


def _bare(ruling: Ruling) -> Ruling:
    """The record without its content: so much stays in the history of what is deleted."""
    return Ruling(
        pk=ruling.pk,
        public_id=ruling.public_id,
        court=ruling.court,
        source=ruling.source,
        team=ruling.team,
        entered_by=ruling.entered_by,
        entered_on=ruling.entered_on,
        version=ruling.version,
    )


def _forget_empty(series: Series, *, by: User, now: datetime) -> None:
    """A series whose last ruling was discarded goes too, with what was told about it."""
    if policy.logged_rulings().filter(series=series).exists():
        return
    ledger.audit(by=by, action="series.discard", target=series, now=now)
    series.history.all().delete()
    ledger.delete([Series(pk=series.pk, number=series.number, source=series.source)], by=by)
