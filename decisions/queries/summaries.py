"""Rulings counted by two dimensions."""

from django.db.models import QuerySet

from decisions.models import Ruling
from decisions.queries import dimensions
from decisions.queries.dimensions import Dimension
from decisions.tables.crosstab import CrossTable, Member, cross


def summary(rulings: QuerySet[Ruling], *, rows: Dimension, columns: Dimension) -> CrossTable:
    """The table of rows by columns. Only members with rulings are shown; empty kinds are members like any other."""
    row_totals = _occurring(rulings, rows)
    column_totals = _occurring(rulings, columns)
    counts = dimensions.counts(rulings, rows, columns)
    return cross(
        rows=list(row_totals),
        columns=list(column_totals),
        counts={(codes[0], codes[1]): number for codes, number in counts.items()},
        row_totals={member.code: number for member, number in row_totals.items()},
        column_totals={member.code: number for member, number in column_totals.items()},
        total=rulings.count(),
    )


def _occurring(rulings: QuerySet[Ruling], dimension: Dimension) -> dict[Member, int]:
    return {member: number for member, number in dimensions.members(rulings, dimension).items() if number}
