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
from decisions.forms.rulings import CONFIRMABLE, ReadingFormSet, RulingForm, values_of
from decisions.models import Evidence, Ruling
from decisions.queries.doubts import Doubt
from decisions.queries.rulings import ShownEvidence, Shown, shown
from decisions.text.dates import PartialDate
from decisions.vocabulary import Empty, Status, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has saved with another value than the form holds."""

    label: Text
    stored: str
    typed: str


class Editing:
    """Being written."""
