"""One published ruling with everything that its page says of it, for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from decisions import policy
from decisions.models import Evidence, Ruling
from decisions.queries import exports, proceedings
from decisions.queries.rulings import for_page
from decisions.vocabulary import Empty


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a field has its value; never who read it."""

    field: str
    value: str
    basis: str
    rule: str
    quotation: str
    document: str
    page: str
    note: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A change to the published record, on an ISO day."""

    on: str
    changed: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A decision of a higher court, or another event that a reviewer made public; dates as exact as known."""

    kind: str
    on: str
    about: bool
    court_label: str
    result: str


@dataclass(frozen=True, slots=True)
class Detail:
    """`cells` are those of the file, by its columns."""

    cells: Mapping[str, str]
    evidence: Sequence[Basis]
    corrections: Sequence[Correction]
    events: Sequence[Happening]


def detail(public_id: str) -> Detail | None:
    """None if there is no such published ruling."""
    found = policy.public_rulings().filter(public_id=public_id)
    ruling = for_page(found).first()
    if ruling is None:
        return None
    return Detail(
        cells=next(exports.records(found)),
        evidence=[_basis(row) for row in sorted(ruling.evidence.all(), key=lambda row: row.field)],
        corrections=[
            Correction(one.on.isoformat(), one.fields, one.reason) for one in ruling.corrections.all()
        ],
        events=_events(ruling),
    )


def _basis(row: Evidence) -> Basis:
    return Basis(row.field, row.value, row.basis, row.rule, row.quotation, row.document, row.page, row.note)


def _events(ruling: Ruling) -> list[Happening]:
    return [
        Happening(
            kind=event.kind,
            on=str(proceedings.date_of(event) or Empty.UNKNOWN.value),
            about=event.about,
            court_label=event.court.name_en if event.court else Empty.UNKNOWN.value,
            result=event.result or Empty.NOT_APPLICABLE.value,
        )
        for event in proceedings.public_events(ruling)
    ]
