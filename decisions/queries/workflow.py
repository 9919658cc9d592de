"""What stands in the way of the next step in a ruling's life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.models import AuditEvent, Ruling, User
from decisions.queries import detention, passages, proceedings
from decisions.vocabulary import KNOWN, Standing, Status

# What a reviewer may add to a ruling and publish it all the same.
_BESIDE_THE_RECORD = frozenset(("publication_basis", "publish_not_before", "version"))


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
    return [
        *_about_the_step(ruling, reviewer),
        *_about_the_record(ruling, reviewer),
        *_about_the_time(ruling, today),
    ]


def _about_the_step(ruling: Ruling, reviewer: User) -> Iterator[Blocker]:
    if ruling.status != Status.IN_REVIEW:
        yield Blocker("not-in-review", _("It is not in review."))
    if settings.FOUR_EYES and ruling.entered_by_id == reviewer.pk:
        yield Blocker("four-eyes", _("Somebody other than the person who entered it has to check it."))
    elif settings.FOUR_EYES and _changed_since_submitted(ruling, reviewer):
        sentence = _("You have changed it since it was submitted: somebody else has to check it.")
        yield Blocker("four-eyes", sentence)


def _changed_since_submitted(ruling: Ruling, reviewer: User) -> bool:
    """Whether the reviewer wrote anything of the record itself that nobody else has looked at since."""
    events = AuditEvent.objects.filter(target_type="ruling", target=ruling.public_id)
    submitted = events.filter(action="ruling.submit").exclude(actor=reviewer).order_by("-pk").first()
    own = events.filter(action="ruling.revise", actor=reviewer, pk__gt=submitted.pk if submitted else 0)
    return any(set(fields) - _BESIDE_THE_RECORD for fields in own.values_list("fields", flat=True))


def _about_the_record(ruling: Ruling, reviewer: User) -> Iterator[Blocker]:
    if ruling.decided_on_state != KNOWN:
        yield Blocker("no-date", _("The date of the decision is missing."))
    if not ruling.publication_basis:
        yield Blocker("no-basis", _("Nobody has said on what basis it may be published."))
    open_passages = len(passages.uncleared(ruling, reader=reviewer))
    if open_passages:
        sentence = ngettext(
            "%(number)s passage may name somebody and is not cleared.",
            "%(number)s passages may name somebody and are not cleared.",
            open_passages,
        )
        yield Blocker("passages", sentence % {"number": open_passages})


def _about_the_time(ruling: Ruling, today: date) -> Iterator[Blocker]:
    if ruling.publish_not_before is not None and ruling.publish_not_before > today:
        day = date_format(ruling.publish_not_before, "j F Y")
        yield Blocker(
            "too-early", _("It is not to be published before %(day)s.") % {"day": day}, overridable=True
        )
    events = list(ruling.events.all())
    if ruling.standing == Standing.UNDER_APPEAL or proceedings.open_complaints(events):
        yield Blocker("open-appeal", _("An appeal is open."), overridable=True)
    stay = detention.current(events, today=today)
    if stay is not None:
        sentence = (
            _("The person is in detention.")
            if stay.held
            else _("Whether the person is still held is unknown.")
        )
        yield Blocker("in-detention", sentence, overridable=True)
