"""What the desk's page of a ruling says of its private side: that there is a person and papers, never who or what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.models import Document, RespondentRuling, Ruling, User
from decisions.text.papers import Kind
from decisions.vocabulary import Text

KINDS: dict[Kind, Text] = {
    Kind.PDF: _("PDF"),
    Kind.DOCX: _("Word document"),
    Kind.TXT: _("plain text"),
    Kind.JPEG: _("JPEG picture"),
    Kind.PNG: _("PNG picture"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """`key` names it in addresses. Its own name is sealed and shown to nobody before it is opened."""

    key: str
    kind: Text
    size: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Private:
    """`opens`: whether the user may read and keep it. Others learn the pseudonym and the number of papers."""

    opens: bool
    may_delete: bool
    pseudonym: str
    reads_person: bool
    papers: Sequence[Paper]
    number: int


def beside(ruling: Ruling, user: User) -> Private:
    opens = policy.may_keep_private(user, ruling)
    link = RespondentRuling.objects.filter(ruling=ruling).select_related("respondent").first()
    documents = list(Document.objects.filter(ruling=ruling).select_related("uploaded_by").order_by("pk"))
    return Private(
        opens=opens,
        may_delete=opens and policy.may_edit(user, ruling),
        pseudonym="" if link is None else link.respondent.pseudonym,
        reads_person=link is not None
        and policy.may_read_identity(user, entered_by_id=link.respondent.entered_by_id),
        papers=[_paper(document) for document in documents] if opens else [],
        number=len(documents),
    )


def _paper(document: Document) -> Paper:
    return Paper(
        key=document.stored_as,
        kind=KINDS[Kind(document.media_type)],
        size=document.size,
        by=str(document.uploaded_by),
        at=document.uploaded_at,
    )
