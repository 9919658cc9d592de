"""The public form of a request, and how the desk closes one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions.actions.removal import LONGEST_LINE, LONGEST_NOTE, LONGEST_REPLY, LONGEST_TEXT, Reply
from decisions.forms.reference import NO_CHOICE
from decisions.forms.workflow import ReasonForm
from decisions.models import Judge
from decisions.vocabulary import RequestFrom, RequestOutcome


class RequestForm(forms.Form):
    """What somebody outside writes to us. `website` is a trap: people do not see it, programs fill it in."""

    sender = forms.ChoiceField(label=_("Who are you?"), choices=RequestFrom.choices, widget=forms.RadioSelect)
    about = forms.CharField(
        label=_("Which page is it about?"),
        max_length=LONGEST_LINE,
        required=False,
        help_text=_("Its address, or court and date of the ruling. It may stay empty."),
    )
    text = forms.CharField(
        label=_("What should be removed, corrected or answered, and why?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "In any language. Write no more about yourself or others than is needed to understand it."
        ),
    )
    contact = forms.CharField(
        label=_("How can we answer you?"),
        max_length=LONGEST_LINE,
        required=False,
        help_text=_("It may stay empty; then we act on what you wrote and cannot ask you anything."),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean_website(self) -> str:
        """Said aloud, so that a person whose browser filled it in can mend it."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Something was written where nothing belongs. Empty it and send again."))
        return ""

    @property
    def said(self) -> dict[str, Any]:
        return {
            "sender": RequestFrom(self.cleaned_data["sender"]),
            **{name: self.cleaned_data[name] for name in ("about", "text", "contact")},
        }


class CloseForm(forms.Form):
    """The outcome; a reply needs the judge and the text that their page will show."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=RequestOutcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done, or why nothing was. Kept encrypted, never public."),
    )
    judge = forms.ModelChoiceField(
        Judge.objects.filter(merged_into=None).order_by("name", "pk"),
        label=_("Judge who replies"),
        required=False,
        empty_label=NO_CHOICE[1],
        help_text=_("Only where a reply is published."),
    )
    reply = forms.CharField(
        label=_("Public reply"),
        max_length=LONGEST_REPLY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Only where a reply is published: everybody reads it on the judge's page, word for word."
        ),
    )

    def clean(self) -> None:
        super().clean()
        given = [self.cleaned_data.get(name) for name in ("judge", "reply")]
        if self.cleaned_data.get("outcome") == RequestOutcome.REPLY_PUBLISHED:
            if not given[0]:
                self.add_error("judge", _("Choose the judge who replies."))
            if not given[1]:
                self.add_error("reply", _("Give the text that the judge's page will show."))
        elif any(given):
            self.add_error("outcome", _("A judge and a reply belong to the outcome “reply published” only."))

    @property
    def published(self) -> Reply | None:
        if self.cleaned_data["outcome"] != RequestOutcome.REPLY_PUBLISHED:
            return None
        return Reply(judge=self.cleaned_data["judge"], text=self.cleaned_data["reply"])


class ReopenForm(ReasonForm):
    """Why a closed request is looked at again."""
