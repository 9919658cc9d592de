import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from decisions.actions import documents, identity, keys, notes
from decisions.models import AuditEvent, InternalNote
from decisions.queries.identity import Identity
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(lawyer, settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode()]
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    notes.write(ruling=ruling, by=lawyer, now=make.NOW, text="a sample note")
    return make.person("Sam Pel", "Сам Пел", by=lawyer, ruling=ruling), make.paper(ruling, by=lawyer)


def rotate():
    said = io.StringIO()
    call_command("rotate_identity_keys", stdout=said)
    return said.getvalue()


def works(world, lawyer):
    person, paper = world
    shown = identity.read(respondent=person, by=lawyer, now=make.NOW)
    content = b"".join(documents.read(document=paper, by=lawyer, now=make.NOW).pieces)
    found = identity.find(spellings=["сам-пел"], by=lawyer, now=make.NOW)
    note = InternalNote.objects.get().text.open()
    return (shown, content, found, note) == (
        Identity("Sam Pel", ("Сам Пел",)), b"A sample paper.", [person], "a sample note",
    )  # fmt: skip


def test_everything_works_with_both_keys_and_after_rotation_with_the_new_one_alone(world, lawyer, settings):
    new = Fernet.generate_key().decode()
    settings.IDENTITY_KEYS = [new, *settings.IDENTITY_KEYS]
    assert works(world, lawyer)

    assert "may go" in rotate()

    settings.IDENTITY_KEYS = [new]
    assert works(world, lawyer)
    assert AuditEvent.objects.filter(action="keys.rotate").count() == 1


def test_rotating_twice_changes_nothing_the_second_time(world, settings, tmp_path):
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]
    rotate()
    before = [path.read_bytes() for path in (tmp_path / "documents").iterdir()]

    said = rotate()

    assert ": 0 brought" in said
    assert [line for line in said.splitlines() if "brought" in line and ": 0 brought" not in line] == []
    assert [path.read_bytes() for path in (tmp_path / "documents").iterdir()] == before


def test_an_interrupted_rotation_is_taken_up_again(world, lawyer, settings, monkeypatch):
    new = Fernet.generate_key().decode()
    settings.IDENTITY_KEYS = [new, *settings.IDENTITY_KEYS]
    with monkeypatch.context() as interrupted:
        interrupted.setattr(keys, "respell", lambda after: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate()
    assert works(world, lawyer)

    rotate()

    settings.IDENTITY_KEYS = [new]
    assert works(world, lawyer)


def test_what_no_key_opens_is_counted_and_stays(world, lawyer, settings):
    old = settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="could not be read"):
        rotate()

    settings.IDENTITY_KEYS = old
    assert works(world, lawyer)


def test_the_same_paper_is_noticed_after_a_rotation(world, lawyer, settings):
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]
    rotate()
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    other = make.ruling(Status.DRAFT, by=lawyer)

    added = documents.add(ruling=other, by=lawyer, now=make.NOW, name="x.txt", content=b"A sample paper.")

    assert added.elsewhere == [world[1].ruling]
