"""What followed a ruling: its events, and the standing, form and placement that they lead to."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import vocabulary
from decisions.models import Event, Ruling, Unreadable
from decisions.queries.rulings import partial_date_text
from decisions.text.dates import PartialDate, last_of
from decisions.vocabulary import DECISIONS, Answer, AppealResult, Empty, EventKind, Form, Sanction, Standing

UNKNOWN = Empty.UNKNOWN.value
NOT_APPLICABLE = Empty.NOT_APPLICABLE.value

# What was lodged is open until what comes of it is known.
DECIDED_BY = {
    EventKind.APPEAL_LODGED: EventKind.APPEAL_DECIDED,
    EventKind.CASSATION_LODGED: EventKind.CASSATION_DECIDED,
}
# What can have happened before the ruling.
MAY_PRECEDE = (EventKind.PLACED, EventKind.INTERIM_MEASURE, EventKind.ASYLUM_GRANTED)
_CUSTODY = (EventKind.PLACED, EventKind.RELEASED, EventKind.EXPELLED)
_ANNULMENTS = (AppealResult.ANNULLED, AppealResult.SENT_BACK)


@dataclass(frozen=True, slots=True)
class Now:
    """Where a case stands after some events: codes of the vocabulary, `unknown` where nothing tells.

    `inferred`: no court spoke of placement; the law says it of the form that one ordered.
    """

    standing: str = UNKNOWN
    form: str = UNKNOWN
    placement: str = UNKNOWN
    inferred: bool = False

    @property
    def shown(self) -> list[tuple[vocabulary.Text, vocabulary.Text]]:
        """Labels for a page."""
        placement = vocabulary.PLACEMENT_NOW.labels[self.placement]
        return [
            (vocabulary.STANDING.label, vocabulary.STANDING.labels[self.standing]),
            (vocabulary.FORM_NOW.label, vocabulary.FORM_NOW.labels[self.form]),
            (vocabulary.PLACEMENT_NOW.label, _inferred(placement) if self.inferred else placement),
        ]


def _inferred(placement: vocabulary.Text) -> str:
    """With the rule behind it."""
    values = {"value": placement, "rule": vocabulary.RULES["departure-implies-no-placement"]}
    return _("%(value)s, inferred: %(rule)s") % values


def infers_placement(event: Event) -> bool:
    """Whether a court changed the form to departure at liberty and said nothing of placement."""
    return event.form == Form.CONTROLLED_DEPARTURE and not event.placement


def in_order(events: Iterable[Event]) -> list[Event]:
    """By date, what has none last; what was lodged comes before what was decided on the same day.

    What was lodged on a day that nobody knows stands before the decision that came of it, as far as one is recorded.
    """
    found = _by_date(events)
    for undated, decision, _sure in _answered(found):
        found.remove(undated)
        found.insert(found.index(decision), undated)
    return found


def _by_date(events: Iterable[Event]) -> list[Event]:
    order = list(EventKind)
    return sorted(
        events, key=lambda one: (one.on is None, one.on, order.index(EventKind(one.kind)), _recorded(one))
    )


def _recorded(event: Event) -> float:
    """Which was recorded when: what is not saved yet comes after everything else."""
    return math.inf if event.pk is None else event.pk


def _answered(events: Sequence[Event]) -> Iterator[tuple[Event, Event, bool]]:
    """What was lodged on an unknown day, the decision it comes before, and whether that is the answer to it for sure.

    Sure is a decision that was recorded after it and answers nothing else. Where two were lodged and one was decided,
    or the decision was recorded first, the lodging may be a second one.
    """
    for lodged, decided in DECIDED_BY.items():
        decisions = [one for one in events if one.kind == decided]
        free = _answering_nothing(events, lodged, decided)
        for undated in (one for one in events if one.kind == lodged and one.on is None):
            later = [one for one in free if _recorded(one) > _recorded(undated)]
            if later:
                free.remove(later[0])
                yield undated, later[0], True
            elif free:
                yield undated, free.pop(0), False
            elif any(_recorded(one) > _recorded(undated) for one in decisions):
                yield undated, next(one for one in decisions if _recorded(one) > _recorded(undated)), False


def _answering_nothing(events: Sequence[Event], lodged: str, decided: str) -> list[Event]:
    """The decisions for which no day of lodging is recorded."""
    found, waiting = [], False
    for event in events:
        if event.kind == decided and not waiting:
            found.append(event)
        if event.kind in (lodged, decided):
            waiting = event.kind == lodged and (waiting or event.on is not None)
    return found


def after(ruling: Ruling, events: Iterable[Event]) -> Now:
    """Where these events leave the case. The last one that says something counts."""
    found = Now()
    for event in in_order(events):
        found = _step(found, ruling, event)
    return found


def _step(now: Now, ruling: Ruling, event: Event) -> Now:
    if event.kind in DECISIONS:
        return _decided(now, ruling, event)
    changes: dict[str, dict[str, str]] = {
        EventKind.APPEAL_LODGED: {"standing": Standing.UNDER_APPEAL},
        EventKind.PLACED: {"placement": Answer.YES},
        EventKind.RELEASED: {"placement": Answer.NO},
        EventKind.EXPELLED: {"standing": Standing.CARRIED_OUT, "placement": NOT_APPLICABLE},
        EventKind.LAPSED: {
            "standing": Standing.LAPSED, "form": NOT_APPLICABLE, "placement": NOT_APPLICABLE,
        },
    }  # fmt: skip
    found = changes.get(event.kind, {})
    inferred = now.inferred and "placement" not in found
    return replace(now, inferred=inferred, **{name: str(value) for name, value in found.items()})


def _decided(now: Now, ruling: Ruling, event: Event) -> Now:
    """CAO Art. 30.7, 30.17. A complaint that was not examined leaves the ruling as it was."""
    if event.result in _ANNULMENTS:
        return Now(Standing.ANNULLED.value, NOT_APPLICABLE, NOT_APPLICABLE)
    confirmed = replace(
        now,
        form=ruling.form if now.form == UNKNOWN else now.form,
        placement=ruling.placement if now.placement == UNKNOWN else now.placement,
    )
    if event.result == AppealResult.UPHELD:
        kept = now.standing if now.standing in (Standing.CHANGED, Standing.CARRIED_OUT) else Standing.IN_FORCE
        return replace(confirmed, standing=str(kept))
    if event.result == AppealResult.CHANGED:
        return _changed(confirmed, event)
    return replace(now, standing=UNKNOWN) if now.standing == Standing.UNDER_APPEAL else now


def _changed(confirmed: Now, event: Event) -> Now:
    """What the decision does not mention stays; if it is not known what it changed, nothing is known."""
    if event.sanction and event.sanction != Sanction.EXPULSION:
        gone = UNKNOWN if event.sanction in Empty.values else NOT_APPLICABLE
        return Now(Standing.CHANGED.value, gone, gone)
    if not (event.sanction or event.form or event.placement or event.fine_amount is not None):
        return Now(Standing.CHANGED.value)
    form = event.form or confirmed.form
    # Departure at liberty knows no placement (CAO Art. 27.19, 32.10).
    if infers_placement(event):
        return Now(Standing.CHANGED.value, form, Answer.NO.value, inferred=True)
    inferred = confirmed.inferred and not event.placement
    return Now(Standing.CHANGED.value, form, event.placement or confirmed.placement, inferred)


def ground_ended(ruling: Ruling, events: Iterable[Event]) -> Event | None:
    """The event that ended the order to hold the person, if none gave another; whether they were let go is apart."""
    now = Now(form=ruling.form, placement=ruling.placement)
    ended = None
    for event in in_order(events):
        if event.kind in _CUSTODY:
            continue
        before, now = now, _step(now, ruling, event)
        if _ordered(now):
            ended = None
        elif ended is None and (_ordered(before) or event.result in _ANNULMENTS):
            ended = event
    return ended


def _ordered(now: Now) -> bool:
    """Whether there can still be an order to hold somebody."""
    return now.placement not in (Answer.NO, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which something can have happened."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last


def span(event: Event, ruling: Ruling, *, today: date) -> Span | None:
    """When it can have happened: not after today, nor before the ruling if the date leaves that open.

    None where the date is unknown.
    """
    day = date_of(event)
    if day is None:
        return None
    first, last, decided = day.first, last_of(day), ruling.decided_on
    if decided is not None and (event.kind not in MAY_PRECEDE or first <= decided <= last):
        first, last = max(first, decided), max(last, decided)
    return Span(first, max(first, min(last, today)))


def public_events(ruling: Ruling) -> list[Event]:
    """What everybody may know, in order. Nothing, where the standing itself is withheld to protect the person."""
    if ruling.standing == Empty.WITHHELD:
        return []
    return in_order(ruling.events.filter(public=True).select_related("court"))


def columns(ruling: Ruling) -> dict[str, str]:
    """What the public columns of the ruling must say, from its public events alone.

    A standing that no public event tells is left to whoever entered the ruling.
    """
    now = after(ruling, public_events(ruling))
    found = {"form_now": _shielded(now.form, ruling.form)}
    found["placement_now"] = _shielded(now.placement, ruling.placement)
    if now.standing != UNKNOWN:
        found["standing"] = now.standing
    return found


def _shielded(value: str, first: str) -> str:
    """What is withheld of the first instance is not told by what came of it."""
    return Empty.WITHHELD.value if first == Empty.WITHHELD and value not in Empty.values else value


def unsure_complaints(events: Iterable[Event]) -> list[Event]:
    """What was lodged on an unknown day, where the decision that is recorded may be that of another complaint."""
    return [undated for undated, _decision, sure in _answered(_by_date(events)) if not sure]


def open_complaints(events: Iterable[Event]) -> list[Event]:
    """What was lodged and is not known to be decided."""
    waiting: dict[str, Event] = {}
    for event in in_order(events):
        if event.kind in DECIDED_BY:
            waiting[DECIDED_BY[EventKind(event.kind)]] = event
        waiting.pop(event.kind, None)
    return list(waiting.values())


# Showing


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as the desk shows it; `facts` are label and text. `facility` is opened here and nowhere else."""

    event: Event
    label: str
    on: str
    facts: tuple[tuple[vocabulary.Text, str], ...]

    @property
    def is_decision(self) -> bool:
        return self.event.kind in DECISIONS

    @property
    def tells(self) -> vocabulary.Text:
        """What it would tell everybody beyond a decision of a court."""
        return vocabulary.TELLS.get(self.event.kind, "")


