"""What changed in the public data, newest first: published, corrected, withdrawn openly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from decisions import policy
from decisions.models import Correction, Ruling
from decisions.queries.rulings import for_list


@dataclass(frozen=True, slots=True)
class Change:
    """The newest change of one record. `ruling` is None if it was withdrawn: nothing else of it is public."""

    public_id: str
    at: datetime
    ruling: Ruling | None
    corrections: Sequence[Correction] = ()


def newest(rulings: QuerySet[Ruling], *, most: int, withdrawn: bool) -> list[Change]:
    """The newest changes of these public rulings; with `withdrawn` also of those withdrawn openly.

    Withdrawn ones belong to no selection: that one belonged to it would tell its court, judge or outcome.
    """
    found = _published(rulings, most)
    if withdrawn:
        found += _withdrawn(most)
    return sorted(found, key=lambda change: (change.at, change.public_id), reverse=True)[:most]


def _published(rulings: QuerySet[Ruling], most: int) -> list[Change]:
    """What was published or corrected last is among the last published and the last corrected: an index has each."""
    dated = [*_last(rulings, "published_at", most), *_last(rulings, "corrected_at", most)]
    changed_at = dict(sorted(dated, key=lambda one: one[1]))  # the later of the two
    newest = sorted(changed_at, key=lambda public_id: (changed_at[public_id], public_id), reverse=True)[:most]
    corrections = Prefetch("corrections", Correction.objects.order_by("-on", "-pk"))
    rows = for_list(rulings).filter(public_id__in=newest).prefetch_related(corrections)
    return [
        Change(row.public_id, changed_at[row.public_id], row, list(row.corrections.all())) for row in rows
    ]


def _last(rulings: QuerySet[Ruling], column: str, most: int) -> list[tuple[str, datetime]]:
    known = rulings.filter(**{f"{column}__isnull": False}).order_by(f"-{column}", "-public_id")
    return list(known.values_list("public_id", column)[:most])


def _withdrawn(most: int) -> list[Change]:
    return [Change(public_id, at, None) for public_id, at in _last(policy.tombstones(), "withdrawn_at", most)]
