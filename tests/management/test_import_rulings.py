from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from decisions.models import ImportBatch, ImportRow, Ruling
from decisions.vocabulary import Role
from tests import make
from tests.importing import table

pytestmark = pytest.mark.django_db


def import_rulings(path, *arguments):
    output = StringIO()
    call_command("import_rulings", str(path), "--by", "administrator", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def file(tmp_path, court, source):
    make.team()
    path = tmp_path / "sample.csv"
    path.write_bytes(
        table(
            {"court": court.slug, "plea": "admitted", "remarks": "a sample"},
            {"court": court.slug, "plea": "by heart"},
        )
    )
    return path


def test_without_being_told_to_it_only_shows(file, source, administrator):
    said = import_rulings(file, "--source", source.slug)

    assert "1 new" in said
    assert "not imported: column remarks" in said
    assert "line 3: error; Plea: Not one of the values" in said
    assert not Ruling.objects.exists()
    assert not ImportRow.objects.exists()


def test_it_applies_what_needs_no_decision(file, source, administrator):
    said = import_rulings(file, "--source", source.slug, "--apply")

    assert f"1 rows applied. Undo: /desk/imports/{ImportBatch.objects.get().key}/" in said
    assert Ruling.objects.get().entered_by == administrator


def test_who_is_no_administrator_is_told_so(file, source, administrator):
    administrator.role = Role.LAWYER
    administrator.save()

    with pytest.raises(CommandError, match="is no administrator"):
        import_rulings(file, "--source", source.slug)


@pytest.mark.parametrize("arguments", [("--source", "nowhere"), ("--team", "nobody")])
def test_what_does_not_exist_is_said(file, administrator, arguments):
    with pytest.raises(CommandError):
        import_rulings(file, *arguments)

    assert not ImportBatch.objects.exclude(state="discarded").exists()