@dataclass(frozen=True, slots=True)
class Public:
    """An event as everybody sees it: no free text, no number, no place of detention."""

    label: str
    on: str
    court: str
    result: str
    outcome: tuple[tuple[vocabulary.Text, str], ...]


def for_timeline(ruling: Ruling) -> QuerySet[Event]:
    return ruling.events.select_related("court").prefetch_related("judge_links__judge")


def timeline(events: Iterable[Event]) -> list[Shown]:
    """The events in order, with everything that is known of each."""
    return [
        Shown(one, str(EventKind(one.kind).label), date_text(one), tuple(_facts(one)))
        for one in in_order(events)
    ]


def public_timeline(ruling: Ruling, events: Iterable[Event]) -> list[Public]:
    """What the public page says of `public_events`: kind, date, court, result, and the outcome as it was changed."""
    return [
        Public(
            label=str(EventKind(one.kind).label),
            on=date_text(one),
            court=one.court.name_en if one.court else "",
            result=str(AppealResult(one.result).label) if one.result else "",
            outcome=tuple(_outcome(one, hide=_withheld(ruling))),
        )
        for one in events
    ]


@dataclass(frozen=True, slots=True)
class Addition:
    """What the public page says of a published ruling later than it was published; `added` or changed on `day`."""

    day: date
    label: str
    added: bool


