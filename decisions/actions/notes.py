"""What lawyer and reviewer write to each other about a ruling: sealed, never public."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import InternalNote, Ruling, Sealed, User
from decisions.vocabulary import NoteKind

LONGEST = 5000


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
    note = InternalNote(ruling=ruling, kind=kind, text=Sealed.of(text.strip()), author=by, written_at=now)
    note.save(force_insert=True)
    ledger.audit(by=by, action=f"note.{kind.value}", target=ruling, now=now)
    return note
