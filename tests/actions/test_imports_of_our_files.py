"""Our own files coming back: into the same installation, and into an empty one."""

import pytest

from decisions import policy
from decisions.models import Court, Judge, Ruling, Series
from decisions.queries import exports
from decisions.tables import sheets
from decisions.vocabulary import ImportState, Status
from tests.importing import EVERYTHING, applied, checked, decide_all, exported, outcomes

pytestmark = pytest.mark.django_db


def test_our_own_file_changes_nothing(report, administrator):
    batch = checked(administrator, exported())

    assert outcomes(batch) == {"same": 50}


def test_our_own_public_file_changes_nothing(report, administrator):
    assert outcomes(checked(administrator, exported(exports.HEADER))) == {"same": 50}


# What an import does not bring: drafts are not published, and evidence with its rule is not in these files.
NOT_BROUGHT = {"published_on", "corrected_on", "status", "version", "team", "entered_on", "submitted_on"}


def said(names=EVERYTHING):
    rows = exports.chosen_cells(policy.logged_rulings().order_by("public_id"), names)
    return [{n: c for n, c in zip(names, row, strict=True) if n not in NOT_BROUGHT} for row in rows]


def test_our_own_file_makes_the_same_rulings_in_an_empty_installation(report, administrator):
    content, before = exported(), said()
    Ruling.objects.all().delete()
    for model in (Series, Judge, Court):
        model.objects.all().delete()

    batch = checked(administrator, content)
    assert outcomes(batch) == {"error": 50}
    batch = decide_all(batch, administrator)
    assert outcomes(batch) == {"new": 50}
    batch = applied(batch, administrator)

    assert (batch.state, batch.trouble) == (ImportState.APPLIED, "")
    assert said() == before
    assert set(Ruling.objects.values_list("status", flat=True)) == {Status.DRAFT}
    assert outcomes(checked(administrator, content)) == {"same": 50}


def test_our_own_spreadsheet_changes_nothing(report, administrator, tmp_path):
    columns = [exports.known_columns()[name] for name in EVERYTHING]
    rows = exports.chosen_cells(policy.logged_rulings().order_by("pk"), EVERYTHING)
    sheets.write(tmp_path / "a.xlsx", columns, rows, empties=exports.EMPTIES, name="rulings")

    assert outcomes(checked(administrator, (tmp_path / "a.xlsx").read_bytes())) == {"same": 50}
