"""Releases: whole and the same every time; and nothing that must not be seen any more is handed out of them."""

import hashlib
import json
import os
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import frictionless
import pytest
from arro3.io import read_parquet
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from decisions.actions import erasure, releases, rulings, workflow
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Release, release_files
from decisions.queries import exports
from decisions.queries.exports import HEADER
from decisions.tables import packages
from decisions.vocabulary import ReleaseState, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "found at the sample site of Exampletown"
FILES = [
    "LICENSE.txt", "README.txt", "SHA256SUMS", "casetracker-release-1.zip", "codebook.csv", "codebook.txt",
    "datapackage.json", "rulings.csv", "rulings.parquet",
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.RELEASES_ROOT = tmp_path / "releases"
    return settings.RELEASES_ROOT


@pytest.fixture
def held(db):
    """Three published rulings, the first with words of its own."""
    return [make.ruling(how_found=WORDS), make.ruling(how_found="=1+1"), make.ruling()]


@pytest.fixture
def release(held, administrator):
    return releases.make(by=administrator, now=make.NOW)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What happens in it is followed by what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def withdraw(ruling, reviewer, way=Withdrawal.QUIET):
    return workflow.withdraw(ruling=ruling, by=reviewer, now=make.NOW, way=way, reason="A sample reason.")


def correct(ruling, reviewer, values):
    how = {"by": reviewer, "now": make.NOW, "version": ruling.version, "reason": "Misread."}
    return rulings.correct(ruling=ruling, values=values, **how)


def ids(release):
    return [record["public_id"] for record in packages.read_table(release_files.folder(release.label))]


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def anew(release):
    return Release.objects.get(pk=release.pk)


# Making


def test_a_release_holds_what_is_published_and_nothing_else(held, administrator, folder):
    make.ruling(Status.DRAFT)
    make.ruling(Status.WITHDRAWN)

    release = releases.make(by=administrator, now=make.NOW)

    assert ids(release) == sorted(ruling.public_id for ruling in held)
    assert {link.ruling for link in release.held.all()} == set(held)
    assert (release.label, release.state, release.counts["rulings"]) == ("1", "available", 3)
    assert sorted(path.name for path in (folder / "1").iterdir()) == FILES
    assert AuditEvent.objects.filter(action="release.make", target="1", actor=administrator).exists()


def test_another_account_can_hand_a_release_out_whatever_the_umask(held, administrator, folder):
    before = os.umask(0o077)
    try:
        releases.make(by=administrator, now=make.NOW)
    finally:
        os.umask(before)

    modes = {path.stat().st_mode & 0o777 for path in (folder / "1").iterdir()}
    assert ((folder / "1").stat().st_mode & 0o777, modes) == (0o755, {0o644})


def test_the_sums_of_the_rows_of_the_list_and_of_the_zip_are_those_of_the_files(release, folder):
    of_files = {name: hashlib.sha256(content).hexdigest() for name, content in contents(folder / "1").items()}

    assert dict(release.files.values_list("name", "sha256")) == of_files
    listed = dict(reversed(line.split("  ")) for line in (folder / "1/SHA256SUMS").read_text().splitlines())
    assert listed == {name: of_files[name] for name in FILES if not name.endswith((".zip", "SHA256SUMS"))}
    with zipfile.ZipFile(folder / "1/casetracker-release-1.zip") as archive:
        assert archive.testzip() is None
        zipped = {
            name.removeprefix("casetracker-release-1/"): archive.read(name) for name in archive.namelist()
        }
    assert {name: hashlib.sha256(content).hexdigest() for name, content in zipped.items()} == {
        name: of_files[name] for name in FILES if not name.endswith(".zip")
    }


def test_the_same_rulings_make_the_same_bytes(release, administrator, folder):
    before = contents(folder / "1")
    Release.objects.all().delete()

    releases.make(by=administrator, now=make.NOW)

    assert contents(folder / "1") == before


def test_the_data_package_is_valid_and_says_what_every_column_holds(release, folder):
    report = frictionless.validate(str(folder / "1/datapackage.json"))

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    said = json.loads((folder / "1/datapackage.json").read_text())
    (table,) = [resource for resource in said["resources"] if resource["path"] == "rulings.csv"]
    assert [field["name"] for field in table["schema"]["fields"]] == list(HEADER)
    assert all(field["description"] for field in table["schema"]["fields"])
    assert {resource["path"] for resource in said["resources"]} == {
        name for name in FILES if not name.endswith((".zip", "SHA256SUMS", ".json"))
    }


def test_the_codebook_explains_every_column(release, folder):
    text = (folder / "1/codebook.txt").read_text()

    assert [name for name in HEADER if f"\n{name}" not in text] == []
    assert "withheld = withheld. " in text


def test_what_is_new_since_the_last_release_is_counted(release, held, administrator, reviewer):
    make.ruling()
    correct(held[1], reviewer, {"plea": "denied"})

    second = releases.make(by=administrator, now=make.NOW)

    assert (second.label, second.changes) == ("2", {"added": 1, "removed": 0, "changed": 1})


def test_a_correction_changes_no_release(release, held, reviewer, folder, committed):
    before = contents(folder / "1")

    with committed():
        correct(held[0], reviewer, {"plea": "denied"})

    assert contents(folder / "1") == before
    assert anew(release).state == ReleaseState.AVAILABLE


def test_a_release_is_made_by_administrators_only(held, reviewer):
    with pytest.raises(PermissionDenied):
        releases.make(by=reviewer, now=make.NOW)


def test_nothing_is_released_where_nothing_is_published(administrator, folder):
    with pytest.raises(Refused, match="nothing to release"):
        releases.make(by=administrator, now=make.NOW)
    assert list(folder.glob("*")) == []


# Holding back and rebuilding


@pytest.mark.parametrize("way", Withdrawal)
def test_a_withdrawal_holds_back_every_release_with_the_ruling_in_the_same_transaction(
    release, held, administrator, reviewer, way, committed
):
    later = make.ruling()
    second = releases.make(by=administrator, now=make.NOW)

    with committed():
        withdraw(held[0], reviewer, way)
        assert {anew(release).state, anew(second).state} == {ReleaseState.UNAVAILABLE}

    assert [(one.label, one.state) for one in (anew(release), anew(second))] == [
        ("1.r1", ReleaseState.AVAILABLE), ("2.r1", ReleaseState.AVAILABLE)
    ]  # fmt: skip
    with committed():
        withdraw(later, reviewer, way)
        assert (anew(release).state, anew(second).state) == ("available", "unavailable")


def test_a_release_without_the_ruling_stays(release, administrator, reviewer, committed):
    with committed():
        withdraw(make.ruling(), reviewer)

    assert anew(release).label == "1"


def test_a_rebuilt_release_is_without_the_ruling_and_whole(release, held, reviewer, folder, committed):
    before = contents(folder / "1")
    with committed():
        withdraw(held[0], reviewer)

    rebuilt = anew(release)
    assert [path.name for path in folder.iterdir()] == ["1.r1"]
    after = contents(folder / "1.r1")
    assert held[0].public_id.encode() not in b"".join(after.values())
    assert ids(rebuilt) == sorted(ruling.public_id for ruling in held[1:])
    assert read_parquet(str(folder / "1.r1/rulings.parquet")).read_all().num_rows == 2
    assert (rebuilt.counts["rulings"], {link.ruling for link in rebuilt.held.all()}) == (2, set(held[1:]))
    assert frictionless.validate(str(folder / "1.r1/datapackage.json")).valid
    assert {name: after[name] for name in ("codebook.csv", "codebook.txt", "LICENSE.txt")} == {
        name: before[name] for name in ("codebook.csv", "codebook.txt", "LICENSE.txt")
    }


def test_a_rebuilding_says_old_and_new_sums_and_how_much_was_removed(
    release, held, reviewer, folder, committed
):
    old = dict(release.files.values_list("name", "sha256"))
    with committed():
        withdraw(held[0], reviewer)

    (rebuilding,) = release.rebuilds.all()
    new = dict(release.files.values_list("name", "sha256"))
    assert (rebuilding.revision, rebuilding.removed, rebuilding.withheld) == (1, 1, 0)
    assert {(one["name"], one["old"], one["new"]) for one in rebuilding.sums} == {
        (name, old[name], new[name]) for name in new if old[name] != new[name]
    }
    assert {"rulings.csv", "rulings.parquet", "casetracker-release-1.zip"} <= {
        one["name"] for one in rebuilding.sums
    }
    assert "r1, 2026-03-02: 1 rulings and 0 single values removed" in (folder / "1.r1/README.txt").read_text()


def test_the_rest_of_a_rebuilt_release_is_as_it_was_and_not_as_it_is_now(release, held, reviewer, committed):
    correct(held[1], reviewer, {"plea": "denied"})
    before = {record["public_id"]: record for record in packages.read_table(release_files.folder("1"))}

    with committed():
        withdraw(held[0], reviewer)

    after = {record["public_id"]: record for record in packages.read_table(release_files.folder("1.r1"))}
    assert after == {one: record for one, record in before.items() if one != held[0].public_id}
    assert after[held[1].public_id]["how_found"] == "'=1+1"
    typed = read_parquet(str(release_files.folder("1.r1") / "rulings.parquet")).read_all()
    assert "=1+1" in typed.column("how_found").to_pylist()


def test_a_second_withdrawal_makes_a_second_revision(release, held, reviewer, folder, committed):
    for ruling in held:
        with committed():
            withdraw(ruling, reviewer)

    assert [path.name for path in folder.iterdir()] == ["1.r3"]
    assert [(one.revision, one.removed) for one in release.rebuilds.all()] == [(1, 1), (2, 1), (3, 1)]
    assert ids(anew(release)) == []
    assert frictionless.validate(str(folder / "1.r3/datapackage.json")).valid


def test_a_purged_passage_is_in_no_release_and_no_file(release, held, reviewer, folder, committed):
    correct(held[0], reviewer, {"how_found": "otherwise"})
    how = {"ruling": held[0], "by": reviewer, "now": make.NOW, "passage": WORDS.upper()}
    with pytest.raises(erasure.Reaches) as reach:
        erasure.purge(**how, sure_of=None)

    with committed():
        purged = erasure.purge(**how, sure_of=reach.value.number)
        assert anew(release).state == ReleaseState.UNAVAILABLE

    assert purged.records["releasedruling"] == 1
    assert anew(release).label == "1.r1"
    (rebuilding,) = release.rebuilds.all()
    assert (rebuilding.removed, rebuilding.withheld) == (0, 1)
    assert [path.name for path in folder.iterdir()] == ["1.r1"]
    assert WORDS.encode() not in b"".join(contents(folder / "1.r1").values())
    (record,) = [one for one in packages.read_table(folder / "1.r1") if one["public_id"] == held[0].public_id]
    assert record["how_found"] == "withheld"


def test_a_withheld_value_goes_from_the_releases(administrator, reviewer, judge, folder, committed):
    ruling = make.ruling(judge=judge)
    release = releases.make(by=administrator, now=make.NOW)

    with committed():
        erasure.withhold(
            ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, field="judge", reason="A sample reason."
        )  # fmt: skip

    (record,) = packages.read_table(folder / anew(release).label)
    assert (record["judge"], record["judge_label"]) == ("withheld", "withheld")


def test_a_column_that_is_younger_than_a_release_does_not_come_into_it(
    administrator, reviewer, judge, folder, committed, monkeypatch
):
    ruling, _other = make.ruling(judge=judge), make.ruling()
    release = releases.make(by=administrator, now=make.NOW)
    monkeypatch.setattr(exports, "columns_of", lambda field: [field, f"{field}_label", f"{field}_younger"])

    with committed():
        erasure.withhold(
            ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, field="judge", reason="A sample reason."
        )  # fmt: skip

    records = list(packages.read_table(folder / anew(release).label))
    assert {tuple(record) for record in records} == {HEADER}
    assert release.rebuilds.get().withheld == 2
    older = [[record[name] for name in HEADER[:-1]] for record in records]
    packages.write_table(folder / "1.r1", HEADER[:-1], older)
    assert releases.make(by=administrator, now=make.NOW).changes["changed"] == 1


# Crashes


def test_a_crash_before_the_rebuilding_leaves_the_release_held_back_until_it_is_repeated(
    release, held, reviewer, folder, committed, monkeypatch, capsys
):
    def broken(*_args, **_options):
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(packages, "seal", broken)
        with committed():
            withdraw(held[0], reviewer)
    assert (anew(release).label, anew(release).state) == ("1", ReleaseState.UNAVAILABLE)

    call_command("rebuild_releases")

    assert (anew(release).label, anew(release).state) == ("1.r1", ReleaseState.AVAILABLE)
    assert [path.name for path in folder.iterdir()] == ["1.r1"]


def test_a_crash_between_the_commit_and_the_destruction_is_cleared_away(
    release, held, reviewer, folder, committed
):
    withdraw(held[0], reviewer)  # the transaction of the test: what waits for its commit never happens
    releases.rebuild(release=anew(release), by=reviewer, now=make.NOW)
    assert sorted(path.name for path in folder.iterdir()) == ["1", "1.r1"]

    call_command("rebuild_releases")

    assert [path.name for path in folder.iterdir()] == ["1.r1"]


def test_a_rolled_back_rebuilding_changes_nothing(release, held, reviewer, folder):
    withdraw(held[0], reviewer)
    with transaction.atomic():
        releases.rebuild(release=anew(release), by=reviewer, now=make.NOW)
        transaction.set_rollback(True)

    assert (anew(release).label, anew(release).state) == ("1", ReleaseState.UNAVAILABLE)
    assert releases.rebuild(release=anew(release), by=reviewer, now=make.NOW).label == "1.r1"


def test_a_release_whose_files_are_missing_stays_held_back(release, held, reviewer, capsys):
    withdraw(held[0], reviewer)
    release_files.destroy("1")

    with pytest.raises(CommandError, match="missing"):
        call_command("rebuild_releases")

    assert anew(release).state == ReleaseState.UNAVAILABLE


def test_no_release_is_made_while_the_last_is_held_back(release, held, administrator, reviewer):
    withdraw(held[0], reviewer)

    with pytest.raises(Refused, match="being rebuilt"):
        releases.make(by=administrator, now=make.NOW)


def test_large_releases_wait_for_the_command(release, held, reviewer, settings, committed):
    settings.RELEASES_REBUILT_AT_ONCE = 2
    with committed():
        withdraw(held[0], reviewer)

    assert anew(release).state == ReleaseState.UNAVAILABLE


def test_what_is_destroyed_is_overwritten_first(release, folder):
    path = folder / "1/rulings.csv"
    with open(path, "rb") as reader:
        release_files.destroy("1")
        assert reader.read() == b""

    assert not (folder / "1").exists()


# At the same moment


@pytest.fixture
def apart(tmp_path):
    """Runs something in a thread with a connection of its own; on SQLite in a copy, since ours is in memory."""
    settings = connections.settings["default"]
    name = settings["NAME"]
    if connection.vendor == "sqlite":
        settings["NAME"] = str(tmp_path / "copy.sqlite3")
        connection.cursor().execute("VACUUM INTO %s", [settings["NAME"]])

    def run(call):
        def guarded():
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(guarded).result(timeout=30)

    yield run
    settings["NAME"] = name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["while it is drafted", "before it is made of the draft"])
