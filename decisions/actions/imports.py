"""Bringing in rulings from a file: looked at row by row, applied as a whole, undone as a whole.

What a file says is unpublished: no message, log or audit event repeats it. decisions.tasks does the long parts.
"""

import json
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Model, OuterRef, ProtectedError, QuerySet, Subquery
from django.utils.text import slugify
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import reference, rulings
from decisions.actions.refusals import Conflict, Doubtful, Refused, RowsRefused
from decisions.models import (
    Court,
    Evidence,
    ImportBatch,
    ImportMapping,
    ImportName,
    ImportRow,
    Judge,
    JudgeSpelling,
    Region,
    Ruling,
    RulingProvision,
    Sealed,
    Series,
    Source,
    Team,
    User,
    sealed_files,
)
from decisions.models.fingerprints import fingerprint
from decisions.queries import finding, imports
from decisions.queries.import_columns import CONTENT, header_fingerprint, matched, valid
from decisions.queries.import_places import Places
from decisions.queries.import_plan import Planned, Planner, Proposed, read_back
from decisions.queries.import_values import Reader
from decisions.queries.import_words import plain
from decisions.tables import opening
from decisions.tables.incoming import MOST_ROWS, Unusable
from decisions.text.spellings import language_of, latin
from decisions.vocabulary import (
    Answer,
    Basis,
    Empty,
    Form,
    ImportChoice,
    ImportKind,
    ImportOutcome,
    ImportState,
    Role,
    Status,
)

_ROWS_AT_ONCE = 500
_GIVEN_UP = {
    ImportState.CHECKING: ImportState.READY,
    ImportState.APPLYING: ImportState.READY,
    ImportState.UNDOING: ImportState.APPLIED,
}
_APPLIED = (ImportOutcome.NEW, ImportOutcome.DUPLICATE, ImportOutcome.UPDATE)
# What is not applied is deleted after this, and what could still be undone can be no longer.
UNAPPLIED_KEPT = timedelta(days=7)
UNDOABLE_FOR = timedelta(days=90)


# Coming in


@transaction.atomic
def upload(*, content: bytes, name: str, by: User, now: datetime) -> ImportBatch:
    """Keep the file, sealed, with what its columns seem to be. Raises PermissionDenied, Refused."""
    policy.require(by, Role.ADMINISTRATOR)
    try:
        table = opening.read(content)
        header = table.header
        if content.count(b"\n") > MOST_ROWS and table.kind == "CSV":
            deque(table.rows, maxlen=0)  # too many rows are said at once, not after they were matched
        table.close()
    except Unusable as error:
        raise Refused([imports.unusable(error)]) from error
    batch = ImportBatch(
        key=secrets.token_hex(16),
        file_name=Sealed.of(name[:200]),
        header=Sealed.of(json.dumps(header, ensure_ascii=False)),
        content_fingerprint=fingerprint(CONTENT, imports.digest(content)),
        header_fingerprint=header_fingerprint(header),
        kind=table.kind,
        encoding=table.encoding,
        separator=table.separator,
        stored_as=sealed_files.new_name(),
        mapping=matched(header),
        team=by.team or Team.objects.order_by("pk").first(),
        uploaded_by=by,
        uploaded_at=now,
    )
    batch.save(force_insert=True)
    sealed_files.write(batch.stored_as, content)
    ledger.audit(by=by, action="import.upload", target=batch, now=now)
    return batch


