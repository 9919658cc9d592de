"""What cannot be true of an event, and what may be but should be looked at again."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from decisions.models import Event, Ruling, User
from decisions.queries.doubts import Doubt
from decisions.queries.proceedings import DECIDED_BY, MAY_PRECEDE, date_of, date_text, ground_ended
from decisions.text.dates import PartialDate, last_of
from decisions.vocabulary import DECISIONS, Answer, AppealResult, EventKind, Form

# What comes after what.
_AFTER = {
    **{decided: lodged for lodged, decided in DECIDED_BY.items()},
    EventKind.DETENTION_REVIEWED: EventKind.PLACED,
    EventKind.RELEASED: EventKind.PLACED,
}


def faults(event: Event, ruling: Ruling, *, today: date) -> list[str]:
    """Why the event cannot be saved."""
    return [*_about_the_date(event, ruling, today), *_about_the_result(event)]


def _about_the_date(event: Event, ruling: Ruling, today: date) -> Iterator[str]:
    day = date_of(event)
    if day is None:
        if event.about:
            yield _("“About” needs a date.")
        return
    if day.first > today:
        yield _("The date is in the future.")
    before = ruling.decided_on is not None and last_of(day) < ruling.decided_on
    if before and not event.about and event.kind not in MAY_PRECEDE:
        yield _("It is dated before the decision itself.")


def _about_the_result(event: Event) -> Iterator[str]:
    if event.kind in DECISIONS and not event.result:
        yield _("Say how it was decided.")
    if event.kind not in DECISIONS and event.result:
        yield _("Only a decision on an appeal or a cassation complaint has a result.")
    outcome = event.sanction or event.form or event.placement or event.fine_amount is not None
    if outcome and event.result != AppealResult.CHANGED:
        yield _("Sanction, fine, form and placement are given only where the ruling was changed.")
    if event.fine_amount is not None and event.fine_amount < 0:
        yield _("A fine is not negative.")
    if event.facility and event.kind not in (EventKind.PLACED, EventKind.DETENTION_REVIEWED):
        yield _("Only a placement or its review has a detention centre.")


def against_publishing(event: Event, *, reviewer: User, reason: str) -> list[str]:
    """Why this reviewer cannot let everybody see the event."""
    found = []
    if settings.FOUR_EYES and event.entered_by_id == reviewer.pk:
        found.append(_("Somebody other than the person who entered it has to check it."))
    if event.kind not in DECISIONS and not reason.strip():
        found.append(_("This can tell where a person is or what protects them. Say why it may be public."))
    return found


def doubts(event: Event, others: Sequence[Event]) -> list[Doubt]:
    """What to confirm. `others` are the other events of the same ruling."""
    return [
        *_about_the_order(event, others),
        *_about_the_ground(event, others),
        *_about_the_form(event),
        *_about_twice(event, others),
    ]


def _about_the_order(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    earlier = _AFTER.get(EventKind(event.kind))
    later = {kind for kind, before in _AFTER.items() if before == event.kind}
    day = date_of(event)
    if day is None:
        return
    for other in others:
        there = date_of(other)
        if there is None:
            continue
        if other.kind == earlier and _before(day, there) and not _any_before(others, earlier, day):
            yield _order_doubt(event, other)
        if other.kind in later and _before(there, day) and not _any_before(others, event.kind, there):
            yield _order_doubt(other, event)


def _about_the_ground(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    ended = ground_ended(event.ruling, others) if event.kind == EventKind.PLACED else None
    if ended is None:
        return
    day, there = date_of(event), date_of(ended)
    if day is None or there is None or not _before(day, there):
        values = {"event": EventKind(ended.kind).label, "day": date_text(ended)}
        yield Doubt(
            "event-no-ground",
            "kind",
            _("The ground for detention ended with “%(event)s” (%(day)s). Is the person held all the same?")
            % values,
        )


def _before(one: PartialDate, other: PartialDate) -> bool:
    return last_of(one) < other.first


def _any_before(others: Sequence[Event], kind: str | None, day: PartialDate) -> bool:
    """Whether one of the kind comes in time: a second appeal may be lodged after the first was decided."""
    dated = [date_of(one) for one in others if one.kind == kind]
    return any(one is not None and one.first <= last_of(day) for one in dated)


def _order_doubt(event: Event, first: Event) -> Doubt:
    values = {"event": EventKind(event.kind).label, "first": EventKind(first.kind).label}
    return Doubt("event-order", "on", _("“%(event)s” is dated before “%(first)s”.") % values)


def _about_the_form(event: Event) -> Iterator[Doubt]:
    if event.form == Form.CONTROLLED_DEPARTURE and event.placement == Answer.YES:
        yield Doubt(
            "event-placement",
            "placement",
            _("Placement goes with forced expulsion only (CAO Art. 27.19). Did the court order both?"),
        )


def _about_twice(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    if any((one.kind, one.on, one.precision) == (event.kind, event.on, event.precision) for one in others):
        yield Doubt("event-twice", "kind", _("The same is recorded already, with the same date."))
