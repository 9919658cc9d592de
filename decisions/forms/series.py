"""The page on which the rulings of one hearing are logged: what they share, and a row for each person."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import vocabulary
from decisions.actions.rulings import Reading
from decisions.actions.series import MOST_PEOPLE
from decisions.filters import article_label
from decisions.forms import pickers
from decisions.forms.fields import CaseNumberField, PartialDateField, UidField
from decisions.forms.reference import LANGUAGES, NO_CHOICE, CourtForm
from decisions.forms.rulings import (
    STATES,
    UNTOUCHED,
    CourtChoice,
    ProvisionChoice,
    RulingForm,
    check_emptiness,
    refuse_turned_text,
    value_or_empty,
)
from decisions.models import Court, Judge, JudgeSpelling, Provision
from decisions.queries.conflicts import value_text
from decisions.text import case_numbers
from decisions.vocabulary import RULES, Basis, Empty, Text

# The key for "not stated": alone in a box, or first in a list.
DASH = "-"

# What a row may say differently from what all of them share, beside its numbers.
OVERRIDES = (
    vocabulary.FORM, vocabulary.PLACEMENT, vocabulary.PLEA, vocabulary.IN_RUSSIA_SINCE, vocabulary.FINE,
)  # fmt: skip
NUMBERS = (vocabulary.CASE_NUMBER, vocabulary.UID)

# The groups of the page. What is each person's own stands in the rows of a series, and in the group of a ruling.
GROUPS: Mapping[str, tuple[Text, tuple[vocabulary.Field, ...]]] = {
    "case": (
        gettext_lazy("The hearing"),
        (
            vocabulary.COURT,
            vocabulary.JUDGE,
            vocabulary.DECIDED_ON,
            vocabulary.IN_FORCE_ON,
            *NUMBERS,
            vocabulary.PROVISIONS,
        ),
    ),
    "outcome": (gettext_lazy("What the court ordered"), vocabulary.OUTCOME),
    "person": (gettext_lazy("Nationality, plea, arrival"), vocabulary.PERSON),
    "safeguards": (
        gettext_lazy("Safeguards and length of the text"),
        (*vocabulary.HEARING, *vocabulary.REASONING, *vocabulary.DOCUMENT),
    ),
}


def one_key_away(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices with "not stated" under a sign of its own, by which a list is searched with one key."""
    return [(code, f"{DASH} {label}" if code == Empty.NOT_STATED else label) for code, label in choices]


# Beside every box stands a small choice, empty where nothing has to be said.
WHY_EMPTY = [NO_CHOICE, *one_key_away(STATES[1:])]
UNKNOWN = (Empty.UNKNOWN.value, Empty.UNKNOWN.label)


# What is found by letters, and the boxes in which the name of a missing one is typed.
FOUND_BY_LETTERS = {"court": ("name_en", "name_ru"), "judge": ("spelling",)}


class ArticleChoice(ProvisionChoice):
    def label_from_instance(self, provision: Provision) -> str:
        return article_label(provision.article, provision.part)


class DeskRulingForm(RulingForm):
    """The form of a ruling as the desk shows it: court and judge are found by letters, not in long lists."""

    court = CourtChoice(
        Court.objects.filter(merged_into=None).select_related("region"),
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Find the court by a few letters and choose it.")},
    )
    judge = forms.ModelChoiceField(
        Judge.objects.filter(merged_into=None), required=False, widget=forms.HiddenInput
    )
    provisions = ArticleChoice(Provision.objects.all(), required=False)

    def __init__(self, *args: Any, today: date, has_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, release=True, **kwargs)
        self.today = today
        for name in ("series", "position"):
            del self.fields[name]
        if has_team and "team" in self.fields:
            del self.fields["team"]
        for field in vocabulary.TYPED:
            self.fields[f"{field.name}_state"].choices = WHY_EMPTY  # type: ignore[attr-defined]
        for field in vocabulary.CODED:
            self.fields[field.name].choices = one_key_away(field.choices)  # type: ignore[attr-defined]
        nothing, *countries = self.fields["nationality"].choices  # type: ignore[attr-defined]
        not_stated = (DASH, f"{DASH} {Empty.NOT_STATED.label}")
        self.fields["nationality"].choices = [nothing, not_stated, *countries]  # type: ignore[attr-defined]
        self.fields["fine_currency"].widget.attrs["aria-label"] = _("Currency of the fine")
        for name, code in (("entry_ban_years", 4), ("word_count", 6), ("fine_amount", 8)):
            self.fields[name].widget = forms.TextInput(
                attrs={"inputmode": "numeric", "size": code, "maxlength": 40}
            )

    def clean(self) -> None:
        super().clean()
        for name, boxes in FOUND_BY_LETTERS.items():
            sentence = self._left_over(name, boxes)
            if sentence and name not in self.errors:
                self.add_error(name, sentence)
        decided, in_force = (self.cleaned_data.get(name) for name in ("decided_on", "in_force_on"))
        if decided and decided > self.today:
            self.add_error("decided_on", _("The date of the decision is in the future."))
        if decided and in_force and in_force < decided:
            self.add_error("in_force_on", _("A ruling does not come into force before its decision."))

    def _left_over(self, name: str, boxes: Sequence[str]) -> str:
        """Why what was typed to find or to add a court or judge would be lost; empty where nothing would."""
        if not isinstance(self.data, QueryDict):
            return ""
        typed = [self.data.get(f"new_{name}-{box}", "").strip() for box in boxes]
        if any(typed):
            sentence = _("“%(text)s” is not added yet: press “Add” below it, or empty the box.")
            return sentence % {"text": next(filter(None, typed))}
        return pickers.left_over(self.data, name)


