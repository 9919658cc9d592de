"""allauth's forms, with our labels and with a delay after failures."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from decisions.actions import second_factor, throttling
from decisions.queries.throttling import key_of_code, sentence, wait


class Plain(forms.Form):
    """Labels say what a field is for; placeholders would vanish when it is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("code", "login"):
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class LoginForm(Plain, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs["autofocus"] = True


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        """Asked like a login, so that guessing it in somebody's open browser has to wait as well."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class CodeForm(Plain):
    """A code of an app counts once, and after failures there is a delay."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        now = timezone.now()
        key = key_of_code(self.user)
        left = wait(key=key, now=now)
        if left:
            raise ValidationError(sentence(left))
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's form follows in the order of classes
            self._use(code)
        except ValidationError:
            throttling.note_failure(key=key, now=now)
            raise
        throttling.forget(key=key)
        return code

    def _use(self, code: str) -> None:
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        if not second_factor.use_code(authenticator=self.authenticator, code=code, now=timezone.now()):
            raise ValidationError(_("This code was used already. Wait for the next one."))


class AuthenticateForm(CodeForm, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(CodeForm, mfa.ReauthenticateForm):
    pass


class ActivateForm(Plain, ActivateTOTPForm):
    pass


class Credential(forms.JSONField):
    """What a security key answers: a little JSON. What is long, deep or a number without end is none."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


LONGEST_CREDENTIAL = 64 * 1024


class AddKeyForm(AddWebAuthnForm):
    credential = Credential(widget=forms.HiddenInput)


class AuthenticateByKeyForm(AuthenticateWebAuthnForm):
    credential = Credential(widget=forms.HiddenInput)


class ReauthenticateByKeyForm(ReauthenticateWebAuthnForm):
    credential = Credential(widget=forms.HiddenInput)
