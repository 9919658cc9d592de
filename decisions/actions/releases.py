"""Data releases: made, held back when a ruling of theirs must not be seen any more, rebuilt without it.

Whoever writes to the audit waits for the others (ledger), so a release is made, held back or rebuilt either before or
after a withdrawal, never beside it (docs/adr/0021).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import (
    Release,
    ReleasedRuling,
    ReleaseFile,
    ReleaseRebuild,
    Ruling,
    User,
    release_files,
)
from decisions.queries import exports, releases, snapshots, versions
from decisions.queries.moments import snapshot
from decisions.queries.versions import Version
from decisions.tables import packages
from decisions.tables.cells import unguarded
from decisions.tables.files import csv_text
from decisions.tables.packages import FileSum
from decisions.text.redaction import Needle
from decisions.vocabulary import Empty, ReleaseState, Role

_BATCH = 1000
# What is copied as it was when a release is rebuilt.
_UNCHANGED = ("codebook.csv", "codebook.txt", "LICENSE.txt")

# Making one


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a release that does not exist yet, what its rows will say, and of which state of the data."""

    release: Release
    folder: Path
    rulings: Sequence[int]
    sums: Sequence[FileSum]
    version: Version


class _Moved(Exception):
    """The public data are not what they were when the draft was made."""


@contextmanager
def draft(*, by: User, now: datetime) -> Iterator[Draft]:
    """The files of the next release while others go on saving; `make` takes it. Belongs into no transaction.

    What nobody made a release of is destroyed at the end. Raises PermissionDenied, Refused.
    """
    policy.require(by, Role.ADMINISTRATOR)
    with release_files.draft_folder() as folder:
        with snapshot():
            drafted = _drafted(folder, now=now)
        yield drafted


@transaction.atomic
def make(*, by: User, now: datetime, draft: Draft | None = None, shown: str | None = None) -> Release:
    """A new release of every published ruling. Raises PermissionDenied, Refused.

    `shown` is the state of the public data that somebody was shown before; of another nothing is made. Nobody
    publishes or withdraws anything while it is recorded; where something public has changed since the draft,
    or there is none, not before the files are written either. After a crash there is no new release, only a folder
    that `clear_away` deletes.
    """
    policy.require(by, Role.ADMINISTRATOR)
    if draft:
        _require_shown(shown, draft.version)
    release = _recorded_in_time(draft) if draft else None
    if release is None:
        ledger.hold()
        with release_files.draft_folder() as folder:
            drafted = _drafted(folder, now=now)
            _require_shown(shown, drafted.version)
            release = _recorded(drafted)
            release_files.keep(folder, release.label)
    ledger.audit(by=by, action="release.make", target=release, now=now)
    return release


def _require_shown(shown: str | None, version: Version) -> None:
    if shown is not None and shown != version.token:
        raise Refused(
            [_("Something was published or withdrawn in the meantime. Look at what it will hold now.")]
        )


def _drafted(folder: Path, *, now: datetime) -> Draft:
    version = versions.current()
    last = Release.objects.order_by("-number").first()
    rulings = policy.public_rulings().order_by("public_id")
    reasons = list(releases.obstacles(last, rulings.count()))
    if reasons:
        raise Refused(reasons)
    release = Release(number=last.number + 1 if last else 1, made_at=now)
    with override(snapshots.LANGUAGE):
        packages.write_table(folder, exports.HEADER, exports.rows(rulings))
    release.counts = snapshots.counts(folder)
    release.changes = snapshots.changes(release_files.folder(last.label), folder) if last else {}
    packages.write_typed(folder, exports.COLUMNS, empties=Empty.values)
    _write_texts(folder)
    (folder / "README.txt").write_text(snapshots.readme(release), encoding="utf-8")
    packages.describe(folder, snapshots.about(release), snapshots.described(), empties=Empty.values)
    sums = _sealed(release, folder)
    release_files.write_out(folder)
    keys = list(rulings.order_by().values_list("pk", flat=True))
    return Draft(release, folder, keys, sums, version)


