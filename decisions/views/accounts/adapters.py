"""Where allauth asks how things are done here: by our actions, for accounts that administrators make, without mail."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.actions import accounts, second_factor
from decisions.models import User
from decisions.queries import devices
from decisions.queries.throttling import sentence
from decisions.views.accounts.throttling import time_left
from decisions.vocabulary import Role

# Said in the page anyway, by where it leads.
_NOT_SAID = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This user name and this password do not belong together."),
    }

    # Logging in

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators make accounts."""
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Says how long to wait before the password is looked at, whether there is such an account or not."""
        left = time_left(request, credentials)
        if left > timedelta(0):
            raise ValidationError(sentence(left), code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """An account that was switched off is answered like a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        accounts.note_login(by=user, now=timezone.now())
        response: HttpResponse = super().post_login(request, user, **options)
        if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
            _remember_device(request, user, response)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Nobody asks for these pages as JSON."""
        return False

    # Where to

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk_home" if policy.has_role(request.user, Role.LAWYER) else "overview")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    # What changes

    def set_password(self, user: User, password: str) -> None:
        accounts.set_password(user=user, password=password, by=user, now=timezone.now())

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """No mail leaves the building; where allauth would send one about a second factor, the audit is written."""
        if template_prefix.startswith("mfa/"):
            second_factor.record(by=user, event=template_prefix.split("/")[-1], now=timezone.now())

    # What is said and known

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        if message_template not in _NOT_SAID:
            super().add_message(request, level, message_template, *args, **kw)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind Tor everybody has the same address, and nowhere does anybody's enter ours."""
        return ""

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""


def _remember_device(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """The cookie goes to the account pages only: public pages see none."""
    response.set_cookie(
        devices.COOKIE,
        devices.with_account(request.COOKIES.get(devices.COOKIE, ""), user),
        max_age=devices.LASTS,
        path=reverse("mfa_index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors sealed, with keys that are made from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _keyring().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The text. When the key is lost, a random one: nobody gets in with it, and nothing breaks."""
        try:
            return _keyring().decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    def get_totp_label(self, user: User) -> str:
        """What an authenticator app shows: never the mail address."""
        return user.username

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "name": user.username}

    def _get_site_name(self) -> str:
        return str(context.request.get_host())


def _keyring() -> MultiFernet:
    return MultiFernet([_fernet(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    digest = hmac.new(b"decisions.second_factor", secret.encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
