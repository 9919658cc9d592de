"""The bare SQL for what a page says: what somebody types who knows the tables and wants the numbers only.

No labels, no order of choices, no words: the rows of the page, how many there are, and a GROUP BY for each facet.
"""

from collections.abc import Callable, Sequence
from typing import Any

from psycopg2 import sql

from decisions import vocabulary
from decisions.api.answers import PER_PAGE as RECORDS_PER_PAGE
from decisions.filters import RulingFilter
from decisions.queries.profiles import FIELDS
from decisions.views.asked import PER_PAGE
from decisions.views.feeds import MOST as IN_FEED

Bare = Callable[[Any], None]

ALL = sql.SQL("")
_NEWEST_FIRST = "ORDER BY r.decided_on DESC NULLS LAST, r.id"
_YEAR = "extract(year FROM r.decided_on), r.decided_on_state"
_MONTH = f"extract(month FROM r.decided_on), {_YEAR}"
_COURT = "JOIN decisions_court c ON c.id = r.court_id"
_AROUND = f"""
    {_COURT} JOIN decisions_region g ON g.iso = c.region_id
    LEFT JOIN decisions_judge j ON j.id = r.judge_id
    LEFT JOIN decisions_series s ON s.id = r.series_id
"""
_LINKS = """
    LEFT JOIN decisions_rulingprovision l ON l.ruling_id = r.id
    LEFT JOIN decisions_provision p ON p.id = l.provision_id
"""
_OF_THESE = """
    SELECT l.ruling_id, p.* FROM decisions_rulingprovision l
    JOIN decisions_provision p ON p.id = l.provision_id WHERE l.ruling_id = ANY(%s)
"""
_CORRECTIONS = "SELECT * FROM decisions_correction WHERE ruling_id = ANY(%s)"
# What a line of the CSV is made of beside articles and safeguards.
_CSV_OF_EACH = """
    r.public_id, s.number, g.iso, g.name_en, c.slug, c.name_en, c.code, j.slug, j.name, r.judge_state,
    r.decided_on, r.decided_on_state, r.case_number, r.case_number_state, r.uid, r.uid_state,
    r.provisions_state, r.nationality, r.nationality_state, r.nationality_status, r.sanction, r.fine_amount,
    r.fine_currency, r.fine_amount_state, r.form, form.basis, r.placement, placement.basis, r.plea,
    r.in_russia_since, r.in_russia_since_precision, r.in_russia_since_state, r.purpose_of_entry,
    r.purpose_of_entry_state, r.how_found, r.how_found_state, r.word_count, r.word_count_state, r.standing,
    r.form_now, r.placement_now, o.slug, o.title, r.source_locator, r.published_at, r.corrected_at
"""
_SAFEGUARDS = ", ".join(f"r.{field.name}" for field in vocabulary.SAFEGUARDS)
_EVIDENCE = """
    JOIN decisions_source o ON o.id = r.source_id
    LEFT JOIN decisions_evidence form ON form.ruling_id = r.id AND form.field = 'form' AND form.accepted
    LEFT JOIN decisions_evidence placement
        ON placement.ruling_id = r.id AND placement.field = 'placement' AND placement.accepted
"""
_ARTICLES = """
    LEFT JOIN (
        SELECT l.ruling_id, string_agg(concat_ws(':', p.article, nullif(p.part, '')), ';') AS articles
        FROM decisions_rulingprovision l JOIN decisions_provision p ON p.id = l.provision_id
        GROUP BY l.ruling_id
    ) a ON a.ruling_id = r.id
"""


def listed(*, region: str | None = None, words: str | None = None, offset: int = 0) -> Bare:
    """One page of the list with the counts beside every choice."""
    page = f"{_NEWEST_FIRST} LIMIT {PER_PAGE} OFFSET {offset}"
    under: dict[str, Any] = {"region": region, "where": ALL if words is None else of_words(words)}
    rows = _select("r.id, r.*, c.*, g.*, j.*, s.*", joins=_AROUND, tail=page, **under)
    columns = (
        "r.court_id", "r.judge_id, r.judge_state", "r.nationality, r.nationality_state", "r.series_id",
        "r.source_id", *(f"r.{field.name}" for field in RulingFilter.CODED),
    )  # fmt: skip
    others = [
        _select("count(*)", **under),
        _grouped(
            "c.region_id", joins=_COURT, where=under["where"]
        ),  # a facet is counted under all filters but its own
        *(_grouped(column, **under) for column in columns),
        _grouped("p.id, r.provisions_state", joins=_LINKS, **under),
        _grouped("p.article, r.provisions_state", joins=_LINKS, number="count(DISTINCT r.id)", **under),
    ]

    def run(cursor: Any) -> None:
        cursor.execute(rows)
        cursor.execute(_OF_THESE, [[row[0] for row in cursor.fetchall()]])
        cursor.fetchall()
        _run(cursor, others)

    return run


def summary() -> Bare:
    """Regions by years, both totals, the number of all, and the sources that stand below the table."""
    queries = [
        _grouped(f"c.region_id, {_YEAR}", joins=_COURT),
        _grouped("c.region_id", joins=_COURT),
        _grouped(_YEAR),
        _select("count(*)"),
        _grouped("r.source_id"),
    ]
    return lambda cursor: _run(cursor, queries)


