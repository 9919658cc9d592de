"""Requests from outside: what is to be answered by when, what each says, and how it ends."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from decisions.actions import removal
from decisions.actions.refusals import Doubtful, Refused
from decisions.forms.removal import CloseForm, ReopenForm
from decisions.models import RemovalRequest
from decisions.queries import removal as queries
from decisions.queries.doubts import Doubt
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import RequestOutcome, Role


@require_safe
@for_role(Role.REVIEWER)
def index(request: SignedInRequest) -> HttpResponse:
    """The open ones, the soonest due first. What they say stands on their own pages only."""
    context = {"section": "removals", "queue": queries.queue(), "today": timezone.now().date()}
    return render(request, "desk/removals.html", context)


@require_safe
@for_role(Role.REVIEWER)
def show(request: SignedInRequest, reference: str) -> HttpResponse:
    """One request, opened: the audit says who read it."""
    return _page(request, _request(reference))


@require_POST
@for_role(Role.REVIEWER)
def close(request: SignedInRequest, reference: str) -> HttpResponse:
    asked = _request(reference)
    form = CloseForm(request.POST, prefix="close")

    def act() -> str:
        removal.close(
            request=asked,
            by=request.user,
            now=timezone.now(),
            outcome=RequestOutcome(form.cleaned_data["outcome"]),
            note=form.cleaned_data["note"],
            reply=form.published,
            confirmed=request.POST.getlist("confirmed"),
        )
        return _("The request is closed.")

    return _step(request, asked, "close", form, act)


@require_POST
@for_role(Role.REVIEWER)
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    asked = _request(reference)
    form = ReopenForm(request.POST, prefix="reopen")

    def act() -> str:
        removal.reopen(request=asked, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        return _("The request is open again.")

    return _step(request, asked, "reopen", form, act)


def _request(reference: str) -> RemovalRequest:
    return get_object_or_404(RemovalRequest.objects.select_related("closed_by"), reference=reference)


def _step(
    request: SignedInRequest, asked: RemovalRequest, name: str, form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    """Take a step: on success say so and show the page, else show the form with why not and all that was typed."""
    doubts: list[Doubt] = []
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
        except Doubtful as doubtful:
            doubts = doubtful.doubts
        else:
            return redirect("desk_removal", asked.reference)
    return _page(request, _request(asked.reference), {name: form}, doubts)


def _page(
    request: SignedInRequest,
    asked: RemovalRequest,
    bound: dict[str, forms.Form] | None = None,
    doubts: list[Doubt] | None = None,
) -> HttpResponse:
    """The page; `bound` has the form of a step that could not be taken, with what was typed."""
    reply = queries.reply_of(asked)
    typed = {} if reply is None else {"judge": reply.judge_id, "reply": reply.text}
    context: dict[str, Any] = {
        "section": "removals",
        "asked": asked,
        "opened": removal.read(request=asked, by=request.user, now=timezone.now()),
        "reply": reply,
        "today": timezone.now().date(),
        "forms": {
            "close": CloseForm(prefix="close", initial=typed),
            "reopen": ReopenForm(prefix="reopen"),
            **(bound or {}),
        },
        "sentences": [error for form in (bound or {}).values() for error in form.non_field_errors()],
        "doubts": doubts or [],
        "ticked": [] if doubts is None else request.POST.getlist("confirmed"),
    }
    return render(request, "desk/removal.html", context)
