"""Requests to remove, correct or answer something: their queue, their terms, and what a public reply may not say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from decisions.models import Judge, JudgeReply, JudgeSpelling, RemovalRequest, Unreadable
from decisions.queries.doubts import Doubt
from decisions.queries.passages import KINDS, kept_names
from decisions.text import passages

MOST_CLOSED = 50  # rows of the list of closed ones
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pending:
    """How many requests are open, and how many of these should have been answered by now."""

    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The open requests, the soonest due first, and the newest of the closed ones."""

    open: Sequence[RemovalRequest]
    closed: Sequence[RemovalRequest]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a request says. `readable` is False where no key opens it."""

    about: str
    text: str
    contact: str
    note: str
    readable: bool


def due_on(received: datetime) -> date:
    """The last day for an answer, by the calendar (UTC). REMOVAL_DAYS is a setting."""
    return received.date() + timedelta(days=settings.REMOVAL_DAYS)


def fingerprint(*, day: date, sender: str, about: str, text: str, contact: str) -> str:
    """HMAC-SHA256 with a key of our own: it tells that the same was sent on the same day, and nothing else."""
    content = "\0".join([day.isoformat(), sender, about, text, contact])
    return salted_hmac("decisions.removal", content, algorithm="sha256").hexdigest()


def too_many(*, now: datetime) -> bool:
    """Whether no more are taken in this hour, whoever sends them: no address is asked for.

    Those of the future came while a clock was wrong, and stop nobody.
    """
    hour = (now - AN_HOUR, now + AN_HOUR)
    lately = RemovalRequest.objects.filter(received_at__gt=hour[0], received_at__lt=hour[1]).count()
    return lately >= settings.REMOVAL_MOST_AN_HOUR


def pending(*, today: date) -> Pending:
    counted = RemovalRequest.objects.filter(outcome="").aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today))
    )
    return Pending(counted["open"], counted["overdue"])


def queue() -> Queue:
    requests = RemovalRequest.objects.select_related("closed_by")
    closed = requests.exclude(outcome="").order_by("-closed_at", "-pk")[:MOST_CLOSED]
    return Queue(list(requests.filter(outcome="").order_by("due_on", "pk")), list(closed))


def opened(request: RemovalRequest) -> Opened:
    """The texts, as far as a key opens them."""
    try:
        about, text, contact, note = [
            one.open() for one in (request.about, request.text, request.contact, request.outcome_note)
        ]
    except Unreadable:
        return Opened("", "", "", "", readable=False)
    return Opened(about, text, contact, note, readable=True)


def reply_of(request: RemovalRequest) -> JudgeReply | None:
    return JudgeReply.objects.select_related("judge").filter(request=request).first()


def public_replies(judge: Judge) -> QuerySet[JudgeReply]:
    return JudgeReply.objects.filter(judge=judge, public=True).order_by("-published_on", "-pk")


def clearable(*, now: datetime) -> QuerySet[RemovalRequest]:
    """Closed for longer than REMOVAL_KEPT_DAYS and not emptied yet."""
    before = now - timedelta(days=settings.REMOVAL_KEPT_DAYS)
    return RemovalRequest.objects.filter(closed_at__lte=before, cleared_at=None).order_by("pk")


def reply_doubts(text: str) -> list[Doubt]:
    """Passages of a public reply that may name somebody who is not a judge: each to be confirmed.

    Whoever is recorded with a sealed name is found too, also in the reply of a judge of the same name.
    """
    spellings = JudgeSpelling.objects.values_list("spelling", flat=True)
    names = [*Judge.objects.values_list("name", flat=True), *spellings]
    sentence = _("The reply: “%(text)s” %(kind)s. May everybody read it?")
    return [
        Doubt(_code(text, hit), "reply", sentence % {"text": hit.text, "kind": KINDS[hit.kind]})
        for hit in passages.find(text, names=names, kept=kept_names([text]))
    ]


def _code(text: str, hit: passages.Passage) -> str:
    content = "\0".join([str(hit.kind), str(hit.span), text])
    return f"passage-{salted_hmac('decisions.reply', content, algorithm='sha256').hexdigest()[:16]}"
