"""Fields that several forms use."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from decisions.queries.doubts import misshapen
from decisions.text import case_numbers, dates
from decisions.text import uid as uids
from decisions.text.dates import PartialDate
from decisions.vocabulary import Empty

# As dates are written in Russian: only one day can be meant.
_RUSSIAN = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})", re.ASCII)


def iso(text: str) -> str:
    """`2019-04-18` for `18.04.2019`, `2019-04` for `04.2019`; other text as it is."""
    found = _RUSSIAN.fullmatch(text.strip())
    if found is None:
        return text.strip()
    day, month, year = found.groups()
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])


class DayField(forms.DateField):
    """A day, written `2019-04-18` or `18.04.2019`."""

    widget = forms.TextInput(attrs={"placeholder": "2019-04-18", "size": 12, "maxlength": 40})
    default_error_messages = {"invalid": _("Write the day as 2019-04-18. It must exist in the calendar.")}

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return dates.parse_day(iso(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class PartialDateField(forms.CharField):
    """A date as exact as it is known: `2014`, `2018-04`, `2019-04-18` or `18.04.2019`. Gives a PartialDate or None."""

    default_error_messages = {
        "invalid": _("Write the date as 2014, 2018-04 or 2019-04-18. It must exist in the calendar.")
    }

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self._parsed(text) if text else None

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if isinstance(value, PartialDate) else value)

    def _parsed(self, text: str) -> PartialDate:
        try:
            return dates.parse(iso(text))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class UidField(forms.CharField):
    """A УИД, in the one way in which it is stored."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text or "\0" in text:
            return text
        try:
            return str(uids.parse(text))
        except uids.WrongShape as error:
            raise ValidationError(misshapen(error), code="invalid") from error


class CaseNumberField(forms.CharField):
    """A case number as printed. Courts write them in many ways, but none without a digit."""

    default_error_messages = {"invalid": _("A case number has digits, such as 5-123/2018.")}

    def validate(self, value: str) -> None:
        super().validate(value)
        normalised = case_numbers.normalise(value)
        if value and not (normalised.isprintable() and any(character.isdigit() for character in normalised)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class DigitsField(forms.CharField):
    """Pairs of digits with spaces between them, as a list: `24 84 88`."""

    default_error_messages = {"invalid": _("Two digits each, with spaces between them: 24 84 88.")}

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        pairs = str(super().to_python(value) or "").split()
        if not all(len(pair) == 2 and pair.isascii() and pair.isdigit() for pair in pairs):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return pairs

    def run_validators(self, value: list[str]) -> None:
        super().run_validators(" ".join(value))


def not_an_empty_kind(slug: str) -> None:
    """Addresses are values of filters, where `unknown` and its like have a meaning of their own."""
    if slug in Empty.values:
        raise ValidationError(_("“%(slug)s” has another meaning in addresses."), params={"slug": slug})
