"""The rows of the files of rulings. The columns are a promise: they change only with a note in the CHANGELOG."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from decisions import vocabulary
from decisions.models import AuditEvent, Ruling, RulingProvision
from decisions.tables.cells import guard
from decisions.tables.columns import Column, Kind
from decisions.text.dates import PartialDate
from decisions.vocabulary import KNOWN, Answer, Empty, Text

CHUNK = 2000

SAFEGUARDS = tuple(field.name for field in vocabulary.SAFEGUARDS)

# Every public file is made of these columns and of no other.
COLUMNS = (
    Column("public_id"),
    Column("series", Kind.WHOLE, may_be_empty=True),
    Column("series_at_least", may_be_empty=True),
    Column("series_at_least_label"),
    Column("region"),
    Column("region_label", free=True),
    Column("court", free=True),
    Column("court_label", free=True),
    Column("court_code", may_be_empty=True, free=True),
    Column("judge", may_be_empty=True, free=True),
    Column("judge_label", free=True),
    Column("decided_on", Kind.DAY, may_be_empty=True),
    Column("case_number", may_be_empty=True, free=True),
    Column("uid", may_be_empty=True),
    Column("article", may_be_empty=True),
    Column("nationality", may_be_empty=True),
    Column("nationality_status", may_be_empty=True),
    Column("sanction", may_be_empty=True),
    Column("sanction_label"),
    Column("fine_rub", Kind.NUMBER, may_be_empty=True),
    Column("fine_rub_qualifier", may_be_empty=True),
    Column("form", may_be_empty=True),
    Column("form_label"),
    Column("form_basis", may_be_empty=True),
    Column("placement", may_be_empty=True),
    Column("placement_label"),
    Column("placement_basis", may_be_empty=True),
    Column("plea", may_be_empty=True),
    Column("plea_label"),
    *(Column(name, may_be_empty=True) for name in SAFEGUARDS),
    Column("in_russia_since", may_be_empty=True),
    Column("in_russia_since_qualifier", may_be_empty=True),
    Column("purpose_of_entry", may_be_empty=True, free=True),
    Column("how_found", may_be_empty=True, free=True),
    Column("word_count", Kind.WHOLE, may_be_empty=True),
    Column("word_count_qualifier", may_be_empty=True),
    Column("standing", may_be_empty=True),
    Column("standing_label"),
    Column("form_now", may_be_empty=True),
    Column("form_now_label"),
    Column("placement_now", may_be_empty=True),
    Column("placement_now_label"),
    Column("source", free=True),
    Column("source_label", free=True),
    Column("source_locator", may_be_empty=True, free=True),
    Column("published_on", Kind.DAY, may_be_empty=True),
    Column("corrected_on", Kind.DAY, may_be_empty=True),
    Column("url"),
)
# What `series_at_least` says, and its label.
AT_LEAST: Mapping[str, Text] = {
    Answer.YES.value: _("the source knows a smallest number only"),
    Answer.NO.value: _("the source knows the number"),
    Empty.NOT_APPLICABLE.value: Empty.NOT_APPLICABLE.label,
}
# A value without a qualifier is exact; files never leave a cell blank.
EXACT = "exact"
HEADER = tuple(column.name for column in COLUMNS)
EMPTIES = frozenset(Empty.values)

# What administrators may take out beside them, with what each is called. Never who a ruling is about, what a paper, a
# note or a withheld value says, where somebody is now, or who of us entered, coded or reviewed it.
UNPUBLISHED: Mapping[Column, Text] = {
    Column("status"): _("status"),
    Column("version", Kind.WHOLE): _("version"),
    Column("team", free=True): _("team"),
    Column("position", Kind.WHOLE, may_be_empty=True): _("place in the series"),
    Column("in_force_on", Kind.DAY, may_be_empty=True): vocabulary.IN_FORCE_ON.label,
    Column("fine_amount", Kind.NUMBER, may_be_empty=True): _("fine in its own currency"),
    Column("fine_currency", may_be_empty=True, free=True): _("currency of the fine"),
    Column("fine_qualifier", may_be_empty=True): _("exactness of the fine"),
    Column("facility", may_be_empty=True, free=True): vocabulary.FACILITY.label,
    Column("entry_ban_years", Kind.WHOLE, may_be_empty=True): vocabulary.ENTRY_BAN.label,
    Column("publication_basis", may_be_empty=True): _("basis for publication"),
    Column("publish_not_before", Kind.DAY, may_be_empty=True): _("not to be published before"),
    Column("entered_on", Kind.DAY): _("entered on"),
    Column("submitted_on", Kind.DAY, may_be_empty=True): _("submitted last on"),
    Column("withdrawn_on", Kind.DAY, may_be_empty=True): _("withdrawn on"),
    Column("withdrawal", may_be_empty=True): _("way of withdrawal"),
}
UNPUBLISHED_HEADER = tuple(column.name for column in UNPUBLISHED)

# What stands beside a column and says something about it.
ENDINGS = ("_label", "_basis", "_qualifier")

# Columns that repeat what is written in a ruling.
WORDS = ("case_number", "uid", "purpose_of_entry", "how_found", "source_locator")
_WRITTEN_AS = {"provisions": "article", "fine_amount": "fine_rub"}

# Columns whose text comes from outside, so that a spreadsheet might run it.
_FREE_PLACES = tuple(place for place, column in enumerate(COLUMNS) if column.free)

# What one row is made of, in the order in which _Row takes it.
_COLUMNS = (
    "pk", "public_id", "series__number", "series__at_least", "court__region_id", "court__region__name_en",
    "court__slug", "court__name_en", "court__code", "judge__slug", "judge__name", "judge_state", "decided_on",
    "decided_on_state", "case_number", "case_number_state", "uid", "uid_state", "provisions_state",
    "nationality", "nationality_state", "nationality_status", "sanction", "fine_amount", "fine_currency",
    "fine_amount_state", "fine_amount_qualifier", "form", "form_evidence__basis", "placement",
    "placement_evidence__basis", "plea",
    "in_russia_since", "in_russia_since_precision", "in_russia_since_state", "in_russia_since_qualifier",
    "purpose_of_entry", "purpose_of_entry_state", "how_found", "how_found_state", "word_count",
    "word_count_state", "word_count_qualifier", "standing",
    "form_now", "placement_now", "source__slug", "source__title", "source_locator", "published_at",
    "corrected_at", *SAFEGUARDS,
)  # fmt: skip
# And one of the unpublished columns, in the order in which _unpublished takes it.
_UNPUBLISHED_COLUMNS = (
    "public_id", "status", "version", "team__name", "position", "in_force_on", "in_force_on_state", "fine_amount",
    "fine_amount_state", "fine_currency", "fine_amount_qualifier", "facility", "facility_state",
    "entry_ban_years", "entry_ban_years_state", "publication_basis", "publish_not_before", "entered_on",
    "withdrawn_at", "withdrawal",
)  # fmt: skip


def rows(rulings: QuerySet[Ruling]) -> Iterator[list[str]]:
    """One row of cells for each ruling, in the queryset's order, safe for spreadsheets.

    Memory does not grow with their number. The labels are those of the language that is active when this is
    called, not when the rows are read.
    """
    return map(_guarded, cells(rulings))


def cells(rulings: QuerySet[Ruling]) -> Iterator[list[str]]:
    """The same rows, each cell as it is: for files that no spreadsheet opens, or that are guarded when written."""
    return _rows(_fetched(rulings), _Labels())


def known_columns() -> dict[str, Column]:
    """Every column that there is, public or not, by name."""
    return {column.name: column for column in (*COLUMNS, *UNPUBLISHED)}


def chosen_cells(rulings: QuerySet[Ruling], names: Sequence[str]) -> Iterator[list[str]]:
    """The cells of these columns, public or not, each as it is. Raises KeyError for a column that there is not.

    Whoever asks has asked first whether this person may have them.
    """
    places = {name: place for place, name in enumerate((*HEADER, *UNPUBLISHED_HEADER))}
    chosen = [places[name] for name in names]
    more = () if set(names) <= set(HEADER) else _UNPUBLISHED_COLUMNS
    rows = _rows(_fetched(rulings, more), _Labels())
    return ([row[place] for place in chosen] for row in rows)


def records(rulings: QuerySet[Ruling]) -> Iterator[dict[str, str]]:
    """The same by column, each cell as it is."""
    return (dict(zip(HEADER, row, strict=True)) for row in cells(rulings))


def _guarded(row: list[str]) -> list[str]:
    for place in _FREE_PLACES:
        row[place] = guard(row[place])
    return row


def columns_of(field: str) -> list[str]:
    """The columns that hold a field's value or say something about it."""
    name = written_as(field)
    return [column for column in (name, *(f"{name}{ending}" for ending in ENDINGS)) if column in HEADER]


