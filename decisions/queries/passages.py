"""Passages of a ruling's public text that may name somebody, and which of them a reviewer has cleared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import policy, vocabulary
from decisions.models import Clearance, Court, Evidence, Judge, JudgeSpelling, Ruling, User
from decisions.models.fingerprints import SPELLING, fingerprints
from decisions.text import passages
from decisions.text.names import candidates
from decisions.text.passages import Kind
from decisions.vocabulary import Precision, Text

KINDS: dict[Kind, Text] = {
    Kind.NAME: gettext_lazy("looks like a name"),
    Kind.BIRTH: gettext_lazy("looks like a date of birth"),
    Kind.DATE: gettext_lazy("a full date that the record does not state elsewhere"),
    Kind.PASSPORT: gettext_lazy("looks like the number of a passport or paper"),
    Kind.ADDRESS: gettext_lazy("looks like an address"),
    Kind.PHONE: gettext_lazy("looks like a telephone number"),
    Kind.EMAIL: gettext_lazy("looks like an e-mail address or account"),
    Kind.KEPT: gettext_lazy("is the name of a person whom we keep sealed"),
}

_FREE_FIELDS = ("purpose_of_entry", "how_found", "facility")
_FREE_EVIDENCE = {
    "quotation": gettext_lazy("quotation"),
    "note": gettext_lazy("note"),
    "document": gettext_lazy("document"),
    "page": gettext_lazy("page or place"),
}
_NARRATIVES = ("narrative_en", "narrative_ru", "narrative_ko")
_CONTEXT = 60
_AT_ONCE = 10_000  # fingerprints in one query; every database takes so many


@dataclass(frozen=True, slots=True)
class PublicText:
    """One piece of free text that the world would read. `place` names it for good, `label` for people."""

    place: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with the words around it. The fingerprint changes with any change of the text it stands in."""

    place: str
    label: str
    kind: Text
    before: str
    text: str
    after: str
    fingerprint: str
    cleared: bool


def of(ruling: Ruling, *, reader: User | None = None) -> list[Found]:
    """Every passage, cleared or not. A lawyer as the `reader` is not told of people whom others recorded."""
    return of_each([ruling], reader=reader)[ruling.pk]


def uncleared(ruling: Ruling, *, reader: User | None = None) -> list[Found]:
    return [one for one in of(ruling, reader=reader) if not one.cleared]


def of_each(rulings: Sequence[Ruling], *, reader: User | None = None) -> dict[int, list[Found]]:
    """The same for several rulings, by their keys: five queries, however many they are."""
    return _found_in_each(rulings, _public_texts(rulings), reader)


def found_in(ruling: Ruling, texts: Sequence[PublicText], *, reader: User | None = None) -> list[Found]:
    """The passages of these texts, which are or are about to be public with the ruling."""
    return _found_in_each([ruling], {ruling.pk: texts}, reader)[ruling.pk]


def _found_in_each(
    rulings: Sequence[Ruling], texts: Mapping[int, Sequence[PublicText]], reader: User | None
) -> dict[int, list[Found]]:
    every = [text for own in texts.values() for text in own]
    if not every:
        return {ruling.pk: [] for ruling in rulings}
    kept = kept_names((text.text for text in every), reader=reader)
    judges, cleared = _judges(), _cleared(rulings)
    return {
        ruling.pk: [
            _found(text, hit, cleared[ruling.pk])
            for text in texts[ruling.pk]
            for hit in passages.find(
                text.text, names=[*judges, *_court_names(ruling)], days=_days(ruling), kept=kept
            )
        ]
        for ruling in rulings
    }


def public_texts(ruling: Ruling) -> Sequence[PublicText]:
    """All free text of the ruling and its series that its pages and files would show."""
    return _public_texts([ruling])[ruling.pk]


def _public_texts(rulings: Sequence[Ruling]) -> dict[int, list[PublicText]]:
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(ruling__in=rulings, accepted=True).order_by("field"):
        evidence[row.ruling_id].append(row)
    return {ruling.pk: list(_texts(ruling, evidence[ruling.pk])) for ruling in rulings}


def _texts(ruling: Ruling, evidence: Sequence[Evidence]) -> Iterator[PublicText]:
    for name in _FREE_FIELDS:
        if getattr(ruling, name):
            yield PublicText(name, str(vocabulary.FIELDS[name].label), getattr(ruling, name))
    if ruling.source_locator:
        yield PublicText("source_locator", _("Place in the source"), ruling.source_locator)
    for row in evidence:
        yield from _evidence_texts(row)
    if ruling.series is not None:
        for name in _NARRATIVES:
            if getattr(ruling.series, name):
                yield PublicText(f"series.{name}", _("Narrative of the series"), getattr(ruling.series, name))


def _evidence_texts(row: Evidence) -> Iterator[PublicText]:
    field = vocabulary.FIELDS.get(row.field)
    for column, part in _FREE_EVIDENCE.items():
        if getattr(row, column):
            label = _("%(field)s: %(part)s") % {
                "field": row.field if field is None else field.label,
                "part": part,
            }
            yield PublicText(f"evidence.{row.field}.{column}", label, getattr(row, column))


def _found(text: PublicText, hit: passages.Passage, cleared: set[tuple[str, str]]) -> Found:
    start, end = hit.span
    mark = fingerprint(text, hit)
    return Found(
        place=text.place,
        label=text.label,
        kind=KINDS[hit.kind],
        before=text.text[max(0, start - _CONTEXT) : start],
        text=hit.text,
        after=text.text[end : end + _CONTEXT],
        fingerprint=mark,
        cleared=(text.place, mark) in cleared,
    )


def fingerprint(text: PublicText, hit: passages.Passage) -> str:
    """HMAC-SHA256 with a key of our own: without it nobody can tell which names were cleared."""
    content = "\0".join([text.place, str(hit.kind), str(hit.span), text.text])
    return salted_hmac("decisions.clearance", content, algorithm="sha256").hexdigest()


def kept_names(texts: Iterable[str], *, reader: User | None = None) -> set[str]:
    """Which runs of words in the texts are spellings of respondents, as keys of names.

    Only fingerprints are compared: no name is opened, and nothing tells whose it is.
    """
    keys = {candidate.key for text in texts for candidate in candidates(text)}
    marks = {mark: key for key in keys for mark in fingerprints(SPELLING, key)}
    wanted, found = list(marks), set()
    for start in range(0, len(wanted), _AT_ONCE):
        spellings = policy.compared_spellings(reader).filter(fingerprint__in=wanted[start : start + _AT_ONCE])
        found |= {marks[mark] for mark in spellings.values_list("fingerprint", flat=True)}
    return found


def _days(ruling: Ruling) -> set[date]:
    """The dates that stand on the ruling's page anyway."""
    days = {ruling.decided_on, ruling.in_force_on}
    if ruling.in_russia_since_precision == Precision.DAY:
        days.add(ruling.in_russia_since)
    return {day for day in days if day is not None}


def _judges() -> list[str]:
    """Judges act in public office and are named."""
    spellings = JudgeSpelling.objects.values_list("spelling", flat=True)
    return [name for name in [*Judge.objects.values_list("name", flat=True), *spellings] if name]


def _court_names(ruling: Ruling) -> list[str]:
    court: Court = ruling.court
    return [name for name in (court.name_en, court.name_ru, court.name_ko) if name]


def _cleared(rulings: Sequence[Ruling]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for row in Clearance.objects.filter(ruling__in=rulings):
        found[row.ruling_id].add((row.place, row.fingerprint))
    return found
