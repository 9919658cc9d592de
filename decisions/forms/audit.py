"""What somebody looks for in the audit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.forms.fields import DayField
from decisions.forms.reference import NO_CHOICE
from decisions.queries import audit
from decisions.queries.audit import Asked


class AuditForm(forms.Form):
    who = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    record = forms.CharField(label=_("Record"), required=False, max_length=200)
    after = DayField(label=_("On or after"), required=False)
    before = DayField(label=_("On or before"), required=False)
    notable = forms.BooleanField(
        label=_("only what stands out: readings, exports, withdrawals …"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "who": [(name, name) for name in audit.people()],
            "action": audit.actions(),
            "kind": audit.kinds(),
        }
        for name, values in choices.items():
            self.fields[name].choices = [NO_CHOICE, *values]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as pairs of a query string, without what is no condition."""
        found = [(name, self.cleaned_data[name]) for name in self.fields if self.cleaned_data.get(name)]
        return [(name, "1" if value is True else str(value)) for name, value in found]
