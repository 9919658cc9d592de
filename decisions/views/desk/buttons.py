"""What the small buttons of a form of rulings do: more rows, a court or a judge that is missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from decisions.actions import reference
from decisions.actions.series import MOST_PEOPLE
from decisions.forms import entry as entries
from decisions.forms import pickers
from decisions.forms.entry import Entry, Question
from decisions.forms.rulings import CONFIRMABLE
from decisions.models import Court, Judge
from decisions.queries import finding
from decisions.queries.finding import Found
from decisions.text.spellings import latin
from decisions.views.signed_in import SignedInRequest

MOST_TICKS = MOST_PEOPLE * len(CONFIRMABLE)


def change(data: QueryDict, do: str, request: SignedInRequest, now: datetime) -> dict[str, Any]:
    """Change what was typed as the button says; what the page has to say about it."""
    verb, _colon, what = do.partition(":")
    if verb == "rows":
        entries.add_rows(data)
    if verb == "remove":
        entries.remove_row(data, int(what) if what.isascii() and what.isdecimal() and len(what) < 4 else 0)
    if verb == "court":
        return _add_court(data, request, now)
    if verb == "judge":
        return _add_judge(data, request, now)
    return {}


def _add_court(data: QueryDict, request: SignedInRequest, now: datetime) -> dict[str, Any]:
    form = entries.new_court_form(data)
    if not form.is_valid():
        if form.has_error("code", "known"):
            data["court_text"] = form.data[form.add_prefix("code")]
        return {"new_court": form}
    names = (form.cleaned_data["name_en"], form.cleaned_data["name_ru"])
    similar = _similar(finding.courts_like(names, form.cleaned_data["region"]), data)
    if similar:
        return {"new_court": form, "similar": similar}
    court = form.save(commit=False)
    court.slug = finding.free_slug(Court, court.name_en)
    reference.add(records=[court], by=request.user, now=now)
    _choose(data, "court", court)
    return {}


def _add_judge(data: QueryDict, request: SignedInRequest, now: datetime) -> dict[str, Any]:
    form = entries.new_judge_form(data)
    if not form.is_valid():
        return {"new_judge": form}
    similar = _similar(finding.judges_like([form.cleaned_data["spelling"]]), data)
    if similar:
        return {"new_judge": form, "similar": similar}
    name = latin(form.cleaned_data["spelling"])[:100]
    judge = Judge(name=name, slug=finding.free_slug(Judge, name))
    court = pickers.chosen_court(data)
    reference.add_judge(judge=judge, spelling=form.stated(), court=court, by=request.user, now=now)
    _choose(data, "judge", judge)
    return {}


def _similar(found: list[Found], data: QueryDict) -> list[Found]:
    """Somebody like that is known already: another one is added only after the person has said that it is another."""
    return [] if data.get("really_new") else found[:5]


def _choose(data: QueryDict, name: str, record: Model) -> None:
    data[name] = str(record.pk)
    data[f"{name}_text"] = data[f"{name}_searched"] = ""
    for typed in [typed for typed in data if typed.startswith(f"new_{name}-")]:
        del data[typed]


def pieces(entry: Entry, questions: Sequence[Question]) -> dict[str, Any]:
    """What every page with such a form shows beside it."""
    asked = {one.code for one in questions}
    ticked = [
        (name, code)
        for name in ("confirmed", "others")
        for code in entry.data.getlist(name)[:MOST_TICKS]
        if code not in asked
    ]
    return {"ticked": ticked, **missing(entry.data)}


def missing(data: QueryDict) -> dict[str, Any]:
    """The small forms for a court or a judge that is not in the list."""
    return {
        "new_court": _as_typed(entries.new_court_form, data),
        "new_judge": _as_typed(entries.new_judge_form, data),
    }


def _as_typed(form: Any, data: QueryDict) -> Any:
    """The form with what was typed into it, and no complaint: nobody has sent it yet."""
    unsent = form(None)
    prefix = f"{unsent.prefix}-"
    typed = {name.removeprefix(prefix): data.get(name) for name in data if name.startswith(prefix)}
    unsent.initial = typed or unsent.initial
    return unsent
