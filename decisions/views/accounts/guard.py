"""What holds for every page behind the login: sessions end, and a second factor is there where it must be."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.views.accounts.sessions import is_over
from decisions.views.public import is_public
from decisions.vocabulary import Role

# What somebody may open who still has to set up a second factor.
SETTING_UP = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
}

_NEEDED = _("Your role needs a second factor. Until you have one, nothing else opens behind the login.")


class BehindTheLogin:
    """Middleware. Public pages pass untouched, so that they are the same for everybody and need no cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _parameters: Any
    ) -> HttpResponseBase | None:
        if is_public(view) or not request.user.is_authenticated:
            return None
        if is_over(request):
            logout(request)
            return None
        if _lacks_second_factor(request):
            messages.warning(request, _NEEDED)
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


def _lacks_second_factor(request: HttpRequest) -> bool:
    match = request.resolver_match
    return (
        settings.SECOND_FACTOR_REQUIRED
        and policy.has_role(request.user, Role.REVIEWER)
        and (match is None or match.view_name not in SETTING_UP)
        and not is_mfa_enabled(request.user, ["totp", "webauthn"])
    )
