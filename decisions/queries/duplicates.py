"""Whether somebody has logged a ruling already: asked while it is typed, and again when it is saved."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeGuard

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from decisions import policy
from decisions.models import Court, Judge, Ruling, User
from decisions.text import case_numbers
from decisions.text import uid as uids
from decisions.vocabulary import Empty, Status

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is known so far about a hearing: pairs of case number (normalised) and УИД, one for each person."""

    court: Court | None
    judge: Judge | None
    decided_on: date | None
    people: Sequence[tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A ruling that may be the same. `ruling` is None where the person may not see it; `row` counts from 1.

    `kind` is uid, case_number or hearing (same court, judge, date and number of people; no row).
    `final`: it cannot be another case, the database would refuse it. `withdrawn`: it was taken back, or rulings of its
    hearing were; always False where the person may not see it.
    """

    kind: str
    row: int | None
    ruling: Ruling | None
    code: str
    final: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class _Match:
    kind: str
    row: int | None
    ruling: Ruling


def sketch(people: Sequence[Mapping[str, Any]]) -> Sketch:
    """What is looked for, from the values of each person; the hearing is the first one's."""
    court, judge, decided_on = (people[0].get(name) for name in ("court", "judge", "decided_on"))
    return Sketch(
        court=court if isinstance(court, Court) else None,
        judge=judge if isinstance(judge, Judge) else None,
        decided_on=decided_on if isinstance(decided_on, date) else None,
        people=[_numbers(values) for values in people],
    )


def _numbers(values: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Case number and УИД as they are compared; None where there is none or it has the wrong shape."""
    number, uid = values.get("case_number"), values.get("uid")
    compared = case_numbers.normalise(number) if _is_text(number) else None
    try:
        return compared, str(uids.parse(uid)) if _is_text(uid) else None
    except uids.WrongShape:
        return compared, None


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and not isinstance(value, Empty) and bool(value)


def find(sketch: Sketch, *, user: User, without: Ruling | None = None) -> list[Duplicate]:
    """What looks the same, as far as this person may know it."""
    matches = _matches(sketch, without=without)
    visible = _visible(matches, user)
    return [
        Duplicate(
            match.kind,
            match.row,
            match.ruling if match.ruling.pk in visible else None,
            _code(match),
            match.kind == "case_number" and match.ruling.status != Status.WITHDRAWN,
            match.ruling.pk in visible and _is_withdrawn(match.ruling),
        )
        for match in matches
    ]


def resembling(sketches: Sequence[Mapping[str, Any]], *, user: User) -> list[Ruling | None]:
    """For each of many rulings, not of one hearing, the one that it resembles: by УИД, else by its hearing.

    Withdrawn ones, and those that this person may not see, are left out. In a constant number of queries.
    """
    numbers = [_numbers(values) for values in sketches]
    hearings = [_hearing(values) for values in sketches]
    seen = policy.visible_rulings(user).exclude(status=Status.WITHDRAWN).order_by("-pk")
    by_uid = {
        ruling.uid: ruling
        for ruling in seen.filter(uid__in={uid for _number, uid in numbers if uid}).select_related("court")
    }
    same_days = seen.filter(
        court__in={one[0] for one in hearings if one}, decided_on__in={one[2] for one in hearings if one}
    )
    by_day: dict[tuple[int, date], list[Ruling]] = {}
    for ruling in same_days.select_related("court"):
        if ruling.decided_on:
            by_day.setdefault((ruling.court_id, ruling.decided_on), []).append(ruling)
    return [
        by_uid.get(pair[1]) or (_of_hearing(pair, hearing, by_day) if hearing else None)
        for pair, hearing in zip(numbers, hearings, strict=True)
    ]


def _of_hearing(
    pair: tuple[str | None, str | None],
    hearing: tuple[int, int | None, date],
    by_day: Mapping[tuple[int, date], Sequence[Ruling]],
) -> Ruling | None:
    """The same judge comes first; where a row names none, or a ruling has none, it may be any of that day."""
    court, judge, day = hearing
    found = [one for one in by_day.get((court, day), ()) if not _other_case(pair, one)]
    same = [one for one in found if one.judge_id == judge]
    return next((one for one in (*same, *found) if judge is None or one.judge_id in (judge, None)), None)


def _hearing(values: Mapping[str, Any]) -> tuple[int, int | None, date] | None:
    """Court, judge if there is one, and day; None where court or day are not known."""
    court, judge, day = (values.get(name) for name in ("court", "judge", "decided_on"))
    if isinstance(court, Court) and isinstance(day, date):
        return court.pk, judge.pk if isinstance(judge, Judge) else None, day
    return None


def hidden(sketch: Sketch, *, user: User) -> list[Ruling]:
    """The same rulings that this person may not see: for the audit, so that a reviewer learns of it."""
    matches = _matches(sketch)
    visible = _visible(matches, user)
    return list(
        {match.ruling.pk: match.ruling for match in matches if match.ruling.pk not in visible}.values()
    )


def _visible(matches: Iterable[_Match], user: User) -> set[int]:
    keys = [match.ruling.pk for match in matches]
    return (
        set(policy.visible_rulings(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    )


def _matches(sketch: Sketch, *, without: Ruling | None = None) -> list[_Match]:
    candidates = policy.logged_rulings().select_related("court", "judge", "series")
    if without is not None:
        candidates = candidates.exclude(pk=without.pk)
    numbers = list(_same_numbers(sketch, candidates))
    known = {match.ruling.pk for match in numbers}
    hearing = [match for match in _same_hearing(sketch, candidates) if match.ruling.pk not in known]
    return [*numbers, *hearing][:MOST]


def _same_numbers(sketch: Sketch, candidates: QuerySet[Ruling]) -> Iterable[_Match]:
    rows_by_number: dict[str, int] = {}
    rows_by_uid: dict[str, int] = {}
    for row, (number, uid) in enumerate(sketch.people, start=1):
        if number and sketch.court:
            rows_by_number.setdefault(number, row)
        if uid:
            rows_by_uid.setdefault(uid, row)
    if rows_by_uid:
        for ruling in candidates.filter(uid__in=rows_by_uid).order_by("pk"):
            yield _Match("uid", rows_by_uid[ruling.uid or ""], ruling)
    if rows_by_number:
        same = candidates.filter(court=sketch.court, case_number_normalised__in=rows_by_number)
        for ruling in same.order_by("pk"):
            yield _Match("case_number", rows_by_number[ruling.case_number_normalised or ""], ruling)


def _same_hearing(sketch: Sketch, candidates: QuerySet[Ruling]) -> Iterable[_Match]:
    """One ruling of each hearing; a series with another number of people is another hearing."""
    if sketch.court is None or sketch.judge is None or sketch.decided_on is None:
        return
    same = candidates.filter(court=sketch.court, judge=sketch.judge, decided_on=sketch.decided_on)
    of_as_many = Q(series__in=_series_of(same, len(sketch.people)))
    if len(sketch.people) == 1:
        of_as_many |= Q(series=None)
    found = same.filter(of_as_many).annotate(of_hearing_withdrawn=Exists(_withdrawn_beside()))
    first = next((one for one in _standing_first(found) if not _differ_in_numbers(sketch, one)), None)
    if first is not None:
        yield _Match("hearing", None, first)


def _series_of(rulings: QuerySet[Ruling], people: int) -> Sequence[int]:
    """Series of so many people, counted with and without those who were withdrawn: both may be typed again."""
    standing = Count("pk", filter=~Q(status=Status.WITHDRAWN))
    counted = rulings.filter(~Q(series=None)).order_by().values("series")
    numbers = counted.annotate(people=Count("pk"), standing=standing)
    return [row["series"] for row in numbers if people in (row["people"], row["standing"])]


def _withdrawn_beside() -> QuerySet[Ruling]:
    """The withdrawn rulings of the same series."""
    return policy.logged_rulings().filter(series=OuterRef("series"), status=Status.WITHDRAWN)


def _standing_first(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Of a hearing the ruling that is not withdrawn is the one to look at."""
    withdrawn_last = Case(When(status=Status.WITHDRAWN, then=1), default=0)
    return rulings.order_by(withdrawn_last, "series", "position", "pk")


def _is_withdrawn(ruling: Ruling) -> bool:
    return ruling.status == Status.WITHDRAWN or bool(getattr(ruling, "of_hearing_withdrawn", False))


def _differ_in_numbers(sketch: Sketch, found: Ruling) -> bool:
    """A single ruling of the same day with another number is simply another case."""
    return len(sketch.people) == 1 and _other_case(sketch.people[0], found)


def _other_case(numbers: tuple[str | None, str | None], found: Ruling) -> bool:
    number, uid = numbers
    other_number = number and found.case_number_normalised and number != found.case_number_normalised
    return bool(other_number or (uid and found.uid and uid != found.uid))


def _code(match: _Match) -> str:
    """What the form sends back to say "another case"; it tells nothing about the ruling."""
    text = f"{match.kind} {match.row} {match.ruling.public_id}"
    return f"{match.kind}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
