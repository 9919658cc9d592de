"""Requests from outside to remove, correct or answer something: taken in, read, closed, reopened, emptied."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import accounts
from decisions.actions.refusals import Doubtful, Refused
from decisions.models import Judge, JudgeReply, RemovalRequest, Sealed, User
from decisions.queries import removal as queries
from decisions.queries.removal import Opened
from decisions.text import public_ids
from decisions.vocabulary import RequestFrom, RequestOutcome, Role

LONGEST_TEXT = 20_000
LONGEST_LINE = 300
LONGEST_NOTE = 5000
LONGEST_REPLY = 5000


class TooMany(Exception):
    """So many requests came in the last hour that no more are taken for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a judge's public page is to say."""

    judge: Judge
    text: str


@transaction.atomic
def receive(*, sender: RequestFrom, about: str, text: str, contact: str, now: datetime) -> RemovalRequest:
    """Keep a request, sealed. The same words on the same day are the same request.

    Nobody is logged in, so there is nobody for the audit: the row says when. Raises Refused, TooMany.
    """
    said = {"about": about.strip(), "text": text.strip(), "contact": contact.strip()}
    _check_lengths(said)
    mark = queries.fingerprint(day=now.date(), sender=sender, **said)
    known = RemovalRequest.objects.filter(fingerprint=mark).first()
    if known is not None:
        return known
    if queries.too_many(now=now):
        raise TooMany
    request = RemovalRequest(
        reference=public_ids.new(),
        fingerprint=mark,
        sender=sender,
        received_at=now,
        due_on=queries.due_on(now),
        **{name: Sealed.of(words) for name, words in said.items()},
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:  # somebody pressed the button twice
        return RemovalRequest.objects.get(fingerprint=mark)
    return request


def _check_lengths(said: dict[str, str]) -> None:
    if not said["text"]:
        raise Refused([_("Say what you ask for.")])
    if len(said["text"]) > LONGEST_TEXT or max(len(said["about"]), len(said["contact"])) > LONGEST_LINE:
        raise Refused([_("This is too long to be kept.")])


@transaction.atomic
def read(*, request: RemovalRequest, by: User, now: datetime) -> Opened:
    """What the request says; the audit says who read it. An emptied one has nothing to read."""
    policy.require(by, Role.REVIEWER)
    if request.cleared_at is None:
        ledger.audit(by=by, action="removal.read", target=request, now=now)
    return queries.opened(request)


@transaction.atomic
def close(
    *,
    request: RemovalRequest,
    by: User,
    now: datetime,
    outcome: RequestOutcome,
    note: str,
    reply: Reply | None = None,
    confirmed: Collection[str] = (),
) -> RemovalRequest:
    """End a request with an outcome and a sealed note; a reply goes on the judge's page with it.

    Raises PermissionDenied, Refused, or Doubtful for passages of the reply that may name somebody.
    """
    policy.require(by, Role.REVIEWER)
    current = RemovalRequest.objects.select_for_update().get(pk=request.pk)
    _check_closing(current, outcome, note, reply)
    fields = ["outcome", "outcome_note", "closed_by", "closed_at"]
    current.outcome, current.outcome_note = outcome, Sealed.of(note.strip())
    current.closed_by, current.closed_at = by, now
    current.save(update_fields=fields)
    ledger.audit(by=by, action="removal.close", target=current, now=now, fields=fields)
    if reply is not None:
        _publish(current, reply, by=by, now=now, confirmed=confirmed)
    return current


def _check_closing(request: RemovalRequest, outcome: RequestOutcome, note: str, reply: Reply | None) -> None:
    if request.outcome:
        raise Refused([_("Somebody has closed this request already.")])
    reasons = []
    if not note.strip():
        reasons.append(_("Say in the note what was done, or why nothing was."))
    if len(note) > LONGEST_NOTE:
        reasons.append(_("The note is too long."))
    if (outcome == RequestOutcome.REPLY_PUBLISHED) != (reply is not None):
        reasons.append(_("A published reply needs the judge and the text; another outcome has neither."))
    if reply is not None and not 0 < len(reply.text.strip()) <= LONGEST_REPLY:
        reasons.append(
            _("Give the text of the reply, at most %(most)s characters.") % {"most": LONGEST_REPLY}
        )
    if reasons:
        raise Refused(reasons)


def _publish(
    request: RemovalRequest, reply: Reply, *, by: User, now: datetime, confirmed: Collection[str]
) -> None:
    text = reply.text.strip()
    unconfirmed = [doubt for doubt in queries.reply_doubts(text) if doubt.code not in confirmed]
    if unconfirmed:
        raise Doubtful(unconfirmed)
    row = queries.reply_of(request) or JudgeReply(request=request)
    row.judge, row.text, row.published_on, row.public = reply.judge, text, now.date(), True
    row.save()
    ledger.audit(by=by, action="reply.publish", target=reply.judge, now=now, fields=["text"])


@transaction.atomic
def reopen(*, request: RemovalRequest, by: User, now: datetime, reason: str) -> RemovalRequest:
    """Put a closed request back into the queue, due on its old day. Raises PermissionDenied, Refused.

    A reply leaves the judge's page until the request is closed with it again.
    """
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("Say why it is opened again.")])
    current = RemovalRequest.objects.select_for_update().get(pk=request.pk)
    if not current.outcome:
        raise Refused([_("This request is open.")])
    if current.cleared_at is not None:
        raise Refused([_("What this request said has been deleted; there is nothing to look at again.")])
    fields = ["outcome", "closed_by", "closed_at"]
    current.outcome, current.closed_by, current.closed_at = "", None, None
    current.save(update_fields=fields)
    ledger.audit(by=by, action="removal.reopen", target=current, now=now, fields=fields, reason=reason)
    row = queries.reply_of(current)
    if row is not None and row.public:
        row.public = False
        row.save(update_fields=["public"])
        ledger.audit(by=by, action="reply.take_down", target=row.judge, now=now, reason=reason)
    return current


@transaction.atomic
def clear_closed(*, now: datetime) -> int:
    """Empty what was written in requests that were closed long ago; how many. Dates and outcomes stay."""
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    cleared = list(queries.clearable(now=now).select_for_update())
    fields = ["about", "text", "contact", "outcome_note", "fingerprint", "cleared_at"]
    for request in cleared:
        request.about = request.text = request.contact = request.outcome_note = Sealed("")
        request.fingerprint = f"cleared {request.pk}"
        request.cleared_at = now
        request.save(update_fields=fields)
    ledger.audit_each(by=keeper, action="removal.clear", targets=cleared, now=now)
    return len(cleared)
