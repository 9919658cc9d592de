"""Papers of a case: added, read, deleted. What is on the disk is encrypted and says nothing by its name."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import Document, Ruling, Sealed, Unreadable, User, sealed_files
from decisions.models.fingerprints import DOCUMENT, fingerprint, fingerprints
from decisions.queries import backups
from decisions.text import papers
from decisions.text.papers import ENDINGS, Fault, Kind
from decisions.vocabulary import Text

LONGEST_NAME = 200
# A file without a record may belong to an upload that has not ended yet.
_UNFINISHED_FOR = timedelta(days=1)

SENTENCES: dict[Fault, Text] = {
    Fault.EMPTY: gettext_lazy("The file is empty."),
    Fault.TOO_LARGE: gettext_lazy(
        "The file is too large: at most 25 MB, also when it is unpacked from within."
    ),
    Fault.WRONG_TYPE: gettext_lazy(
        "This is no PDF, DOCX, TXT, JPEG or PNG file. Its content decides, not its name."
    ),
    Fault.TRUNCATED: gettext_lazy("The file is damaged: its end or a part of it is missing. Copy it again."),
    Fault.ENCRYPTED: gettext_lazy(
        "The file is locked with a password. Save it without one and add it again."
    ),
}


@dataclass(frozen=True, slots=True)
class Added:
    """`elsewhere` has rulings that the person works on and that have the same file; `hidden`: another one has it."""

    document: Document
    elsewhere: Sequence[Ruling]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """An opened file; `pieces` follow each other."""

    name: str
    kind: Kind
    size: int
    pieces: Iterator[bytes]


@transaction.atomic
def add(*, ruling: Ruling, by: User, now: datetime, name: str, content: bytes) -> Added:
    """Keep a file with the ruling. Raises PermissionDenied, Refused.

    The file is written first: a crash leaves no record without one, and a file without a record is cleared away.
    """
    kind = _recognised(content)
    current = _kept_by(ruling, by)
    checksum = hashlib.sha256(content).hexdigest()
    same = list(
        Document.objects.filter(fingerprint__in=fingerprints(DOCUMENT, checksum)).select_related("ruling")
    )
    if any(one.ruling_id == current.pk for one in same):
        raise Refused([_("This file is kept with the ruling already.")])
    document = Document(
        ruling=current,
        stored_as=sealed_files.new_name(),
        original_name=Sealed.of(_plain_name(name, kind)),
        checksum=Sealed.of(checksum),
        media_type=kind.value,
        size=len(content),
        fingerprint=fingerprint(DOCUMENT, checksum),
        uploaded_by=by,
        uploaded_at=now,
    )
    sealed_files.write(document.stored_as, content)
    try:
        return _recorded(document, [one.ruling for one in same], by=by, now=now)
    except BaseException:
        sealed_files.remove(document.stored_as)
        raise


def _recognised(content: bytes) -> Kind:
    try:
        return papers.recognise(content)
    except papers.Unusable as error:
        raise Refused([str(SENTENCES[error.fault])]) from error


def _recorded(document: Document, others: Sequence[Ruling], *, by: User, now: datetime) -> Added:
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as error:  # the button was pressed twice
        raise Refused([_("This file is kept with the ruling already.")]) from error
    ledger.audit(by=by, action="document.add", target=document, now=now)
    ledger.audit(by=by, action="document.add", target=document.ruling, now=now)
    return _noticed(document, others, by=by, now=now)


def _noticed(document: Document, rulings: Sequence[Ruling], *, by: User, now: datetime) -> Added:
    """Where else the same file is. What the person does not work on is only noted for the reviewers.

    The reason names the ruling that has the file now, for reviewers alone (queries.reports.REPORTS).
    """
    theirs = set(policy.followed_rulings(by).filter(pk__in=[one.pk for one in rulings]))
    others = [one for one in rulings if one not in theirs]
    ledger.audit_each(
        by=by, action="document.kept_again", targets=others, now=now, reason=document.ruling.public_id
    )
    return Added(document, [one for one in rulings if one in theirs], bool(others))


def _plain_name(name: str, kind: Kind) -> str:
    """The name without folders and signs that steer a terminal, with the ending of what it is."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, ending = (plain[: -len(PurePath(plain).suffix) or None], PurePath(plain).suffix.lower())
    if ending not in ENDINGS[kind]:
        stem, ending = plain, ENDINGS[kind][0]
    return (stem[: LONGEST_NAME - len(ending)] or "paper") + ending


@transaction.atomic
def read(*, document: Document, by: User, now: datetime) -> Paper:
    """The file's name and content. The audit says who read which file, and when. Raises PermissionDenied, Refused."""
    current = policy.readable_documents(by).filter(pk=document.pk).first()
    if current is None:
        raise PermissionDenied("this paper is not theirs to read")
    try:
        name, pieces = current.original_name.open(), sealed_files.read(current.stored_as)
    except Unreadable as error:
        raise Refused([_("This paper cannot be read: the key is missing.")]) from error
    except sealed_files.Missing as error:
        raise Refused([_("This paper cannot be read: its file is missing or damaged.")]) from error
    ledger.audit(by=by, action="document.read", target=current, now=now)
    return Paper(name=name, kind=Kind(current.media_type), size=current.size, pieces=pieces)


@transaction.atomic
def remove(*, document: Document, by: User, now: datetime, reason: str) -> None:
    """Delete a paper for good: the record now, the file as soon as that is certain.

    Raises PermissionDenied, Refused.
    """
    current = Document.objects.select_for_update().filter(pk=document.pk).first()
    if current is None:
        raise Refused([_("This paper is deleted already.")])
    ruling = _kept_by(current.ruling, by)
    if not policy.may_edit(by, ruling):
        raise PermissionDenied("papers of this ruling are not theirs to delete")
    if not reason.strip():
        raise Refused([_("Say why the paper is deleted.")])
    ledger.audit(by=by, action="document.delete", target=current, now=now, reason=reason)
    ledger.audit(by=by, action="document.delete", target=ruling, now=now, reason=reason)
    current.delete()
    transaction.on_commit(lambda: sealed_files.remove(current.stored_as))


def _kept_by(ruling: Ruling, by: User) -> Ruling:
    current = policy.locked(by, ruling)
    if not policy.may_keep_private(by, current):
        raise PermissionDenied("the private side of this ruling is not theirs")
    return current


@transaction.atomic
def clear_orphans(*, now: datetime) -> int:
    """Delete files that no record knows and that are a day old: of crashed uploads and deletions; how many."""
    old = set(sealed_files.names(older_than=(now - _UNFINISHED_FOR).timestamp()))
    # A table that came to be imported, and whose rows nobody has read for a day, goes too.
    orphans = old - backups.sealed_names()
    for name in orphans:
        sealed_files.remove(name)
    return len(orphans)
