"""Which rows and columns of which tables the public site is made from: the one list of what may leave the desk.

A process that serves the public reads nothing else: views of these rows on PostgreSQL, a copy of them on SQLite
(docs/adr/0027). A table, row or column that is not named here is private; a column that is not named is null there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    Expression,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from decisions import policy, vocabulary
from decisions.models import (
    Correction,
    Court,
    CourtFormerName,
    CourtMerge,
    CourtSpelling,
    DataVersion,
    Event,
    Evidence,
    Judge,
    JudgeMerge,
    JudgePost,
    JudgeReply,
    JudgeSpelling,
    OfficialValue,
    Provision,
    Region,
    Release,
    ReleasedRuling,
    ReleaseFile,
    ReleaseRebuild,
    Ruling,
    RulingProvision,
    SearchText,
    Source,
    Story,
    StoryEvent,
    Term,
)
from decisions.vocabulary import Empty

Column = str | Expression


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table and the columns of them that are public, each with what stands in it."""

    rows: QuerySet[Any]
    columns: Mapping[str, Column]

    @property
    def selected(self) -> QuerySet[Any, tuple[Any, ...]]:
        """The rows as tuples, in the order of `columns`."""
        return self.rows.order_by().values_list(*self.columns.values())


@dataclass(frozen=True, slots=True)
class Table:
    """What is public of one table: the parts have no row in common."""

    model: type[Model]
    parts: Sequence[Part]

    @property
    def name(self) -> str:
        return self.model._meta.db_table


def tables() -> list[Table]:
    """Every table that the public site is made from."""
    return [
        *_rulings(),
        *_places(),
        *_stories(),
        *_numbers(),
        *_releases(),
        _all_rows(DataVersion, "id", "token", "changed_at"),
    ]


def _columns(*names: str) -> dict[str, Column]:
    return {name: name for name in names}


def _some_rows(rows: QuerySet[Any], *names: str) -> Table:
    return Table(rows.model, [Part(rows, _columns(*names))])


def _all_rows(model: type[Any], *names: str) -> Table:
    return _some_rows(model.objects.all(), *names)


# Rulings and what hangs on them

_RULING = (
    "id", "public_id", "court_id", "judge_id", "judge_state", "decided_on", "decided_on_state", "in_force_on",
    "in_force_on_state", "case_number", "case_number_state", "uid", "uid_state", "provisions_state", "sanction",
    "fine_amount", "fine_amount_state", "fine_amount_qualifier", "fine_currency", "form", "placement", "facility",
    "facility_state", "entry_ban_years", "entry_ban_years_state", "standing", "form_now", "placement_now",
    "nationality", "nationality_state", "nationality_status", "plea", "in_russia_since",
    "in_russia_since_precision", "in_russia_since_state", "in_russia_since_qualifier", "purpose_of_entry",
    "purpose_of_entry_state", "how_found", "how_found_state", "word_count", "word_count_state",
    "word_count_qualifier", *(field.name for field in vocabulary.SAFEGUARDS), "series_id", "position", "source_id",
    "source_locator", "status", "published_at", "corrected_at", "withdrawal",
)  # fmt: skip
_TOMBSTONE = ("id", "public_id", "status", "withdrawn_at", "withdrawal")


def _rulings() -> list[Table]:
    published = policy.public_rulings()
    evidence = Evidence.objects.filter(ruling__in=published, accepted=True).alias(now=_value_now())
    return [
        Table(
            Ruling,
            [Part(published, _columns(*_RULING)), Part(policy.tombstones(), _columns(*_TOMBSTONE))],
        ),
        _some_rows(
            policy.public_series(),
            "id", "number", "source_id", "number_in_source", "at_least", "narrative_en", "narrative_ru", "narrative_ko",
        ),
        _some_rows(RulingProvision.objects.filter(ruling__in=published), "id", "ruling_id", "provision_id"),
        _some_rows(Correction.objects.filter(ruling__in=published), "id", "ruling_id", "on", "fields", "reason"),
        _some_rows(
            evidence.exclude(now=Empty.WITHHELD),
            "id", "ruling_id", "field", "value", "basis", "rule", "quotation", "document", "page", "note", "accepted",
        ),
        _some_rows(
            _events(),
            "id", "ruling_id", "kind", "on", "precision", "about", "court_id", "result", "sanction", "fine_amount",
            "form", "placement", "public", "public_since", "public_changed_at",
        ),
        _some_rows(
            SearchText.objects.filter(ruling__in=published), "ruling_id", "court", "judge", "narrative", "notes"
        ),
    ]  # fmt: skip


def _value_now() -> Expression:
    """What the ruling says of the field: nothing may be read that was said for a value which is withheld by now.

    One expression, since PostgreSQL takes a quarter of a second to plan as many conditions.
    """
    columns = {field.name for field in Ruling._meta.get_fields()}
    coded = {name: name for name, field in vocabulary.FIELDS.items() if field.codes}
    typed = {name: f"{name}_state" for name in vocabulary.FIELDS if f"{name}_state" in columns}
    pairs = {**coded, **typed}.items()
    return Case(
        *(When(field=name, then=F(f"ruling__{column}")) for name, column in pairs),
        default=Value(""),
        output_field=CharField(),
    )


def _events() -> QuerySet[Event]:
    """Nothing, where the standing itself is withheld to protect the person."""
    return Event.objects.filter(
        ruling__in=policy.public_rulings().exclude(standing=Empty.WITHHELD), public=True
    )


# Courts, judges and the like

_COURT = (
    "id",
    "slug",
    "region_id",
    "code",
    "kind",
    "level",
    "name_en",
    "name_ru",
    "name_ko",
    "succeeded_by_id",
    "merged_into_id",
)
_JUDGE = ("id", "slug", "name", "merged_into_id")


