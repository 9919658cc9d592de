"""Forms of papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions.actions.documents import SENTENCES
from decisions.text.papers import ENDINGS, LARGEST, Fault

_ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # it gets a sentence of its own
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        help_text=_("PDF, DOCX, TXT, JPEG or PNG, at most 25 MB. It is encrypted; its name too."),
        error_messages={
            "required": _("Choose a file."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
        },
    )

    def clean_file(self) -> bytes:
        """The content. More than fits was not kept in memory: then it is shorter than its size."""
        upload = self.cleaned_data["file"]
        content: bytes = upload.read()
        if upload.size > LARGEST or len(content) != upload.size:
            raise ValidationError(SENTENCES[Fault.TOO_LARGE])
        return content

    @property
    def name(self) -> str:
        upload: Any = self.files["file"]
        return str(upload.name)
