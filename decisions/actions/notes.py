"""What lawyer and reviewer write to each other about a ruling: sealed, never public."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import InternalNote, Ruling, Sealed, Unreadable, User
from decisions.vocabulary import NoteKind

LONGEST = 5000
# A button pressed twice, or a page sent again, writes one note.
_TWICE = timedelta(minutes=10)


@transaction.atomic
def write(
    *, ruling: Ruling, by: User, now: datetime, text: str, kind: NoteKind = NoteKind.NOTE
) -> InternalNote:
    """A note for whoever works on the ruling. The audit says that there is one, not what it says.

    A withheld value is kept whole, however long. Raises PermissionDenied, Refused.
    """
    if not policy.may_follow(by, ruling):
        raise PermissionDenied("this ruling is not theirs to write about")
    if not text.strip():
        raise Refused([_("The note is empty.")])
    if len(text) > LONGEST and kind != NoteKind.WITHHELD:
        raise Refused([_("A note has at most %(most)s characters.") % {"most": LONGEST}])
    if (before := _just_written(ruling, by, kind, text.strip(), now)) is not None:
        return before
    note = InternalNote(ruling=ruling, kind=kind, text=Sealed.of(text.strip()), author=by, written_at=now)
    note.save(force_insert=True)
    ledger.audit(by=by, action=f"note.{kind.value}", target=ruling, now=now)
    return note


def _just_written(ruling: Ruling, by: User, kind: NoteKind, text: str, now: datetime) -> InternalNote | None:
    """The newest note of the ruling, if this person has just written the same."""
    newest = ruling.notes.order_by("-pk").first()
    if newest is None or (newest.author_id, newest.kind) != (by.pk, kind) or now - newest.written_at > _TWICE:
        return None
    try:
        return newest if newest.text.open() == text else None
    except Unreadable:
        return None
