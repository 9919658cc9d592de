"""What somebody looks for among the rulings that they work on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.forms.fields import DayField, iso
from decisions.forms.reference import NO_CHOICE
from decisions.queries import our_rulings
from decisions.queries.our_rulings import Asked


class OurRulingsForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Identifier, case number, date, pseudonym, letters of court or judge in any script."),
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    decided_after = DayField(label=_("Decided from"), required=False)
    decided_before = DayField(label=_("Decided to"), required=False)
    mine = forms.BooleanField(label=_("only what I entered"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [NO_CHOICE, *our_rulings.statuses()]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        given = dict(self.cleaned_data)
        return Asked(words=tuple(iso(word) for word in given.pop("q").split()), **given)

    def pairs(self) -> list[tuple[str, str]]:
        """The conditions as pairs of a query string."""
        found = [(name, self.cleaned_data[name]) for name in self.fields if self.cleaned_data.get(name)]
        return [(name, "1" if value is True else str(value)) for name, value in found]
