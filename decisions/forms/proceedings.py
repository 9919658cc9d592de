"""The form of an event after a ruling."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from decisions.actions.proceedings import Happening
from decisions.forms import pickers
from decisions.forms.fields import CaseNumberField, DayField, PartialDateField
from decisions.forms.reference import NO_CHOICE
from decisions.forms.rulings import RecordsChoice
from decisions.models import Court, Event, Judge, Unreadable
from decisions.queries.event_sense import KNOWINGLY
from decisions.queries.proceedings import date_of
from decisions.vocabulary import Answer, AppealResult, Empty, EventKind, Form, Sanction, Text

MOST_JUDGES = 5

UNCHANGED = ("", _("unchanged"))


def _choice(label: Text, codes: Any, *, first: tuple[str, Text], required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[first, *codes], required=required)


class EventForm(forms.Form):
    """What happened. What a kind of event does not have stays empty; the action says if it does not fit."""

    key = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    kind = _choice(_("What happened"), EventKind.choices, first=NO_CHOICE, required=True)
    on = PartialDateField(
        label=_("When"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": "2019-04-18", "size": 12}),
        help_text=_("As exact as it is known: 2019, 2019-04 or 2019-04-18."),
    )
    about = forms.BooleanField(label=_("about: the date is not certain"), required=False)
    result = _choice(_("Result"), AppealResult.choices, first=NO_CHOICE)
    court = forms.ModelChoiceField(
        Court.objects.filter(merged_into=None), label=_("Court"), required=False, widget=forms.HiddenInput
    )
    judge = RecordsChoice(
        Judge.objects.filter(merged_into=None),
        label=_("Judges"),
        required=False,
        widget=forms.MultipleHiddenInput,
    )
    case_number = CaseNumberField(label=_("Its own case number"), required=False, max_length=50)
    sanction = _choice(
        _("Sanction"), [*Sanction.choices, (Empty.UNKNOWN.value, Empty.UNKNOWN.label)], first=UNCHANGED
    )
    fine_amount = forms.DecimalField(
        label=_("Fine, roubles"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    form = _choice(
        _("Form of expulsion"), [*Form.choices, (Empty.UNKNOWN.value, Empty.UNKNOWN.label)], first=UNCHANGED
    )
    placement = _choice(
        _("Placement"), [*Answer.choices, (Empty.UNKNOWN.value, Empty.UNKNOWN.label)], first=UNCHANGED
    )
    placement.help_text = _("Unchanged with departure at liberty: read as “no”, inferred (CAO Art. 27.19).")
    facility = forms.CharField(
        label=_("Detention centre"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted, never public."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where this is known from. Never public, kept unencrypted: name nobody."),
    )

    # Which boxes stand together on the page.
    PARTS: Sequence[tuple[Text, Sequence[str]]] = (
        (_("What and when"), ("kind", "on", "about", "source")),
        (_("If a court decided"), ("court", "judge", "result", "case_number")),
        (_("If it changed the ruling"), ("sanction", "fine_amount", "form", "placement")),
        (_("If somebody was placed in detention"), ("facility",)),
    )

    @property
    def parts(self) -> list[tuple[Text, list[forms.BoundField]]]:
        return [(label, [self[name] for name in names]) for label, names in self.PARTS]

    def clean(self) -> None:
        super().clean()
        for name in PICKED:
            sentence = pickers.left_over(self.data, name) if isinstance(self.data, QueryDict) else ""
            if sentence and name not in self.errors:
                self.add_error(name, sentence)
        if len(self.cleaned_data.get("judge", ())) > MOST_JUDGES:
            self.add_error("judge", _("At most %(most)s.") % {"most": MOST_JUDGES})

    @property
    def happening(self) -> Happening:
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("key", "version", "judge")
        }
        return Happening(**given, judges=list(self.cleaned_data["judge"]))

    def tick(self, code: str) -> str:
        """What a tick sends: a doubt about what is typed now, so that anything else is asked about again."""
        said = [self.cleaned_data[name] for name in TOLD]
        return f"{code}@{hashlib.sha256(repr([str(one) for one in said]).encode()).hexdigest()[:12]}"

    def confirmed(self, ticks: Collection[str]) -> list[str]:
        """The codes of the doubts that somebody has confirmed of what is typed now."""
        codes = dict.fromkeys(text.partition("@")[0] for text in ticks)
        return [code for code in codes if self.tick(code) in ticks]


# Found by letters, as on the page on which a hearing is logged.
PICKED = ("court", "judge")
# What may contradict the rest of the case.
TOLD = ("kind", "on", "about", "result", "sanction", "fine_amount", "form", "placement")


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed, for a form that nobody has saved yet and that does not complain."""
    several = {"judge": data.getlist("judge"), "about": bool(data.get("about"))}
    return {name: data.get(name, "") for name in EventForm.base_fields} | several


def picked(initial: Mapping[str, Any]) -> QueryDict:
    """What a browser would send of the court and the judges of a form that was just opened."""
    data = QueryDict(mutable=True)
    if initial.get("court"):
        data["court"] = str(initial["court"])
    data.setlist("judge", [str(one) for one in initial.get("judge", ())])
    return data


def new(kind: str = "", on: str = "") -> dict[str, Any]:
    """What an empty form starts with; its key makes a second press the same event."""
    return {"key": uuid4().hex, "version": 0, "kind": kind if kind in EventKind.values else "", "on": on[:10]}


def stored(event: Event) -> dict[str, Any]:
    """What the form of a stored event starts with."""
    plain = (
        "version",
        "kind",
        "about",
        "result",
        "case_number",
        "sanction",
        "fine_amount",
        "form",
        "placement",
    )
    given = {name: getattr(event, name) for name in (*plain, "source")}
    return given | {
        "key": event.key,
        "on": "" if event.on is None else str(date_of(event)),
        "court": event.court_id,
        "judge": [link.judge_id for link in event.judge_links.all()],
        "facility": _opened(event),
    }


def _opened(event: Event) -> str:
    """What no key opens is not shown, and stays as it is if nothing is typed over it."""
    try:
        return event.facility.open()
    except Unreadable:
        return ""


class EventPublicForm(forms.Form):
    """Whether everybody may see an event, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    public = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes", widget=forms.HiddenInput
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)
    confirmed = forms.MultipleChoiceField(
        choices=[(code, "") for code in (KNOWINGLY, "too-early", "open-appeal", "in-detention")],
        required=False,
    )


class LapseForm(forms.Form):
    """On which day a ruling lapsed, as a person confirms it."""

    on = DayField(label=_("Lapsed on"))


class EventVersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
