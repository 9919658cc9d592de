"""The desk's first page: what somebody has to go on with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from decisions import policy
from decisions.models import InternalNote, Ruling, User
from decisions.vocabulary import NoteKind, Status

MOST = 20  # rows of one list
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rulings in one state: the newest of them, and how many more there are."""

    rulings: Sequence[Ruling]
    more: int


@dataclass(frozen=True, slots=True)
class Home:
    sent_back: Shelf
    drafts: Shelf
    in_review: Shelf
    team: Shelf
    published: Shelf
    withdrawn: Shelf
    waiting: int  # submitted by others, for who may review


def home(user: User, *, now: datetime) -> Home:
    """What this person entered, by state; what colleagues of the team work on; what waits for a review."""
    followed = policy.followed_rulings(user)
    mine = followed.filter(entered_by=user)
    open_ = (Status.DRAFT, Status.IN_REVIEW)
    drafts = mine.filter(status=Status.DRAFT).annotate(returned=_returned())
    others = followed.exclude(entered_by=user).filter(status__in=open_, team=user.team_id)
    lately = mine.filter(status=Status.PUBLISHED, published_at__gte=now - LATELY)
    return Home(
        sent_back=_shelf(drafts.filter(returned=True)),
        drafts=_shelf(drafts.filter(returned=False)),
        in_review=_shelf(mine.filter(status=Status.IN_REVIEW)),
        team=_shelf(others),
        published=_shelf(lately),
        withdrawn=_shelf(mine.filter(status=Status.WITHDRAWN, withdrawn_at__gte=now - LATELY)),
        waiting=followed.filter(status=Status.IN_REVIEW).exclude(entered_by=user).count(),
    )


def _returned() -> Exists:
    """A draft with such a note came back from review and was not submitted since."""
    return Exists(InternalNote.objects.filter(ruling=OuterRef("pk"), kind=NoteKind.SENT_BACK))


def _shelf(rulings: QuerySet[Ruling]) -> Shelf:
    """One query for the rows, a series together, and, only where there are more than fit, one for their number."""
    newest = ("-entered_on", F("series").desc(nulls_last=True), "position", "-pk")
    shown = rulings.select_related("court", "judge", "series", "entered_by").order_by(*newest)
    rows = list(shown[: MOST + 1])
    more = rulings.count() - MOST if len(rows) > MOST else 0
    return Shelf(rows[:MOST], more)