def additions(ruling: Ruling, events: Iterable[Event]) -> list[Addition]:
    """Those of `public_events` that were added or changed after publication, in the order in which that happened."""
    published = ruling.published_at
    if published is None:
        return []
    found = [
        Addition(timezone.localdate(at), str(EventKind(one.kind).label), added)
        for one in events
        for at, added in ((one.public_since, True), (one.public_changed_at, False))
        if at is not None and at > published
    ]
    return sorted(found, key=lambda one: (one.day, not one.added))


def _withheld(ruling: Ruling) -> set[str]:
    named = {
        "sanction": "sanction",
        "fine_amount": "fine_amount_state",
        "form": "form",
        "placement": "placement",
    }
    return {name for name, column in named.items() if getattr(ruling, column) == Empty.WITHHELD}


def date_of(event: Event) -> PartialDate | None:
    return None if event.on is None else PartialDate(event.on, event.precision)


def date_text(event: Event) -> str:
    day = date_of(event)
    if day is None:
        return _("date unknown")
    text = partial_date_text(day)
    return _("about %(value)s") % {"value": text} if event.about else text


def _facts(event: Event) -> Iterable[tuple[vocabulary.Text, str]]:
    names = ", ".join(link.judge.name for link in event.judge_links.all())
    known = {
        _("Result"): event.get_result_display(),
        _("Court"): event.court.name_en if event.court else "",
        _("Judges"): names,
        _("Case number"): event.case_number,
    }
    yield from ((label, text) for label, text in known.items() if text)
    yield from _outcome(event)
    beside = {_("Detention centre"): _opened(event.facility), _("Source"): event.source}
    yield from ((label, text) for label, text in beside.items() if text)


def _outcome(event: Event, *, hide: Iterable[str] = ()) -> Iterable[tuple[vocabulary.Text, str]]:
    fine = "" if event.fine_amount is None else f"{event.fine_amount.normalize():f} RUB"
    placement = event.get_placement_display()
    if infers_placement(event) and "form" not in hide:
        placement = _inferred(Answer.NO.label)
    changed = {
        "sanction": (_("Sanction from then on"), event.get_sanction_display()),
        "fine_amount": (_("Fine from then on"), fine),
        "form": (_("Form from then on"), event.get_form_display()),
        "placement": (_("Placement from then on"), placement),
    }
    yield from (changed[name] for name in changed if changed[name][1] and name not in hide)


def _opened(text: Any) -> str:
    try:
        return str(text.open())
    except Unreadable:
        return _("(encrypted with a key that this installation no longer has)")
