"""Making a data release from the desk: what it will hold is shown before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from decisions.actions import releases
from decisions.actions.refusals import Refused
from decisions.queries import releases as queries
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@require_safe
@for_role(Role.ADMINISTRATOR)
def index(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
@for_role(Role.ADMINISTRATOR)
def make(request: SignedInRequest) -> HttpResponse:
    """Make the release that the page showed."""
    try:
        release = releases.make(by=request.user, now=timezone.now(), shown=request.POST.get("shown", ""))
    except Refused as refusal:
        return _page(request, refusal.reasons)
    messages.success(request, _("Release %(release)s is made.") % {"release": release.label})
    return redirect("desk_releases")


def _page(request: SignedInRequest, sentences: list[str] | None = None) -> HttpResponse:
    context = {
        "section": "releases",
        "coming": queries.coming(),
        "releases": queries.for_list(),
        "sentences": sentences or [],
    }
    return render(request, "desk/releases.html", context)
