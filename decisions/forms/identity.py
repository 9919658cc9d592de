"""Forms of who somebody is. Nothing of them is autosaved, and no browser is asked to remember it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions.actions.identity import LONGEST_NAME, LONGEST_NOTES, MOST_SPELLINGS
from decisions.forms.fields import PartialDateField
from decisions.models import Respondent
from decisions.queries.identity import Identity
from decisions.text import pseudonyms

_UNREMEMBERED = {"autocomplete": "off", "spellcheck": "false"}


def _name(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=_UNREMEMBERED)
    return forms.CharField(label=label, max_length=LONGEST_NAME, widget=widget, help_text=help_text)


class FindForm(forms.Form):
    """An exact name, in any script; it is sent as a body and never stands in an address."""

    name = _name(
        _("Name"),
        _("Exactly one of the spellings that were recorded. Case, spaces and hyphens do not matter."),
    )


class IdentityForm(forms.Form):
    name = _name(
        _("Name"), _("As the ruling or the person writes it, family name and given names in their order.")
    )
    spellings = forms.CharField(
        label=_("Other spellings"),
        required=False,
        max_length=(LONGEST_NAME + 2) * MOST_SPELLINGS,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", **_UNREMEMBERED}),
        help_text=_(
            "One a line, in any script: Cyrillic, Latin, Hangul. By each of them the person is found again."
        ),
    )
    birth_date = PartialDateField(
        label=_("Date of birth"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": "1985-04-18", "size": 12, **_UNREMEMBERED}),
        help_text=_("As exact as it is known: 1985, 1985-04 or 1985-04-18."),
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", **_UNREMEMBERED}),
    )

    def clean_spellings(self) -> tuple[str, ...]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["spellings"].splitlines()]
        spellings = tuple(dict.fromkeys(line for line in lines if line))
        if len(spellings) > MOST_SPELLINGS or any(len(line) > LONGEST_NAME for line in spellings):
            message = _(
                "At most %(most)s spellings, each on a line of its own of at most %(long)s characters."
            )
            raise ValidationError(message, params={"most": MOST_SPELLINGS, "long": LONGEST_NAME})
        return spellings

    @property
    def identity(self) -> Identity:
        given = self.cleaned_data
        return Identity(
            name=" ".join(given["name"].split()),
            spellings=given["spellings"],
            birth_date=str(given["birth_date"] or ""),
            notes=given["notes"].strip(),
        )


class NewPersonForm(IdentityForm):
    # Made with the page: the same page sent twice records one person.
    pseudonym = forms.RegexField(rf"\A{pseudonyms.PATTERN}\Z", widget=forms.HiddenInput)
    another = forms.BooleanField(
        label=_("This is somebody else of the same name."), required=False, widget=forms.HiddenInput
    )

    def ask(self, namesakes: Sequence[Respondent]) -> None:
        """Say who bears the name already, and show the tick that says that it is somebody else."""
        self.fields["another"].widget = forms.CheckboxInput()
        sentence = _(
            "Somebody of this name is recorded: %(people)s. Look there, or tick below and send it again."
        )
        self.add_error(None, sentence % {"people": ", ".join(map(str, namesakes))})


class PersonForm(IdentityForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


def initial_of(identity: Identity, version: int) -> dict[str, Any]:
    return {
        "name": identity.name,
        "spellings": "\n".join(identity.spellings),
        "birth_date": identity.birth_date,
        "notes": identity.notes,
        "version": version,
    }


class LinkForm(forms.Form):
    pseudonym = forms.RegexField(
        rf"\A{pseudonyms.PATTERN}\Z",
        label=_("Pseudonym"),
        strip=True,
        error_messages={"invalid": _("A pseudonym looks like p-23456789.")},
        widget=forms.TextInput(attrs={"size": 12, **_UNREMEMBERED}),
    )
