"""Forms of the steps in a ruling's life."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions import vocabulary
from decisions.actions.notes import LONGEST
from decisions.forms.fields import DayField
from decisions.forms.reference import NO_CHOICE
from decisions.models import Ruling
from decisions.queries.values import text_of
from decisions.vocabulary import Empty, PublicationBasis, Text, Withdrawal

REASON = _("Reason")
MOST_SEEN = 1000


def _reason(
    *, label: Text = REASON, help_text: Text, longest: int = 1000, required: bool = True
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    return forms.CharField(
        label=label, help_text=help_text, max_length=longest, required=required, widget=widget
    )


class SeenForm(forms.Form):
    """For a step that is taken because of what the page showed: it says which version that was."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31 - 1,
        error_messages={
            "required": _("The page did not say which version it showed. Look at it and send this again.")
        },
    )


def seen_versions(said: Sequence[str]) -> dict[str, int]:
    """The versions of the rulings of a series that a page showed, each as `identifier:version`."""
    pairs = [one.partition(":") for one in said[:MOST_SEEN]]
    return {name: int(text) for name, _colon, text in pairs if text.isascii() and text.isdecimal()}


class ReasonForm(forms.Form):
    """Why; the audit keeps it and no public page shows it."""

    reason = _reason(help_text=_("Kept in the audit, never public. Name nobody."))


class SendBackForm(forms.Form):
    """What has to be mended: an internal note for whoever entered the ruling."""

    reason = _reason(
        label=_("What has to be changed"),
        longest=LONGEST,
        help_text=_("Kept encrypted, for the people who work on this ruling."),
    )


class SendOneBackForm(SeenForm, SendBackForm):
    """The same for one ruling whose page was looked at."""


class NoteForm(forms.Form):
    text = _reason(
        label=_("Note"),
        longest=LONGEST,
        help_text=_("Kept encrypted, for the people who work on this ruling. Never public."),
    )


class OverruleField(forms.MultipleChoiceField):
    """What stood in the way when the page was opened and no longer does needs no overruling: any code will do."""

    def valid_value(self, value: str) -> bool:
        return True


class PublishForm(forms.Form):
    """Which reasons against publication a reviewer sets aside, and why."""

    overrule = OverruleField(
        label=_("Publish all the same"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = _reason(required=False, help_text=_("Kept in the audit, never public. Name nobody."))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["overrule"]
        field.choices = choices

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("overrule") and not self.cleaned_data.get("reason", "-"):
            self.add_error("reason", _("Say why it is published all the same."))


class PublishOneForm(SeenForm, PublishForm):
    """The same for one ruling whose page was looked at."""


class DiscardForm(SeenForm):
    sure = forms.BooleanField(label=_("Delete it for good: it cannot be brought back"))


class WithdrawForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[
            (
                Withdrawal.OPEN,
                _("openly: the address stays and says that something was withdrawn, and when"),
            ),
            (Withdrawal.QUIET, _("quietly: as if it had never been published; for safety")),
        ],
    )
    reason = _reason(help_text=_("Kept in the audit, never public. Name nobody."))


class ReleaseSeriesForm(forms.Form):
    """What publication needs beside the records themselves, for all of a series; what is left empty changes nothing."""

    publication_basis = forms.ChoiceField(
        label=_("Basis for publication"), choices=[NO_CHOICE, *PublicationBasis.choices], required=False
    )
    publish_not_before = DayField(label=_("Not to be published before"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("publication_basis", "publish_not_before")}

    @property
    def for_all(self) -> dict[str, Any]:
        """What is said of every ruling of a series."""
        basis, day = self.values.values()
        return {"basis": basis, "not_before": day}


class ReleaseForm(SeenForm, ReleaseSeriesForm):
    """The same for one ruling whose page was looked at: there an empty box takes away what was said."""


class WithholdForm(SeenForm):
    """Which value is taken out of the record, and why. The reason is kept with the value, encrypted.

    Where other rulings of the series say the same, the page asks `where` before anything is done.
    """

    HERE, SERIES = "here", "series"

    field = forms.ChoiceField(label=_("Field"))
    reason = _reason(help_text=_("Kept encrypted beside the value. The public page says only “withheld”."))
    where = forms.ChoiceField(
        label=_("Where"),
        required=False,
        widget=forms.HiddenInput,
        choices=[
            (SERIES, _("also in these rulings of the series")),
            (HERE, _("only in this ruling: there it can still be read")),
        ],
    )

    def __init__(self, *args: Any, ruling: Ruling, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [
            (name, field.label)
            for name, field in vocabulary.FIELDS.items()
            if field is not vocabulary.COURT and text_of(ruling, name) not in Empty.values
        ]
        choice: Any = self.fields["field"]
        choice.choices = [NO_CHOICE, *given]
        if self["where"].value():
            self.ask_where()

    def ask_where(self) -> None:
        where: Any = self.fields["where"]
        where.widget = forms.RadioSelect(choices=where.choices)


class PurgeForm(forms.Form):
    """The passage itself, never stored. The first sending tells how far it reaches, the second removes it."""

    passage = forms.CharField(
        label=_("Passage"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("As it stands in the text. Upper and lower case and line breaks do not matter."),
    )
    sure_of = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(
        label=_(
            "Remove it for good. It cannot be brought back. (First send without this to see how far it reaches.)"
        ),
        required=False,
    )
