"""The courts, judges, sources, series and articles that files name: looked up once, found by every name they bear."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

from django.db.models import QuerySet

from decisions.models import (
    Court,
    CourtFormerName,
    CourtSpelling,
    ImportBatch,
    ImportName,
    Judge,
    JudgePost,
    JudgeSpelling,
    Provision,
    Series,
    Source,
)
from decisions.queries.import_words import plain
from decisions.vocabulary import ImportChoice, ImportKind, ImportState

_ARTICLE = re.compile(
    r"(?:ст(?:атья|\.)?|art(?:icle|\.)?)?\s*([0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]+)?)", re.IGNORECASE
)
_PART = re.compile(r"(?:ч(?:асть|\.)?|part|p\.|:|\()\s*([0-9]+(?:\.[0-9]+)?)", re.IGNORECASE)
_LAW = re.compile(r"коап(?:\s*рф)?|cao(?:\s*rf)?", re.IGNORECASE)


class Places:
    """What is there when this is made. The choices of `batch` answer for names that are not."""

    def __init__(self, batch: ImportBatch) -> None:
        self._courts, self._courts_by_name = _courts()
        self._judges, self._judges_by_name = _judges()
        self._seats = _seats()
        self._sources = {plain(name): one for one in Source.objects.all() for name in (one.title, one.slug)}
        self._sources_by_key = {one.pk: one for one in self._sources.values()}
        self._series = {str(one.number): one for one in Series.objects.select_related("source")}
        self._provisions = {one.code: one for one in Provision.objects.filter(country="RU", law="CAO")}
        self._chosen = _choices(batch.names.exclude(chosen=None))
        self._remembered = _choices(_decided_earlier(batch))
        # What was decided for an earlier file and answered here, by kind, text and court.
        self.recalled: dict[tuple[ImportKind, str, str], int] = {}

    def _decided(self, kind: ImportKind, text: str, within: str, there: Container[int]) -> int:
        """What was decided about a name, here or for an earlier file; 0 if nothing was, or it is gone since."""
        key = (kind, plain(text), plain(within))
        if key in self._chosen:
            return self._chosen[key]
        found = self._remembered.get(key, 0)
        if found not in there:
            return 0
        self.recalled[(kind, text[:300], within[:300])] = found
        return found

    def court(self, text: str, code: str = "") -> Court | None:
        """By its address, its code, or one of its names if no other court bears it."""
        key = plain(text)
        found = self._courts_by_name.get(key) or (self._courts_by_name.get(plain(code)) if code else None)
        if found is not None and len(found) == 1:
            return self._courts[next(iter(found))]
        return self._courts.get(self._decided(ImportKind.COURT, text, "", self._courts))

    def judge(self, text: str, court: Court | None, within: str) -> Judge | None:
        """By the address; by a spelling only where exactly one of this name has sat in this court."""
        key = plain(text)
        by_slug, by_name = self._judges_by_name.get(key, (None, frozenset()))
        if by_slug is not None:
            return self._judges[by_slug]
        here = {pk for pk in by_name if court is not None and pk in self._seats[court.pk]}
        if len(here) == 1:
            return self._judges[here.pop()]
        chosen = self._decided(ImportKind.JUDGE, text, within, self._judges) or self._decided(
            ImportKind.JUDGE, text, "", self._judges
        )
        return self._judges.get(chosen)

    def source(self, text: str) -> Source | None:
        found = self._sources.get(plain(text))
        return found or self._sources_by_key.get(
            self._decided(ImportKind.SOURCE, text, "", self._sources_by_key)
        )

    def series(self, text: str) -> Series | None:
        return self._series.get(text.strip())

    def provisions(self, text: str) -> list[Provision] | None:
        """`18.8;18.10:1`, `ч. 1.1 ст. 18.8 КоАП РФ`: all of them, or None if one of them is none that we know."""
        found = [self._provision(part) for part in re.split(r"[;,]|\s+и\s+|\s+and\s+", text) if part.strip()]
        known = [one for one in found if one is not None]
        return sorted(set(known), key=lambda one: one.pk) if found and len(known) == len(found) else None

    def _provision(self, text: str) -> Provision | None:
        rest = _LAW.sub("", text).strip()
        if rest in self._provisions:
            return self._provisions[rest]
        article = _ARTICLE.search(_PART.sub("", rest))
        part = _PART.search(rest)
        if article is None or _ARTICLE.sub("", _PART.sub("", rest)).strip(" .)"):
            return None
        return self._provisions.get(f"{article[1]}:{part[1]}" if part else article[1])


def _choices(decided: Iterable[ImportName]) -> dict[tuple[str, str, str], int]:
    return {(one.kind, plain(one.text), plain(one.within)): one.chosen or 0 for one in decided}


def _decided_earlier(batch: ImportBatch) -> QuerySet[ImportName]:
    """What other files called a record that we have, the newest last; not those that were taken back or thrown away."""
    found = ImportName.objects.filter(choice=ImportChoice.EXISTING, chosen__isnull=False).exclude(batch=batch)
    return found.exclude(batch__state=ImportState.UNDONE).order_by("pk")


def _courts() -> tuple[dict[int, Court], dict[str, set[int]]]:
    """Every court by key; the courts to which each name leads, those that were merged to the one that was kept."""
    rows = Court.objects.in_bulk()
    named = [
        (court.pk, name)
        for court in rows.values()
        for name in (court.slug, court.code, court.name_en, court.name_ru, court.name_ko)
    ]
    for court, *former in CourtFormerName.objects.values_list("court_id", "name_en", "name_ru", "name_ko"):
        named += [(court, name) for name in former]
    named += CourtSpelling.objects.values_list("court_id", "spelling")
    names: dict[str, set[int]] = defaultdict(set)
    for court, name in named:
        if name:
            names[plain(name)].add(_kept(rows, court))
    return rows, dict(names)


def _judges() -> tuple[dict[int, Judge], dict[str, tuple[int | None, frozenset[int]]]]:
    """Every judge by key; for each name the judge whose address it is, and those whose name it is."""
    rows = Judge.objects.in_bulk()
    slugs = {plain(judge.slug): _kept(rows, judge.pk) for judge in rows.values()}
    names: dict[str, set[int]] = defaultdict(set)
    named = [(judge.pk, judge.name) for judge in rows.values()]
    for judge, name in (*named, *JudgeSpelling.objects.values_list("judge_id", "spelling")):
        names[plain(name)].add(_kept(rows, judge))
    return rows, {key: (slugs.get(key), frozenset(names.get(key, ()))) for key in {*slugs, *names}}


def _kept(rows: Mapping[int, Court] | Mapping[int, Judge], key: int) -> int:
    """The record at the end of a chain of merges."""
    while (into := rows[key].merged_into_id) is not None:
        key = into
    return key


def _seats() -> dict[int, set[int]]:
    """Who sits in each court: by a post, or by a ruling."""
    seats: dict[int, set[int]] = defaultdict(set)
    for court, judge in JudgePost.objects.values_list("court_id", "judge_id"):
        seats[court].add(judge)
    for court, judge in _pairs():
        seats[court].add(judge)
    return seats


def _pairs() -> Iterable[tuple[int, int]]:
    return (
        Court.objects.filter(rulings__judge__isnull=False)
        .order_by()
        .values_list("pk", "rulings__judge")
        .distinct()
    )
