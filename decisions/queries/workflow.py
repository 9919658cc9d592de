"""What stands in the way of the next step in a ruling's life."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions import policy
from decisions.models import AuditEvent, Event, RespondentRuling, Ruling, User
from decisions.queries import detention, passages, proceedings
from decisions.vocabulary import KNOWN, Standing, Status

# What a reviewer may add to a ruling and publish it all the same.
_BESIDE_THE_RECORD = frozenset(("publication_basis", "publish_not_before", "version"))

NO_BASIS = "no-basis"


@dataclass(frozen=True, slots=True)
class Blocker:
    """`code` names the reason. A reviewer may overrule it where `overridable`, with a reason that the audit keeps."""

    code: str
    sentence: str
    overridable: bool = False

    def __str__(self) -> str:
        return self.sentence


def blockers(ruling: Ruling, *, reviewer: User, today: date) -> list[Blocker]:
    """Why this reviewer cannot publish this ruling today. An empty list means that it can be published."""
    return blockers_of_each([ruling], reviewer=reviewer, today=today)[ruling.pk]


def blockers_of_each(rulings: Sequence[Ruling], *, reviewer: User, today: date) -> dict[int, list[Blocker]]:
    """The same for several rulings, by their keys, in a constant number of queries."""
    changed = _changed_since_submitted(rulings, reviewer)
    found = passages.of_each(rulings, reader=reviewer)
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(ruling__in=rulings):
        events[event.ruling_id].append(event)
    return {
        ruling.pk: [
            *_about_the_step(ruling, reviewer, changed=ruling.public_id in changed),
            *_about_the_record(ruling, [one for one in found[ruling.pk] if not one.cleared]),
            *of_the_time(ruling, events[ruling.pk], today=today),
        ]
        for ruling in rulings
    }


def against_discarding(ruling: Ruling, *, user: User) -> list[str]:
    """Why a draft cannot be deleted for good by who entered it. An empty list means that it can."""
    found: list[str] = []
    about = AuditEvent.objects.filter(target_type="ruling", target=ruling.public_id)
    if about.filter(action="ruling.submit").exists():
        found.append(_("It was submitted for review. A reviewer can withdraw it."))
    if ruling.import_rows.exists():
        found.append(_("It came with an import. An administrator can undo that."))
    has_private_side = ruling.documents.exists() or RespondentRuling.objects.filter(ruling=ruling).exists()
    if has_private_side and not policy.may_keep_private(user, ruling):
        found.append(_("Somebody else keeps papers of it, or has recorded who it is about."))
    return found


def _about_the_step(ruling: Ruling, reviewer: User, *, changed: bool) -> Iterator[Blocker]:
    if ruling.status != Status.IN_REVIEW:
        yield Blocker("not-in-review", _("It is not in review."))
    if settings.FOUR_EYES and ruling.entered_by_id == reviewer.pk:
        yield Blocker("four-eyes", _("Somebody other than the person who entered it has to check it."))
    elif settings.FOUR_EYES and changed:
        sentence = _("You have changed it since it was submitted: somebody else has to check it.")
        yield Blocker("four-eyes", sentence)


def _changed_since_submitted(rulings: Sequence[Ruling], reviewer: User) -> set[str]:
    """Of which the reviewer wrote anything of the record itself that nobody else has looked at since."""
    events = AuditEvent.objects.filter(
        target_type="ruling", target__in=[ruling.public_id for ruling in rulings]
    )
    submitted = events.filter(action="ruling.submit").exclude(actor=reviewer).order_by("pk")
    last = dict(submitted.values_list("target", "pk"))
    own = events.filter(action="ruling.revise", actor=reviewer).values_list("target", "pk", "fields")
    return {
        target for target, pk, fields in own if pk > last.get(target, 0) and set(fields) - _BESIDE_THE_RECORD
    }


def _about_the_record(ruling: Ruling, uncleared: Sequence[passages.Found]) -> Iterator[Blocker]:
    if ruling.decided_on_state != KNOWN:
        yield Blocker("no-date", _("The date of the decision is missing."))
    if not ruling.publication_basis:
        yield Blocker(NO_BASIS, _("Nobody has said on what basis it may be published."))
    open_passages = len(uncleared)
    if open_passages:
        sentence = ngettext(
            "%(number)s passage may name somebody and is not cleared.",
            "%(number)s passages may name somebody and are not cleared.",
            open_passages,
        )
        yield Blocker("passages", sentence % {"number": open_passages})


def of_the_time(ruling: Ruling, events: Sequence[Event], *, today: date) -> Iterator[Blocker]:
    """What makes it too early, whoever looks at it."""
    if ruling.publish_not_before is not None and ruling.publish_not_before > today:
        day = date_format(ruling.publish_not_before, "j F Y")
        yield Blocker(
            "too-early", _("It is not to be published before %(day)s.") % {"day": day}, overridable=True
        )
    if ruling.standing == Standing.UNDER_APPEAL or proceedings.open_complaints(events):
        yield Blocker("open-appeal", _("An appeal is open."), overridable=True)
    elif proceedings.unsure_complaints(events):
        sentence = _(
            "Whether an appeal is open is not sure: the day on which one was lodged is unknown, and the decision "
            "may be that of another. A date settles it, however rough."
        )
        yield Blocker("open-appeal", sentence, overridable=True)
    stay = detention.current(ruling, events, today=today)
    if stay is not None:
        sentence = (
            _("The person is in detention.")
            if stay.held
            else _("Whether the person is still held is unknown.")
        )
        yield Blocker("in-detention", sentence, overridable=True)
