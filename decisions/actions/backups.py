"""A restored backup: the whole of it or nothing, and what was done to protect people since is done again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from decisions import ledger, policy
from decisions.actions import accounts, releases, stories, workflow
from decisions.actions.refusals import Refused
from decisions.archives import frames
from decisions.archives.frames import File, Row, Start, Table, Total
from decisions.models import Story, User, release_files, sealed_files
from decisions.queries import backups, protections
from decisions.queries.accounts import able_administrators
from decisions.queries.protections import Lost, Protections
from decisions.vocabulary import Status, Withdrawal

# PostgreSQL plans a statement anew for each length; SQLite bounds the values of one.
_ROWS_AT_ONCE = 500
_SAFE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*(/[0-9A-Za-z][0-9A-Za-z._-]*)?", re.ASCII)
# What a reviewer reads in the history of what was withdrawn again.
_REASON = "An older backup was restored, which does not know what was done to protect somebody since."


@dataclass(slots=True)
class Restored:
    """What is there now. `again` are unpublished rulings from which a passage has to be purged again."""

    total: Total
    withdrawn: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    # Who may not read identities any more.
    refused: list[str] = field(default_factory=list)
    # Administrators who were locked since, and without whom nobody could log in as one.
    left: list[str] = field(default_factory=list)
    chain_is_whole: bool = True

    @property
    def did_something(self) -> bool:
        """Whether something was protected again, or still has to be by a person."""
        return any((self.withdrawn, self.again, self.locked, self.refused, self.left))


@transaction.atomic
def note(*, now: datetime) -> None:
    """That a backup is being made, for the audit: written before, so that the backup holds it."""
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    ledger.audit(by=keeper, action="backup.make", target=keeper, now=now)


@transaction.atomic
def restore(
    *, read: Iterator[frames.Start | Table | Row | File | Total], now: datetime, known: Sequence[Protections],
    replace: bool,
) -> Restored:  # fmt: skip
    """Put a backup into the place of everything that is here: either all of it or nothing. Raises Refused.

    `known` says what was done to protect people elsewhere; what was done here is added. Whatever of it the backup does
    not know is done again in the same transaction. Into an empty installation nothing else is added.
    """
    _check_schema(next(read))
    was_empty = backups.is_empty()
    if not (was_empty or replace):
        raise Refused([_("There are records here already. --replace puts the backup in their place.")])
    before = ledger.head()
    lists = [*known, *([] if was_empty else [protections.current(now=now)])]
    files = _Files()
    try:
        restored = Restored(_loaded(read, files))
        news = protections.not_known_here(lists)
        lost = protections.lost(news)
        if not was_empty:
            _note("restore.replace", str(before), now=now)
        _protect(restored, lost, now=now)
        if restored.did_something:
            _note("restore.protect", " ".join(sorted({one.head for one in news})), now=now)
        restored.chain_is_whole = ledger.first_break() is None
        transaction.on_commit(_forget_other_files)
    except BaseException:
        files.give_up()
        raise
    return restored


def _check_schema(start: object) -> None:
    ours, theirs = backups.schema(), start.said["schema"] if isinstance(start, Start) else []
    missing = [f"{app} {name}" for app, name in theirs if [app, name] not in ours]
    newer = [f"{app} {name}" for app, name in ours if [app, name] not in theirs]
    if missing or newer:
        sentence = _(
            "This backup was made by another version of casetracker: here %(missing)s is missing and %(newer)s is "
            "too much. Restore it with the version that made it, then upgrade and run manage.py migrate."
        )
        said = {"missing": ", ".join(missing) or _("nothing"), "newer": ", ".join(newer) or _("nothing")}
        raise Refused([sentence % said])


def _loaded(read: Iterator[Any], files: "_Files") -> Total:
    """Everything in its place, and compared with what the backup says of itself."""
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in backups.emptied()]
        for statement in connection.ops.sql_flush(no_style(), tables):
            cursor.execute(statement)
        said = _load(read, files, cursor)
        connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), backups.tables()):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
    if backups.content(files.sums) != said:
        raise Refused(
            [_("What was restored is not what the backup says that it holds. Nothing was changed.")]
        )
    files.settle()
    return said


def _load(read: Iterator[Any], files: "_Files", cursor: Any) -> Total:
    kinds = {model._meta.db_table: model for model in backups.tables()}
    for frame in read:
        while isinstance(frame, Table):
            frame = _load_table(kinds[frame.name], frame.columns, read, cursor)
        if isinstance(frame, File):
            files.add(frame)
        elif isinstance(frame, Total):
            return frame
    raise Refused([_("The backup has no end. Nothing was changed.")])


def _load_table(
    model: type[models.Model], names: Sequence[str], read: Iterator[Any], cursor: Any
) -> Table | File | Total:
    """Writes the rows that come next; the frame after them."""
    columns = {column.column: column for column in backups.columns(model)}
    stored = [backups.stored(columns[name]) for name in names]
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) VALUES "  # noqa: S608
    one = f"({', '.join(['%s'] * len(names))})"
    most = (connection.features.max_query_params or _ROWS_AT_ONCE * len(names)) // len(names)
    following: list[Any] = []
    rows = _rows(read, following)
    while batch := list(islice(rows, min(most, _ROWS_AT_ONCE))):
        values = [take(value) for row in batch for take, value in zip(stored, row, strict=True)]
        cursor.execute(into + ", ".join([one] * len(batch)), values)
    found: Table | File | Total = following[0]
    return found


def _rows(read: Iterator[Any], following: list[Any]) -> Iterator[Row]:
    """The rows that come next; the first frame that is none goes into `following`."""
    for frame in read:
        if not isinstance(frame, list):
            following.append(frame)
            return
        yield frame


class _Files:
    """The files of a backup beside their places, until everything is certain.

    What has a new name goes there before the commit, where no row names it yet; what has the name of an older file
    takes its place after the commit. So the rows find their files whether the commit happens or not.
    """

    def __init__(self) -> None:
        self.sums: dict[tuple[str, str], str | None] = {}
        self._documents: list[str] = []
        self._releases: dict[str, Path] = {}
        self._new: list[tuple[str, str]] = []

    def add(self, file: File) -> None:
        if not _SAFE.fullmatch(file.name):
            raise Refused([_("The backup names a file in a way that is not safe. Nothing was changed.")])
        if file.folder == backups.DOCUMENTS:
            self._add_document(file)
        else:
            self._add_to_release(file)
        self.sums[file.folder, file.name] = file.sums[0]

    def _add_document(self, file: File) -> None:
        self._documents.append(file.name)
        sealed_files.stage(file.name, file.pieces)
        if file.sums[0] is None:
            sealed_files.unstage(self._documents.pop())

    def _add_to_release(self, file: File) -> None:
        label, _slash, name = file.name.partition("/")
        if label not in self._releases:
            self._releases[label] = release_files.new_folder()
        path = self._releases[label] / name
        with open(path, "wb") as written:
            for piece in file.pieces:
                written.write(piece)
        if file.sums[0] is None:
            path.unlink()

    def settle(self) -> None:
        for name in self._documents:
            if sealed_files.exists(name):
                _after_commit(sealed_files.settle, name)
            else:
                self._new.append((backups.DOCUMENTS, name))
                sealed_files.settle(name)
        for label, folder in self._releases.items():
            if release_files.folder(label).exists():
                _after_commit(release_files.keep, folder, label)
            else:
                self._new.append((backups.RELEASES, label))
                release_files.keep(folder, label)

    def give_up(self) -> None:
        """Nothing is left of what came."""
        for folder, name in self._new:
            remove = sealed_files.remove if folder == backups.DOCUMENTS else release_files.destroy
            remove(name)
        for name in self._documents:
            sealed_files.unstage(name)
        for unfinished in self._releases.values():
            release_files.destroy(unfinished.name)


def _after_commit(action: Any, *arguments: Any) -> None:
    transaction.on_commit(lambda: action(*arguments))


def _forget_other_files() -> None:
    """Files that belonged to what was replaced, and leftovers."""
    kept = backups.sealed_names()
    for name in list(sealed_files.names(older_than=float("inf"))):
        if name not in kept:
            sealed_files.remove(name)
    releases.clear_away()


def _note(action: str, heads: str, *, now: datetime) -> None:
    """The heads of what was replaced, whose audit is gone, or of the lists that were read.

    By them the next restore knows that it need not read these lists again (queries/protections.py).
    """
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    ledger.audit(by=keeper, action=action, target=keeper, now=now, reason=heads)


# What was done to protect people


def _protect(restored: Restored, lost: Lost, *, now: datetime) -> None:
    if not any((lost.rulings, lost.stories, lost.switched_off, lost.without_identities)):
        return
    keeper = accounts.system_account(username=accounts.KEEPER, now=now)
    for ruling in policy.visible_rulings(keeper).filter(public_id__in=lost.rulings).order_by("pk"):
        way = Withdrawal(lost.rulings[ruling.public_id])
        if ruling.status == Status.PUBLISHED:
            workflow.withdraw(ruling=ruling, by=keeper, now=now, way=way, reason=_REASON)
            restored.withdrawn.append(ruling.public_id)
        else:
            restored.again.append(ruling.public_id)
    for story in Story.objects.filter(slug__in=lost.stories, status=Status.PUBLISHED).order_by("pk"):
        way = Withdrawal(lost.stories[story.slug])
        stories.withdraw(story=story, by=keeper, now=now, way=way, reason=_REASON)
        restored.withdrawn.append(story.slug)
    _lock(restored, lost, keeper=keeper, now=now)


def _lock(restored: Restored, lost: Lost, *, keeper: User, now: datetime) -> None:
    """The earliest lock first: an administrator who can log in always remains."""
    for name in lost.switched_off:
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            continue
        if able_administrators() == [user]:
            restored.left.append(name)
        else:
            accounts.lock(user=user, by=keeper, now=now, reason=_REASON)
            restored.locked.append(name)
    for user in User.objects.filter(username__in=lost.without_identities, reads_identities=True):
        accounts.set_reads_identities(user=user, granted=False, by=keeper, now=now, reason=_REASON)
        restored.refused.append(user.username)
