"""Where a one-time link leads: to the choice of a password. The log keeps no query string, so it never has the key."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from decisions.actions import invitations
from decisions.actions.refusals import Refused
from decisions.forms.accounts import ChosenPasswordForm
from decisions.queries.invitations import live
from decisions.views.accounts.doors import account_page


@account_page
@sensitive_post_parameters()
def choose_password(request: HttpRequest) -> HttpResponse:
    """Looking at the link does not use it up: programs that look at links in messages must not."""
    key = request.POST.get("key") or request.GET.get("key", "")
    found = live(key, now=timezone.now()).first()
    if found is None:
        return render(request, "account/invitation.html", {"form": None}, status=410)
    form = ChosenPasswordForm(found.user, request.POST or None, initial={"key": key})
    if form.is_valid():
        try:
            invitations.redeem(key=key, password=form.cleaned_data["new_password1"], now=timezone.now())
        except Refused:
            return render(request, "account/invitation.html", {"form": None}, status=410)
        messages.success(request, _("Your password is set. Log in with it."))
        return redirect("account_login")
    return render(request, "account/invitation.html", {"form": form, "invited": found.user})