def _recorded_in_time(draft: Draft) -> Release | None:
    """The release of the draft, or nothing of it where somebody changed the public data meanwhile."""
    try:
        with transaction.atomic():
            release = _recorded(draft)
            ledger.hold()
            if versions.current() != draft.version:
                raise _Moved
            release_files.keep(draft.folder, release.label)
    except (_Moved, IntegrityError):  # the other release of this number was made first
        return None
    return release


def _recorded(draft: Draft) -> Release:
    """The rows of the release. That what they refer to is there is checked now: at the end everybody would wait."""
    release = draft.release
    release.save(force_insert=True)
    ReleasedRuling.objects.bulk_create(
        (ReleasedRuling(release=release, ruling_id=key) for key in draft.rulings), batch_size=_BATCH
    )
    _list_files(release, draft.sums)
    if connection.vendor == "postgresql":
        connection.check_constraints()
    return release


def _write_texts(folder: Path) -> None:
    lines = csv_text(snapshots.CODEBOOK_HEADER, snapshots.codebook_rows())
    (folder / "codebook.csv").write_text("".join(lines), encoding="utf-8", newline="")
    (folder / "codebook.txt").write_text(snapshots.codebook_text(), encoding="utf-8")
    (folder / "LICENSE.txt").write_text(snapshots.licence_text(), encoding="utf-8")


def _sealed(release: Release, folder: Path) -> list[FileSum]:
    return packages.seal(folder, zip_name=f"casetracker-release-{release.number}.zip")


def _list_files(release: Release, sums: Sequence[FileSum]) -> None:
    release.files.all().delete()
    ReleaseFile.objects.bulk_create(
        ReleaseFile(release=release, name=one.name, size=one.size, sha256=one.sha256) for one in sums
    )


# Holding back


@transaction.atomic
def hold_back(*, ruling: Ruling, by: User, now: datetime, columns: Collection[str] = ()) -> int:
    """Hand out no release that holds the ruling until it is rebuilt without it, or without these cells of it; how many.

    Belongs into the transaction that withdraws the ruling or takes the values out of it.
    """
    policy.require(by, Role.REVIEWER)
    ledger.hold()
    holding = ReleasedRuling.objects.filter(ruling=ruling).select_related("release")
    for held in holding if columns else ():
        held.hidden = sorted({*held.hidden, *columns})
        held.save(update_fields=["hidden"])
    return _close([held.release for held in holding], by=by, now=now)


@transaction.atomic
def hold_back_passage(*, needle: Needle, by: User, now: datetime) -> int:
    """The same for every release in whose files a passage stands that must not be known; in how many rulings."""
    policy.require(by, Role.REVIEWER)
    ledger.hold()
    found: list[ReleasedRuling] = []
    for release in Release.objects.order_by("pk"):
        found += _holding(release, needle)
    for held in found:
        held.save(update_fields=["hidden"])
    _close({held.release_id: held.release for held in found}.values(), by=by, now=now)
    return len(found)


def _holding(release: Release, needle: Needle) -> list[ReleasedRuling]:
    """The release's rulings whose cells hold the passage, the cells named in `hidden`; nothing of it is kept."""
    if not release_files.folder(release.label).exists():
        return []
    columns = {
        record["public_id"]: names
        for record in packages.read_table(release_files.folder(release.label))
        if (names := [name for name in exports.WORDS if _holds(record.get(name, ""), needle)])
    }
    held = list(release.held.filter(ruling__public_id__in=columns).select_related("ruling", "release"))
    for one in held:
        one.hidden = sorted({*one.hidden, *columns[one.ruling.public_id]})
    return held


def _holds(cell: str, needle: Needle) -> bool:
    text = unguarded(cell)
    return needle.removed_from(text) != text


def _close(held: Collection[Release], *, by: User, now: datetime) -> int:
    if held:
        keys = [release.pk for release in held]
        ledger.audit_each(by=by, action="release.hold_back", targets=list(held), now=now)
        Release.objects.filter(pk__in=keys).update(state=ReleaseState.UNAVAILABLE)
        transaction.on_commit(lambda: _rebuild_small_ones(by=by, now=now), robust=True)
    return len(held)


# Rebuilding


