"""Words of a search that are values of a filter: an article, a date, a region's code, a nationality."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from decisions.filters import Choice, Pairs, RulingFilter, address, country_names, replaced
from decisions.queries.minimums import minimum, told
from decisions.text import dates, written_dates
from decisions.vocabulary import Text

# More are not offered: a question of so many dates is a list.
MOST = 6

_ARTICLE = re.compile(r"(?:art\.?|ст\.?)?([0-9]+\.[0-9]+(?:\.[0-9]+)?)", re.IGNORECASE)
_REGION = re.compile(r"([A-Z]{2}-)?([A-Z0-9]{2,3})")
_AROUND = ".,;:()"
_LANGUAGES = ("en", "ru", "ko")
_DAYS = ("decided_after", "decided_before")

# Name of the filter, what the address says, and the value that is counted.
_Found = tuple[str, Pairs, Choice]


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter that finds what was looked for as a word: what it is, how many rulings have it, and the list."""

    filter_label: Text
    label: Text
    number: int
    told: str
    href: str


def offers(filter_: RulingFilter) -> list[Offer]:
    """What words of the searches would find as filters, instead of the search. A constant number of queries."""
    said = [word for choice in filter_.chosen.get("q", []) for word in _words(choice.code)]
    found = [] if filter_.chosen.keys() & set(_DAYS) else list(_dated(filter_, said))
    for name, codes in _codes(said).items():
        if codes and name not in filter_.chosen:
            found += [(name, [(name, choice.code)], choice) for choice in _choices(filter_, name, codes)]
    return _counted(filter_, found[:MOST])


def _words(text: str) -> Iterator[str]:
    """The whole, which may be a name or a day in several words, and each of its words."""
    plain = text.replace('"', " ")
    yield from dict.fromkeys(word.strip(_AROUND) for word in (plain.strip(), *plain.split()))


def _codes(said: Sequence[str]) -> dict[str, list[str]]:
    """Values that the words may be, by filter."""
    countries = {
        name.casefold(): code for language in _LANGUAGES for code, name in country_names(language).items()
    }
    return {
        "article": [match[1] for word in said if (match := _ARTICLE.fullmatch(word))],
        "region": [f"{match[1] or 'RU-'}{match[2]}" for word in said if (match := _REGION.fullmatch(word))],
        "nationality": [
            countries.get(word.casefold(), word)
            for word in said
            if word.casefold() in countries or word in countries.values()
        ],
    }


def _choices(filter_: RulingFilter, name: str, codes: Sequence[str]) -> list[Choice]:
    return list(filter_.filters[name].field.resolve(list(dict.fromkeys(codes))))


def _dated(filter_: RulingFilter, said: Sequence[str]) -> Iterator[_Found]:
    for word in said:
        try:
            day = written_dates.read(word)
        except written_dates.Unreadable:
            continue
        ends = (day.first.isoformat(), dates.last_of(day).isoformat())
        bounds = [
            choice for name, end in zip(_DAYS, ends, strict=True) for choice in _choices(filter_, name, [end])
        ]
        condition = bounds[0].condition & bounds[1].condition
        yield "decided_after", list(zip(_DAYS, ends, strict=True)), Choice(str(day), str(day), condition)


def _counted(filter_: RulingFilter, found: Sequence[_Found]) -> list[Offer]:
    """Those that some ruling has under the other filters."""
    if not found:
        return []
    rows = filter_.without("q")
    counts = {
        str(place): Count("pk", filter=Q(choice.condition))
        for place, (_name, _pairs, choice) in enumerate(found)
    }
    numbers, least = rows.aggregate(**counts), minimum(rows).aggregate(**counts)
    kept = replaced(filter_.pairs, q=None, sort=None)
    return [
        Offer(
            filter_label=_label(filter_, name),
            label=choice.label,
            number=numbers[str(place)],
            told=told(numbers[str(place)], bool(least[str(place)])),
            href=address("/rulings/", [*kept, *pairs]),
        )
        for place, (name, pairs, choice) in enumerate(found)
        if numbers[str(place)]
    ]


def _label(filter_: RulingFilter, name: str) -> Text:
    return _("Date of decision") if name in _DAYS else filter_.filters[name].label
