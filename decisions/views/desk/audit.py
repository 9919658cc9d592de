"""The audit, to read and to take out. Nothing here changes it but that somebody took it out."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from decisions.actions import audit
from decisions.filters import address
from decisions.forms.audit import AuditForm
from decisions.queries import audit as queries
from decisions.views.asked import page_links, page_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@require_safe
@for_role(Role.ADMINISTRATOR)
def index(request: SignedInRequest) -> HttpResponse:
    """The newest events first. What cannot be read finds nothing and says why."""
    form = AuditForm(request.GET)
    readable = form.is_valid()
    pairs = form.pairs()
    found = queries.events(form.asked()) if readable else queries.events(queries.Asked()).none()
    page = page_of(found, request.GET)
    path = reverse("desk_audit")
    context = {
        "section": "audit",
        "form": form,
        "sentences": list(page.sentences),
        "page": page.page,
        "page_links": page_links(page.page, path, pairs),
        "lines": queries.lines(list(page.page.object_list), reader=request.user),
        "path": path,
        "file": address(reverse("desk_audit_csv"), pairs) if readable else "",
        "filtered": bool(pairs),
        "head": audit.audit_head(),
    }
    return render(request, "desk/audit.html", context)


@require_POST
@for_role(Role.ADMINISTRATOR)
def csv_file(request: SignedInRequest) -> HttpResponseBase:
    """Every event under the filter."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        return index(request)
    taken = audit.take(asked=form.asked(), filters=form.pairs(), by=request.user, now=timezone.now())
    response = StreamingHttpResponse(taken.pieces, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response
