"""Accounts for administrators: inviting, roles, permissions, lost passwords and second factors, sessions, locking."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from decisions.actions import accounts, invitations, second_factor
from decisions.actions.refusals import Refused
from decisions.forms.accounts import AccountForm, InviteForm, SureForm
from decisions.forms.workflow import ReasonForm
from decisions.models import User
from decisions.queries import accounts as queries
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@require_safe
@for_role(Role.ADMINISTRATOR)
def index(request: SignedInRequest) -> HttpResponse:
    return _index(request, InviteForm(initial={"role": Role.LAWYER}))


@require_POST
@for_role(Role.ADMINISTRATOR)
def invite(request: SignedInRequest) -> HttpResponse:
    """A new account, and the one time that its link is shown."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _index(request, form)
    username, role, team = (form.cleaned_data[name] for name in ("username", "role", "team"))
    try:
        key = invitations.invite(
            username=username, role=Role(role), team=team, by=request.user, now=timezone.now()
        )
    except Refused as refusal:  # somebody was quicker
        form.add_error(None, refusal.reasons)
        return _index(request, form)
    return _link(request, User.objects.get(username=username), key)


@require_safe
@for_role(Role.ADMINISTRATOR)
def show(request: SignedInRequest, number: str) -> HttpResponse:
    return _page(request, _user(number))


@require_POST
@for_role(Role.ADMINISTRATOR)
def change(request: SignedInRequest, number: str) -> HttpResponse:
    user = _user(number)
    form = AccountForm(request.POST, own=user.pk == request.user.pk)

    def act() -> str:
        role, team = Role(form.cleaned_data.get("role", user.role)), form.cleaned_data["team"]
        accounts.change(user=user, role=role, team=team, by=request.user, now=timezone.now())
        return _("The account is changed.")

    return _step(request, user, "change", form, act)


@require_POST
@for_role(Role.ADMINISTRATOR)
def identities(request: SignedInRequest, number: str) -> HttpResponse:
    """Grant the permission to read identities, or take it back."""
    user, form, granted = _user(number), ReasonForm(request.POST), request.POST.get("granted") == "1"

    def act() -> str:
        accounts.set_reads_identities(
            user=user,
            granted=granted,
            by=request.user,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
        return _("The account may read identities.") if granted else _("The account may not read identities.")

    return _step(request, user, "identities", form, act)


@require_POST
@for_role(Role.ADMINISTRATOR)
def link(request: SignedInRequest, number: str) -> HttpResponse:
    """A new link, shown this one time."""
    user, form = _user(number), SureForm(request.POST)
    if form.is_valid():
        try:
            key = invitations.renew(
                user=user, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
            )
            return _link(request, user, key)
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
    return _page(request, user, {"link": form})


@require_POST
@for_role(Role.ADMINISTRATOR)
def lost_second_factor(request: SignedInRequest, number: str) -> HttpResponse:
    """Somebody lost telephone and recovery codes: whoever must have a second factor sets up a new one."""
    user, form = _user(number), SureForm(request.POST)

    def act() -> str:
        second_factor.remove(
            user=user, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
        )
        return _("The second factor is taken away.")

    return _step(request, user, "second_factor", form, act)


@require_POST
@for_role(Role.ADMINISTRATOR)
def sessions(request: SignedInRequest, number: str) -> HttpResponse:
    user = _user(number)

    def act() -> str:
        accounts.end_sessions(user=user, by=request.user, now=timezone.now())
        return _("Whoever was logged in with this account is logged out.")

    return _step(request, user, "sessions", forms.Form(request.POST), act)


@require_POST
@for_role(Role.ADMINISTRATOR)
def lock(request: SignedInRequest, number: str) -> HttpResponse:
    user, form = _user(number), ReasonForm(request.POST)

    def act() -> str:
        accounts.lock(user=user, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        return _("The account is locked.")

    return _step(request, user, "lock", form, act)


@require_POST
@for_role(Role.ADMINISTRATOR)
def unlock(request: SignedInRequest, number: str) -> HttpResponse:
    user, form = _user(number), ReasonForm(request.POST)

    def act() -> str:
        accounts.unlock(user=user, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        return _("The account can log in again.")

    return _step(request, user, "lock", form, act)


def _user(number: str) -> User:
    return get_object_or_404(User, pk=number)


def _step(
    request: SignedInRequest, user: User, name: str, form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    """Take a step: on success say so and show the page, else show the form with why not and what was typed."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
        else:
            return redirect("desk_user", user.pk)
    return _page(request, _user(str(user.pk)), {name: form})


def _index(request: SignedInRequest, form: InviteForm) -> HttpResponse:
    context = {
        "section": "users",
        "accounts": queries.accounts(system=accounts.system_usernames(), now=timezone.now()),
        "form": form,
        "alone": len(queries.able_administrators()) == 1,
    }
    return render(request, "desk/users.html", context)


def _page(request: SignedInRequest, user: User, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    account = queries.one(user, system=accounts.system_usernames(), now=timezone.now())
    bound = bound or {}
    own = user.pk == request.user.pk
    context = {
        "section": "users",
        "account": account,
        "own": own,
        "forms": {
            "change": AccountForm(initial={"role": user.role, "team": user.team_id}, own=own),
            "identities": ReasonForm(auto_id="id_identities_%s"),
            "link": SureForm(auto_id="id_link_%s"),
            "second_factor": SureForm(auto_id="id_factor_%s"),
            "lock": ReasonForm(auto_id="id_lock_%s"),
            **bound,
        },
        "sent": next(iter(bound), ""),
        "sentences": [error for form in bound.values() for error in form.non_field_errors()],
    }
    return render(request, "desk/user.html", context)


def _link(request: SignedInRequest, user: User, key: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("account_invitation"))
    user.refresh_from_db()
    context = {"section": "users", "account": user, "link": f"{address}?{urlencode({'key': key})}"}
    return render(request, "desk/user_link.html", context)
