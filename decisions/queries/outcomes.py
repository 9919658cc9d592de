"""What a court ordered, in five kinds that leave no ruling out and count none twice."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from decisions.filters import Pairs
from decisions.vocabulary import Answer, Empty, Form, Sanction, Text

_NOT_PLACED = (Answer.NO.value, *Empty.values)
_NOT_EXPELLED = tuple(value for value in (*Sanction.values, *Empty.values) if value != Sanction.EXPULSION)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kind` names its mark in pictures; `pairs` is the query string that has exactly its rulings."""

    kind: str
    label: Text
    pairs: Pairs


DEPARTURE = Outcome(
    "departure",
    _("controlled independent departure"),
    (("form", Form.CONTROLLED_DEPARTURE.value),),
)
PLACED = Outcome(
    "placed",
    _("forced expulsion with detention"),
    (("form", Form.FORCED.value), ("placement", Answer.YES.value)),
)
FORCED = Outcome(
    "forced",
    _("forced expulsion, detention not ordered or not known"),
    (("form", Form.FORCED.value), *(("placement", value) for value in _NOT_PLACED)),
)
OPEN = Outcome(
    "open",
    _("expulsion, form not known"),
    (("sanction", Sanction.EXPULSION.value), *(("form", value) for value in Empty.values)),
)
OTHER = Outcome(
    "other",
    _("no expulsion, or not known"),
    (*(("sanction", value) for value in _NOT_EXPELLED), *(("form", value) for value in Empty.values)),
)
OUTCOMES = (PLACED, FORCED, DEPARTURE, OPEN, OTHER)


def outcome(*, sanction: str, form: str, placement: str) -> Outcome:
    """The kind of a ruling with these codes."""
    if form == Form.CONTROLLED_DEPARTURE:
        return DEPARTURE
    if form == Form.FORCED:
        return PLACED if placement == Answer.YES else FORCED
    return OPEN if sanction == Sanction.EXPULSION else OTHER
