"""One visit to the page of a series: the forms on it, made from what somebody has typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from decisions import vocabulary
from decisions.actions.rulings import Reading
from decisions.actions.series import MOST_PEOPLE, Account, Person
from decisions.forms import pickers
from decisions.forms.rulings import UNTOUCHED
from decisions.forms.series import (
    DASH,
    GROUPS,
    DeskRulingForm,
    NewCourtForm,
    NewJudgeForm,
    ProofForm,
    RowForm,
    SharedForm,
    readings_for,
    repeated_numbers,
    tick,
    ticked_codes,
)
from decisions.models import Ruling, User
from decisions.queries.doubts import Doubt
from decisions.queries.duplicates import Duplicate
from decisions.queries.rulings import ShownEvidence, accepted_evidence
from decisions.vocabulary import Empty, Text

ROWS_MORE = 5
# What is typed into a box of its own, in a row too.
_BOXES = {field.name for field in vocabulary.TYPED} - {"judge", "provisions"}


@dataclass(frozen=True, slots=True)
class Question:
    """Something to confirm: `code` is what the tick sends, `name` the field it is sent in."""

    name: str
    code: str
    sentence: str
    rows: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One field on the page with everything that belongs to it; `picker` where it is found by letters.

    `proof` takes its evidence, `known` is the evidence that it has already.
    """

    field: vocabulary.Field
    box: forms.BoundField
    beside: list[forms.BoundField]
    state: forms.BoundField | None
    picker: pickers.Picker | None = None
    proof: ProofForm | None = None
    known: ShownEvidence | None = None

    @property
    def is_ticks(self) -> bool:
        return self.field is vocabulary.PROVISIONS


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together."""

    name: str
    label: Text
    lines: list[Line]

    @property
    def has_errors(self) -> bool:
        return any(line.box.errors or (line.proof and line.proof.errors) for line in self.lines)

    @property
    def has_proof(self) -> bool:
        return any(line.proof.says_something for line in self.lines if line.proof)

    @property
    def is_touched(self) -> bool:
        """Whether anything but "unknown" stands in its coded fields."""
        return any(line.field.codes and line.box.value() not in (None, "", "unknown") for line in self.lines)


def lines(form: forms.Form, fields: Iterable[vocabulary.Field]) -> list[Line]:
    """The fields of a form, each with exactness, currency and the reason why it may be empty."""
    return [_line(form, field) for field in fields if field.name in form.fields]


def _line(form: forms.Form, field: vocabulary.Field) -> Line:
    name = field.name
    names = ["fine_currency"] if field is vocabulary.FINE else []
    names += [f"{name}_qualifier"] if field.qualified else []
    state = form[f"{name}_state"] if f"{name}_state" in form.fields else None
    return Line(field, form[name], [form[one] for one in names], state)


class Entry:
    """A form of rulings with its evidence. `checked` is whether somebody wants to save: only then it complains."""

    def __init__(self, data: QueryDict, *, by: User, today: date, checked: bool = False) -> None:
        self.data = with_dashes_read(data)
        self.by = by
        self.today = today
        self.checked = checked

    def make_form(self, data: QueryDict | None = None) -> DeskRulingForm:
        raise NotImplementedError

    @cached_property
    def bound(self) -> Any:
        return self.make_form(self.data)

    @cached_property
    def shared(self) -> Any:
        """The form as the page shows it; before somebody saves, with what was typed and without complaints."""
        if self.checked:
            return self.bound
        form = self.make_form()
        form.initial = {**form.initial, **_typed(type(form), self.data)}
        return form

    @cached_property
    def proofs(self) -> dict[str, ProofForm]:
        """The evidence for each field."""
        fields = [field for _label, several in GROUPS.values() for field in several]
        return {field.name: self._proof(field) for field in fields if field.name in self.shared.fields}

    def _proof(self, field: vocabulary.Field) -> ProofForm:
        if self.checked:
            return ProofForm(self.data, field=field)
        return ProofForm(field=field, initial=_typed(ProofForm, self.data, prefix=f"evidence-{field.name}-"))

    @property
    def known(self) -> Mapping[str, ShownEvidence]:
        """The evidence that is there already."""
        return {}

    @property
    def groups(self) -> list[Group]:
        """The groups of the page, in order."""
        found = {"court": self.court, "judge": self.judge}
        return [
            Group(name, label, [self._with_evidence(line, found) for line in lines(self.shared, fields)])
            for name, (label, fields) in GROUPS.items()
        ]

    def _with_evidence(self, line: Line, found: Mapping[str, pickers.Picker]) -> Line:
        name = line.field.name
        return replace(line, picker=found.get(name), proof=self.proofs[name], known=self.known.get(name))

    @cached_property
    def court(self) -> pickers.Picker:
        return pickers.court(self.data)

    @cached_property
    def judge(self) -> pickers.Picker:
        return pickers.judge(self.data)

    @cached_property
    def stated_readings(self) -> list[Reading]:
        return [reading for proof in self.proofs.values() if (reading := proof.reading)]

    def is_valid(self) -> bool:
        """Whether all forms hold; each says what is wrong with it."""
        parts = [form.is_valid() for form in (self.bound, *self.proofs.values())]
        return all(parts)

    @property
    def has_errors(self) -> bool:
        return bool(self.bound.errors or self.troubles)

    @property
    def troubles(self) -> list[tuple[str, str, str]]:
        """Where something is wrong: the name of the place, the sentence, and the input."""
        return [
            (": ".join(filter(None, [place, str(form[name].label)])), str(error), _target(form[name]))
            for place, form in self._forms()
            for name, errors in form.errors.items()
            if name in form.fields
            for error in errors
        ]

    def _forms(self) -> list[tuple[str, Any]]:
        return [("", self.bound), *((str(proof.field.label), proof) for proof in self.proofs.values())]


def _target(box: forms.BoundField) -> str:
    return f"{box.auto_id}_text" if box.name in ("court", "judge") else str(box.auto_id)


class RulingEntry(Entry):
    """One ruling that is there already. Before anything is typed the page shows what is stored."""

    def __init__(
        self, data: QueryDict | None, *, ruling: Ruling, by: User, today: date, checked: bool = False
    ) -> None:
        super().__init__(
            _stored_choices(ruling) if data is None else data, by=by, today=today, checked=checked
        )
        self.ruling = ruling

    def make_form(self, data: QueryDict | None = None) -> DeskRulingForm:
        return DeskRulingForm(data, ruling=self.ruling, today=self.today, has_team=True)

    @cached_property
    def known(self) -> Mapping[str, ShownEvidence]:
        return accepted_evidence(self.ruling)

    def questions(self, doubts: Sequence[Doubt]) -> list[Question]:
        return [
            Question("confirmed", one.code, one.message, str(vocabulary.FIELDS[one.field].label))
            for one in doubts
        ]


def _stored_choices(ruling: Ruling) -> QueryDict:
    data = QueryDict(mutable=True)
    data["court"] = str(ruling.court_id)
    data["judge"] = str(ruling.judge_id or "")
    return data


class SeriesEntry(Entry):
    """The rulings of one hearing: what they share, and a row for each person."""

    def make_form(self, data: QueryDict | None = None) -> SharedForm:
        return SharedForm(data, today=self.today, has_team=self.by.team_id is not None)

    @property
    def number(self) -> int:
        """How many people there are: as many as somebody says, and never fewer than rows that say something."""
        return max(1, min(MOST_PEOPLE, max(_counted(self.data.get("people")), last_row(self.data))))

    @cached_property
    def bound_rows(self) -> list[RowForm]:
        return [self._row(index, data=self.data) for index in range(self.number)]

    @cached_property
    def rows(self) -> list[RowForm]:
        if self.checked:
            return self.bound_rows
        return [
            self._row(index, initial=_typed(RowForm, self.data, prefix=f"row-{index}-"))
            for index in range(self.number)
        ]

    @cached_property
    def blank_row(self) -> RowForm:
        """What a script copies."""
        return RowForm(prefix="row-__", number=0, above=self.above)

    def _row(self, index: int, **content: Any) -> RowForm:
        return RowForm(prefix=f"row-{index}", number=index + 1, above=self.above, **content)

    @cached_property
    def above(self) -> dict[str, str]:
        """What the rows inherit, in words."""
        labels = {}
        for field in (vocabulary.FORM, vocabulary.PLACEMENT, vocabulary.PLEA):
            labels[field.name] = str(field.labels.get(self.data.get(field.name, ""), _("unknown")))
        for field in (vocabulary.IN_RUSSIA_SINCE, vocabulary.FINE):
            state = field.labels.get(self.data.get(f"{field.name}_state", ""), _("unknown"))
            labels[field.name] = self.data.get(field.name, "")[:20] or str(state)
        return labels

    def _forms(self) -> list[tuple[str, Any]]:
        rows = [(self.row_names([row.number]), row) for row in self.bound_rows]
        return [*super()._forms(), *rows]

    @property
    def tells_of_series(self) -> bool:
        return any(self.data.get(name) for name in ("number_in_source", "at_least", "narrative_en"))

    # Checking

    def is_valid(self) -> bool:
        parts = [super().is_valid(), *(row.is_valid() for row in self.bound_rows)]
        self._check_number()
        if all(parts):
            repeated_numbers(self.bound_rows)
        return all(parts) and not any(form.errors for form in (self.bound, *self.bound_rows))

    def _check_number(self) -> None:
        people = self.bound.cleaned_data.get("people")
        if people is not None and people < last_row(self.data):
            sentence = _("Person %(number)s has values below. Remove that row, or raise the number.")
            self.bound.add_error("people", sentence % {"number": last_row(self.data)})

    def add_row_errors(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """What the action refused: said once where it is true of everybody."""
        by_sentence: dict[str, list[int]] = {}
        for row, reasons in rows:
            for reason in reasons:
                by_sentence.setdefault(reason, []).append(row)
        for sentence, numbers in by_sentence.items():
            self.bound.add_error(None, f"{self.row_names(numbers)}: {sentence}")

    def row_names(self, rows: Sequence[int]) -> str:
        if len(rows) == self.number:
            return _("Everybody") if self.number > 1 else _("This ruling")
        names = ", ".join(map(str, rows))
        return ngettext("Person %(names)s", "Persons %(names)s", len(rows)) % {"names": names}

    # What is saved

    @property
    def account(self) -> Account:
        given = self.bound.cleaned_data
        return Account(
            source=given["source"],
            number_in_source=given["number_in_source"],
            at_least=given["at_least"],
            narrative_en=given["narrative_en"],
        )

    @property
    def team(self) -> Any:
        return self.by.team or self.bound.cleaned_data.get("team")

    @property
    def people(self) -> list[Person]:
        shared = self.bound.touched_values
        ticks = self.data.getlist("confirmed")
        return [self._person(row, shared, ticks) for row in self.bound_rows]

    def _person(self, row: RowForm, shared: Mapping[str, Any], ticks: Sequence[str]) -> Person:
        own = row.values
        values = {**shared, **own}
        if own.get("fine_amount") is not None and not values.get("fine_currency"):
            values["fine_currency"] = self.bound.cleaned_data["fine_currency"] or "RUB"
        return Person(
            values=values,
            readings=readings_for(self.stated_readings, shared, own),
            confirmed=ticked_codes(ticks, row.number, {**UNTOUCHED, **values}),
        )

    @property
    def sketch_values(self) -> list[dict[str, Any]]:
        """What duplicates are looked for by, as far as it can be read yet."""
        shared = _cleaned(self.bound)
        rows = (_cleaned(row) for row in self.bound_rows)
        hearing = {name: shared.get(name) for name in ("court", "judge", "decided_on")}
        return [{**hearing, **{name: row.get(name) for name in ("case_number", "uid")}} for row in rows]

    def doubt_questions(self, rows: Sequence[tuple[int, Doubt]]) -> list[Question]:
        """One question for equal doubts about equal values."""
        people = self.people
        grouped: dict[tuple[str, str], list[int]] = {}
        for row, doubt in rows:
            value = {**UNTOUCHED, **people[row - 1].values}.get(doubt.field)
            grouped.setdefault((tick(doubt.code, doubt.field, value), doubt.message), []).append(row)
        return [
            Question("confirmed", f"{code}@{','.join(map(str, numbers))}", sentence, self.row_names(numbers))
            for (code, sentence), numbers in grouped.items()
        ]


def _cleaned(form: forms.Form) -> dict[str, Any]:
    form.is_valid()
    return form.cleaned_data


SENTENCES: Mapping[str, Text] = {
    "uid": gettext_lazy("A ruling with this УИД is logged already."),
    "case_number": gettext_lazy("This court already has a ruling with this case number."),
    "hearing": gettext_lazy("A hearing with this court, judge, date and number of people is logged already."),
}


def duplicate_sentence(duplicate: Duplicate) -> str:
    """What is said about it; of what the person may not see, no more than that it is there."""
    said = str(SENTENCES[duplicate.kind])
    if duplicate.row is not None:
        said = _("Person %(number)s: %(sentence)s") % {"number": duplicate.row, "sentence": said}
    if duplicate.withdrawn:
        said = f"{said} {_('It was withdrawn, at least in part: ask a reviewer before it is logged again.')}"
    return said if duplicate.ruling else f"{said} {_('You may not see it; the reviewer is informed.')}"


def another_case(duplicate: Duplicate) -> Question:
    """Asks whether it is one."""
    label = _("It is another case: log it all the same.")
    return Question("others", duplicate.code, label, duplicate_sentence(duplicate))


# What is done to the typed data


def last_row(data: QueryDict) -> int:
    """The number of the last row that says something."""
    rows = [0]
    for name, values in data.lists():
        parts = name.split("-", 2)
        if (
            parts[0] == "row"
            and len(parts) == 3
            and parts[1].isdecimal()
            and any(one.strip() for one in values)
        ):
            rows.append(int(parts[1][:3]) + 1)
    return min(max(rows), MOST_PEOPLE)


def add_rows(data: QueryDict) -> None:
    people = max(_counted(data.get("people")), last_row(data), 1)
    data["people"] = str(min(MOST_PEOPLE, people + ROWS_MORE))


def remove_row(data: QueryDict, number: int) -> None:
    """Take out one row; those after it move up."""
    people = max(_counted(data.get("people")), last_row(data), 1)
    if not 1 <= number <= people or people == 1:
        return
    for name in [name for name in data if name.startswith(f"row-{number - 1}-")]:
        del data[name]
    for index in range(number, people):
        prefix = f"row-{index}-"
        for name in [name for name in data if name.startswith(prefix)]:
            data.setlist(f"row-{index - 1}-{name.removeprefix(prefix)}", data.pop(name))
    data["people"] = str(people - 1)


def with_dashes_read(data: QueryDict) -> QueryDict:
    """A copy in which a box that holds nothing but a dash says "not stated"."""
    data = data.copy()
    dashes = [name for name, (*_before, value) in data.lists() if value.strip() == DASH]
    for name in (name for name in dashes if name.rpartition("-")[2] in _BOXES):
        data[name] = ""
        data[f"{name}_state"] = Empty.NOT_STATED.value
    if "judge_text" in dashes:
        data["judge"] = data["judge_text"] = data["judge_searched"] = ""
        data["judge_state"] = Empty.NOT_STATED.value
    return data


def _counted(text: str | None) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _typed(form: Any, data: QueryDict, *, prefix: str = "") -> dict[str, Any]:
    """What was typed, to be shown again as it is."""
    names = [name.removeprefix(prefix) for name in data if name.startswith(prefix)]
    several = {name for name, one in form.base_fields.items() if isinstance(one, forms.MultipleChoiceField)}
    several |= {"provisions"}
    return {
        name: data.getlist(f"{prefix}{name}") if name in several else data.get(f"{prefix}{name}")
        for name in names
    }


def new_court_form(data: QueryDict | None) -> NewCourtForm:
    return NewCourtForm(data, prefix="new_court")


def new_judge_form(data: QueryDict | None) -> NewJudgeForm:
    return NewJudgeForm(data, prefix="new_judge")
