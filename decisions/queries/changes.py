"""What changed in the public data, newest first: published, corrected, withdrawn openly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Coalesce, Greatest

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
    changed = Greatest("published_at", Coalesce("corrected_at", "published_at"))
    corrections = Prefetch("corrections", Correction.objects.order_by("-on", "-pk"))
    rows = for_list(rulings).prefetch_related(corrections).annotate(changed_at=changed)
    return [
        Change(row.public_id, row.changed_at, row, list(row.corrections.all()))
        for row in rows.order_by("-changed_at", "-public_id")[:most]
    ]


def _withdrawn(most: int) -> list[Change]:
    rows = (
        policy.tombstones().order_by("-withdrawn_at", "-public_id").values_list("public_id", "withdrawn_at")
    )
    return [Change(public_id, at, None) for public_id, at in rows[:most] if at is not None]
