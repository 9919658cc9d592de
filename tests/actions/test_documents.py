import os
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from decisions.actions import documents
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Document, sealed_files
from decisions.vocabulary import Role, Status
from tests import make

pytestmark = pytest.mark.django_db

OTHER_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    return settings.DOCUMENTS_ROOT


@pytest.fixture
def ruling(lawyer):
    return make.ruling(Status.DRAFT, by=lawyer)


def opened(document, by):
    paper = documents.read(document=document, by=by, now=make.NOW)
    return paper.name, b"".join(paper.pieces)


def test_a_paper_comes_back_as_it_was(lawyer, ruling):
    content = b"\n".join(b"line %d of a long paper" % number for number in range(100_000))

    document = make.paper(ruling, by=lawyer, name="canary ruling.TXT", content=content)

    assert opened(document, lawyer) == ("canary ruling.txt", content)
    assert document.size == len(content)


def test_what_is_on_the_disk_says_nothing_and_is_for_the_owner_only(lawyer, ruling, folder):
    make.paper(ruling, by=lawyer, name="canary.txt", content=b"canary content")

    [path] = folder.iterdir()
    assert b"canary" not in path.read_bytes()
    assert "canary" not in path.name
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.txt", "a.txt"), ("../../etc/a.txt", "a.txt"), ("C:\\x\\a.txt", "a.txt"), ("a.exe", "a.exe.txt"),
        ("", "paper.txt"), (".txt", "txt.txt"), ("a\r\nb\u202e.txt", "ab.txt"), ("й" * 300, "й" * 196 + ".txt"),
    ],
)  # fmt: skip
def test_a_name_is_made_harmless(lawyer, ruling, given, kept):
    assert opened(make.paper(ruling, by=lawyer, name=given), lawyer)[0] == kept


def test_the_same_file_is_not_kept_twice_with_a_ruling(lawyer, ruling, folder):
    make.paper(ruling, by=lawyer)

    with pytest.raises(Refused, match="already"):
        make.paper(ruling, by=lawyer, name="another.txt")
    assert len(list(folder.iterdir())) == 1


def test_the_same_file_elsewhere_is_noticed_as_far_as_the_person_may_know(lawyer, stranger, ruling):
    other, hidden = make.ruling(Status.DRAFT, by=lawyer), make.ruling(Status.DRAFT, by=stranger)
    make.paper(other, by=lawyer)
    make.paper(hidden, by=stranger)

    added = documents.add(ruling=ruling, by=lawyer, now=make.NOW, name="a.txt", content=b"A sample paper.")

    assert added.elsewhere == [other]
    assert added.hidden
    again = AuditEvent.objects.filter(action="document.kept_again", actor=lawyer)
    assert [event.target for event in again] == [hidden.public_id]


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "administrator"])
def test_papers_are_for_who_entered_the_ruling_or_has_the_permission(lawyer, ruling, request, who):
    document, by = make.paper(ruling, by=lawyer), request.getfixturevalue(who)

    for attempt in (
        lambda: make.paper(ruling, by=by, content=b"other"),
        lambda: opened(document, by),
        lambda: documents.remove(document=document, by=by, now=make.NOW, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_with_the_permission_a_reviewer_reads_and_the_audit_says_so(lawyer, ruling):
    permitted = make.account("permitted", Role.REVIEWER)
    permitted.reads_identities = True
    permitted.save()
    document = make.paper(ruling, by=lawyer)

    assert opened(document, permitted)[1] == b"A sample paper."
    event = AuditEvent.objects.get(action="document.read")
    assert (event.target, event.actor) == (document.stored_as, permitted)


def test_a_deleted_paper_is_gone_from_the_disk(lawyer, ruling, folder, django_capture_on_commit_callbacks):
    document = make.paper(ruling, by=lawyer)

    with pytest.raises(Refused):
        documents.remove(document=document, by=lawyer, now=make.NOW, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove(document=document, by=lawyer, now=make.NOW, reason="Added by mistake.")

    assert not Document.objects.exists()
    assert list(folder.iterdir()) == []
    with pytest.raises(Refused):
        documents.remove(document=document, by=lawyer, now=make.NOW, reason="Twice.")


def test_papers_of_a_published_ruling_are_not_deleted_by_the_lawyer(lawyer):
    document = make.paper(make.ruling(by=lawyer), by=lawyer)

    with pytest.raises(PermissionDenied):
        documents.remove(document=document, by=lawyer, now=make.NOW, reason="x")


def test_a_fault_after_the_file_was_written_leaves_neither_row_nor_file(lawyer, ruling, folder, monkeypatch):
    def broken(**_given):
        raise OSError("the disk is full")

    monkeypatch.setattr(documents.ledger, "audit", broken)

    with pytest.raises(OSError, match="full"):
        make.paper(ruling, by=lawyer)
    assert not Document.objects.exists()
    assert list(folder.iterdir()) == []


def test_files_that_no_record_knows_are_cleared_after_a_day(lawyer, ruling, folder):
    kept = make.paper(ruling, by=lawyer)
    for name, age in (("f" * 32, 2), ("e" * 32 + ".part", 2), ("d" * 32, 0), (kept.stored_as, 2)):
        path = folder / name
        if not path.exists():
            path.write_bytes(b"x")
        then = (make.NOW - timedelta(days=age)).timestamp()
        os.utime(path, (then, then))

    assert documents.clear_orphans(now=make.NOW) == 2
    assert {path.name for path in folder.iterdir()} == {kept.stored_as, "d" * 32}


def test_a_file_that_is_missing_cut_or_swapped_is_said_to_be_damaged(lawyer, ruling, folder):
    first = make.paper(ruling, by=lawyer, content=b"one")
    second = make.paper(ruling, by=lawyer, content=b"two")
    (folder / first.stored_as).write_bytes((folder / second.stored_as).read_bytes())
    with pytest.raises(Refused, match="damaged"):
        opened(first, lawyer)
    sealed_files.remove(first.stored_as)
    with pytest.raises(Refused, match="damaged"):
        opened(first, lawyer)


def test_a_cut_file_does_not_pass_for_a_whole_one(lawyer, ruling, folder):
    document = make.paper(ruling, by=lawyer, content=b"a line\n" * 200_000)
    path = folder / document.stored_as
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:1]) + b"\n")

    with pytest.raises(sealed_files.Missing):
        opened(document, lawyer)


def test_without_the_key_a_paper_stays_and_says_so(lawyer, ruling, folder, settings):
    document = make.paper(ruling, by=lawyer)
    before = (folder / document.stored_as).read_bytes()
    settings.IDENTITY_KEYS = [OTHER_KEY]

    with pytest.raises(Refused, match="the key is missing"):
        opened(document, lawyer)
    assert (folder / document.stored_as).read_bytes() == before
    assert not AuditEvent.objects.filter(action="document.read").exists()
