"""Courts and judges by a few letters in any script, and the addresses of new ones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.text import slugify

from decisions import policy
from decisions.models import Court, Judge, Region
from decisions.text import public_ids
from decisions.text.spellings import alike, begin_alike, closeness, latin
from decisions.vocabulary import Empty

MOST = 12
_ONLY_ALIKE = 9  # after every rank of closeness

Row = TypeVar("Row", Court, Judge)


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: what is chosen, its name, and what tells it from another of the same name."""

    pk: int
    label: str
    detail: str


def courts(text: str, *, most: int = MOST) -> list[Found]:
    """The courts whose name, former name, other spelling, code or region answers to the text, the closest first."""
    rows = Court.objects.filter(merged_into=None).select_related("region")
    rows = rows.prefetch_related("former_names", "spellings")
    ranked = ((closeness(text, _court_names(court)), court.name_en, court) for court in rows)
    return [found_court(court) for _rank, _name, court in _closest(ranked)[:most]]


def courts_of_each(texts: Sequence[str]) -> list[set[int]]:
    """The keys of all courts that answer to each of the texts, merged ones too, in a constant number of queries."""
    rows = Court.objects.select_related("region").prefetch_related("former_names", "spellings")
    named = [(court.pk, _court_names(court)) for court in rows]
    return [_answering(text, named) for text in texts]


def judges_of_each(texts: Sequence[str]) -> list[set[int]]:
    """The same of judges."""
    named = [(judge.pk, _spellings(judge)) for judge in Judge.objects.prefetch_related("spellings")]
    return [_answering(text, named) for text in texts]


def _answering(text: str, named: Sequence[tuple[int, list[str]]]) -> set[int]:
    return {key for key, names in named if closeness(text, names) is not None}


def judges(text: str, *, court: Court | None = None, most: int = MOST) -> list[Found]:
    """The judges one of whose spellings answers to the text; those with a post in this court come first."""
    rows = Judge.objects.filter(merged_into=None).prefetch_related("spellings", "posts__court")
    ranked = ((closeness(text, _spellings(judge)), judge.name, judge) for judge in rows)
    closest = sorted(_closest(ranked), key=lambda one: court is None or not _sits(one[2], court))
    return [found_judge(judge) for _rank, _name, judge in closest[:most]]


def judges_like(names: Iterable[str]) -> list[Found]:
    """Judges who may be the one of these names: who answer to one, have it with other initials or with a slip."""
    return judges_like_each([list(names)])[0]


def judges_like_each(asked: Sequence[Sequence[str]]) -> list[list[Found]]:
    """The same for several judges, in a constant number of queries."""
    rows = list(Judge.objects.filter(merged_into=None).prefetch_related("spellings", "posts__court"))
    return [_judges_like([name for name in names if name], rows) for names in asked]


def _judges_like(asked: list[str], rows: Sequence[Judge]) -> list[Found]:
    ranked = ((_likeness(asked, _spellings(judge), alike), judge.name, judge) for judge in rows)
    return [found_judge(judge) for _rank, _name, judge in _closest(ranked)[:MOST]]


def courts_like(names: Iterable[str], region: Region) -> list[Found]:
    """Courts that may be the one of these names: who answer to one, or begin alike in the same region."""
    return courts_like_each([(list(names), region.pk)])[0]


def courts_like_each(asked: Sequence[tuple[Sequence[str], str]]) -> list[list[Found]]:
    """The same for several courts, each with the key of its region or nothing, in a constant number of queries."""
    rows = list(
        Court.objects.filter(merged_into=None)
        .select_related("region")
        .prefetch_related("former_names", "spellings")
    )
    return [_courts_like([name for name in names if name], region, rows) for names, region in asked]


def _courts_like(asked: list[str], region: str, rows: Sequence[Court]) -> list[Found]:
    ranked = (
        (
            _likeness(asked, _own_names(court), begin_alike if court.region_id == region else None),
            court.name_en,
            court,
        )
        for court in rows
    )
    return [found_court(court) for _rank, _name, court in _closest(ranked)[:MOST]]


def _likeness(asked: list[str], names: list[str], like: Callable[[str, str], bool] | None) -> int | None:
    """As `closeness`, and after all of these names that are only like one of the asked."""
    ranks = [rank for one in asked if (rank := closeness(one, names)) is not None]
    if ranks:
        return min(ranks)
    if like is not None and any(like(one, name) for one in asked for name in names if name):
        return _ONLY_ALIKE
    return None


def public_slugs(name: str, text: str) -> set[str]:
    """The addresses of the public courts or judges, by the `name` of their filter, that answer to the text."""
    if name == "court":
        courts = policy.public_courts().select_related("region").prefetch_related("former_names", "spellings")
        return {court.slug for court in courts if closeness(text, _court_names(court)) is not None}
    judges = policy.public_judges().prefetch_related("spellings")
    return {judge.slug for judge in judges if closeness(text, _spellings(judge)) is not None}


def found_court(court: Court) -> Found:
    detail = " · ".join(part for part in (court.name_ru, court.region.name_en, court.code) if part)
    return Found(court.pk, court.name_en, detail)


def found_judge(judge: Judge) -> Found:
    spellings = [row.spelling for row in judge.spellings.all() if row.spelling != judge.name]
    seats = [post.court.name_en for post in judge.posts.all()]
    return Found(judge.pk, judge.name, " · ".join([", ".join(spellings)] * bool(spellings) + seats))


def _closest(ranked: Iterable[tuple[int | None, str, Row]]) -> list[tuple[int, str, Row]]:
    answers = [(rank, name, row) for rank, name, row in ranked if rank is not None]
    return sorted(answers, key=lambda one: one[:2])


def _court_names(court: Court) -> list[str]:
    region = court.region
    return [*_own_names(court), court.code or "", region.name_en, region.name_ru, region.name_ko]


def _own_names(court: Court) -> list[str]:
    former = [name for row in court.former_names.all() for name in (row.name_en, row.name_ru, row.name_ko)]
    other = [row.spelling for row in court.spellings.all()]
    return [court.name_en, court.name_ru, court.name_ko, *former, *other]


def _spellings(judge: Judge) -> list[str]:
    return [judge.name, *(row.spelling for row in judge.spellings.all())]


def _sits(judge: Judge, court: Court) -> bool:
    return any(post.court_id == court.pk for post in judge.posts.all())


def free_slug(model: type[Court] | type[Judge], name: str) -> str:
    """An address from the name that no other record has and that is no value of a filter."""
    base = slugify(latin(name))[:80] or public_ids.new()
    slug, number = base, 1
    while slug in Empty.values or model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