def test_who_withdraws_waits_for_no_draft_and_the_ruling_is_not_in_the_release(
    held, administrator, reviewer, folder, apart, monkeypatch, moment
):
    seal, sealed = packages.seal, []

    def meanwhile(*args, **options):
        sealed.append(moment)
        if moment == "while it is drafted" and len(sealed) == 1:
            apart(lambda: withdraw(held[0], reviewer))
        return seal(*args, **options)

    def make_of_a_draft():
        with releases.draft(by=administrator, now=make.NOW) as draft:
            if moment != "while it is drafted":
                apart(lambda: withdraw(held[0], reviewer))
            return releases.make(by=administrator, now=make.NOW, draft=draft)

    monkeypatch.setattr(packages, "seal", meanwhile)
    made = apart(make_of_a_draft)

    assert len(sealed) == 2  # the draft, and the release without the ruling
    assert (made.label, made.counts["rulings"]) == ("1", 2)
    assert ids(made) == sorted(ruling.public_id for ruling in held[1:])
    assert apart(lambda: {link.ruling_id for link in made.held.all()}) == {ruling.pk for ruling in held[1:]}
    assert [path.name for path in folder.iterdir()] == ["1"]


def test_a_draft_becomes_the_release_where_nothing_public_has_changed(
    held, administrator, folder, monkeypatch
):
    with releases.draft(by=administrator, now=make.NOW) as draft:
        files = contents(draft.folder)
        assert releases.clear_away() == 0  # somebody works in it
        make.ruling(Status.DRAFT)
        made = releases.make(by=administrator, now=make.NOW, draft=draft)

    assert contents(folder / "1") == files
    assert {link.ruling for link in made.held.all()} == set(held)


