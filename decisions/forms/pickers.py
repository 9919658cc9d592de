"""Choosing one record out of many by typing a few letters; works by submitting, a script only makes it quicker."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from decisions.forms.rulings import RulingForm
from decisions.models import Court, Judge
from decisions.queries import finding
from decisions.queries.finding import Found
from decisions.vocabulary import Text

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Picker:
    """What the page shows: the box with `text`, and below it `choices`, of which `chosen` is ticked.

    `searched` is the text that the choices answer, so that a choice and new letters can be told apart.
    """

    name: str
    label: Text
    hint: Text
    text: str
    chosen: int | None
    choices: list[Found] = field(default_factory=list)
    nothing_found: bool = False

    many = False

    @property
    def ticked(self) -> frozenset[int]:
        return frozenset() if self.chosen is None else frozenset([self.chosen])


@dataclass(frozen=True, slots=True)
class Several(Picker):
    """The same where more than one may be chosen."""

    picked: frozenset[int] = frozenset()
    many = True

    @property
    def ticked(self) -> frozenset[int]:
        return self.picked


def court(data: QueryDict) -> Picker:
    chosen = chosen_court(data)
    text = _open_text(data, "court", is_chosen=chosen is not None)
    found = finding.courts(text) if text else []
    return _picker(
        "court",
        gettext_lazy("Court"),
        gettext_lazy("A few letters of name, region or code, in any script: khasan, Хасан, 25RS0030."),
        text,
        None if chosen is None else finding.found_court(chosen),
        found,
    )


def judge(data: QueryDict) -> Picker:
    chosen = chosen_judge(data)
    text = _open_text(data, "judge", is_chosen=chosen is not None)
    found = finding.judges(text, court=chosen_court(data)) if text else []
    return _picker(
        "judge",
        gettext_lazy("Judge"),
        gettext_lazy("A few letters of any spelling; judges of the chosen court come first."),
        text,
        None if chosen is None else finding.found_judge(chosen),
        found,
    )


def judges(data: QueryDict, *, most: int) -> Several:
    """Those who are chosen stay above what was found; the only answer is ticked, where it can be seen."""
    chosen = chosen_judges(data)
    text = _open_text(data, "judge", is_chosen=bool(chosen))
    found = finding.judges(text, court=chosen_court(data)) if text else []
    others = [one for one in found if one.pk not in {judge.pk for judge in chosen}]
    only = [found[0].pk] if len(found) == len(others) == 1 else []
    return Several(
        name="judge",
        label=gettext_lazy("Judges"),
        hint=ngettext_lazy(
            "A few letters of any spelling, one judge after the other; at most %(most)s.",
            "A few letters of any spelling, one judge after the other; at most %(most)s.",
            most,
        )
        % {"most": most},
        text=text,
        chosen=None,
        choices=[*map(finding.found_judge, chosen), *others],
        nothing_found=bool(text) and not found,
        picked=frozenset([*(judge.pk for judge in chosen), *only]),
    )


def left_over(data: QueryDict, name: str) -> str:
    """Why this cannot be saved: letters that nobody has chosen an answer to. Empty where there are none.

    What was typed is never dropped, and never taken for “unknown”.
    """
    text = _open_text(data, name, is_chosen=bool(data.get(name)))
    return _("Choose what “%(text)s” means below, or empty the box.") % {"text": text} if text else ""


def chosen_court(data: QueryDict) -> Court | None:
    try:
        chosen = RulingForm.base_fields["court"].clean(data.get("court"))
    except ValidationError:
        return None
    return chosen if isinstance(chosen, Court) else None


def chosen_judge(data: QueryDict) -> Judge | None:
    try:
        chosen = RulingForm.base_fields["judge"].clean(data.get("judge"))
    except ValidationError:
        return None
    return chosen if isinstance(chosen, Judge) else None


def chosen_judges(data: QueryDict) -> list[Judge]:
    """In the order in which they stand on the page."""
    keys = [int(one) for one in data.getlist("judge") if one.isascii() and one.isdecimal() and len(one) < 10]
    found = Judge.objects.filter(merged_into=None).prefetch_related("spellings", "posts__court").in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _open_text(data: QueryDict, name: str, *, is_chosen: bool) -> str:
    """The letters that nobody has chosen an answer to yet."""
    text = data.get(f"{name}_text", "").replace("\0", "").strip()[:LONGEST]
    return "" if is_chosen and text == data.get(f"{name}_searched", "").strip() else text


def _picker(
    name: str, label: Text, hint: Text, text: str, chosen: Found | None, found: list[Found]
) -> Picker:
    """The chosen one stays above what was found. The only answer is ticked, where it can be seen before saving."""
    choices = [] if chosen is None else [chosen]
    choices += [one for one in found if chosen is None or one.pk != chosen.pk]
    only = found[0].pk if chosen is None and len(found) == 1 else None
    return Picker(
        name,
        label,
        hint,
        text,
        chosen.pk if chosen else only,
        choices,
        nothing_found=bool(text) and not found,
    )
