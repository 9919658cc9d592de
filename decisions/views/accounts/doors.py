"""allauth's pages that we open, each kept by no browser. There are no others: no sign-up, no mail, no social login."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from decisions.views.public import not_for_robots

View = Callable[..., HttpResponseBase]


def account_page(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **parameters)
        except ReauthenticationRequired:
            response = _ask_again(request)
        return not_for_robots(response)

    return never_cache(guarded)


def _ask_again(request: HttpRequest) -> HttpResponseBase:
    """To the password or code, and back to the page.

    allauth would keep a submitted form for afterwards, and with it the address, the browser and the
    environment of the server, in the session. Here the button is pressed a second time.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    methods = get_adapter().get_reauthentication_methods(request.user)
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.path})}")


login = account_page(account.login)
logout = account_page(account.logout)
change_password = account_page(account.password_change)
reauthenticate = account_page(account.reauthenticate)

index = account_page(mfa.index)
authenticate = account_page(mfa.authenticate)
reauthenticate_by_code = account_page(mfa.reauthenticate)
# The QR code is a picture within the page; on no other page are such pictures allowed.
activate_totp = csp_update({"img-src": ["data:"]})(account_page(totp.activate_totp))
deactivate_totp = account_page(totp.deactivate_totp)

view_recovery_codes = account_page(recovery_codes.view_recovery_codes)
generate_recovery_codes = account_page(recovery_codes.generate_recovery_codes)
download_recovery_codes = account_page(recovery_codes.download_recovery_codes)

list_keys = account_page(webauthn.list_webauthn)
add_key = account_page(webauthn.add_webauthn)
edit_key = account_page(webauthn.edit_webauthn)
remove_key = account_page(webauthn.remove_webauthn)
reauthenticate_by_key = account_page(webauthn.reauthenticate_webauthn)