@transaction.atomic
def match(
    *,
    batch: ImportBatch,
    mapping: Mapping[str, str],
    team: Team,
    source: Source | None,
    submits: bool,
    by: User,
    now: datetime,
) -> ImportBatch:
    """Say which column is which; remembered for the next file with this header. Its rows can then be checked."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.UPLOADED)
    current.mapping = valid(mapping, imports.header(current))
    if len(set(current.mapping.values())) != len(current.mapping):
        raise Refused([_("Two columns of the file are matched to the same column of ours.")])
    if not {"court", "public_id"} & set(current.mapping.values()):
        raise Refused([_("Match the court, or the identifier of rulings that are there.")])
    current.team, current.source, current.submits = team, source, submits
    _move(current, ImportState.CHECKING, now=now, columns=("mapping", "team", "source", "submits"))
    ImportMapping.objects.update_or_create(
        header_fingerprint=current.header_fingerprint,
        defaults={"mapping": current.mapping, "saved_by": by, "saved_at": now},
    )
    return current


# Checking: some rows at a time, so that nobody waits for the whole


@transaction.atomic
def stage(*, batch: ImportBatch, planner: Planner, planned: Sequence[Planned], by: User) -> None:
    """Keep some rows as they were checked, in the place of what was said before; a tick stays where nothing changed."""
    policy.require(by, Role.ADMINISTRATOR)
    numbers = [one.number for one in planned]
    before = {
        row.number: row
        for row in batch.rows.filter(number__in=numbers).only("number", "outcome", "ticked", "doubts")
    }
    new = [planner.stored(one, batch) for one in planned]
    for row in new:
        old = before.get(row.number)
        if old is not None and (old.outcome, old.doubts) == (row.outcome, row.doubts):
            row.ticked = old.ticked
    if before:
        batch.rows.filter(number__in=numbers).delete()
    ImportRow.objects.bulk_create(new, batch_size=_ROWS_AT_ONCE)
    more = len(new) - len(before)
    ImportBatch.objects.filter(pk=batch.pk).update(rows_read=F("rows_read") + more)


@transaction.atomic
def checked(
    *,
    batch: ImportBatch,
    proposed: Mapping[tuple[ImportKind, str, str], Proposed],
    recalled: Mapping[tuple[ImportKind, str, str], int],
    by: User,
    now: datetime,
) -> None:
    """All rows are read: the file is deleted, and the names that we do not have are kept to be decided about, or
    with what was decided about them for an earlier file.
    """
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.CHECKING)
    current.names.filter(chosen=None).delete()
    ImportName.objects.bulk_create(
        [
            ImportName(
                batch=current, kind=kind, text=text, within=within, beside=one.beside, rows=len(one.lines)
            )
            for (kind, text, within), one in proposed.items()
        ]
        + [
            ImportName(
                batch=current,
                kind=kind,
                text=text,
                within=within,
                choice=ImportChoice.EXISTING,
                chosen=chosen,
            )
            for (kind, text, within), chosen in recalled.items()
        ],
        batch_size=_ROWS_AT_ONCE,
        ignore_conflicts=True,
    )
    _drop_file(current)
    _move(current, ImportState.READY, now=now)


@transaction.atomic
def give_up(*, batch: ImportBatch, by: User, now: datetime, reasons: Sequence[str]) -> None:
    """Work in the background did not end well: say why, in sentences of ours, and let somebody try again."""
    policy.require(by, Role.ADMINISTRATOR)
    # Whoever still works on it holds it: then there is nothing to give up.
    held = ImportBatch.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=batch.pk).first()
    if held is None or held.state not in _GIVEN_UP:
        raise Refused([_("It is being worked on at this moment.")])
    state = _GIVEN_UP[ImportState(held.state)]
    if held.state == ImportState.CHECKING and held.stored_as:
        held.rows.all().delete()
        held.rows_read, state = 0, ImportState.UPLOADED
    held.trouble = "\n".join(reasons)
    _move(held, state, now=now, columns=("trouble", "rows_read"))


@transaction.atomic
def mark_faulty(*, batch: ImportBatch, faults: Mapping[int, Sequence[str]], by: User) -> None:
    """Rows that could not be applied are errors now, each with its reasons."""
    policy.require(by, Role.ADMINISTRATOR)
    for row in batch.rows.filter(number__in=faults):
        row.outcome, row.ticked = ImportOutcome.ERROR, False
        row.faults = [["", "", sentence] for sentence in faults[row.number]]
        row.save(update_fields=["outcome", "ticked", "faults"])


# Deciding


@transaction.atomic
def tick(*, batch: ImportBatch, shown: Collection[int], ticked: Collection[int], by: User) -> None:
    """Of the rows that were `shown`, apply those that are `ticked`. An error or what is the same cannot be."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.READY)
    rows = current.rows.filter(number__in=shown, outcome__in=_APPLIED)
    rows.filter(number__in=ticked).update(ticked=True)
    rows.exclude(number__in=ticked).update(ticked=False)


@transaction.atomic
def tick_all(*, batch: ImportBatch, outcome: ImportOutcome, ticked: bool, by: User) -> None:
    """Apply every row of this kind, or none."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.READY)
    current.rows.filter(outcome=outcome, outcome__in=_APPLIED).update(ticked=ticked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is done about a name that we do not have. `region` is where a court that is created sits."""

    name: ImportName
    choice: ImportChoice
    existing: int | None = None
    region: str = ""


