"""By what a lawyer tells the rulings of one hearing apart in a list. Never for a file that leaves the building."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.db.models import Max
from django.utils.translation import gettext as _

from decisions import policy
from decisions.models import RespondentRuling, Ruling, User


@dataclass(frozen=True, slots=True)
class Mark:
    """The place in the series, the case number and the pseudonym, each empty where there is none to show."""

    place: str
    case_number: str
    pseudonym: str


def marks(rulings: Iterable[Ruling], *, user: User) -> dict[int, Mark]:
    """By the keys of the rulings; two queries. The pseudonym only of people whose identity the user may read."""
    rows = list(rulings)
    lengths = _lengths(rows, user)
    people = _pseudonyms(rows, user)
    return {
        ruling.pk: Mark(_place(ruling, lengths), ruling.case_number or "", people.get(ruling.pk, ""))
        for ruling in rows
    }


class OfRuling(Protocol):
    @property
    def ruling(self) -> Ruling: ...


Row = TypeVar("Row", bound=OfRuling)


def beside(rows: Iterable[Row], told: Mapping[int, Mark]) -> list[tuple[Row, Mark]]:
    """Each row of a list with the mark of its ruling."""
    return [(row, told[row.ruling.pk]) for row in rows]


def _lengths(rulings: Iterable[Ruling], user: User) -> dict[int, int]:
    """How many people a series has, as far as this person works on it."""
    keys = {ruling.series_id for ruling in rulings} - {None}
    of_series = policy.followed_rulings(user).filter(series__in=keys).order_by().values_list("series")
    return dict(of_series.annotate(Max("position")))


def _pseudonyms(rulings: Iterable[Ruling], user: User) -> dict[int, str]:
    links = RespondentRuling.objects.filter(
        ruling__in=rulings, respondent__in=policy.readable_respondents(user)
    )
    return dict(links.values_list("ruling_id", "respondent__pseudonym"))


def _place(ruling: Ruling, lengths: Mapping[int, int]) -> str:
    if ruling.series_id is None or ruling.position is None:
        return ""
    values = {"position": ruling.position, "number": lengths.get(ruling.series_id, ruling.position)}
    return _("person %(position)s of %(number)s") % values
