"""What published rulings are found by, and the excerpts in which a search was found.

One list of public texts serves both, so that whatever is found can be shown, and nothing else is found.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import vocabulary
from decisions.filters import searched_parts
from decisions.models import Evidence, Ruling, SearchText
from decisions.text import case_numbers, searching
from decisions.text.searching import Piece, Query
from decisions.vocabulary import Empty, Text

LENGTH = 180
MOST_EXCERPTS = 3

_NAMES = ("court", "judge")
_NARRATIVES = ("narrative_en", "narrative_ru", "narrative_ko")
_FREE_FIELDS = ("facility", "purpose_of_entry", "how_found")
_NUMBERS = ("case_number", "uid")
_FREE_EVIDENCE: dict[str, Text] = {
    "note": gettext_lazy("note"),
    "quotation": gettext_lazy("quotation"),
}


@dataclass(frozen=True, slots=True)
class PublicText:
    """One piece of text that the public pages show; `part` is where the index keeps it."""

    part: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    label: str
    pieces: tuple[Piece, ...]


def with_texts(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """The rulings with all that `texts` reads, in a fixed number of queries."""
    return rulings.select_related("court__region", "judge", "series").prefetch_related(
        "court__former_names",
        "court__spellings",
        "judge__spellings",
        Prefetch("evidence", Evidence.objects.filter(accepted=True).order_by("field"), to_attr="accepted"),
    )


def texts(ruling: Ruling) -> Iterator[PublicText]:
    """Everything that the ruling is found by. It comes from `with_texts`."""
    for name in dict.fromkeys(_court_names(ruling)):
        yield PublicText("court", str(vocabulary.COURT.label), name)
    region = ruling.court.region
    for name in (region.name_en, region.name_ru, region.name_ko):
        yield PublicText("court", _("Region"), name)
    for name in dict.fromkeys(_judge_names(ruling)):
        yield PublicText("judge", str(vocabulary.JUDGE.label), name)
    if ruling.series is not None:
        for column in _NARRATIVES:
            yield PublicText("narrative", _("What happened"), getattr(ruling.series, column))
    for name in _NUMBERS:
        for number in _writings(getattr(ruling, name) or ""):
            yield PublicText("notes", str(vocabulary.FIELDS[name].label), number)
    for name in _FREE_FIELDS:
        yield PublicText("notes", str(vocabulary.FIELDS[name].label), getattr(ruling, name) or "")
    for row in ruling.accepted:  # type: ignore[attr-defined]  # of `with_texts`
        yield from _evidence_texts(ruling, row)


def _court_names(ruling: Ruling) -> Iterator[str]:
    court = ruling.court
    yield from (court.name_en, court.name_ru, court.name_ko, court.code or "")
    for former in court.former_names.all():
        yield from (former.name_en, former.name_ru, former.name_ko)
    yield from (row.spelling for row in court.spellings.all())


def _judge_names(ruling: Ruling) -> Iterator[str]:
    if ruling.judge is not None:
        yield ruling.judge.name
        yield from (row.spelling for row in ruling.judge.spellings.all())


def _writings(number: str) -> Iterator[str]:
    """As printed, and without the noise of print: `5- 22\\19` is found as 5-22/2019 too."""
    yield from dict.fromkeys((number, case_numbers.normalise(number)))


def _evidence_texts(ruling: Ruling, row: Evidence) -> Iterator[PublicText]:
    """Nothing that was said for a withheld value is found, even if it were still there."""
    field = vocabulary.FIELDS.get(row.field)
    if field is None or ruling.value(row.field) == Empty.WITHHELD:
        return
    for column, kind in _FREE_EVIDENCE.items():
        label = _("%(field)s: %(part)s") % {"field": field.label, "part": kind}
        yield PublicText("notes", label, getattr(row, column))


def rows(rulings: QuerySet[Ruling]) -> Iterator[SearchText]:
    """What the index holds of these published rulings, not saved."""
    for ruling in with_texts(rulings).order_by("pk").iterator(chunk_size=500):
        parts: dict[str, list[str]] = {part: [] for part in SearchText.PARTS}
        for public in texts(ruling):
            parts[public.part].append(public.text)
        kept = {part: searching.kept(said, named=part in _NAMES) for part, said in parts.items()}
        yield SearchText(ruling=ruling, **kept)


def excerpts(rulings: Iterable[Ruling], queries: Sequence[Query]) -> dict[int, list[Excerpt]]:
    """For each ruling, by its key, where the words stand that it was found by. The rulings come from `with_texts`."""
    return {ruling.pk: _excerpts(ruling, queries) for ruling in rulings} if queries else {}


def _excerpts(ruling: Ruling, queries: Sequence[Query]) -> list[Excerpt]:
    """Texts are taken in order, each for a term that is not shown yet."""
    terms = sum(len(query.terms) for query in queries)
    shown: set[tuple[int, int]] = set()
    found: list[Excerpt] = []
    for public in texts(ruling):
        for number, query in enumerate(queries if public.part in searched_parts() else ()):
            hits = searching.hits(query, public.text, named=public.part in _NAMES)
            new = {(number, hit.term) for hit in hits} - shown
            if new:
                shown |= new
                pieces = searching.excerpt(public.text, hits, length=LENGTH)
                found.append(Excerpt(public.label, tuple(pieces)))
            if len(found) == MOST_EXCERPTS or len(shown) == terms:
                return found
    return found
