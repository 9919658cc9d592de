"""What is taken out: which columns, in which kind of file; and how the desk chooses rulings for it."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.filters import shown
from decisions.forms.fields import iso
from decisions.forms.reference import NO_CHOICE
from decisions.models import Region, Source, Team, User
from decisions.queries import codebook, exports
from decisions.vocabulary import Form, Status

PUBLIC, EVERY, CHOSEN = "public", "every", "chosen"
KINDS = (
    ("csv", _("CSV, opens in Excel")),
    ("xlsx", _("XLSX, a spreadsheet")),
    ("json", _("JSON, for programs")),
)


class ExportForm(forms.Form):
    """Only administrators are offered columns that are not public."""

    which = forms.ChoiceField(label=_("Columns"), widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        label=_("Columns one by one"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("Kind of file"), widget=forms.RadioSelect, choices=KINDS)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"which": PUBLIC, "kind": "csv"}, **kwargs})
        self.everything = policy.may_export_unpublished(user)
        every = [(EVERY, _("all columns, public or not"))] if self.everything else []
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (PUBLIC, _("the public columns, as in the public file")),
            *every,
            (CHOSEN, _("only some, ticked one by one")),
        ]
        unpublished = [(_("Not public"), _unpublished_columns())] if self.everything else []
        self.fields["columns"].choices = [  # type: ignore[attr-defined]
            *codebook.grouped_columns(),
            *unpublished,
        ]

    def clean(self) -> dict[str, Any]:
        """Ticks that would count for nothing are not passed over."""
        if self.cleaned_data.get("columns") and self.cleaned_data.get("which") in (PUBLIC, EVERY):
            self.add_error(
                "which",
                _("You have ticked columns one by one: choose “only some” to take these, or untick them."),
            )
        return self.cleaned_data

    def chosen(self) -> list[str]:
        """The names of the columns, in their order."""
        which = self.cleaned_data["which"]
        if which == PUBLIC:
            return list(exports.HEADER)
        every = [*exports.HEADER, *exports.UNPUBLISHED_HEADER]
        ticked = every if which == EVERY else self.cleaned_data["columns"]
        return [name for name in every if name in ticked]


def _unpublished_columns() -> list[tuple[str, Any]]:
    return [(column.name, capfirst(label)) for column, label in exports.UNPUBLISHED.items()]


class ChooseForm(forms.Form):
    """The filters that are asked for most; its names and values are those of the query string.

    `like` is the address of a list on the public site, whose filters are taken over.
    """

    status = forms.MultipleChoiceField(
        label=_("Status"), required=False, choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    form = forms.ChoiceField(label=_("Form of expulsion"), required=False, choices=[NO_CHOICE, *Form.choices])
    decided_after = forms.CharField(label=_("Decided on or after"), required=False, max_length=40)
    decided_before = forms.CharField(label=_("Decided on or before"), required=False, max_length=40)
    like = forms.CharField(
        label=_("Filters of a list"),
        required=False,
        max_length=4000,
        help_text=_(
            "The address of a filtered list of rulings, copied from the browser: its filters are added."
        ),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(initial=_as_initial(data))
        teams = Team.objects.values_list("name", flat=True)
        regions = Region.objects.order_by("name_en").values_list("iso", "name_en")
        sources = Source.objects.order_by("title").values_list("slug", "title")
        choices = {"team": [(name, name) for name in teams], "region": regions, "source": sources}
        for name, values in choices.items():
            self.fields[name].choices = [NO_CHOICE, *values]  # type: ignore[attr-defined]


def _as_initial(data: QueryDict) -> dict[str, Any]:
    return {name: data.getlist(name) if name == "status" else data.get(name, "") for name in data}


def tidied(data: QueryDict) -> QueryDict:
    """What was asked with empty values left out, days in the way they are stored, and the filters of `like` added.

    A `like` that has none stays as it is (`unread_address`), so that it does not ask for everything.
    """
    found = QueryDict(mutable=True)
    for name, values in data.lists():
        days = name in ("decided_after", "decided_before")
        found.setlist(name, [iso(value) if days else value for value in values if value])
    filters = _filters_in(found.get("like", ""))
    if filters:
        del found["like"]
    for name, values in filters:
        found.setlist(name, list(dict.fromkeys([*found.getlist(name), *values])))
    for name in [name for name in found if not found.getlist(name)]:
        del found[name]
    return found


def unread_address(data: QueryDict) -> list[str]:
    """Why the address of a list was not taken over."""
    address = str(data.get("like", "")).strip()
    if not address:
        return []
    sentence = _(
        "Filters of a list: no filter stands in “%(address)s”. Copy the whole address of a filtered list."
    )
    return [sentence % {"address": shown(address)}]


def _filters_in(address: str) -> list[tuple[str, list[str]]]:
    """Those of an address, or of what stands behind its question mark."""
    text = address.strip()
    query = urlsplit(text).query or ("" if "/" in text else text.removeprefix("?"))
    every = QueryDict(query).lists() if "=" in query else ()
    return [(name, values) for name, values in every if name not in ("page", "excel", "lang")]