def test_a_draft_of_which_nothing_is_made_is_destroyed(held, administrator, folder):
    with releases.draft(by=administrator, now=make.NOW):
        pass

    assert list(folder.iterdir()) == []
    release_files.new_folder()  # as a crash leaves it
    assert releases.clear_away() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize("doing", ["making", "rebuilding"])
def test_a_withdrawal_while_files_are_written_waits_and_then_holds_them_back(
    held, administrator, reviewer, folder, monkeypatch, doing
):
    release = releases.make(by=administrator, now=make.NOW) if doing == "rebuilding" else None
    if release:
        Release.objects.update(state=ReleaseState.UNAVAILABLE)
        release.held.filter(ruling=held[1]).update(hidden=["plea"])
    writing, seal, troubles = threading.Event(), packages.seal, []

    def slowly(*args, **options):
        writing.set()
        time.sleep(1)  # the withdrawal comes now
        return seal(*args, **options)

    def write():
        try:
            if release:
                releases.rebuild(release=release, by=reviewer, now=make.NOW)
            else:
                releases.make(by=administrator, now=make.NOW)
        except Exception as error:  # reported by the test's own thread
            troubles.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(packages, "seal", slowly)
    writer = threading.Thread(target=write)
    writer.start()
    writing.wait()
    withdraw(held[0], reviewer)
    writer.join()

    assert troubles == []
    (made,) = Release.objects.all()
    assert (made.label, made.state) == ("1.r2" if release else "1.r1", ReleaseState.AVAILABLE)
    assert ids(made) == sorted(ruling.public_id for ruling in held[1:])
    assert [path.name for path in folder.iterdir()] == [made.label]