def _places() -> list[Table]:
    public = policy.public_courts()
    judges = policy.public_judges()
    return [
        _all_rows(
            Region, "iso", "country", "name_en", "name_ru", "name_ko", "tile_column", "tile_row",
        ),
        Table(
            Court,
            [
                *(Part(rows, _columns(*_COURT)) for rows in (public, _named_courts())),
                *_ways_to(CourtMerge, public, _named_courts()),
            ],
        ),
        Table(Judge, [Part(judges, _columns(*_JUDGE)), *_ways_to(JudgeMerge, judges)]),
        _some_rows(CourtMerge.objects.filter(undone_at=None, was_public=True), "id", "merged_id", "was_public"),
        _some_rows(JudgeMerge.objects.filter(undone_at=None, was_public=True), "id", "merged_id", "was_public"),
        _some_rows(
            CourtFormerName.objects.filter(court__in=public), "id", "court_id", "name_en", "name_ru", "name_ko",
            "used_until",
        ),
        _some_rows(CourtSpelling.objects.filter(court__in=public), "id", "court_id", "spelling", "language", "basis"),
        _some_rows(JudgeSpelling.objects.filter(judge__in=judges), "id", "judge_id", "spelling", "language", "basis"),
        _some_rows(
            JudgePost.objects.filter(judge__in=judges, court__in=public), "id", "judge_id", "court_id", "since", "until"
        ),
        _some_rows(
            JudgeReply.objects.filter(judge__in=judges, public=True), "id", "judge_id", "text", "published_on", "public"
        ),
        _all_rows(
            Provision, "id", "country", "law", "article", "part", "title_en", "title_ru", "fine_min_rub", "fine_max_rub"
        ),
        _some_rows(
            _sources(), "id", "slug", "title", "publisher", "published", "url", "licence", "selection", "covers"
        ),
        _all_rows(
            Term, "id", "kind", "length", "unit", "shifts", "sure", "valid_from", "valid_to", "legal_source"
        ),
    ]  # fmt: skip


def _named_courts() -> QuerySet[Court]:
    """Courts that pages name beside those with a published ruling: what followed them, and those of public events."""
    named = (
        policy.public_courts().filter(succeeded_by__isnull=False).values("succeeded_by"),
        _events().filter(court__isnull=False).values("court"),
    )
    named_somewhere = reduce(or_, (Q(pk__in=keys) for keys in named))
    return Court.objects.filter(named_somewhere, ~Exists(policy.public_courts().filter(pk=OuterRef("pk"))))


def _sources() -> QuerySet[Source]:
    """Of rulings, series, stories and official numbers. Asked of each row, which an index answers."""
    cited: tuple[QuerySet[Any], ...] = (
        policy.public_rulings(), policy.public_series(), policy.public_stories(), OfficialValue.objects.all(),
    )  # fmt: skip
    return Source.objects.filter(reduce(or_, (Exists(rows.filter(source=OuterRef("pk"))) for rows in cited)))


def _ways_to(merges: type[Any], *shown: QuerySet[Any]) -> list[Part]:
    """From the old address of a record that was public to the one that was kept; steps between them have no name."""
    model = shown[0].model
    others = model.objects.filter(*(~Exists(rows.filter(pk=OuterRef("pk"))) for rows in shown))
    was_public = Exists(merges.objects.filter(merged=OuterRef("pk"), undone_at=None, was_public=True))
    merged = model.objects.filter(merged_into__isnull=False)
    kept = Q(merged_into__isnull=False) | Q(pk__in=merged.values("merged_into"))
    return [
        Part(others.filter(was_public, merged_into__isnull=False), _columns("id", "slug", "merged_into_id")),
        Part(others.filter(~was_public, kept), _columns("id", "merged_into_id")),
    ]


# Stories and official numbers

_STORY = (
    "id", "slug", "order", "title_en", "title_ru", "title_ko", "summary_en", "summary_ru", "summary_ko",
    "name_changed", "source_id", "source_locator", "status", "withdrawal",
)  # fmt: skip


def _stories() -> list[Table]:
    public = policy.public_stories()
    return [
        Table(
            Story,
            [
                Part(public, _columns(*_STORY)),
                Part(policy.story_tombstones(), _columns("id", "slug", "status", "withdrawn_at", "withdrawal")),
            ],
        ),
        _some_rows(
            StoryEvent.objects.filter(story__in=public),
            "id", "story_id", "position", "on", "precision", "about", "kind", "place_en", "place_ru", "place_ko",
            "text_en", "text_ru", "text_ko", "law", "rulings",
        ),
    ]  # fmt: skip


def _numbers() -> list[Table]:
    return [
        _some_rows(
            policy.official_series(),
            "id", "slug", "order", "subject", "title_en", "title_ru", "title_ko", "counts_en", "counts_ru",
            "counts_ko", "nationality", "region_id", "same_as", "drawn_with_id", "number_in_source",
        ),
        _some_rows(
            OfficialValue.objects.filter(series__in=policy.official_series()),
            "id", "series_id", "starts", "ends", "qualifier", "value", "low", "high", "source_id", "citation", "note",
        ),
    ]  # fmt: skip


# Releases


def _releases() -> list[Table]:
    return [
        _all_rows(Release, "id", "number", "revision", "made_at", "state", "counts", "changes"),
        _all_rows(ReleaseFile, "id", "release_id", "name", "size", "sha256"),
        _all_rows(ReleaseRebuild, "id", "release_id", "revision", "made_at", "removed", "withheld", "sums"),
        _some_rows(
            ReleasedRuling.objects.filter(ruling__in=policy.public_rulings()), "id", "release_id", "ruling_id"
        ),
    ]
