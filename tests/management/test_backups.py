"""Backups: what is restored is what was there, on either database, and brings back nothing that was taken away."""

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from decisions.actions import accounts, documents, erasure, releases, workflow
from decisions.models import AuditEvent, Document, Ruling, User, release_files, sealed_files
from decisions.policy import public_rulings
from decisions.queries import backups
from decisions.vocabulary import Role, Status, Withdrawal
from tests import make

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "casetracker.sqlite3"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings, tmp_path):
    """Rulings, a person, a paper, a story and a release, and where they lie."""
    settings.DOCUMENTS_ROOT, settings.RELEASES_ROOT = tmp_path / "documents", tmp_path / "releases"
    lawyer = make.account("lawyer", Role.LAWYER, team=make.team())
    ruling = make.ruling(by=lawyer, case_number="5-123/2019")
    make.person("Sam Pel", "Сам Пел", by=lawyer, ruling=ruling)
    make.paper(make.ruling(Status.DRAFT, by=lawyer), by=lawyer)
    make.story()
    releases.make(by=make.account("administrator", Role.ADMINISTRATOR), now=make.NOW)
    return tmp_path


def run(command, *arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def backed_up(site, name="sample.backup"):
    run("backup", site / name)
    return site / name


def digest():
    return run("content_digest")[0].split()[0]


def later(hours):
    return make.NOW + timedelta(hours=hours)


def published(ruling, hours):
    how = {"by": reviewer(), "now": later(hours), "reason": "A sample reason."}
    return workflow.publish(ruling=ruling, overrule=["open-appeal"], **how)


def reviewer():
    return make.account("reviewer", Role.REVIEWER, team=make.team())


def _environment(folder):
    """Of an installation on SQLite in that folder with the same keys."""
    names = ("AUDIT_KEYS", "IDENTITY_KEYS", "BACKUP_KEYS")
    ours = {one: ",".join(getattr(django_settings, one)) for one in names}
    others = {one: value for one, value in os.environ.items() if one != "DATABASE_URL"}
    return others | ours | {"CASETRACKER_VAR": str(folder), "SECRET_KEY": django_settings.SECRET_KEY}


def installation(folder, migrated):
    folder.mkdir(exist_ok=True)
    shutil.copy(migrated, folder / DATABASE)
    return _environment(folder)


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_moves_to_sqlite_and_back_and_is_the_same(site, migrated):
    """On PostgreSQL this goes from there to SQLite, and from SQLite to there."""
    first = backed_up(site)
    before = digest()
    elsewhere = installation(site / "elsewhere", migrated)

    assert before in manage(elsewhere, "restore", first)
    assert manage(elsewhere, "content_digest").split()[0] == before

    second = site / "second.backup"
    manage(elsewhere, "backup", second)
    there = manage(elsewhere, "content_digest").split()[0]
    make.ruling()
    assert f"content digest {there}" in run("restore", second, replace=True)[0]

    # And the next record gets a number of its own.
    assert make.ruling().pk > Ruling.objects.order_by("pk")[0].pk
    assert AuditEvent.objects.filter(action="backup.make").count() == 2


def test_what_is_replaced_is_gone_and_the_audit_says_what_it_was(site):
    backup, paper = backed_up(site), Document.objects.get()
    added = make.paper(paper.ruling, by=paper.uploaded_by, content=b"Another sample paper.")
    documents.remove(document=paper, by=paper.uploaded_by, now=make.NOW, reason="A sample reason.")
    release_files.destroy("1")
    with pytest.raises(CommandError, match="--replace"):
        run("restore", backup)
    head = run("verify_audit")[0].split()[1]

    said, warned = run("restore", backup, replace=True)

    assert json.loads(backup.with_name("sample.backup.head.json").read_text())["content_digest"] in said
    assert warned == ""
    assert [sealed_files.exists(one.stored_as) for one in (paper, added)] == [True, False]
    assert b"".join(sealed_files.read(paper.stored_as)) == b"A sample paper."
    with release_files.opened("1", "rulings.csv") as table:
        assert table.read()
    assert AuditEvent.objects.get(action="restore.replace").reason == head
    run("verify_audit", "--against", backup.with_name("sample.backup.head.json"))


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("broken", "damaged"),
        ("too short", "damaged"),
        ("empty", "is empty"),
        ("another key", "None of BACKUP_KEYS"),
        ("another version", "another version of casetracker"),
        ("at the very end", "a sample failure"),
    ],
)
def test_what_cannot_be_restored_changes_nothing(site, settings, monkeypatch, trouble, sentence):
    """The file has chunks enough that a part of it is loaded before the fault is met."""
    noise = os.urandom(300_000).hex().encode()
    make.paper(make.ruling(Status.DRAFT), by=make.account("lawyer", Role.LAWYER), content=noise)
    backup = backed_up(site)
    make.ruling()
    before, lying = digest(), sorted(path.name for path in (site / "documents").iterdir())
    content = backup.read_bytes()
    if trouble == "broken":
        backup.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
    elif trouble == "empty":
        backup.write_bytes(b"")
    elif trouble == "too short":
        backup.write_bytes(content[: len(content) // 2])
    elif trouble == "another key":
        run("backup", site, only_protections=True)
        settings.BACKUP_KEYS = ["A" * 43 + "="]
    elif trouble == "another version":
        monkeypatch.setattr(backups, "schema", lambda: [["decisions", "9999_later"]])
    else:
        monkeypatch.setattr(
            "decisions.ledger.first_break", lambda: (_ for _ in ()).throw(CommandError(sentence))
        )

    with pytest.raises(CommandError, match=sentence):
        run("restore", backup, replace=True, without_protections=True)

    monkeypatch.undo()
    assert digest() == before
    assert sorted(path.name for path in (site / "documents").iterdir()) == lying
    assert sorted(path.name for path in (site / "releases").iterdir()) == ["1"]


def test_what_was_withdrawn_or_removed_since_does_not_come_back(site):
    """Neither with the list of what is here, nor with the newest list beside an older backup."""
    openly, told, quietly = (make.ruling() for _ in range(3))
    purged = make.ruling(case_number="5-77/2019")
    untouched = make.ruling()
    lawyer, story = make.account("leaver", Role.LAWYER, team=make.team()), make.story()
    releases.make(by=make.account("administrator", Role.ADMINISTRATOR), now=make.NOW)
    old = backed_up(site)

    now = make.NOW
    how = {"by": reviewer(), "now": now}
    workflow.withdraw(ruling=openly, way=Withdrawal.OPEN, reason="A sample reason.", **how)
    workflow.withdraw(ruling=quietly, way=Withdrawal.QUIET, reason="A sample reason.", **how)
    erasure.withhold(ruling=told, version=told.version, field="decided_on", reason="A sample reason.", **how)
    with pytest.raises(erasure.Reaches) as reach:
        erasure.purge(ruling=purged, passage="5-77/2019", sure_of=None, **how)
    erasure.purge(ruling=purged, passage="5-77/2019", sure_of=reach.value.number, **how)
    accounts.lock(
        user=lawyer, by=make.account("administrator", Role.ADMINISTRATOR), now=now, reason="A sample reason."
    )
    call_command("backup", str(site / "later.backup"), only_protections=True, stdout=io.StringIO())
    names = {one.public_id for one in (openly, told, quietly, purged)}

    said = run("restore", old, replace=True)[0]

    assert all(name in said for name in names)
    assert not public_rulings().filter(public_id__in=names).exists()
    assert public_rulings().filter(pk=untouched.pk).exists()
    ways = dict(Ruling.objects.filter(public_id__in=names).values_list("public_id", "withdrawal"))
    assert ways == {openly.public_id: "open"} | {one.public_id: "quiet" for one in (told, quietly, purged)}
    table = b"".join(path.read_bytes() for path in (site / "releases").glob("*/rulings.csv")).decode()
    assert not [name for name in names if name in table]
    assert untouched.public_id in table
    lawyer.refresh_from_db()
    assert not lawyer.is_active
    story.refresh_from_db()
    assert story.status == Status.PUBLISHED

    call_command("flush", interactive=False, stdout=io.StringIO())  # as on a new host, with the later list
    said = run("restore", old)[0]

    assert all(name in said for name in names)
    assert not public_rulings().filter(public_id__in=names).exists()


def test_a_list_that_is_older_than_the_backup_undoes_nothing(site):
    """What was unlocked and granted by then, and what stayed public, stays so; the digest is the same."""
    anna, boris = (make.account(name, Role.ADMINISTRATOR) for name in ("anna", "boris"))
    ruling, why = make.ruling(), "A sample reason."
    accounts.lock(user=boris, by=anna, now=later(1), reason=why)
    how = {"by": reviewer(), "now": later(1), "reason": why}
    erasure.withhold(ruling=ruling, version=ruling.version, field="decided_on", **how)
    run("backup", site / "night1.backup", only_protections=True)
    accounts.unlock(user=boris, by=anna, now=later(2), reason=why)
    accounts.set_reads_identities(user=boris, granted=True, by=anna, now=later(2))
    accounts.lock(user=anna, by=boris, now=later(2), reason=why)
    newest, before = backed_up(site, "night2.backup"), digest()
    call_command("flush", interactive=False, stdout=io.StringIO())

    said, warned = run("restore", newest)

    assert (digest(), warned) == (before, "")
    assert "Withdrawn" not in said
    assert public_rulings().filter(public_id=ruling.public_id).exists()
    there = User.objects.filter(username__in=["anna", "boris"]).order_by("username")
    assert list(there.values_list("is_active", "reads_identities")) == [(False, False), (True, True)]


def test_a_list_that_a_restore_has_read_is_not_read_again(site):
    """What was not public in the backup was said to a reviewer, who has decided since; an account was unlocked."""
    anna, boris = (make.account(name, Role.ADMINISTRATOR) for name in ("anna", "boris"))
    ruling, why = make.ruling(Status.IN_REVIEW), "A sample reason."
    old = backed_up(site, "night1.backup")
    public = published(ruling, hours=1)
    workflow.withdraw(ruling=public, by=reviewer(), now=later(1), way=Withdrawal.OPEN, reason=why)
    accounts.lock(user=boris, by=anna, now=later(1), reason=why)
    run("backup", site / "night2.backup", only_protections=True)
    call_command("flush", interactive=False, stdout=io.StringIO())
    said = run("restore", old)[0]
    assert f"remove passages and values from it again: {ruling.public_id}" in said
    assert "locked again: boris" in said
    published(Ruling.objects.get(public_id=ruling.public_id), hours=3)
    accounts.unlock(user=boris, by=anna, now=timezone.now(), reason=why)
    newest, before = backed_up(site, "night3.backup"), digest()
    call_command("flush", interactive=False, stdout=io.StringIO())

    run("restore", newest)

    assert digest() == before


def test_an_administrator_who_can_log_in_remains_after_a_restore(site):
    """Both were locked by somebody whom the backup does not know."""
    anna, boris = (make.account(name, Role.ADMINISTRATOR) for name in ("anna", "boris"))
    accounts.change(
        user=User.objects.get(username="administrator"), role=Role.LAWYER, team=None, by=anna, now=later(0)
    )
    old = backed_up(site)
    clara = make.account("clara", Role.ADMINISTRATOR)
    accounts.lock(user=boris, by=clara, now=later(1), reason="A sample reason.")
    accounts.unlock(user=boris, by=clara, now=later(2), reason="A sample reason.")
    accounts.lock(user=anna, by=clara, now=later(3), reason="A sample reason.")
    accounts.lock(user=boris, by=clara, now=later(4), reason="A sample reason.")
    run("backup", site / "newest.backup", only_protections=True)

    said, warned = run("restore", old, replace=True)

    assert "Accounts locked again: anna" in said
    assert "boris was locked after this backup, and stays open" in warned
    assert list(User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)) == [boris]


def test_an_empty_installation_asks_for_the_list_of_what_must_not_come_back(site):
    backup = backed_up(site)
    (site / "sample.backup.protections").unlink()

    with pytest.raises(CommandError, match="--without-protections"):
        run("restore", backup)


def test_a_file_that_is_destroyed_meanwhile_is_said_and_not_invented(site):
    sealed_files.remove(Document.objects.get().stored_as)
    said, warned = run("backup", site / "sample.backup")

    assert "1 files that a record names were not there" in warned
    before = digest()
    restored, warned = run("restore", site / "sample.backup", replace=True)

    assert f"content digest {before}" in restored
    assert "1 files were missing in the backup" in warned


def test_a_backup_is_verified_by_restoring_it(site, migrated, monkeypatch, tmp_path_factory):
    backup, folder = (
        backed_up(site, "casetracker-20260101T000000Z.backup"),
        tmp_path_factory.mktemp("throw-away"),
    )
    installation(folder, migrated)
    throw_away = SimpleNamespace(TemporaryDirectory=lambda **_options: nullcontext(str(folder)))
    monkeypatch.setattr("decisions.management.commands.verify_backup.tempfile", throw_away)

    assert digest() in run("verify_backup", site)[0]  # the newest in the folder
    said = json.loads(backup.with_name(f"{backup.name}.verified").read_text())
    assert said["sha256"] == json.loads(backup.with_name(f"{backup.name}.head.json").read_text())["sha256"]

    backup.write_bytes(backup.read_bytes()[:-1])
    with pytest.raises(CommandError, match="is not the file"):
        run("verify_backup", backup)


def test_older_backups_are_deleted_but_not_what_is_verified_last_or_of_another_site(
    site, settings, monkeypatch
):
    """As every night does it, for a week; the restoring itself is another test's."""
    folder = site / "nights"
    folder.mkdir()
    done = SimpleNamespace(returncode=0, stdout="restored", stderr="")
    monkeypatch.setattr(
        "decisions.management.commands.verify_backup.subprocess", SimpleNamespace(run=lambda *_a, **_k: done)
    )

    def night(day, **options):
        now = make.NOW.replace(day=day)
        monkeypatch.setattr("decisions.management.commands.backup.timezone", SimpleNamespace(now=lambda: now))
        run("backup", folder, **options)

    night(1, keep=2)
    run("verify_backup", folder)
    night(2, keep=2)
    with override_settings(SITE_URL="https://another.example"):
        night(3)
    night(4, keep=2)
    night(5, keep=2)
    (folder / "casetracker-20260305T090000Z.backup").write_bytes(b"shorter")
    night(6)
    (folder / "latest.protections").write_text("a list of what was withdrawn")
    night(6, keep=1)

    # The first was verified, the third is of another site, the fifth breaks off: what is left beside the newest.
    assert days(folder) == ["01", "03", "05", "06"]
    assert (folder / "latest.protections").exists()
    assert sorted(path.name for path in folder.glob("*20260301*")) == [
        f"casetracker-20260301T090000Z.backup{ending}"
        for ending in ("", ".head.json", ".protections", ".verified")
    ]
    run("verify_backup", folder)
    night(7, keep=1)
    assert days(folder) == ["03", "05", "06", "07"]


def days(folder):
    return sorted(path.name[18:20] for path in folder.glob("casetracker-*.backup"))


def test_a_damaged_backup_is_not_deleted_but_named_and_one_is_always_kept(site):
    old = backed_up(site, "casetracker-20260101T000000Z.backup")
    content = old.read_bytes()
    old.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    warned = run("backup", site, keep=1)[1]

    assert "20260101T000000Z.backup is damaged" in warned
    assert old.exists()
    for wrong in ({"keep": 1, "only_protections": True}, {"keep": 1, "to": "file"}):
        to = site / wrong.pop("to", "")
        with pytest.raises(CommandError, match="into a folder"):
            run("backup", to, **wrong)
    with pytest.raises(CommandError, match="at least 1"):
        run("backup", site, "--keep", "0")


def test_nothing_of_a_backup_can_be_read_by_others(site):
    backup = backed_up(site)

    for path in (backup, backup.with_name("sample.backup.protections")):
        assert path.stat().st_mode & 0o077 == 0
        assert b"5-123" not in path.read_bytes()
        assert Ruling.objects.first().public_id.encode() not in path.read_bytes()


def test_a_disk_that_is_full_leaves_nothing(site, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(CommandError, match="No space left on device"):
        run("backup", site / "sample.backup")
    assert list(site.glob("sample.backup*")) == []


@pytest.mark.parametrize("keys", [[], ["a word"]])
def test_without_a_key_it_says_so(site, settings, keys):
    settings.BACKUP_KEYS = keys

    with pytest.raises(CommandError, match="BACKUP_KEYS"):
        run("backup", site / "sample.backup")
