"""The form of a ruling: each value beside its emptiness, and the evidence for what is typed."""

from collections.abc import Mapping
from typing import Any
from unicodedata import bidirectional

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import vocabulary
from decisions.actions.rulings import COMPANIONS, PASSAGE, PLACES, RELEASE, Reading
from decisions.filters import country_names
from decisions.forms.fields import CaseNumberField, DayField, PartialDateField, UidField
from decisions.forms.reference import NO_CHOICE, rule_trouble
from decisions.models import Court, Judge, Provision, Ruling, Series, Source, Team
from decisions.queries.conflicts import Difference, Merge, compared, last_saved, merge, version_of
from decisions.text.dates import PartialDate
from decisions.vocabulary import RULES, Basis, Empty, PublicationBasis, Qualifier

# Known where a value is given, unknown where none is: nobody has to say it.
BY_ITSELF = ("", gettext_lazy("known / unknown"))
STATES = [BY_ITSELF, *(choice for choice in Empty.choices if choice[0] != Empty.UNKNOWN)]
QUALIFIERS = [("", gettext_lazy("exactly")), *Qualifier.choices]

# What a person may confirm as printed, in few words.
CONFIRMABLE = {
    "uid-check-digits": gettext_lazy("check digits of the УИД"),
    "uid-other-court": gettext_lazy("УИД of another court"),
    "case-number-instance": gettext_lazy("case number of another instance"),
    "since-after-decision": gettext_lazy("in Russia only after the decision"),
    "placement-without-forced": gettext_lazy("placement without forced expulsion"),
    "fine-out-of-bounds": gettext_lazy("fine outside the bounds of the article"),
}

MOST_PROVISIONS = 10
# Unicode's explicit formatting characters (UAX 9, section 2).
_TURNING = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
LONGEST_KEY = 18


# What a new ruling says where nobody has touched anything.
UNTOUCHED: Mapping[str, Any] = {
    **dict.fromkeys(vocabulary.FIELDS, Empty.UNKNOWN),
    **dict.fromkeys(COMPANIONS, ""),
    **{"series": None, "position": None, "source_locator": ""},
    **{"publication_basis": "", "publish_not_before": None},
}


def _wide() -> forms.TextInput:
    """As wide as the administration's text fields."""
    return forms.TextInput(attrs={"class": "vTextField"})


class CourtChoice(forms.ModelChoiceField):
    """Courts of the same name sit in many regions."""

    def label_from_instance(self, court: Court) -> str:
        return f"{court.name_en} ({court.region})"


class RecordsChoice(forms.ModelMultipleChoiceField):
    """Several records; keys that no database holds are refused."""

    def clean(self, value: Any) -> Any:
        """Refuse keys that no database holds: SQLite would break on them."""
        too_long = next((key for key in value or () if len(key) > LONGEST_KEY), None)
        if too_long is not None:
            sentence = self.error_messages["invalid_choice"]
            raise ValidationError(sentence, code="invalid_choice", params={"value": too_long[:LONGEST_KEY]})
        return super().clean(value)


class ProvisionChoice(RecordsChoice):
    widget = forms.CheckboxSelectMultiple


class ConfirmedField(forms.MultipleChoiceField):
    """What a person has confirmed: doubts, and passages that may name somebody."""

    def valid_value(self, value: str) -> bool:
        return value.startswith(PASSAGE) or super().valid_value(value)