@transaction.atomic
def decide(*, batch: ImportBatch, decisions: Sequence[Decision], by: User, now: datetime) -> ImportBatch:
    """Create what the file names, or say which ones that exist they are: all of it or nothing. The rows are to be
    compared again. Raises PermissionDenied, Conflict, Refused.
    """
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.READY)
    if not decisions:
        raise Refused([_("Nothing was chosen.")])
    places: Places | None = None
    for one in sorted(decisions, key=lambda decision: _ORDER.index(ImportKind(decision.name.kind))):
        name = ImportName.objects.select_related("batch__source").get(pk=one.name.pk, batch=current)
        if name.chosen is not None:
            raise Conflict
        if one.choice == ImportChoice.EXISTING:
            name.chosen = _existing(name, one.existing)
        else:
            if name.kind in _WITHIN and places is None:
                places = Places(current)  # the courts and sources among them are there by now
            name.chosen, name.made = _create(name, one.region, places, by=by, now=now), True
        name.choice = one.choice
        name.save(update_fields=["choice", "chosen", "made"])
    return check_again(batch=current, by=by, now=now)


# What the others stand on comes first.
_ORDER = (ImportKind.SOURCE, ImportKind.COURT, ImportKind.JUDGE, ImportKind.SERIES)
_WITHIN = (ImportKind.JUDGE, ImportKind.SERIES)
_MODELS: Mapping[ImportKind, type[Model]] = {
    ImportKind.SERIES: Series,
    ImportKind.JUDGE: Judge,
    ImportKind.COURT: Court,
    ImportKind.SOURCE: Source,
}


def _existing(name: ImportName, key: int | None) -> int:
    model = _MODELS[ImportKind(name.kind)]
    if key is None or model is Series or not model._default_manager.filter(pk=key).exists():
        raise Refused([_("Choose one of those that exist.")])
    return key


@transaction.atomic
def ask_again(*, name: ImportName, by: User, now: datetime) -> ImportBatch:
    """What was decided about a name holds no longer, neither here nor in the next file. Raises Conflict."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(name.batch, ImportState.READY)
    wanted = (plain(name.text), plain(name.within))
    decided = ImportName.objects.filter(kind=name.kind, made=False).exclude(choice="")
    same = [one.pk for one in decided if (plain(one.text), plain(one.within)) == wanted]
    ImportName.objects.filter(pk__in=same, batch=current).update(chosen=None)
    ImportName.objects.filter(pk__in=same).update(choice="")
    return check_again(batch=current, by=by, now=now)


@transaction.atomic
def choose_around(
    *, batch: ImportBatch, team: Team, source: Source | None, submits: bool, by: User, now: datetime
) -> ImportBatch:
    """Another team or source for the whole file than was said at first. The rows are to be compared again."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.READY)
    current.team, current.source, current.submits = team, source, submits
    _move(current, ImportState.CHECKING, now=now, columns=("team", "source", "submits"))
    return current