def _rebuild_small_ones(*, by: User, now: datetime) -> None:
    """Right after the withdrawal, if nobody has to wait long for it; else manage.py rebuild_releases does it."""
    waiting = list(releases.waiting())
    if sum(release.counts.get("rulings", 0) for release in waiting) > settings.RELEASES_REBUILT_AT_ONCE:
        return
    for release in waiting:
        rebuild(release=release, by=by, now=now)


@transaction.atomic
def rebuild(*, release: Release, by: User, now: datetime) -> Release:
    """Make the files anew without what must not be seen, from the old files alone; those are destroyed afterwards.

    Safe to repeat: until it has succeeded nothing is handed out. Raises PermissionDenied, Refused.
    """
    policy.require(by, Role.REVIEWER)
    ledger.hold()
    current = Release.objects.select_for_update().get(pk=release.pk)
    if current.state == ReleaseState.AVAILABLE:
        return current
    old = release_files.folder(current.label)
    if not (old / packages.TABLE).exists():
        raise Refused([_("The files of release %(release)s are missing.") % {"release": current.label}])
    _rebuilt(current, old, by=by, now=now)
    return current


def _rebuilt(release: Release, old: Path, *, by: User, now: datetime) -> None:
    gone = set(_gone(release).values_list("ruling__public_id", flat=True))
    left_behind, earlier = release.label, packages.description(old)
    columns = packages.columns_of(earlier)
    header = [column.name for column in columns]
    hidden = {
        # Columns that are younger than the release are not in it.
        held.ruling.public_id: [name for name in held.hidden if name in header]
        for held in release.held.exclude(hidden=[]).select_related("ruling")
    }
    release.revision += 1
    rebuilding = ReleaseRebuild(
        release=release,
        revision=release.revision,
        made_at=now,
        removed=len(gone),
        withheld=sum(len(names) for one, names in hidden.items() if one not in gone),
    )
    folder = release_files.new_folder()
    packages.write_table(folder, header, _kept_rows(old, gone, hidden))
    packages.write_typed(folder, columns, empties=Empty.values)
    for name in _UNCHANGED:
        (folder / name).write_bytes((old / name).read_bytes())
    release.counts = snapshots.counts(folder)
    release.state = ReleaseState.AVAILABLE
    readme = snapshots.readme(release, [*release.rebuilds.all(), rebuilding])
    (folder / "README.txt").write_text(readme, encoding="utf-8")
    packages.describe_again(folder, earlier, snapshots.about(release, revised_on=now.date()))
    before = dict(release.files.values_list("name", "sha256"))
    sums = _sealed(release, folder)
    _list_files(release, sums)
    release_files.keep(folder, release.label)
    rebuilding.sums = _changed_sums(before, sums)
    rebuilding.save(force_insert=True)
    _gone(release).delete()
    release.held.exclude(hidden=[]).update(hidden=[])
    release.save(update_fields=["revision", "counts", "state"])
    ledger.audit(by=by, action="release.rebuild", target=release, now=now)
    transaction.on_commit(lambda: release_files.destroy(left_behind), robust=True)


def _gone(release: Release) -> QuerySet[ReleasedRuling]:
    """What the release holds and the public may not see any more."""
    return release.held.exclude(ruling__in=policy.public_rulings())


def _kept_rows(
    folder: Path, gone: Collection[str], hidden: Mapping[str, Collection[str]]
) -> Iterator[Sequence[str]]:
    for record in packages.read_table(folder):
        if record["public_id"] not in gone:
            withheld = dict.fromkeys(hidden.get(record["public_id"], ()), Empty.WITHHELD.value)
            yield list((record | withheld).values())


def _changed_sums(before: Mapping[str, str], after: Sequence[FileSum]) -> list[dict[str, str]]:
    return [
        {"name": one.name, "old": before[one.name], "new": one.sha256}
        for one in after
        if before.get(one.name, one.sha256) != one.sha256
    ]


@transaction.atomic
def clear_away() -> int:
    """Destroy folders that no release names: of crashed makings and rebuildings; how many."""
    ledger.hold()
    known = {release.label for release in Release.objects.all()}
    leftovers = [label for label in release_files.labels() if label not in known]
    for label in leftovers:
        release_files.destroy(label)
    return len(leftovers)