class RulingForm(forms.Form):
    """Everything about a ruling but its life. `values` and `changed_values` are what the actions take."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    team = forms.ModelChoiceField(Team.objects.all(), label=gettext_lazy("Team"))

    court = CourtChoice(Court.objects.filter(merged_into=None).select_related("region"))
    judge = forms.ModelChoiceField(Judge.objects.filter(merged_into=None), required=False)
    decided_on = DayField(required=False)
    in_force_on = DayField(required=False)
    case_number = CaseNumberField(required=False, max_length=50)
    uid = UidField(required=False, max_length=60, widget=_wide())
    provisions = ProvisionChoice(Provision.objects.all(), required=False)

    fine_amount = forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=2)
    fine_amount_qualifier = forms.ChoiceField(choices=QUALIFIERS, required=False)
    fine_currency = forms.RegexField(
        r"\A[A-Z]{3}\Z",
        label=gettext_lazy("Currency"),
        required=False,
        initial="RUB",
        error_messages={"invalid": gettext_lazy("Three capital letters by ISO 4217, such as RUB.")},
        widget=forms.TextInput(attrs={"size": 4}),
    )
    facility = forms.CharField(required=False, max_length=200, widget=_wide())
    entry_ban_years = forms.IntegerField(required=False, min_value=0, max_value=100)
    in_russia_since = PartialDateField(
        required=False, max_length=10, widget=forms.TextInput(attrs={"placeholder": "2014-05", "size": 12})
    )
    in_russia_since_qualifier = forms.ChoiceField(choices=QUALIFIERS, required=False)
    purpose_of_entry = forms.CharField(required=False, max_length=200, widget=_wide())
    how_found = forms.CharField(required=False, max_length=200, widget=_wide())
    word_count = forms.IntegerField(required=False, min_value=1, max_value=10_000_000)
    word_count_qualifier = forms.ChoiceField(choices=QUALIFIERS, required=False)

    source = forms.ModelChoiceField(Source.objects.all(), label=gettext_lazy("Source"))
    source_locator = forms.CharField(
        label=gettext_lazy("Place in the source"), required=False, max_length=200, widget=_wide()
    )
    series = forms.ModelChoiceField(Series.objects.all(), label=gettext_lazy("Series"), required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Place in the series"), required=False, min_value=1, max_value=32767
    )

    publication_basis = forms.ChoiceField(
        label=gettext_lazy("Basis for publication"),
        choices=[NO_CHOICE, *PublicationBasis.choices],
        required=False,
    )
    publish_not_before = DayField(label=gettext_lazy("Not to be published before"), required=False)

    reason = forms.CharField(
        label=gettext_lazy("Reason for the correction, shown publicly"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        error_messages={
            "required": gettext_lazy("A correction needs a reason, which the page of the ruling shows.")
        },
    )
    confirmed = ConfirmedField(choices=list(CONFIRMABLE.items()), required=False)

    def __init__(
        self,
        *args: Any,
        ruling: Ruling | None = None,
        public: bool = False,
        release: bool = False,
        **kwargs: Any,
    ) -> None:
        """`release` adds what publication needs; a page that does not show it must not empty it."""
        super().__init__(*args, **kwargs)
        self.stored = values_of(ruling) if ruling else {}
        self.initial = {**self.initial, **(_initial(self.stored) if ruling else {})}
        if ruling:
            self.initial["version"] = ruling.version
            del self.fields["team"]
        if not public:
            del self.fields["reason"]
        if public or not release:
            for name in RELEASE:
                del self.fields[name]
        self.fields["nationality"] = forms.ChoiceField(choices=[NO_CHOICE, *_countries()], required=False)
        for field in vocabulary.FIELDS.values():
            self._describe(field)

    def _describe(self, field: vocabulary.Field) -> None:
        """Label and help of a field, and beside a typed one why it may have no value."""
        label = str(field.label)
        if field.codes:
            self.fields[field.name] = forms.ChoiceField(
                choices=field.choices, initial=Empty.UNKNOWN, required=False
            )
        if field in vocabulary.TYPED:
            self.fields[f"{field.name}_state"] = forms.ChoiceField(
                label=_("If empty, why"),
                choices=STATES,
                required=False,
                widget=forms.Select(attrs={"aria-label": _("%(field)s: If empty, why") % {"field": label}}),
            )
        if field.qualified:
            qualifier = self.fields[f"{field.name}_qualifier"]
            qualifier.label = _("Exactness")
            qualifier.widget.attrs["aria-label"] = _("%(field)s: Exactness") % {"field": label}
        self.fields[field.name].label = label
        self.fields[field.name].help_text = str(field.definition)

    def clean_provisions(self) -> list[Provision]:
        chosen = sorted(self.cleaned_data["provisions"], key=lambda provision: provision.pk)
        if len(chosen) > MOST_PROVISIONS:
            raise ValidationError(_("At most %(most)s articles.") % {"most": MOST_PROVISIONS})
        return chosen

    def clean(self) -> None:
        super().clean()
        refuse_turned_text(self)
        for field in vocabulary.TYPED:
            check_emptiness(self, field.name)
        given = [self.cleaned_data.get(name) is not None for name in ("series", "position")]
        if any(given) and not all(given) and not {"series", "position"} & self.errors.keys():
            self.add_error("position", _("Give the series and the place in it, or neither."))

    @property
    def values(self) -> dict[str, Any]:
        """What the form says about every field: a value, or the kind of emptiness."""
        given = self.cleaned_data
        typed = {
            field.name: value_or_empty(given, field.name)
            for field in vocabulary.TYPED
            if field.name in self.fields
        }
        coded = {
            field.name: given[field.name] or Empty.UNKNOWN.value
            for field in vocabulary.CODED
            if field.name in self.fields
        }
        beside = {
            name: given[name] for name in ("court", *PLACES, *RELEASE, *COMPANIONS) if name in self.fields
        }
        if isinstance(typed["fine_amount"], Empty):
            beside["fine_currency"] = ""
        elif not beside["fine_currency"]:
            beside["fine_currency"] = "RUB"
        return {**typed, **coded, **beside}

    @property
    def changed_values(self) -> dict[str, Any]:
        """The values that differ from the stored ruling, or of a new one those that somebody touched."""
        before = self.stored or UNTOUCHED
        return {name: value for name, value in self.values.items() if value != before.get(name)}


class CorrectionForm(RulingForm):
    """The form of a published ruling at the desk, where several inputs share one visible label."""

    def __init__(self, *args: Any, ruling: Ruling, **kwargs: Any) -> None:
        super().__init__(*args, ruling=ruling, public=True, **kwargs)
        self.fields["fine_currency"].widget.attrs["aria-label"] = _("Currency of the fine")
        for name, size in (("entry_ban_years", 4), ("word_count", 6), ("fine_amount", 8), ("position", 4)):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "size": size})


def refuse_turned_text(form: forms.Form) -> None:
    """Characters that change the direction of writing make a page read otherwise than what was reviewed."""
    for name, value in list(form.cleaned_data.items()):
        if isinstance(value, str) and any(bidirectional(sign) in _TURNING for sign in value):
            form.add_error(
                name, _("There is an invisible character in it that changes the direction of text.")
            )


def check_emptiness(form: forms.Form, name: str) -> None:
    """A value and a reason why there is none exclude each other, and only a value can be inexact."""
    if name in form.errors:
        return
    given = not _is_nothing(form.cleaned_data.get(name))
    state = form.cleaned_data.get(f"{name}_state")
    if given and state:
        sentence = _("There is a value, and it is said to be “%(state)s”. Empty one of the two.")
        form.add_error(name, sentence % {"state": Empty(state).label})
    if not given and form.cleaned_data.get(f"{name}_qualifier"):
        form.add_error(name, _("There is an exactness but no value."))


def value_or_empty(given: Mapping[str, Any], name: str) -> Any:
    """What the cleaned data of a form say about a typed field: the value, or the kind of emptiness."""
    value = given[name]
    if _is_nothing(value):
        return Empty(given[f"{name}_state"] or Empty.UNKNOWN)
    return value


def values_of(ruling: Ruling) -> dict[str, Any]:
    """The stored values, in the shape of the form's."""
    values = {name: ruling.value(name) for name in vocabulary.FIELDS if name != "provisions"}
    since = values["in_russia_since"]
    if not isinstance(since, Empty):
        values["in_russia_since"] = PartialDate(since, ruling.in_russia_since_precision)
    provisions = sorted((link.provision for link in ruling.provision_links.all()), key=lambda p: p.pk)
    values["provisions"] = provisions or Empty(ruling.provisions_state)
    return {**values, **{name: getattr(ruling, name) for name in (*PLACES, *RELEASE, *COMPANIONS)}}


