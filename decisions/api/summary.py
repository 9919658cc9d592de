"""Rulings counted by two or three dimensions, for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from decisions.api.doors import Door, Keys, as_json
from decisions.api.rulings import Asks, ByQueryString
from decisions.filters import filter_names
from decisions.models import Ruling
from decisions.queries.dimensions import DIMENSIONS
from decisions.queries.grounds import grounds
from decisions.queries.overview import sources
from decisions.queries.summaries import Base, Summary
from decisions.tables.crosstab import Cell, CrossTable, Member, Part, Row
from decisions.views.summary import (
    EMPTY,
    MOST_CELLS_OF_A_PAGE,
    NAMES,
    ORDER,
    SHARES,
    answered,
    axes_of,
    too_large,
)

AT_LEAST = _("Whether the number is a minimum: the source of some of the rulings knows no more than that.")


class MemberKeys(serializers.Serializer[Any]):
    """A value of a dimension, with its number of rulings."""

    code = serializers.CharField(help_text=_("As in the query string of the list."))
    label = serializers.CharField(help_text=_("The same in words."))  # type: ignore[assignment]  # a key
    empty = serializers.BooleanField(help_text=_("Whether it is a kind of emptiness."))
    total = serializers.IntegerField(help_text=_("Rulings that have it; a ruling may have several."))
    at_least = serializers.BooleanField(help_text=AT_LEAST)


class CellKeys(serializers.Serializer[Any]):
    """Where a row and a column meet. A share is null if it is of nothing, of too few, or not asked for."""

    column = serializers.CharField(help_text=_("Code of the column."))
    count = serializers.IntegerField(help_text=_("Number of rulings."))
    at_least = serializers.BooleanField(help_text=AT_LEAST)
    share = serializers.FloatField(allow_null=True, help_text=_("From 0 to 1."))
    low = serializers.FloatField(
        allow_null=True, help_text=_("Lower end of the interval; only for a census or a sample.")
    )
    high = serializers.FloatField(allow_null=True, help_text=_("Upper end of the interval."))


class RowKeys(MemberKeys):
    cells = CellKeys(many=True, help_text=_("One for each column, in their order."))


class TableKeys(serializers.Serializer[Any]):
    """Counts with totals that are counted by themselves."""

    columns = MemberKeys(many=True, help_text=_("The columns."))
    rows = RowKeys(many=True, help_text=_("The rows."))
    total = serializers.IntegerField(help_text=_("All rulings of the table, each once."))
    at_least = serializers.BooleanField(help_text=AT_LEAST)


class PanelKeys(TableKeys):
    code = serializers.CharField(help_text=_("Value of the third dimension."))
    label = serializers.CharField(help_text=_("The same in words."))  # type: ignore[assignment]  # a key


class BaseKeys(serializers.Serializer[Any]):
    """What the shares are of."""

    dimension = serializers.ChoiceField(
        choices=list(DIMENSIONS), help_text=_("Whose values they are told of.")
    )
    known = serializers.IntegerField(help_text=_("Rulings for which it is known."))
    total = serializers.IntegerField(help_text=_("All rulings."))
    left_out = serializers.BooleanField(help_text=_("Whether shares are of the known ones only."))


class SummaryKeys(Keys):
    table = TableKeys(help_text=_("The table of all rulings under the filters."))
    panels = PanelKeys(many=True, help_text=_("The same for each value of the third dimension."))
    base = BaseKeys(allow_null=True, help_text=_("What the shares are of; null where none are asked for."))


class ByDimensions(ByQueryString):
    """The filters, and what the summary takes beside them."""

    VALUES: Mapping[str, Sequence[str]] = {
        "rows": list(DIMENSIONS),
        "columns": list(DIMENSIONS),
        "split": list(DIMENSIONS),
        "shares": list(SHARES),
        "empty": list(EMPTY),
        "order": list(ORDER),
    }
    MEANINGS = {
        "rows": _("What the rows are; region if it is not said."),
        "columns": _("What the columns are; form if it is not said."),
        "split": _("A third dimension: a small table for each of its values."),
        "shares": _("Of what a share is a part: of its row, its column, or none."),
        "empty": _("Whether the empty kinds are in what shares are of."),
        "order": _("Which of rows and columns stand in the order of their totals."),
    }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        beside = [
            {
                "name": name,
                "in": "query",
                "description": str(self.MEANINGS[name]),
                "schema": {"type": "string", "enum": list(self.VALUES[name])},
            }
            for name in NAMES
        ]
        return [*beside, *super().get_schema_operation_parameters(view)]


class Counts(Asks, Door):
    """Rulings counted by two dimensions, or by three, under every filter, with shares where they mean something."""

    serializer_class = SummaryKeys
    filter_backends = (ByDimensions,)

    @property
    def names(self) -> Sequence[str]:
        return [*filter_names(), *NAMES]

    def wrong(self) -> list[str]:
        return [*super().wrong(), *axes_of(self.request.query_params).sentences]

    def answer(self, request: Request, **which: str) -> HttpResponse:
        rulings: QuerySet[Ruling] = self.asked.qs
        found = answered(
            self.asked,
            axes_of(request.query_params),
            grounds(sources(rulings)),
            most_cells=MOST_CELLS_OF_A_PAGE,
        )
        if found is None:
            raise exceptions.ValidationError([too_large(MOST_CELLS_OF_A_PAGE)])
        return as_json(_summary(found))


def _summary(found: Summary) -> Mapping[str, Any]:
    return {
        "table": _table(found.whole),
        "panels": [
            {"code": panel.member.code, "label": panel.member.label, **_table(panel.table)}
            for panel in found.panels
        ],
        "base": None if found.base is None else _base(found.base),
    }


def _base(base: Base) -> Mapping[str, Any]:
    return {
        "dimension": base.dimension.name,
        "known": base.known,
        "total": base.total,
        "left_out": base.left_out,
    }


def _table(table: CrossTable) -> Mapping[str, Any]:
    columns = zip(table.columns, table.column_totals, table.column_at_least, strict=True)
    return {
        "columns": [_member(*column) for column in columns],
        "rows": [_row(row) for row in table.rows],
        "total": table.total,
        "at_least": table.at_least,
    }


def _row(row: Row) -> Mapping[str, Any]:
    return {**_member(row.member, row.total, row.at_least), "cells": [_cell(cell) for cell in row.cells]}


def _member(member: Member, total: int, at_least: bool) -> Mapping[str, Any]:
    named = {"code": member.code, "label": member.label, "empty": member.empty}
    return {**named, "total": total, "at_least": at_least}


def _cell(cell: Cell) -> Mapping[str, Any]:
    counted = {"column": cell.column.code, "count": cell.count, "at_least": cell.at_least}
    return {**counted, "share": cell.share, **_interval(cell.part)}


def _interval(part: Part | None) -> Mapping[str, float | None]:
    interval = part.interval if part else None
    return {"low": interval.low if interval else None, "high": interval.high if interval else None}
