"""The form of an event after a ruling."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions.actions.proceedings import Happening
from decisions.forms.fields import CaseNumberField, PartialDateField
from decisions.forms.reference import NO_CHOICE
from decisions.models import Court, Event, Judge, Unreadable
from decisions.queries import finding
from decisions.queries.finding import Found
from decisions.queries.proceedings import date_of
from decisions.vocabulary import Answer, AppealResult, Empty, EventKind, Form, Sanction, Text

LONGEST_NAMES = 300
MOST_JUDGES = 5
MOST_NAMED = 5

UNCHANGED = ("", _("unchanged"))


def _choice(label: Text, codes: Any, *, first: tuple[str, Text], required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[first, *codes], required=required)


class NamedField(forms.CharField):
    """Records by name, code or a few letters in any script, as their keys. What fits several is asked back."""

    def __init__(self, *, find: Callable[..., list[Found]], most: int, **options: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_NAMES, **options)
        self.find = find
        self.most = most

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        names = [name.strip() for name in text.split(";") if name.strip()]
        if len(names) > self.most:
            raise ValidationError(_("At most %(most)s.") % {"most": self.most})
        return list(dict.fromkeys(self._one(name) for name in names))

    def _one(self, name: str) -> int:
        found = self.find(name)
        exact = [one for one in found if name in (one.label, *one.detail.split(" · "))]
        fitting = exact if len(exact) == 1 else found
        if len(fitting) == 1:
            return fitting[0].pk
        if not found:
            raise ValidationError(_("Nothing answers to “%(text)s”.") % {"text": name})
        named = "; ".join(
            f"{one.label} ({one.detail})" if one.detail else one.label for one in found[:MOST_NAMED]
        )
        raise ValidationError(_("“%(text)s” fits several: %(names)s") % {"text": name, "names": named})


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
    court = NamedField(
        label=_("Court"),
        find=finding.courts,
        most=1,
        help_text=_("A few letters of name, region or code: khasan, Хасан, 25RS0030."),
    )
    judges = NamedField(
        label=_("Judges"),
        find=finding.judges,
        most=MOST_JUDGES,
        help_text=_("A few letters of any spelling; several with a semicolon between them."),
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
        (_("If a court decided"), ("result", "court", "judges", "case_number")),
        (_("If it changed the ruling"), ("sanction", "fine_amount", "form", "placement")),
        (_("If somebody was placed in detention"), ("facility",)),
    )

    @property
    def parts(self) -> list[tuple[Text, list[forms.BoundField]]]:
        return [(label, [self[name] for name in names]) for label, names in self.PARTS]

    @property
    def happening(self) -> Happening:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version")}
        courts = Court.objects.filter(pk__in=given.pop("court"))
        judges = Judge.objects.in_bulk(given.pop("judges"))
        return Happening(**given, court=courts.first(), judges=list(judges.values()))


def new(kind: str = "") -> dict[str, Any]:
    """What an empty form starts with; its key makes a second press the same event."""
    return {"key": uuid4().hex, "version": 0, "kind": kind if kind in EventKind.values else ""}


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
        "court": event.court.name_en if event.court else "",
        "judges": "; ".join(link.judge.name for link in event.judge_links.all()),
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


class EventVersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