def small_multiples() -> Bare:
    """Regions by forms for each year, with the totals of each small table and of all."""
    columns, joins = ("c.region_id", "r.form", _YEAR), {"joins": _COURT}
    pairs = [f"{one}, {_YEAR}" for one in columns[:2]]
    queries = [
        *(_grouped(of, **joins) for of in (", ".join(columns), *pairs, *columns, "c.region_id, r.form")),
        _select("count(*)"),
        _grouped("r.source_id"),
    ]
    return lambda cursor: _run(cursor, queries)


def profile(*scopes: sql.Composable) -> Bare:
    """Forms, placements, safeguards, months in each scope; sources; newest rulings and series of the first."""
    columns = (*(f"r.{field.name}" for field in FIELDS), _MONTH)
    queries = [
        *(_grouped(column, where=scope) for scope in scopes for column in columns),
        _grouped("r.source_id"),
        _select("count(*)", where=scopes[0]),
        _grouped("r.series_id", where=scopes[0]),
    ]
    rows = _select(
        "r.id, r.*, c.*, g.*, j.*, s.*",
        joins=_AROUND,
        where=scopes[0],
        tail=f"{_NEWEST_FIRST} LIMIT {PER_PAGE}",
    )

    def run(cursor: Any) -> None:
        cursor.execute(rows)
        cursor.execute(_OF_THESE, [[row[0] for row in cursor.fetchall()]])
        cursor.fetchall()
        _run(cursor, queries)

    return run


def records() -> Bare:
    """A page of the API: what the file says of the first hundred, and how many there are."""
    rows = _select(
        f"r.id, {_CSV_OF_EACH}, {_SAFEGUARDS}",
        joins=f"{_AROUND} {_EVIDENCE}",
        tail=f"{_NEWEST_FIRST} LIMIT {RECORDS_PER_PAGE}",
    )
    number = _select("count(*)")

    def run(cursor: Any) -> None:
        cursor.execute(rows)
        cursor.execute(_OF_THESE, [[row[0] for row in cursor.fetchall()]])
        cursor.fetchall()
        _run(cursor, [number])

    return run


def changes() -> Bare:
    """What the feed says: the rulings that were published or corrected last, why, and what was withdrawn openly."""
    rows = _select(
        "r.id, r.*, c.*, g.*, j.*, s.*",
        joins=_AROUND,
        tail=f"ORDER BY greatest(r.published_at, r.corrected_at) DESC, r.public_id DESC LIMIT {IN_FEED}",
    )
    withdrawn = sql.SQL(
        "SELECT public_id, withdrawn_at FROM decisions_ruling WHERE status = 'withdrawn' "
        "ORDER BY withdrawn_at DESC LIMIT {}"
    ).format(sql.Literal(IN_FEED))

    def run(cursor: Any) -> None:
        cursor.execute(rows)
        keys = [row[0] for row in cursor.fetchall()]
        for query in (_OF_THESE, _CORRECTIONS):
            cursor.execute(query, [keys])
            cursor.fetchall()
        _run(cursor, [withdrawn])

    return run


def of_courts(*courts: int) -> sql.Composable:
    return sql.SQL("AND r.court_id IN ({})").format(sql.SQL(", ").join(map(sql.Literal, courts)))


def of_words(words: str) -> sql.Composable:
    """Rulings whose texts hold all of the words, which are written in their dictionary form."""
    found = "AND r.id IN (SELECT ruling_id FROM decisions_searchtext WHERE vector @@ plainto_tsquery('simple', {}))"
    return sql.SQL(found).format(sql.Literal(words))


def of_region(region: str) -> sql.Composable:
    return sql.SQL("AND r.court_id IN (SELECT id FROM decisions_court WHERE region_id = {})").format(
        sql.Literal(region)
    )


def of_judge(judge: int) -> sql.Composable:
    return sql.SQL("AND r.judge_id = {}").format(sql.Literal(judge))


def csv() -> Bare:
    """COPY of the columns that the CSV is made of, with the same joins and in the same order."""
    rows = _select(
        f"{_CSV_OF_EACH}, {_SAFEGUARDS}, a.articles",
        joins=f"{_AROUND} {_EVIDENCE} {_ARTICLES}",
        tail=_NEWEST_FIRST,
    )
    query = sql.SQL("COPY ({}) TO STDOUT WITH CSV").format(rows)
    return lambda cursor: cursor.copy_expert(query, _Nowhere())


class _Nowhere:
    def write(self, part: bytes) -> None:
        """Takes what COPY sends."""


def _select(
    columns: str,
    *,
    joins: str = "",
    region: str | None = None,
    where: sql.Composable = ALL,
    tail: str = "",
) -> sql.Composed:
    return sql.SQL(
        "SELECT {columns} FROM decisions_ruling r {joins} WHERE r.status = 'published' {region} {where} {tail}"
    ).format(
        columns=sql.SQL(columns),
        joins=sql.SQL(joins),
        region=ALL if region is None else of_region(region),
        where=where,
        tail=sql.SQL(tail),
    )


def _grouped(
    columns: str,
    *,
    joins: str = "",
    region: str | None = None,
    where: sql.Composable = ALL,
    number: str = "count(*)",
) -> sql.Composed:
    tail = f"GROUP BY {columns}"
    return _select(f"{columns}, {number}", joins=joins, region=region, where=where, tail=tail)


def _run(cursor: Any, queries: Sequence[sql.Composable]) -> None:
    for query in queries:
        cursor.execute(query)
        cursor.fetchall()
