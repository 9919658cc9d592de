"""What published rulings are found by: their words in dictionary form, and the question that a database is asked.

The index belongs to the table, as every index does: migration 0014 makes a GIN index over a generated column on
PostgreSQL, and an FTS5 table that triggers keep in step on SQLite (docs/adr/0018).
"""

from typing import Any

from django.db import models
from django.db.models.expressions import Combinable

from decisions.text.searching import Phrase, Query

Parameters = tuple[str | int, ...]

# The index on SQLite as migration 0014 left it, for a database that was not migrated.
SQLITE_INDEX = """
    CREATE VIRTUAL TABLE decisions_search USING fts5(
        court, judge, narrative, notes,
        content = 'decisions_searchtext', content_rowid = 'ruling_id', tokenize = 'ascii'
    )
    """


class SearchText(models.Model):
    """The words of one published ruling. Only decisions.actions.search writes it, and can write it anew at any time."""

    ruling = models.OneToOneField(
        "decisions.Ruling", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    court = models.TextField()
    judge = models.TextField()
    narrative = models.TextField()
    notes = models.TextField()

    PARTS = ("court", "judge", "narrative", "notes")

    def __str__(self) -> str:
        return str(self.pk)


class Found(models.Func):
    """Whether a ruling is found by the query in some parts of its words."""

    output_field = models.BooleanField()
    # The weight that marks each part in a tsvector.
    WEIGHTS = dict(zip(SearchText.PARTS, "abcd", strict=True))

    def __init__(self, ruling: Combinable | str, query: Query, parts: tuple[str, ...]) -> None:
        super().__init__(ruling)
        self.query = query
        self.parts = parts

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Parameters]:
        ruling, parameters = compiler.compile(self.source_expressions[0])
        phrase = "phraseto_tsquery('simple', %s)"
        terms = [f"({' || '.join([phrase] * len(term.readings))})" for term in self.query.terms]
        words = [" ".join(reading) for term in self.query.terms for reading in term.readings]
        conditions = [f"vector @@ ({' && '.join(terms)})"]
        if (
            self.parts != SearchText.PARTS
        ):  # the index finds more than these parts, so what it finds is looked at
            weights = ",".join(self.WEIGHTS[part] for part in self.parts)
            conditions.append(f"ts_filter(vector, '{{{weights}}}') @@ ({' && '.join(terms)})")
        sql = f"{ruling} IN (SELECT ruling_id FROM decisions_searchtext WHERE {' AND '.join(conditions)})"  # noqa: S608
        return sql, (*parameters, *words * len(conditions))

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Parameters]:
        ruling, parameters = compiler.compile(self.source_expressions[0])
        terms = [f"({' OR '.join(map(_quoted, term.readings))})" for term in self.query.terms]
        match = f"{{{' '.join(self.parts)}}} : ({' AND '.join(terms)})"
        sql = f"{ruling} IN (SELECT rowid FROM decisions_search WHERE decisions_search MATCH %s)"  # noqa: S608
        return sql, (*parameters, match)


def _quoted(reading: Phrase) -> str:
    """Words hold letters and digits only: nothing in them can end the quotes."""
    return f'"{" ".join(reading)}"'
