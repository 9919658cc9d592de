"""Rulings counted by two dimensions."""

from django.db.models import QuerySet

from decisions.filters import Pairs
from decisions.models import Ruling
from decisions.queries import dimensions
from decisions.queries.dimensions import Dimension
from decisions.tables.crosstab import CrossTable, Member, cross


def summary(
    rulings: QuerySet[Ruling], *, rows: Dimension, columns: Dimension, most_cells: int, pairs: Pairs = ()
) -> CrossTable | None:
    """The table of rows by columns, or None if it has too many cells; `pairs` is what found the rulings.

    Only members with rulings are shown; empty kinds are members like any other.
    """
    row_totals = _occurring(rulings, rows, pairs)
    column_totals = _occurring(rulings, columns, pairs)
    if len(row_totals) * len(column_totals) > most_cells:
        return None
    counts = dimensions.counts(rulings, rows, columns)
    return cross(
        rows=list(row_totals),
        columns=list(column_totals),
        counts={(codes[0], codes[1]): number for codes, number in counts.items()},
        row_totals={member.code: number for member, number in row_totals.items()},
        column_totals={member.code: number for member, number in column_totals.items()},
        total=rulings.count(),
    )


def _occurring(rulings: QuerySet[Ruling], dimension: Dimension, pairs: Pairs) -> dict[Member, int]:
    return {
        member: number
        for member, number in dimensions.members(rulings, dimension).items()
        if number and dimension.asked_for(member, pairs)
    }
