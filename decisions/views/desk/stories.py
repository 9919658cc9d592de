"""Stories on the desk: which are public, and the two steps of their life. Their text is kept in the administration."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from decisions import policy
from decisions.actions import stories
from decisions.actions.refusals import Refused
from decisions.forms.workflow import WithdrawForm
from decisions.models import Story
from decisions.queries import stories as queries
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role, Withdrawal


@require_safe
@for_role(Role.REVIEWER)
def index(request: SignedInRequest) -> HttpResponse:
    found = [(story, queries.span(story)) for story in queries.for_list(policy.visible_stories(request.user))]
    return render(request, "desk/stories.html", {"section": "stories", "stories": found})


@require_safe
@for_role(Role.REVIEWER)
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, _story(request, slug), WithdrawForm(prefix="withdraw"))


@require_POST
@for_role(Role.REVIEWER)
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    story = _story(request, slug)

    def act() -> str:
        stories.publish(story=story, by=request.user, now=timezone.now())
        return _("The story is public.")

    return _step(request, story, WithdrawForm(prefix="withdraw"), act)


@require_POST
@for_role(Role.REVIEWER)
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    story = _story(request, slug)
    form = WithdrawForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _page(request, story, form)

    def act() -> str:
        stories.withdraw(
            story=story,
            by=request.user,
            now=timezone.now(),
            way=Withdrawal(form.cleaned_data["way"]),
            reason=form.cleaned_data["reason"],
        )
        return _("The story is withdrawn.")

    return _step(request, story, form, act)


def _story(request: SignedInRequest, slug: str) -> Story:
    return get_object_or_404(queries.for_list(policy.visible_stories(request.user)), slug=slug)


def _step(request: SignedInRequest, story: Story, form: forms.Form, act: Callable[[], str]) -> HttpResponse:
    """Take a step: on success say so and show the page, else show it with why not."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        return _page(request, story, form, refusal.reasons)
    return redirect("desk_story", story.slug)


def _page(
    request: SignedInRequest, story: Story, form: forms.Form, sentences: list[str] | None = None
) -> HttpResponse:
    context = {
        "section": "stories",
        "story": story,
        "events": queries.events(story),
        "form": form,
        "sentences": sentences or [],
    }
    return render(request, "desk/story.html", context)
