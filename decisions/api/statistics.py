"""Official numbers for programs, with every gap, bound, range and source."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from decisions import policy, vocabulary
from decisions.api.doors import Keys, Many
from decisions.models import OfficialSeries
from decisions.queries import official


class NumberKeys(serializers.Serializer[Any]):
    """One number of a series, or a gap in it."""

    period = serializers.CharField(
        source="code", help_text=_("ISO 8601; years that do not follow each other are joined by a semicolon.")
    )
    qualifier = serializers.ChoiceField(
        choices=vocabulary.OfficialQualifier.choices, source="kind", help_text=_("How exact it is.")
    )
    value = serializers.IntegerField(
        allow_null=True, help_text=_("The number; null for a range and where nobody gives one.")
    )
    low = serializers.IntegerField(allow_null=True, help_text=_("Lower end of a range, else null."))
    high = serializers.IntegerField(allow_null=True, help_text=_("Upper end of a range, else null."))
    given_by = serializers.CharField(
        allow_null=True, help_text=_("Who gives the number; null for one that was derived and for a gap.")
    )
    note = serializers.CharField(
        allow_null=True,
        help_text=_("How it was derived, or what else is to be said of it; null if nothing is."),
    )


class StatisticKeys(Keys):
    """Something that offices count, period after period."""

    slug = serializers.CharField(help_text=_("Its permanent name."))
    title_en = serializers.CharField(help_text=_("Title in English."))
    subject = serializers.ChoiceField(
        choices=vocabulary.OfficialSubject.choices, help_text=_("What it is about.")
    )
    counts_en = serializers.CharField(help_text=_("What exactly is counted."))
    nationality = serializers.CharField(help_text=_("ISO 3166-1, or all."))
    region = serializers.CharField(help_text=_("ISO 3166-2, or RU for the whole country."))
    numbers = NumberKeys(many=True, help_text=_("Every number, with a gap for every year without one."))


class Statistics(Many):
    """Numbers that offices publish or that others quote from them."""

    serializer_class = StatisticKeys

    def get_queryset(self) -> QuerySet[OfficialSeries]:
        return policy.official_series()

    def records(self, rows: Any) -> list[Mapping[str, Any]]:
        return [_record(series) for series in official.for_page(rows)]


def _record(series: OfficialSeries) -> Mapping[str, Any]:
    return {
        "slug": series.slug,
        "title_en": series.title_en,
        "subject": series.subject,
        "counts_en": series.counts_en,
        "nationality": series.nationality or official.ALL_NATIONALITIES,
        "region": series.region_id or official.WHOLE_COUNTRY,
        "numbers": [_number(number) for number in official.numbers(series)],
    }


def _number(number: official.Number) -> Mapping[str, Any]:
    return {
        "code": number.code,
        "kind": number.kind,
        "value": number.value,
        "low": number.low,
        "high": number.high,
        "given_by": number.source or None,
        "note": number.note or None,
    }
