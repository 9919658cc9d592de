import io

import pytest
from django.core.management import CommandError, call_command

from decisions.actions.audit import audit_head
from decisions.models import AuditEvent, AuditHead
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def events(lawyer):
    """Some, of a ruling that became public."""
    make.ruling(by=lawyer)


def verify(*against):
    said = io.StringIO()
    call_command("verify_audit", *(f"--against={one}" for one in against), stdout=said)
    return said.getvalue()


def test_a_whole_chain_is_told_with_its_head(tmp_path):
    kept = tmp_path / "heads.txt"
    kept.write_text(f"made today\nhead {audit_head()}\n")

    assert verify() == f"whole: {audit_head()}\n"
    assert "still in it: 2" in verify(kept, audit_head())


def test_the_first_break_is_named_and_fails():
    second = AuditEvent.objects.order_by("pk")[1]
    AuditEvent.objects.filter(pk=second.pk).update(reason="None at all")

    with pytest.raises(CommandError, match=f"broken at event {second.pk}, after 1 whole"):
        verify()


def test_events_that_are_missing_at_the_end_are_found_even_if_the_head_was_changed_too():
    written, last = audit_head(), AuditEvent.objects.order_by("-pk")
    last[0].delete()
    with pytest.raises(CommandError, match="missing after them"):
        verify()

    AuditHead.objects.update(length=written.length - 1, seal=last[0].seal)
    verify()
    with pytest.raises(CommandError, match=f"lost what was written down:\n  {written}"):
        verify(written)


def test_what_is_no_head_is_refused(tmp_path):
    (tmp_path / "other.txt").write_text("nothing of the kind")

    for given in (tmp_path / "other.txt", tmp_path / "nowhere.txt", "12:ab"):
        with pytest.raises(CommandError, match="no head"):
            verify(given)
