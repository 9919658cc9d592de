import json

import pytest
from django.core.exceptions import PermissionDenied

from decisions import policy
from decisions.actions import exports
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db


def take(person, columns=("public_id", "how_found"), kind="csv", filters=()):
    taken = exports.take(
        rulings=policy.visible_rulings(person),
        columns=columns,
        kind=kind,
        filters=filters,
        by=person,
        now=make.NOW,
    )
    return b"".join(taken.pieces)


@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_an_export_is_in_the_audit_with_its_rows_columns_and_filter_but_no_words(request, name):
    person = request.getfixturevalue(name)
    make.ruling(Status.DRAFT)

    take(
        person, filters=[("status", "draft"), ("q", "Sam Pel"), ("region", "RU-KHA"), ("status", "in_review")]
    )

    event = AuditEvent.objects.last()
    assert (event.actor, event.action, event.fields) == (person, "ruling.export", ["how_found", "public_id"])
    assert event.reason == "1 rows as CSV under 1 q, region=RU-KHA, status=draft, status=in_review"


def test_excel_reads_the_letters_of_the_csv_and_runs_no_cell(administrator):
    ruling = make.ruling(Status.DRAFT, how_found="=1+1", facility="ЦВСИГ")

    text = take(administrator, columns=("public_id", "how_found", "facility"))

    assert text.decode("utf-8") == f"\ufeffpublic_id,how_found,facility\r\n{ruling.public_id},'=1+1,ЦВСИГ\r\n"


def test_json_has_the_cells_as_they_are(reviewer):
    ruling = make.ruling(how_found="=1+1")

    assert json.loads(take(reviewer, kind="json")) == [{"public_id": ruling.public_id, "how_found": "=1+1"}]


def test_unpublished_columns_are_for_administrators(reviewer, administrator):
    make.ruling()

    with pytest.raises(PermissionDenied):
        take(reviewer, columns=("public_id", "status"))

    assert not AuditEvent.objects.filter(action="ruling.export").exists()
    assert b"published" in take(administrator, columns=("public_id", "status"))


def test_a_lawyer_may_not_export(lawyer):
    with pytest.raises(PermissionDenied):
        take(lawyer)


def test_a_file_without_columns_is_refused_and_a_sheet_has_an_end(reviewer, monkeypatch):
    make.ruling()
    make.ruling()
    monkeypatch.setattr("decisions.tables.sheets.MOST_ROWS", 1)

    with pytest.raises(Refused, match="at least one column"):
        take(reviewer, columns=())
    with pytest.raises(Refused, match="A sheet has room for 1"):
        take(reviewer, kind="xlsx")
