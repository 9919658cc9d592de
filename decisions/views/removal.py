"""Asking for something to be removed, corrected or answered: no account, no cookie, no script."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from decisions.actions import removal
from decisions.actions.refusals import Refused
from decisions.actions.removal import TooMany
from decisions.forms.removal import RequestForm
from decisions.models import RemovalRequest
from decisions.views.public import not_for_robots, public_answer, public_form

SHOWN_FOR = 15 * 60  # seconds in which the page after sending says the reference
_SALT = "decisions.removal.sent"


@public_form
def ask(request: HttpRequest) -> HttpResponse:
    """The form and the postal way."""
    if request.method != "POST":
        return _page(request, RequestForm())
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        received = removal.receive(**form.said, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, refusal.reasons)
        return _page(request, form)
    except TooMany:
        sentence = _(
            "So many requests have come in that no more are taken in this hour. Send it again later."
        )
        form.add_error(None, sentence)
        return _page(request, form, status=429)
    except (OperationalError, InterfaceError):
        form.add_error(None, _("The database does not answer. Send it again in a moment."))
        return _page(request, form, status=503)
    ticket = signing.dumps(received.fingerprint, salt=_SALT)
    return redirect(f"{reverse('removal_sent')}?{urlencode({'ticket': ticket})}")


def _page(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    context = {
        "section": "about",
        "form": form,
        "contact": settings.CONTACT,
        "postal_address": settings.POSTAL_ADDRESS,
        "days": settings.REMOVAL_DAYS,
        "kept_days": settings.REMOVAL_KEPT_DAYS,
    }
    return render(request, "decisions/removal.html", context, status=status)


@public_answer
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next, and for a quarter of an hour the reference, which the address itself does not say."""
    context: dict[str, Any] = {
        "section": "about",
        "received": _just_received(request.GET.get("ticket", "")),
        "kept_days": settings.REMOVAL_KEPT_DAYS,
        "ignored": [],  # the ticket is read here, however it came out
    }
    response = render(request, "decisions/removal_sent.html", context)
    response.headers["Cache-Control"] = "no-store"
    not_for_robots(response)
    return response


def _just_received(ticket: str) -> RemovalRequest | None:
    try:
        fingerprint = signing.loads(ticket, salt=_SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return None
    return RemovalRequest.objects.filter(fingerprint=fingerprint).first()