class SharedForm(DeskRulingForm):
    """What all rulings of a hearing share, and what is told about them as a series."""

    number_in_source = forms.CharField(
        label=gettext_lazy("Number in the source"), required=False, max_length=50
    )
    at_least = forms.BooleanField(
        label=gettext_lazy("The source gives the number of people only as a minimum"), required=False
    )
    narrative_en = forms.CharField(
        label=gettext_lazy("What happened, in our own words"),
        help_text=gettext_lazy("Published with the series. Name nobody but the court and the judge."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    people = forms.IntegerField(
        label=gettext_lazy("Number of people"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "maxlength": 40}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "confirmed"):  # a doubt is confirmed for the rows that it is about
            del self.fields[name]
        for field in NUMBERS:
            del self.fields[field.name]
            del self.fields[f"{field.name}_state"]

    @property
    def touched_values(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if value != UNTOUCHED.get(name)}


class RowForm(forms.Form):
    """One person: the numbers of the case, and what differs. An empty choice means "as above", said by an arrow."""

    case_number = CaseNumberField(required=False, max_length=50)
    uid = UidField(required=False, max_length=60)
    in_russia_since = PartialDateField(required=False, max_length=10)
    fine_amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"maxlength": 40}),
    )

    def __init__(self, *args: Any, number: int, above: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        for field in (*NUMBERS, *OVERRIDES):
            self._describe(field, _as_above(above.get(field.name, "")) if field in OVERRIDES else "")

    def _describe(self, field: vocabulary.Field, inherited: str) -> None:
        name = field.name
        label = _("%(field)s, person %(number)s") % {"field": field.label, "number": self.number}
        if field.codes:
            choices = [("", inherited), *one_key_away(field.choices)]
            self.fields[name] = forms.ChoiceField(choices=choices, required=False)
        else:
            self.fields[name].widget.attrs["placeholder"] = inherited
            first = ("", "↑") if inherited else NO_CHOICE
            empties = [UNKNOWN, *WHY_EMPTY[1:]] if inherited else WHY_EMPTY[1:]
            self.fields[f"{name}_state"] = forms.ChoiceField(choices=[first, *empties], required=False)
            state = _("%(field)s: If empty, why") % {"field": label}
            self.fields[f"{name}_state"].widget.attrs["aria-label"] = state
        self.fields[name].label = str(field.label)
        self.fields[name].widget.attrs |= {"aria-label": label, "data-of": name, "autocomplete": "off"}

    def clean(self) -> None:
        super().clean()
        for field in (*NUMBERS, *OVERRIDES):
            if not field.codes:
                check_emptiness(self, field.name)

    @property
    def values(self) -> dict[str, Any]:
        """The numbers, and what this person's ruling says differently."""
        given = self.cleaned_data
        numbers = {field.name: value_or_empty(given, field.name) for field in NUMBERS}
        own = {field.name: given[field.name] for field in OVERRIDES if field.codes and given[field.name]}
        typed = {
            field.name: value_or_empty(given, field.name)
            for field in OVERRIDES
            if not field.codes and (given[field.name] is not None or given[f"{field.name}_state"])
        }
        qualifiers = {f"{name}_qualifier": "" for name in typed}
        return {
            **{name: value for name, value in numbers.items() if value != Empty.UNKNOWN},
            **own,
            **typed,
            **qualifiers,
        }

    @property
    def more(self) -> list[dict[str, Any]]:
        """What is folded: values that seldom differ, and why a number may be missing."""
        return [
            {"box": self[field.name], "state": self[f"{field.name}_state"], "shown": field in OVERRIDES}
            for field in (*OVERRIDES, *NUMBERS)
            if not field.codes
        ]

    @property
    def says_more(self) -> bool:
        """Whether something folded has been said."""
        values = [(one["shown"] and one["box"].value()) or one["state"].value() for one in self.more]
        return any(values)


def _as_above(value: str) -> str:
    return _("↑ %(value)s") % {"value": value or _("unknown")}


def _how(field: str) -> list[Any]:
    """How a value is known: the text says it, or a rule that speaks of the field infers it."""
    rules = vocabulary.rules_for(field)
    stated = [NO_CHOICE, (Basis.STATED.value, Basis.STATED.label)]
    return [*stated, (gettext_lazy("inferred by the rule"), rules)] if rules else stated


class ProofForm(forms.Form):
    """The evidence for the field beside which it stands. An empty one is none; words or a place alone are "stated"."""

    how = forms.ChoiceField(label=gettext_lazy("Stated or inferred"), required=False)
    quotation = forms.CharField(
        label=gettext_lazy("Quotation"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    page = forms.CharField(label=gettext_lazy("Page or place"), required=False, max_length=100)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        field: vocabulary.Field,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, prefix=f"evidence-{field.name}")
        self.field = field
        self.fields["how"].choices = _how(field.name)  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        refuse_turned_text(self)

    @property
    def reading(self) -> Reading | None:
        given = self.cleaned_data
        if not any(given.values()):
            return None
        rule = given["how"] if given["how"] in RULES else ""
        basis = Basis.INFERRED if rule else Basis.STATED
        return Reading(
            field=self.field.name,
            basis=basis,
            rule=rule,
            quotation=given["quotation"],
            page=given["page"],
        )

    @property
    def says_something(self) -> bool:
        return any(self[name].value() for name in self.fields)


class NewCourtForm(CourtForm):
    """A court that is missing, added while a ruling is logged."""

    class Meta(CourtForm.Meta):
        fields = ("name_en", "name_ru", "region", "code")  # type: ignore[assignment]

    def clean_code(self) -> str | None:
        code = super().clean_code()
        known = Court.objects.filter(code=code, merged_into=None).first() if code else None
        if known is not None:
            sentence = gettext_lazy("%(court)s has this code: it is offered above.")
            raise ValidationError(sentence, code="known", params={"court": known})
        return code


class NewJudgeForm(forms.Form):
    """A judge who is missing: the name as the ruling spells it."""

    spelling = forms.CharField(label=gettext_lazy("Name as printed"), max_length=100)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, initial="ru")

    def stated(self) -> JudgeSpelling:
        return JudgeSpelling(**self.cleaned_data, basis=Basis.STATED)

    def clean_spelling(self) -> str:
        spelling: str = self.cleaned_data["spelling"]
        if not any(one.isalpha() for one in spelling):
            raise ValidationError(_("A name has letters."))
        return spelling


# What of a submitted form is kept: the names that we typed here, and nothing else that a browser may send.
_PLAIN = (
    "court", "court_text", "court_searched", "judge", "judge_text", "judge_searched",
    "people", "number_in_source", "at_least", "narrative_en", "source", "source_locator", "team", "version",
    *(name for field in vocabulary.FIELDS for name in (field, f"{field}_state", f"{field}_qualifier")),
    "fine_currency",
)  # fmt: skip
_NUMBERED = re.compile(
    r"row-[0-9]{1,2}-[a-z_]{1,30}|evidence-[a-z_]{1,40}-(?:how|quotation|page)|new_(?:court|judge)-[a-z_]{1,20}"
)


def keepable(data: QueryDict) -> dict[str, list[str]]:
    """The typed content that is kept for a day."""
    return {name: values for name, values in data.lists() if name in _PLAIN or _NUMBERED.fullmatch(name)}


def tick(code: str, field: str, value: Any) -> str:
    """What a tick sends, but for its rows: a doubt about this value, so that another value is asked about again."""
    text = value_text(field, UNTOUCHED.get(field) if value is None else value)
    return f"{code}@{field}@{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def ticked_codes(ticks: Iterable[str], row: int, values: Mapping[str, Any]) -> set[str]:
    """The doubts that are confirmed for this row, whose values are still those that were asked about."""
    codes = set()
    for text in ticks:
        told, _at, rows = text.rpartition("@")
        code, _at, rest = told.partition("@")
        field = rest.partition("@")[0]
        if str(row) in rows.split(",") and told == tick(code, field, values.get(field)):
            codes.add(code)
    return codes


def repeated_numbers(rows: Sequence[RowForm]) -> None:
    """A case number stands for one case: say it at the second row that has it."""
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        for name, normalise in (("case_number", case_numbers.normalise), ("uid", str)):
            text = row.cleaned_data.get(name)
            if not text:
                continue
            before = first.setdefault((name, normalise(text)), row.number)
            if before != row.number:
                row.add_error(name, _("Person %(number)s has the same.") % {"number": before})


def readings_for(
    readings: Iterable[Reading], shared: Mapping[str, Any], own: Mapping[str, Any]
) -> list[Reading]:
    """The evidence that holds for a person: for the values that are as above."""
    return [one for one in readings if one.field not in own or own[one.field] == shared.get(one.field)]
