"""Papers of a ruling: adding, reading, deleting."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from decisions import policy
from decisions.actions import documents
from decisions.actions.documents import Added
from decisions.actions.refusals import Refused
from decisions.forms.documents import PaperForm
from decisions.forms.workflow import ReasonForm
from decisions.models import Ruling
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@never_cache
@require_POST
@for_role(Role.LAWYER)
def add(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = get_object_or_404(policy.private_rulings(request.user), public_id=public_id)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        for error in form.errors.get("file", []):
            messages.error(request, str(error))
        return _back(ruling)
    try:
        added = documents.add(
            ruling=ruling,
            by=request.user,
            now=timezone.now(),
            name=form.name,
            content=form.cleaned_data["file"],
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        _say(request, added)
    return _back(ruling)


def _say(request: SignedInRequest, added: Added) -> None:
    messages.success(request, _("The paper is kept, encrypted."))
    if added.elsewhere:
        others = ", ".join(str(ruling) for ruling in added.elsewhere)
        messages.warning(request, _("The same file is kept with %(rulings)s too.") % {"rulings": others})
    if added.hidden:
        messages.warning(request, _("The same file is there already; the reviewers are informed."))


@never_cache
@require_GET
@for_role(Role.LAWYER)
def read(request: SignedInRequest, key: str) -> HttpResponseBase:
    """The file as an attachment, in pieces. A browser must neither run, guess nor keep it."""
    document = get_object_or_404(
        policy.readable_documents(request.user).select_related("ruling"), stored_as=key
    )
    try:
        paper = documents.read(document=document, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return _back(document.ruling)
    response = StreamingHttpResponse(paper.pieces, content_type=paper.kind.value)
    response["Content-Length"] = str(paper.size)
    response["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


@never_cache
@require_POST
@for_role(Role.LAWYER)
def delete(request: SignedInRequest, key: str) -> HttpResponse:
    document = get_object_or_404(
        policy.readable_documents(request.user).select_related("ruling"), stored_as=key
    )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the paper is deleted, in at most 1000 characters."))
        return _back(document.ruling)
    try:
        documents.remove(
            document=document, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("The paper is deleted."))
    return _back(document.ruling)


def _back(ruling: Ruling) -> HttpResponse:
    return redirect(reverse("desk_ruling", args=[ruling.public_id]) + "#papers")
