"""All rulings that a person works on at the desk, found again and shown hearing by hearing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Q, QuerySet

from decisions import policy
from decisions.models import Ruling, User
from decisions.queries import finding
from decisions.queries.marks import Mark
from decisions.text import case_numbers, dates, public_ids
from decisions.vocabulary import Status, Text

MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for: rulings of which every word says something, and that keep the other conditions.

    A word is an identifier, a part of a case number, a date (`2019`, `2019-04`, `2019-04-18`), a pseudonym, a status,
    or letters of a court or a judge in any script. `mine`: only what this person entered.
    """

    words: tuple[str, ...] = ()
    status: str = ""
    decided_after: date | None = None
    decided_before: date | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Hearing:
    """Rulings of one series that stand together in a list, or one ruling by itself, each with what tells it apart."""

    rows: tuple[tuple[Ruling, Mark], ...]

    @property
    def first(self) -> Ruling:
        return self.rows[0][0]

    @property
    def status(self) -> str:
        """What all of them are; empty where they differ."""
        statuses = {ruling.status for ruling, _mark in self.rows}
        return self.first.status if len(statuses) == 1 else ""


def statuses() -> list[tuple[str, Text]]:
    return list(Status.choices)


def found(user: User, asked: Asked) -> QuerySet[Ruling]:
    """The newest hearing first, and before them the rulings without a date."""
    rulings = policy.followed_rulings(user)
    if asked.mine:
        rulings = rulings.filter(entered_by=user)
    if asked.status:
        rulings = rulings.filter(status=asked.status)
    if asked.decided_after:
        rulings = rulings.filter(decided_on__gte=asked.decided_after)
    if asked.decided_before:
        rulings = rulings.filter(decided_on__lte=asked.decided_before)
    if asked.words:
        rulings = rulings.filter(_answering(asked.words[:MOST_WORDS], user))
    order = (F("decided_on").desc(nulls_first=True), "court", "series", "position", "pk")
    return rulings.select_related("court", "judge", "series", "entered_by").order_by(*order)


def _answering(words: Sequence[str], user: User) -> Q:
    """Every word alone, or all of them as one case number: `5- 22/2019`."""
    courts, judges = finding.courts_of_each(words), finding.judges_of_each(words)
    people = policy.readable_respondents(user)
    each = Q()
    for word, court, judge in zip(words, courts, judges, strict=True):
        name = word.lower()
        of_word = Q(public_id=public_ids.as_written(word)) | Q(court__in=court) | Q(judge__in=judge)
        of_word |= Q(respondent_link__respondent__in=people.filter(pseudonym=name)) | _on(word)
        of_word |= Q(status__in=[code for code, label in statuses() if name in str(label).split()])
        if any(one.isdigit() for one in word):
            of_word |= Q(case_number_normalised__contains=case_numbers.normalise(word)) | Q(uid=word)
        each &= of_word
    return each | Q(case_number_normalised=case_numbers.normalise("".join(words)))


def _on(word: str) -> Q:
    """Decided on the day, in the month or in the year that the word is."""
    try:
        when = dates.parse(word)
    except ValueError:
        return Q(pk=None)
    return Q(decided_on__range=(when.first, dates.last_of(when)))


def hearings(rulings: Iterable[Ruling], *, told: Mapping[int, Mark]) -> list[Hearing]:
    """The rulings in their order with their marks, those of one series together where they follow each other."""
    grouped = groupby(rulings, key=lambda ruling: (ruling.series_id, None if ruling.series_id else ruling.pk))
    return [Hearing(tuple((ruling, told[ruling.pk]) for ruling in group)) for _key, group in grouped]
