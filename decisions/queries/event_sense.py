"""What cannot be true of an event, and what may be but should be looked at again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.models import Event, Ruling, User
from decisions.queries.deadlines import in_force
from decisions.queries.doubts import Doubt, about_fine
from decisions.queries.proceedings import (
    DECIDED_BY,
    MAY_PRECEDE,
    NOT_APPLICABLE,
    UNKNOWN,
    after,
    date_of,
    date_text,
    ground_ended,
)
from decisions.queries.terms import terms
from decisions.queries.workflow import of_the_time
from decisions.text.dates import PartialDate, last_of
from decisions.vocabulary import (
    DECISIONS,
    TELLS,
    Answer,
    AppealResult,
    Empty,
    EventKind,
    Form,
    Sanction,
    TermKind,
    Text,
)

# What comes after what.
_AFTER = {
    **{decided: lodged for lodged, decided in DECIDED_BY.items()},
    EventKind.DETENTION_REVIEWED: EventKind.PLACED,
    EventKind.RELEASED: EventKind.PLACED,
}

_HELD = (EventKind.PLACED, EventKind.DETENTION_REVIEWED, EventKind.RELEASED)
# What does not come after what, and why. Complaints and their decisions may.
_NEVER_AFTER: Mapping[EventKind, tuple[tuple[EventKind, ...], Text]] = {
    EventKind.EXPELLED: (
        (*_HELD, EventKind.INTERIM_MEASURE, EventKind.ASYLUM_GRANTED, EventKind.EXPELLED),
        gettext_lazy("the person was no longer in Russia"),
    ),
    EventKind.RESETTLED: (
        (*_HELD, EventKind.EXPELLED, EventKind.LAPSED),
        gettext_lazy("the person was no longer in Russia"),
    ),
    EventKind.LAPSED: (
        (EventKind.DETENTION_REVIEWED, EventKind.LAPSED),
        gettext_lazy("the ruling could no longer be carried out (CAO Art. 31.9)"),
    ),
    EventKind.RELEASED: (
        (EventKind.DETENTION_REVIEWED, EventKind.RELEASED),
        gettext_lazy("the person was no longer held"),
    ),
}
_CARRYING_OUT = (EventKind.EXPELLED, EventKind.LAPSED)


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


# What a reviewer confirms of an event that is no decision: that it may tell what it tells.
KNOWINGLY = "event-tells"


def against_publishing(
    event: Event,
    others: Sequence[Event],
    *,
    reviewer: User,
    reason: str,
    confirmed: Collection[str],
    today: date,
) -> list[str]:
    """Why this reviewer cannot let everybody see the event. `others` are all events of the ruling.

    Only decided appeals become public without more; for the others the reviewer decides for that event: with a reason,
    knowing what it tells, and, as with a ruling, overruling an open appeal or current detention.
    """
    found = []
    if settings.FOUR_EYES and event.entered_by_id == reviewer.pk:
        found.append(_("Somebody other than the person who entered it has to check it."))
    if event.kind in DECISIONS:
        return found
    if not reason.strip():
        found.append(_("This can tell where a person is or what protects them. Say why it may be public."))
    if KNOWINGLY not in confirmed:
        values = {"event": EventKind(event.kind).label, "told": TELLS[event.kind]}
        found.append(_("“%(event)s” would tell everybody %(told)s. Confirm that it may.") % values)
    standing = [one for one in of_the_time(event.ruling, others, today=today) if one.code not in confirmed]
    found += [_("%(why)s Overrule it, with the reason, or wait.") % {"why": one.sentence} for one in standing]
    return found


def doubts(event: Event, others: Sequence[Event]) -> list[Doubt]:
    """What to confirm. `others` are the other events of the same ruling."""
    found = [
        *_about_the_order(event, others),
        *_about_the_story(event, others),
        *_about_the_ground(event, others),
        *_about_the_limit(event, others),
        *_about_the_form(event, others),
        *_about_the_fine(event),
        *_about_twice(event, others),
    ]
    return [
        _as_one([one for one in found if one.code == code])
        for code in dict.fromkeys(one.code for one in found)
    ]


def _as_one(doubts: Sequence[Doubt]) -> Doubt:
    """Several of one kind are asked about together."""
    return Doubt(doubts[0].code, doubts[0].field, " ".join(dict.fromkeys(one.message for one in doubts)))


def _about_the_story(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    """What the events say against each other because of this one."""
    already = set(_contradictions(event.ruling, others))
    yield from (one for one in _contradictions(event.ruling, [*others, event]) if one not in already)


def _contradictions(ruling: Ruling, events: Sequence[Event]) -> Iterator[Doubt]:
    for first in events:
        for later in events:
            if _follows_in_vain(first, later, events):
                yield _in_vain(first, later)
    if {*_CARRYING_OUT} <= {one.kind for one in events}:
        yield Doubt(
            "event-exclusive",
            "kind",
            _("What was carried out does not lapse. Did it happen in spite of that?"),
        )
    yield from (doubt for one in events for doubt in _without_order(ruling, one, events))


def _follows_in_vain(first: Event, later: Event, events: Sequence[Event]) -> bool:
    kinds, _why = _NEVER_AFTER.get(EventKind(first.kind), ((), ""))
    if later.kind not in kinds or not _dated_before(first, later):
        return False
    return first.kind != EventKind.RELEASED or not any(
        one.kind == EventKind.PLACED and not _dated_before(one, first) and not _dated_before(later, one)
        for one in events
    )


def _in_vain(first: Event, later: Event) -> Doubt:
    values = {
        "event": EventKind(later.kind).label,
        "on": date_text(later),
        "first": EventKind(first.kind).label,
        "day": date_text(first),
        "why": _NEVER_AFTER[EventKind(first.kind)][1],
    }
    sentence = _("“%(event)s” (%(on)s) is dated after “%(first)s” (%(day)s), when %(why)s. Are both right?")
    return Doubt("event-after", "on", sentence % values)


def _without_order(ruling: Ruling, event: Event, events: Sequence[Event]) -> Iterator[Doubt]:
    """An expulsion or a lapse, when no expulsion was ordered any more."""
    if event.kind not in _CARRYING_OUT:
        return
    decided = [one for one in events if one.kind in DECISIONS and _dated_before(one, event)]
    none = ruling.sanction not in (Sanction.EXPULSION, *Empty.values)
    if after(ruling, decided).form == NOT_APPLICABLE or (none and not decided):
        sentence = _(
            "By the day of “%(event)s” (%(on)s) no expulsion was ordered, as far as is recorded. Is it right?"
        )
        values = {"event": EventKind(event.kind).label, "on": date_text(event)}
        yield Doubt("event-no-order", "kind", sentence % values)


def _dated_before(one: Event, other: Event) -> bool:
    first, second = date_of(one), date_of(other)
    return first is not None and second is not None and _before(first, second)


def _about_the_limit(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    """Evasion makes the limit longer; nothing makes it shorter (CAO Art. 31.9)."""
    day = date_of(event)
    start = in_force(event.ruling, list(others)) or event.ruling.decided_on
    if event.kind != EventKind.LAPSED or day is None or start is None:
        return
    due = terms().due(TermKind.EXECUTION, start=start)
    if due is not None and last_of(day) < due.day:
        values = {"day": date_format(due.day, "j F Y"), "articles": due.legal_source}
        yield Doubt(
            "event-early-lapse",
            "on",
            _("The limit does not end before %(day)s (%(articles)s). Did the ruling lapse earlier?") % values,
        )


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


def _about_the_form(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    known = event.form or after(event.ruling, others).form
    form = event.ruling.form if known == UNKNOWN else known
    if form == Form.CONTROLLED_DEPARTURE and event.placement == Answer.YES:
        yield Doubt(
            "event-placement",
            "placement",
            _("Placement goes with forced expulsion only (CAO Art. 27.19). Did the court order both?"),
        )
    if event.sanction in ("", Sanction.EXPULSION, *Empty.values):
        return
    if event.form in Form.values or event.placement == Answer.YES:
        yield Doubt(
            "event-sanction",
            "form",
            _("With “%(sanction)s” nobody is expelled or placed. Did the court say both?")
            % {"sanction": event.get_sanction_display()},
        )
    if event.sanction == Sanction.TERMINATED and event.fine_amount:
        yield Doubt(
            "event-sanction",
            "fine_amount",
            _("Terminated proceedings end without a fine. Did the court order both?"),
        )


def _about_the_fine(event: Event) -> Iterator[Doubt]:
    if event.fine_amount is None or event.sanction == Sanction.TERMINATED:
        return
    links = event.ruling.provision_links.select_related("provision")
    for doubt in about_fine(event.fine_amount, [link.provision for link in links]):
        yield Doubt("event-fine", "fine_amount", doubt.message)


def _about_twice(event: Event, others: Sequence[Event]) -> Iterator[Doubt]:
    if any((one.kind, one.on, one.precision) == (event.kind, event.on, event.precision) for one in others):
        yield Doubt("event-twice", "kind", _("The same is recorded already, with the same date."))