def written_as(field: str) -> str:
    """The column of a field that other people's programs may know by another name."""
    return _WRITTEN_AS.get(field, field)


def _fetched(rulings: QuerySet[Ruling], more: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
    return (
        rulings.annotate(
            form_evidence=FilteredRelation(
                "evidence", condition=Q(evidence__field="form", evidence__accepted=True)
            ),
            placement_evidence=FilteredRelation(
                "evidence", condition=Q(evidence__field="placement", evidence__accepted=True)
            ),
        )
        .values_list(*_COLUMNS, *more)
        .iterator(chunk_size=CHUNK)
    )


class _Labels:
    """Labels of codes, looked up once."""

    def __init__(self) -> None:
        self.sanction = _texts(vocabulary.SANCTION)
        self.form = _texts(vocabulary.FORM)
        self.placement = _texts(vocabulary.PLACEMENT)
        self.plea = _texts(vocabulary.PLEA)
        self.standing = _texts(vocabulary.STANDING)
        self.at_least = {code: str(label) for code, label in AT_LEAST.items()}
        self.empty = {kind.value: str(kind.label) for kind in Empty}


def _texts(field: vocabulary.Field) -> dict[str, str]:
    return {code: str(label) for code, label in field.labels.items()}


def _rows(records: Iterator[tuple[Any, ...]], labels: _Labels) -> Iterator[list[str]]:
    """The public cells of each record, then the unpublished ones if their columns were fetched."""
    width = len(_COLUMNS)
    while chunk := list(islice(records, CHUNK)):
        articles = _articles([record[0] for record in chunk])
        submitted = submitted_at([record[width] for record in chunk if len(record) > width])
        for record in chunk:
            row = _row(record[:width], articles.get(record[0], ""), labels)
            if len(record) > width:
                row += _unpublished(record[width:], submitted)
            yield row


def _articles(pks: Sequence[int]) -> dict[int, str]:
    """The provisions of each ruling, such as `18.8;18.10:1`."""
    links = (
        RulingProvision.objects.filter(ruling__in=pks)
        .order_by("ruling", "provision__article", "provision__part")
        .values_list("ruling", "provision__article", "provision__part")
    )
    found: dict[int, str] = {}
    for pk, article, part in links:
        code = f"{article}:{part}" if part else article
        found[pk] = f"{found[pk]};{code}" if pk in found else code
    return found


def _row(record: tuple[Any, ...], articles: str, labels: _Labels) -> list[str]:
    (
        _pk, public_id, series, at_least, region, region_label, court, court_label, court_code, judge,
        judge_label,
        judge_state, decided_on, decided_on_state, case_number, case_number_state, uid, uid_state,
        provisions_state, nationality, nationality_state, nationality_status, sanction, fine, currency,
        fine_state, fine_qualifier, form, form_basis, placement, placement_basis, plea, since, since_precision,
        since_state, since_qualifier, purpose, purpose_state, how_found, how_found_state, words, words_state,
        words_qualifier, standing, form_now, placement_now, source, source_label, source_locator, published_at,
        corrected_at, *safeguards,
    ) = record  # fmt: skip
    roubles = _roubles(fine, currency)
    minimum = _at_least(at_least)
    return [
        public_id,
        Empty.NOT_APPLICABLE.value if series is None else str(series),
        minimum,
        labels.at_least[minimum],
        region,
        region_label,
        court,
        court_label,
        court_code or Empty.UNKNOWN.value,
        judge or judge_state,
        judge_label if judge else labels.empty[judge_state],
        decided_on.isoformat() if decided_on else decided_on_state,
        case_number or case_number_state,
        uid or uid_state,
        articles if provisions_state == KNOWN else provisions_state,
        nationality or nationality_state,
        nationality_status,
        sanction,
        labels.sanction[sanction],
        roubles or fine_state,
        _exactness(roubles, fine_qualifier),
        form,
        labels.form[form],
        _basis(form, form_basis),
        placement,
        labels.placement[placement],
        _basis(placement, placement_basis),
        plea,
        labels.plea[plea],
        *safeguards,
        str(PartialDate(since, since_precision)) if since else since_state,
        _exactness(since, since_qualifier),
        purpose or purpose_state,
        how_found or how_found_state,
        str(words) if words is not None else words_state,
        _exactness(words, words_qualifier),
        standing,
        labels.standing[standing],
        form_now,
        labels.form[form_now],
        placement_now,
        labels.placement[placement_now],
        source,
        source_label,
        source_locator or Empty.NOT_APPLICABLE.value,
        _day(published_at),
        _day(corrected_at),
        ruling_url(public_id),
    ]


def submitted_at(public_ids: Sequence[str]) -> dict[str, datetime]:
    """When each of the rulings was submitted last, for those that ever were."""
    if not public_ids:
        return {}
    events = AuditEvent.objects.filter(action="ruling.submit", target_type="ruling", target__in=public_ids)
    return dict(events.order_by("pk").values_list("target", "at"))


def _unpublished(record: tuple[Any, ...], submitted: Mapping[str, datetime]) -> list[str]:
    none = Empty.NOT_APPLICABLE.value
    (
        public_id, status, version, team, position, in_force_on, in_force_on_state, fine, fine_state, currency,
        fine_qualifier, facility, facility_state, ban, ban_state, basis, not_before, entered_on, withdrawn_at,
        withdrawal,
    ) = record  # fmt: skip
    return [
        status,
        str(version),
        team,
        none if position is None else str(position),
        in_force_on.isoformat() if in_force_on else in_force_on_state,
        fine_state if fine is None else f"{fine.normalize():f}",
        currency or none,
        _exactness(fine, fine_qualifier),
        facility or facility_state,
        ban_state if ban is None else str(ban),
        basis or Empty.UNKNOWN.value,
        _day(not_before),
        _day(entered_on),
        _day(submitted.get(public_id)),
        _day(withdrawn_at),
        withdrawal or none,
    ]


def _at_least(at_least: bool | None) -> str:
    """Whether the source gives the number of the series' rulings only as a minimum; None: there is no series."""
    if at_least is None:
        return Empty.NOT_APPLICABLE.value
    return Answer.YES.value if at_least else Answer.NO.value


def _exactness(value: object, qualifier: str) -> str:
    """How exact a number or date is; one that is a sum in another currency, or is not known, has none."""
    if value is None or value in ("", *EMPTIES):
        return Empty.NOT_APPLICABLE.value
    return qualifier or EXACT


def _roubles(amount: Decimal | None, currency: str) -> str:
    """The fine as a plain number; a fine in another currency is not a number of roubles."""
    if amount is None:
        return ""
    return f"{amount.normalize():f}" if currency == "RUB" else Empty.NOT_APPLICABLE.value


def _basis(value: str, basis: str | None) -> str:
    """Where the value is unknown it rests on nothing; a value without evidence rests on we know not what."""
    if value == Empty.UNKNOWN:
        return Empty.NOT_APPLICABLE.value
    return basis or Empty.UNKNOWN.value


def _day(moment: datetime | date | None) -> str:
    return Empty.NOT_APPLICABLE.value if moment is None else moment.strftime("%Y-%m-%d")


def ruling_url(public_id: str) -> str:
    """The permanent address of a ruling."""
    return f"{settings.SITE_URL}/rulings/{public_id}/"
