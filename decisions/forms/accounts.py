"""Forms of accounts, as administrators fill them in, and of the link with which people choose a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from decisions.forms.reference import NO_CHOICE
from decisions.models import Team, User
from decisions.queries.accounts import reason_against
from decisions.vocabulary import Role


class InviteForm(forms.ModelForm):
    """An account that people use has a role."""

    role = forms.ChoiceField(label=_("Role"), choices=[NO_CHOICE, *Role.choices])

    class Meta:
        model = User
        fields = ("username", "role", "team")

    def clean_username(self) -> str:
        """Said once: what is refused here is not asked of the database again."""
        username: str = self.cleaned_data["username"]
        reason = reason_against(username)
        if reason:
            raise forms.ValidationError(reason)
        return username


class AccountForm(forms.Form):
    """What may be changed of an account. Of one's own it is the team: another administrator changes the role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["role"]
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]


class SureForm(forms.Form):
    """Somebody asks for a new link or has lost a second factor."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("How you know that it is really this person who asks. It stands in the audit."),
    )


class ChosenPasswordForm(SetPasswordForm):
    """The key of the link goes with it, so that no address holds it any more."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
