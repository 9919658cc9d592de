"""Forms of accounts and of logging in."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.models import User


class LogInForm(AdminAuthenticationForm):
    """Lets in who may use the administration, and tells everybody else nothing more than that."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "Please enter the user name and password of a reviewer or an administrator. "
            "Upper and lower case matter in both."
        ),
    }

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        if not policy.may_use_admin(user):
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")


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
        fields = ("role", "team", "is_active")
