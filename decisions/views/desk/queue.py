"""The queue of what was submitted, and what is done with a whole series at once."""

from datetime import datetime
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from decisions import policy
from decisions.actions import kept as keeping
from decisions.actions import reports as reporting
from decisions.actions import workflow
from decisions.actions.refusals import Refused
from decisions.actions.workflow import Each
from decisions.forms.workflow import SendBackForm
from decisions.models import Series
from decisions.queries import reports, review
from decisions.views.desk.kept import STEP, Ticket, given_back, never_lost
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role

KEPT = "queue"


@never_cache
@require_safe
@for_role(Role.LAWYER)
def index(request: SignedInRequest) -> HttpResponse:
    """Whole series at once, the longest waiting first."""
    typed = given_back(request, KEPT)
    number = typed.get("series", "") if typed else ""
    if typed is None or not (number.isascii() and number.isdecimal()):
        return _page(request)
    form = SendBackForm(initial={"reason": typed.get("reason", "")}, auto_id=False)
    return _page(request, sending=form, number=int(number[:9]))


def _page(
    request: SignedInRequest, sending: forms.Form | None = None, number: int | None = None
) -> HttpResponse:
    context = {
        "section": "queue",
        "hearings": review.queue(request.user),
        "again": reports.logged_again(request.user),
        "decides": policy.has_role(request.user, Role.REVIEWER),
        "empty_form": SendBackForm(auto_id=False),
        "sending": sending,
        "sent": number,
        "ticket": Ticket(request.user.pk, STEP, KEPT),
    }
    return render(request, "desk/queue.html", context)


@never_cache
@require_POST
@for_role(Role.REVIEWER)
def publish(request: SignedInRequest, number: str) -> HttpResponse:
    each = workflow.publish_series(series=_series(request, number), by=request.user, now=timezone.now())
    _say_published(request, each)
    return redirect("desk_queue")


@never_cache
@require_POST
@partial(never_lost, page="desk_queue")
@for_role(Role.REVIEWER)
def send_back(request: SignedInRequest, number: str) -> HttpResponse:
    series = _series(request, number)
    form = SendBackForm(request.POST, auto_id=False)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            each = workflow.send_series_back(
                series=series, by=request.user, now=timezone.now(), reason=reason
            )
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
        else:
            keeping.forget(owner=request.user, form=STEP, key=KEPT)
            done = len(each.done)
            said = ngettext("%(number)s ruling sent back.", "%(number)s rulings sent back.", done)
            messages.success(request, said % {"number": done})
            return redirect("desk_queue")
    return _page(request, sending=form, number=series.number)


@never_cache
@require_POST
@for_role(Role.REVIEWER)
def seen(request: SignedInRequest, public_id: str) -> HttpResponse:
    """A reviewer has looked at a ruling that somebody tried to log again."""
    ruling = get_object_or_404(policy.followed_rulings(request.user), public_id=public_id)
    until = _time(request.POST.get("until", ""))
    if until is None:
        return HttpResponseBadRequest(_("The page sent no time. Open it again."), content_type="text/plain")
    reporting.mark_seen(ruling=ruling, by=request.user, now=timezone.now(), until=until)
    messages.success(request, _("Marked as looked at."))
    return redirect("desk_queue")


def _time(text: str) -> datetime | None:
    """The time that the page sent back, with its zone."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if time.tzinfo is None else time


def _series(request: SignedInRequest, number: str) -> Series:
    followed = policy.followed_rulings(request.user)
    return get_object_or_404(Series.objects.filter(rulings__in=followed).distinct(), number=int(number))


def _say_published(request: SignedInRequest, each: Each) -> None:
    if each.done:
        done = len(each.done)
        said = ngettext("%(number)s ruling published.", "%(number)s rulings published.", done)
        messages.success(request, said % {"number": done})
    for ruling, reasons in each.refused:
        messages.error(
            request,
            _("%(ruling)s is not published: %(reasons)s") % {"ruling": ruling, "reasons": " ".join(reasons)},
        )
    if not each.done and not each.refused:
        messages.warning(request, _("No ruling of this series is in review."))
