"""One visit to the form of a ruling: what it shows, and what happens when it is sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin, helpers
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import policy, vocabulary
from decisions.actions import rulings
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.actions.rulings import RELEASE
from decisions.admin.base import signed_in
from decisions.forms.rulings import CONFIRMABLE, ReadingFormSet, RulingForm, differences
from decisions.models import Ruling, User
from decisions.queries.conflicts import Difference
from decisions.queries.doubts import Doubt
from decisions.queries.rulings import for_page, groups
from decisions.vocabulary import Status, Text


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt to confirm as printed; `ticked` where that was done already."""

    code: str
    sentence: Text
    ticked: bool


class Editing:
    """The form and the evidence of a ruling, or of a new one where `ruling` is None."""

    def __init__(self, model_admin: ModelAdmin, request: HttpRequest, ruling: Ruling | None) -> None:
        self.model_admin = model_admin
        self.request = request
        self.by = signed_in(request)
        self.ruling = _for_page(self.by, ruling)
        self.doubts: list[Doubt] = []
        self.differences: list[Difference] = []
        # A copy that can be changed: after a conflict the form starts from the newer version.
        self.data = request.POST.copy() if request.method == "POST" else None
        self.form = RulingForm(
            self.data,
            ruling=self.ruling,
            public=self._is_public,
            release=True,
            initial={"team": self.by.team_id},
        )
        self.readings = ReadingFormSet(self.data, prefix="evidence")

    @property
    def _is_public(self) -> bool:
        return self.ruling is not None and self.ruling.status == Status.PUBLISHED

    # Sending

    def save(self) -> Ruling | None:
        """The ruling as the action has saved it, or None, and then the form says why."""
        if not all([self.form.is_valid(), self.readings.is_valid()]):
            return None
        try:
            return self._act()
        except Refused as refusal:
            self.form.add_error(None, refusal.reasons)
        except Doubtful as doubtful:
            self.doubts = doubtful.doubts
            self.form.add_error(
                None, _("Something looks unusual. Confirm that it is printed so, or mend it.")
            )
        except Conflict:
            self._start_from_newer_version(_for_page(self.by, self.ruling))
        return None

    def _act(self) -> Ruling:
        given: dict[str, Any] = {
            "values": self.form.changed_values,
            "readings": self.readings.readings,
            "confirmed": self.form.cleaned_data["confirmed"],
            "by": self.by,
            "now": timezone.now(),
        }
        if self.ruling is None:
            return rulings.enter(team=self.form.cleaned_data["team"], **given)
        version = self.form.cleaned_data["version"] or 0
        if not self._is_public:
            return rulings.revise(ruling=self.ruling, version=version, **given)
        reason = self.form.cleaned_data["reason"]
        return rulings.correct(ruling=self.ruling, version=version, reason=reason, **given)

    def _start_from_newer_version(self, newer: Ruling | None) -> None:
        """Nothing typed is lost: both versions stand side by side, and the next sending decides."""
        if newer is None or self.data is None:
            return
        self.data["version"] = str(newer.version)
        self.differences = differences(self.form, newer)
        sentence = _(
            "Somebody else saved this ruling after you had opened it. Nothing is saved yet, and nothing that you "
            "typed is lost: compare the two below, mend the form, and save again."
        )
        self.form.add_error(None, sentence)

    # Showing

    def context(self) -> dict[str, Any]:
        """What Django's own page of a record takes, and what only a ruling has."""
        editable = self._is_editable
        if not editable:
            for field in self.form.fields.values():
                field.disabled = True
        site = self.model_admin.admin_site
        form: Any = self.form  # Django's helpers take any form, whatever their types say
        page = helpers.AdminForm(form, _fieldsets(self.form), {}, (), model_admin=self.model_admin)
        return {
            **site.each_context(self.request),
            "title": self._title(editable=editable),
            "subtitle": None if self.ruling is None else str(self.ruling),
            "adminform": page,
            "object_id": None if self.ruling is None else str(self.ruling.pk),
            "original": self.ruling,
            "media": self.model_admin.media + page.media,
            "inline_admin_formsets": [],
            "errors": helpers.AdminErrorList(form, [self.readings]),
            "preserved_filters": self.model_admin.get_preserved_filters(self.request),
            "is_popup": False,
            "readings": self.readings if editable else None,
            "evidence": [] if self.ruling is None else _with_evidence(self.ruling),
            "questions": self._questions(),
            "differences": self.differences,
        }

    @property
    def _is_editable(self) -> bool:
        return self.ruling is None or policy.may_edit(self.by, self.ruling)

    def _title(self, *, editable: bool) -> str:
        if self.ruling is None:
            return _("Add ruling")
        return _("Change ruling") if editable else _("View ruling")

    def _questions(self) -> list[Question]:
        """The open doubts, then what the person has confirmed already."""
        ticked = [] if self.data is None else self.data.getlist("confirmed")
        return [
            *(Question(doubt.code, doubt.message, ticked=False) for doubt in self.doubts),
            *(Question(code, label, ticked=True) for code, label in CONFIRMABLE.items() if code in ticked),
        ]


def _for_page(by: User, ruling: Ruling | None) -> Ruling | None:
    """The ruling as it is stored now, with all that the page shows."""
    return None if ruling is None else for_page(policy.visible_rulings(by)).get(pk=ruling.pk)


def _with_evidence(ruling: Ruling) -> list[Any]:
    return [field for _label, fields in groups(ruling) for field in fields if field.evidence]


def _fieldsets(form: RulingForm) -> list[tuple[Any, dict[str, Any]]]:
    """The groups of the codebook, one line for each field with all that belongs to it."""
    first = [name for name in ("version", "team", "reason") if name in form.fields]
    places = ["source", "source_locator", ("series", "position")]
    fields = [(label, [_line(field) for field in group]) for label, group in vocabulary.GROUPS]
    release = [name for name in RELEASE if name in form.fields]
    named = [(None, first), (_("Source and series"), places), *fields]
    if release:
        named.append((_("Publication"), release))
    return [(label, {"fields": lines}) for label, lines in named]


def _line(field: vocabulary.Field) -> Any:
    if field not in vocabulary.TYPED:
        return field.name
    currency = ["fine_currency"] if field is vocabulary.FINE else []
    qualifier = [f"{field.name}_qualifier"] if field.qualified else []
    return (field.name, *currency, *qualifier, f"{field.name}_state")
