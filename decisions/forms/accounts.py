"""Forms of accounts, as administrators fill them in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from decisions.models import User


class RoleForm(forms.ModelForm):
    """An account that people use has a role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].required = True


class NewAccountForm(SetPasswordMixin, RoleForm):
    password1, password2 = SetPasswordMixin.create_password_fields()

    class Meta:
        model = User
        fields = ("username", "role", "team")

    def clean(self) -> None:
        super().clean()
        self.validate_passwords()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook
        # Only now does the instance bear the name that the password must not resemble.
        self.validate_password_for_user(self.instance)


class AccountForm(RoleForm):
    class Meta:
        model = User
        fields = ("role", "team", "is_active", "reads_identities")


class LostSecondFactorForm(forms.Form):
    """Somebody lost telephone and recovery codes."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("How you know that it is really this person who asks. It stands in the audit."),
    )
