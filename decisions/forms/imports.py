"""Sending a table, and saying which of its columns is which."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions.forms.reference import NO_CHOICE
from decisions.models import ImportBatch, Source, Team
from decisions.queries import imports
from decisions.queries.import_columns import choices
from decisions.tables.incoming import LARGEST, Fault, Unusable


class UploadForm(forms.Form):
    table = forms.FileField(
        label=_("Table (CSV or XLSX)"),
        error_messages={"required": _("Choose a file.")},
        allow_empty_file=True,
    )

    def clean_table(self) -> Any:
        table = self.cleaned_data["table"]
        if table.size > LARGEST:
            raise ValidationError(imports.unusable(Unusable(Fault.TOO_LARGE)), code="too_large")
        return table


class AroundForm(forms.Form):
    """What holds for every row."""

    team = forms.ModelChoiceField(Team.objects.all(), label=_("Team of new rulings"))
    source = forms.ModelChoiceField(
        Source.objects.all(),
        label=_("Source of rows that name none"),
        required=False,
        empty_label=NO_CHOICE[1],
    )
    submits = forms.BooleanField(
        label=_("Hand new rulings to the reviewers; otherwise they are drafts"), required=False
    )

    def __init__(self, data: Any = None, *, batch: ImportBatch) -> None:
        super().__init__(data, initial={"team": batch.team, "source": batch.source, "submits": batch.submits})

    @property
    def around(self) -> list[forms.BoundField]:
        return [self[name] for name in ("team", "source", "submits")]


class MatchForm(AroundForm):
    """The same, and a list of our columns for each column of the file."""

    def __init__(self, data: Any = None, *, batch: ImportBatch, header: Sequence[str]) -> None:
        super().__init__(data, batch=batch)
        self.header = header
        for place, name in enumerate(header):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=name,
                choices=[("", _("not imported")), *choices()],
                required=False,
                initial=batch.mapping.get(str(place), ""),
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column-{place}"] for place in range(len(self.header))]

    @property
    def mapping(self) -> dict[str, str]:
        given = ((str(place), self.cleaned_data[f"column-{place}"]) for place in range(len(self.header)))
        return {place: column for place, column in given if column}