@transaction.atomic
def check_again(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Compare the rows with what is there now: names were decided, or somebody has changed a ruling."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.READY)
    _move(current, ImportState.CHECKING, now=now)
    return current


def _create(name: ImportName, region: str, places: Places | None, *, by: User, now: datetime) -> int:
    if name.kind == ImportKind.COURT:
        return _create_court(name, region, by=by, now=now)
    if name.kind == ImportKind.SOURCE:
        return _create_source(name, by=by, now=now)
    assert places is not None
    create = _create_judge if name.kind == ImportKind.JUDGE else _create_series
    return create(name, places, by=by, now=now)


def _create_court(name: ImportName, region: str, *, by: User, now: datetime) -> int:
    place = Region.objects.filter(pk=region or name.beside.get("region", "")).first()
    if place is None:
        raise Refused([_("%(name)s: say in which region this court sits.") % {"name": name.text}])
    label = name.beside.get("court_label", name.text)
    russian = language_of(label) == "ru"
    court = Court(
        slug=_slug(Court, name.text, label),
        region=place,
        code=_free_code(name.beside.get("court_code", "")),
        name_en=latin(label)[:200],
        name_ru=label[:200] if russian else "",
    )
    reference.add(records=[court], by=by, now=now)
    return court.pk


def _create_judge(name: ImportName, places: Places, *, by: User, now: datetime) -> int:
    label = name.beside.get("judge_label", name.text)[:100]
    judge = Judge(slug=_slug(Judge, name.text, label), name=latin(label)[:100])
    spelling = JudgeSpelling(spelling=label, language=language_of(label), basis=Basis.STATED)
    court = places.court(name.beside.get("court", ""))
    reference.add_judge(judge=judge, spelling=spelling, court=court, by=by, now=now)
    return judge.pk


def _create_source(name: ImportName, *, by: User, now: datetime) -> int:
    title = name.beside.get("source_label", name.text)
    slug = name.text if slugify(name.text) == name.text else slugify(latin(title))
    taken = Source.objects.filter(slug=slug).exists() or slug in Empty.values
    source = Source(
        slug=f"{slug[:80]}-{secrets.token_hex(3)}" if taken or not slug else slug[:100], title=title[:300]
    )
    reference.add(records=[source], by=by, now=now)
    return source.pk


def _create_series(name: ImportName, places: Places, *, by: User, now: datetime) -> int:
    source = places.source(name.beside.get("source", "")) or name.batch.source
    if source is None:
        raise Refused([_("Decide about the source of series %(number)s first.") % {"number": name.text}])
    at_least = name.beside.get("series_at_least") == Answer.YES
    series = Series(number=int(name.text), source=source, at_least=at_least)
    reference.add(records=[series], by=by, now=now)
    return series.pk


def _slug(model: type[Court] | type[Judge], text: str, label: str) -> str:
    """The address that the file gives, where it gives one and it is free."""
    given = (
        slugify(text) == text
        and text not in Empty.values
        and not model._default_manager.filter(slug=text).exists()
    )
    return text[:100] if given else finding.free_slug(model, label)


def _free_code(code: str) -> str | None:
    usable = len(code) == 8 and code not in Empty.values and not Court.objects.filter(code=code).exists()
    return code if usable else None


# Applying


@transaction.atomic
def request_apply(*, batch: ImportBatch, reason: str, by: User, now: datetime) -> ImportBatch:
    """Hand the ticked rows over to be applied. `reason` is public where published rulings are corrected."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.READY)
    current.reason = reason.strip()
    stands = imports.obstacles(current)
    if stands:
        raise Refused(stands)
    current.applied_by = by
    _move(current, ImportState.APPLYING, now=now, columns=("reason", "applied_by"))
    return current


@transaction.atomic
def apply(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Apply every ticked row, or none. Raises PermissionDenied, Conflict, Refused, and RowsRefused with the rows."""
    policy.require(by, Role.ADMINISTRATOR)
    _one_after_the_other()
    current = _in_state(batch, ImportState.APPLYING)
    ticked = current.rows.filter(ticked=True)
    # Whoever works on one of these rulings comes before us or after us, never in between.
    _hold(ticked.filter(outcome=ImportOutcome.UPDATE).values_list("ruling_id", flat=True), by=by)
    reader = Reader(Places(current), today=_today(now))
    _apply_new(current, ticked, reader, by=by, now=now)
    _apply_updates(current, ticked, reader, by=by, now=now)
    current.applied_by, current.applied_at, current.trouble = by, now, ""
    _move(current, ImportState.APPLIED, now=now, columns=("applied_by", "applied_at", "trouble"))
    # What is not needed to undo it is not kept.
    current.rows.exclude(outcome=ImportOutcome.ERROR).update(faults=[])
    current.rows.update(cells={}, doubts=[])
    current.rows.filter(applied=False).update(changes=[])
    ledger.audit(
        by=by, action="import.apply", target=current, now=now, fields=sorted(set(current.mapping.values()))
    )
    return current


def _one_after_the_other() -> None:
    """Every import that is applied or undone holds the oldest one: two at once come one after the other."""
    ImportBatch.objects.select_for_update(no_key=True).order_by("pk").first()


def _hold(keys: Any, *, by: User) -> None:
    found = policy.visible_rulings(by).filter(pk__in=keys).order_by("pk")
    list(found.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _apply_new(
    batch: ImportBatch, ticked: QuerySet[ImportRow], reader: Reader, *, by: User, now: datetime
) -> None:
    rows = ticked.filter(outcome__in=(ImportOutcome.NEW, ImportOutcome.DUPLICATE)).order_by("number")
    if batch.team is None:
        raise Refused([_("Say to which team the new rulings belong.")])
    drafts = _drafts(batch, rows, reader)
    rulings.enter_all(
        by=by, now=now, team=batch.team, drafts=drafts, reason=_why(batch), submit=batch.submits
    )
    made = policy.visible_rulings(by).filter(public_id=OuterRef("made_as"))
    rows.order_by().update(
        ruling=Subquery(made.values("pk")[:1]), version=Subquery(made.values("version")[:1]), applied=True
    )


def _drafts(batch: ImportBatch, rows: QuerySet[ImportRow], reader: Reader) -> Iterator[rulings.Draft]:
    """What each row makes."""
    next_places: dict[int, int] = {}
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        read = reader.read(row.cells)
        if read.faults:
            raise Conflict
        values = {"source": batch.source, **read.values}
        _give_place(values, next_places)
        yield rulings.Draft(
            values=values,
            readings=_readings(values, row.cells),
            confirmed=_confirmed(row),
            public_id=row.made_as,
        )


def _give_place(values: dict[str, Any], next_places: dict[int, int]) -> None:
    """The next place in the series, where the file gives none."""
    series = values.get("series")
    if series is None:
        values.pop("position", None)
        return
    if series.pk not in next_places:
        highest = imports.highest_place(series)
        next_places[series.pk] = highest + 1
    if values.get("position") is None:
        values["position"] = next_places[series.pk]
    next_places[series.pk] = max(next_places[series.pk], values["position"] + 1)


def _readings(values: Mapping[str, Any], cells: Mapping[str, str]) -> list[rulings.Reading]:
    """What our own files say of the evidence: stated, or inferred by the rule that the row itself shows."""
    forced = (values.get("form"), values.get("placement")) == (Form.FORCED, Answer.YES)
    free = (values.get("form"), values.get("placement")) == (Form.CONTROLLED_DEPARTURE, Answer.NO)
    rules = {
        "form": "placement-implies-forced" if forced else "",
        "placement": "departure-implies-no-placement" if free else "",
    }
    found = []
    for name, rule in rules.items():
        basis = cells.get(f"{name}_basis", "").strip()
        if values.get(name, Empty.UNKNOWN) == Empty.UNKNOWN:
            continue
        if basis == Basis.STATED:
            found.append(rulings.Reading(field=name, basis=Basis.STATED))
        if basis == Basis.INFERRED and rule:
            found.append(rulings.Reading(field=name, basis=Basis.INFERRED, rule=rule))
    return found


def _apply_updates(
    batch: ImportBatch, ticked: QuerySet[ImportRow], reader: Reader, *, by: User, now: datetime
) -> None:
    refused: list[tuple[int, Sequence[str]]] = []
    rows = ticked.filter(outcome=ImportOutcome.UPDATE).order_by("number")
    for row in rows.select_related("ruling").iterator(chunk_size=_ROWS_AT_ONCE):
        try:
            with transaction.atomic():
                changed = _change(
                    batch, row, reader, _AFTER, by=by, now=now, reason=batch.reason, why=_why(batch),
                    confirmed=_confirmed(row),
                )  # fmt: skip
        except (Refused, Doubtful, Conflict) as error:
            refused.append((row.number, _reasons(error)))
            continue
        row.version, row.applied = changed.version, True
        row.save(update_fields=["version", "applied"])
    if refused:
        raise RowsRefused(refused)


def _change(
    batch: ImportBatch,
    row: ImportRow,
    reader: Reader,
    side: Callable[[Sequence[str]], str],
    *,
    by: User,
    now: datetime,
    reason: str,
    why: str,
    readings: Sequence[rulings.Reading] = (),
    confirmed: Collection[str] = (),
) -> Ruling:
    """Give the ruling what stands on one side of the row's changes, with the `reason` if it is public, else `why`."""
    read = read_back(reader, row.changes, side)
    if read.faults or row.ruling is None or row.version is None:
        raise Conflict
    act = rulings.correct if row.ruling.status == Status.PUBLISHED else rulings.revise
    return act(
        ruling=row.ruling,
        by=by,
        now=now,
        version=row.version,
        values={name: read.values[name] for name, *_both in row.changes if name in read.values},
        readings=readings,
        confirmed=confirmed,
        reason=reason if row.ruling.status == Status.PUBLISHED else why,
    )


# Of a change: the field, what stood there, what is to stand there.
_BEFORE, _AFTER = itemgetter(1), itemgetter(2)


def _confirmed(row: ImportRow) -> list[str]:
    """Who ticks a row confirms what looks wrong about it."""
    return [code for code, _field, _sentence in row.doubts]


def _reasons(error: Exception) -> list[str]:
    if isinstance(error, Refused):
        return error.reasons
    if isinstance(error, Doubtful):
        return [doubt.message for doubt in error.doubts]
    return [_("Somebody has changed this ruling since the rows were checked.")]


def _why(batch: ImportBatch) -> str:
    """What history and audit say; the key leads to the page of the import."""
    return _("Import %(key)s") % {"key": batch.key[:8]}


def _why_undone(batch: ImportBatch) -> str:
    return _("Import %(key)s undone") % {"key": batch.key[:8]}


# Undoing


@transaction.atomic
def request_undo(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Ask for it to be taken back. Raises Refused with everything that depends on it."""
    policy.require(by, Role.ADMINISTRATOR)
    current = _in_state(batch, ImportState.APPLIED)
    stands = imports.dependants(current)
    if stands:
        raise Refused(stands)
    _move(current, ImportState.UNDOING, now=now)
    return current


@transaction.atomic
def undo(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Take back everything that the import did, or nothing. Raises Refused with everything that depends on it."""
    policy.require(by, Role.ADMINISTRATOR)
    _one_after_the_other()
    current = _in_state(batch, ImportState.UNDOING)
    applied = current.rows.filter(applied=True)
    _hold(applied.values_list("ruling_id", flat=True), by=by)
    stands = imports.dependants(current)
    if stands:
        raise Refused(stands)
    reader = Reader(Places(current), today=_today(now))
    for row in applied.filter(outcome=ImportOutcome.UPDATE).select_related("ruling").order_by("number"):
        _change_back(current, row, reader, by=by, now=now)
    _take_out(current, applied, by=by, now=now)
    _take_out_names(current, by=by, now=now)
    current.rows.update(applied=False, changes=[])
    current.undone_at = now
    _move(current, ImportState.UNDONE, now=now, columns=("undone_at",))
    ledger.audit(by=by, action="import.undo", target=current, now=now)
    return current


def _change_back(batch: ImportBatch, row: ImportRow, reader: Reader, *, by: User, now: datetime) -> None:
    """What stood there was confirmed when it was entered."""
    how: dict[str, Any] = {
        "by": by,
        "now": now,
        "reason": _("A change was taken back."),
        "why": _why_undone(batch),
        "readings": _evidence_before(row),
    }
    try:
        with transaction.atomic():
            changed = _change(batch, row, reader, _BEFORE, **how)
    except Doubtful as error:
        codes = [doubt.code for doubt in error.doubts]
        changed = _change(batch, row, reader, _BEFORE, confirmed=codes, **how)
    # It says again what earlier imports made of it, two versions later: they can be undone in their turn.
    earlier = ImportRow.objects.filter(ruling=changed, applied=True, version__lt=row.version)
    earlier.update(version=F("version") + 2)


def _take_out(batch: ImportBatch, applied: Any, *, by: User, now: datetime) -> None:
    keys = applied.exclude(outcome=ImportOutcome.UPDATE).values_list("ruling_id", flat=True)
    for some in _chunks(list(keys)):
        found = list(policy.visible_rulings(by).filter(pk__in=some).order_by("pk"))
        why = _why_undone(batch)
        ledger.audit_each(by=by, action="ruling.remove", targets=found, now=now, reason=why)
        beside = (Evidence.objects.filter(ruling__in=found), RulingProvision.objects.filter(ruling__in=found))
        for records in (*beside, found):
            ledger.delete(records, by=by, reason=why)


def _take_out_names(batch: ImportBatch, *, by: User, now: datetime) -> None:
    """Courts, judges, sources and series that it made go too, unless somebody else has used them since."""
    for kind, model in _MODELS.items():
        for name in batch.names.filter(kind=kind, made=True):
            record: Any = model._default_manager.filter(pk=name.chosen).first()
            if record is None or (isinstance(record, Judge | Court) and imports.is_used(record)):
                continue
            try:
                with transaction.atomic():
                    if isinstance(record, Judge):
                        ledger.delete(
                            [*record.posts.all(), *record.spellings.all()], by=by, reason=_why_undone(batch)
                        )
                    reference.remove(record=record, by=by, now=now, reason=_why_undone(batch))
            except ProtectedError:
                continue
            name.chosen, name.made, name.choice = None, False, ""
            name.save(update_fields=["chosen", "made", "choice"])


def _evidence_before(row: ImportRow) -> list[rulings.Reading]:
    """The evidence that the import put aside when it changed the values."""
    found: list[rulings.Reading] = []
    aside = Evidence.objects.filter(ruling=row.ruling, accepted=False).order_by("-pk")
    for name, before, _after in row.changes:
        old = aside.filter(field=name, value=before).first()
        if old is not None and old.history.filter(accepted=True).exists():
            found.append(
                rulings.Reading(
                    field=name, basis=Basis(old.basis), rule=old.rule, quotation=old.quotation, page=old.page,
                    document=old.document, start=old.start, end=old.end, note=old.note,
                )
            )  # fmt: skip
    return found


# Going


@transaction.atomic
def discard(*, batch: ImportBatch, by: User, now: datetime) -> None:
    """The file is not wanted: everything that it said is deleted."""
    policy.require(by, Role.ADMINISTRATOR)
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state not in (ImportState.UPLOADED, ImportState.READY):
        raise Refused([_("An import that was applied, or is being worked on, cannot be discarded.")])
    _empty(current, by=by, now=now)
    ledger.audit(by=by, action="import.discard", target=current, now=now)


@transaction.atomic
def clear_old(*, by: User, now: datetime) -> int:
    """Delete what files say that nobody applied, and what would undo those applied long ago; of how many files."""
    policy.require(by, Role.ADMINISTRATOR)
    waiting = ImportBatch.objects.filter(uploaded_at__lt=now - UNAPPLIED_KEPT)
    done_with = (ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE, ImportState.DISCARDED)
    waiting = waiting.exclude(state__in=done_with)
    old = list(waiting.select_for_update(no_key=True))
    for batch in old:
        _empty(batch, by=by, now=now)
        ledger.audit(by=by, action="import.discard", target=batch, now=now)
    done = ImportBatch.objects.filter(state=ImportState.APPLIED, applied_at__lt=now - UNDOABLE_FOR)
    ImportRow.objects.filter(batch__in=done).exclude(changes=[], faults=[]).update(changes=[], faults=[])
    return len(old)


@transaction.atomic
def forget_rows(*, ruling: Ruling, by: User) -> None:
    """What imports say of this ruling must not be known any more: nothing of it is kept, so nothing can be undone."""
    policy.require(by, Role.REVIEWER)
    for rows in (ImportRow.objects.filter(ruling=ruling), ImportRow.objects.filter(resembles=ruling)):
        rows.update(cells={}, changes=[], faults=[], doubts=[], ticked=False)


@transaction.atomic
def forget_files(*, by: User) -> int:
    """Delete files whose rows nobody has read yet: a purge cannot look into them. How many there were."""
    policy.require(by, Role.REVIEWER)
    unread = list(ImportBatch.objects.select_for_update(no_key=True).exclude(stored_as=""))
    for batch in unread:
        batch.rows.all().delete()
        _drop_file(batch)
        batch.state = ImportState.DISCARDED
        batch.save(update_fields=["state"])
    return len(unread)


def _empty(batch: ImportBatch, *, by: User, now: datetime) -> None:
    batch.rows.all().delete()
    _take_out_names(batch, by=by, now=now)
    batch.names.all().delete()
    _drop_file(batch)
    batch.file_name = batch.header = Sealed.of("")
    _move(batch, ImportState.DISCARDED, now=now, columns=("file_name", "header"))


def _drop_file(batch: ImportBatch) -> None:
    name, batch.stored_as = batch.stored_as, ""
    if name:
        batch.save(update_fields=["stored_as"])
        transaction.on_commit(lambda: sealed_files.remove(name))


def _in_state(batch: ImportBatch, state: ImportState) -> ImportBatch:
    """The import as it stands, held until the transaction ends. Raises Conflict if it has gone on."""
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state != state:
        raise Conflict
    return current


def _move(batch: ImportBatch, state: ImportState, *, now: datetime, columns: Sequence[str] = ()) -> None:
    batch.state, batch.begun_at = state, now
    batch.save(update_fields=["state", "begun_at", *columns])


def _today(now: datetime) -> date:
    return now.astimezone(rulings.EASTERNMOST).date()


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _ROWS_AT_ONCE):
        yield items[start : start + _ROWS_AT_ONCE]
