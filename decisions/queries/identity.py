"""Who somebody is, opened on purpose, and people found again by an exact match of a name."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from decisions import policy
from decisions.models import Respondent, Ruling, User
from decisions.models.fingerprints import SPELLING, fingerprints
from decisions.text import names


@dataclass(frozen=True, slots=True)
class Identity:
    """What is kept sealed. `birth_date` is as exact as it is known: `1985`, `1985-04` or `1985-04-18`, or empty.

    `spellings` are the other spellings of the name.
    """

    name: str
    spellings: tuple[str, ...] = ()
    birth_date: str = ""
    notes: str = ""


def opened(respondent: Respondent) -> Identity:
    """Raises Unreadable. Who asks for it writes the reading into the audit: actions.identity.read."""
    name = respondent.name.open()
    others = [row.spelling.open() for row in respondent.spellings.order_by("pk")]
    return Identity(
        name=name,
        spellings=tuple(other for other in others if other != name),
        birth_date=respondent.birth_date.open(),
        notes=respondent.notes.open(),
    )


def called(spellings: Collection[str], *, user: User) -> QuerySet[Respondent]:
    """The people of whom one spelling is one of these, among those whose identity the user may read."""
    keys = {names.key(spelling) for spelling in spellings} - {""}
    marks = [mark for key in sorted(keys) for mark in fingerprints(SPELLING, key)]
    return policy.readable_respondents(user).filter(spellings__fingerprint__in=marks).distinct()


def rulings_of(respondent: Respondent, *, user: User) -> QuerySet[Ruling]:
    """The person's rulings that the user works on; of others nothing is said."""
    return (
        policy.followed_rulings(user)
        .filter(respondent_link__respondent=respondent)
        .select_related("court", "judge")
        .order_by("-decided_on", "-pk")
    )