def _initial(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the inputs show: the value, or beside it why there is none."""
    initial = dict(values)
    for field in vocabulary.TYPED:
        value = values[field.name]
        if isinstance(value, Empty):
            initial[field.name] = None
            initial[f"{field.name}_state"] = "" if value == Empty.UNKNOWN else value
    if initial["fine_amount"] is not None:
        initial["fine_amount"] = f"{initial['fine_amount'].normalize():f}"
    return initial


def differences(form: RulingForm, newer: Ruling) -> list[Difference]:
    """Where a newer version of the ruling differs from what the form says: both, for a person to compare."""
    labels = {name: field.label or name for name, field in form.fields.items()}
    return compared(labels, stored=values_of(newer), typed=form.values)


def merged(form: RulingForm, data: QueryDict, newer: Ruling) -> Merge:
    """After a conflict: put what only the other changed into `data`, which the form shows, and compare the rest."""
    labels = {name: field.label or name for name, field in form.fields.items()}
    started = version_of(newer, form.cleaned_data["version"] or 0)
    stored = values_of(newer)
    found = merge(
        labels,
        started=None if started is None else {**values_of(started), "provisions": None},
        stored=stored,
        typed=form.values,
        saved=last_saved(newer),
    )
    data["version"] = str(newer.version)
    for one in found.taken:
        _put(form, data, one.name, _initial(stored))
    return found


def _put(form: RulingForm, data: QueryDict, name: str, initial: Mapping[str, Any]) -> None:
    """What a browser would send if the form had shown this value."""
    value = form.fields[name].prepare_value(initial[name])
    data[name] = "" if value is None else str(value)
    if f"{name}_state" in form.fields:
        data[f"{name}_state"] = str(initial.get(f"{name}_state", ""))


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", [])


def _countries() -> list[tuple[str, str]]:
    return sorted(country_names().items(), key=lambda country: country[1])


class ReadingForm(forms.Form):
    """The evidence for one field; an empty row is none."""

    field = forms.ChoiceField(
        label=gettext_lazy("Field"),
        choices=[NO_CHOICE, *((field.name, field.label) for field in vocabulary.FIELDS.values())],
    )
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), choices=[NO_CHOICE, *Basis.choices])
    rule = forms.ChoiceField(label=gettext_lazy("Rule"), choices=[NO_CHOICE, *RULES.items()], required=False)
    quotation = forms.CharField(
        label=gettext_lazy("Quotation"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    page = forms.CharField(label=gettext_lazy("Page or place"), required=False, max_length=100)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> None:
        super().clean()
        trouble = rule_trouble(self.cleaned_data.get("basis"), self.cleaned_data.get("rule"))
        rule, field = self.cleaned_data.get("rule"), self.cleaned_data.get("field", "")
        if not trouble and rule and rule not in dict(vocabulary.rules_for(field)):
            trouble = str(_("This rule says nothing of this field."))
        if trouble:
            self.add_error("rule", trouble)

    @property
    def reading(self) -> Reading:
        return Reading(**self.cleaned_data)


class BaseReadingFormSet(BaseFormSet):
    def clean(self) -> None:
        named = [form.cleaned_data["field"] for form in self.forms if form.cleaned_data.get("field")]
        if len(named) != len(set(named)):
            raise ValidationError(_("Give the evidence for each field once."))

    @property
    def readings(self) -> list[Reading]:
        return [form.reading for form in self.forms if form.has_changed()]


ReadingFormSet: Any = forms.formset_factory(
    ReadingForm, formset=BaseReadingFormSet, extra=3, max_num=40, absolute_max=40, validate_max=True
)
