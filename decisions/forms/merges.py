"""Forms about the names of judges and courts, and about joining two records of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.forms.workflow import ReasonForm
from decisions.models import Court, Judge


class MergeForm(ReasonForm):
    """Which record stays, and how we know that both are one."""

    into = forms.ModelChoiceField(
        Judge.objects.none(),
        label=_("Merge into"),
        error_messages={"required": _("Choose the record that stays.")},
    )

    def __init__(self, *args: Any, kind: type[Judge] | type[Court], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = kind._default_manager.all()


class UndoForm(ReasonForm):
    """Why the two are not the same after all."""
