import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError

from decisions import ledger
from decisions.actions import reference
from decisions.models import AuditEvent, Court, Judge, Region, Series, Source, Team
from tests import make

pytestmark = pytest.mark.django_db


def add(record, by):
    reference.add(records=[record], by=by, now=make.NOW)


def court(region):
    return Court(slug="new", region=region, name_en="Test District Court of New Exampletown")


def region():
    return Region(iso="XX-NEW", country="XX", name_en="New Example Region", tile_column=800, tile_row=800)


@pytest.mark.parametrize(
    "build",
    [
        lambda: court(make.region()),
        lambda: Judge(slug="new", name="T. E. Sample"),
        lambda: Series(number=9999, source=make.source()),
    ],
)
def test_a_lawyer_adds_what_is_met_on_the_way(lawyer, build):
    record = build()

    add(record, lawyer)

    assert record.history.get().history_user == lawyer
    assert AuditEvent.objects.get().action == "reference.add"


@pytest.mark.parametrize(
    "build", [region, lambda: Source(slug="new", title="A new source"), lambda: Team(name="Red team")]
)
@pytest.mark.parametrize("name", ["lawyer", "reviewer"])
def test_the_rest_is_added_by_an_administrator(request, administrator, name, build):
    with pytest.raises(PermissionDenied):
        add(build(), request.getfixturevalue(name))

    add(build(), administrator)
    assert AuditEvent.objects.get().actor == administrator


@pytest.mark.parametrize("name", ["lawyer", "reviewer"])
def test_only_an_administrator_changes_and_removes(request, name):
    person, judge = request.getfixturevalue(name), make.judge()

    with pytest.raises(PermissionDenied):
        reference.change(record=judge, fields=["name"], by=person, now=make.NOW)
    with pytest.raises(PermissionDenied):
        reference.remove(record=judge, by=person, now=make.NOW)


def test_a_change_saves_the_columns_named_with_history_and_audit(administrator):
    judge = make.judge()
    judge.name, judge.slug = "T. E. Sample-Example", "not-named"

    reference.change(record=judge, fields=["name"], by=administrator, now=make.NOW, reason="Married")

    judge.refresh_from_db()
    event = AuditEvent.objects.get()
    assert (judge.name, judge.slug != "not-named") == ("T. E. Sample-Example", True)
    assert judge.history.first().history_change_reason == "Married"
    assert (event.action, event.fields, event.reason) == ("reference.change", ["name"], "Married")


def test_a_removal_stays_in_history_and_audit(administrator):
    judge = make.judge()

    reference.remove(record=judge, by=administrator, now=make.NOW, reason="A duplicate")

    assert not Judge.objects.exists()
    assert Judge.history.first().history_user == administrator
    assert AuditEvent.objects.get().action == "reference.remove"


def test_what_is_referred_to_cannot_be_removed(administrator):
    ruling = make.ruling()
    events = AuditEvent.objects.count()

    with pytest.raises(ProtectedError):
        reference.remove(record=ruling.court, by=administrator, now=make.NOW)
    assert AuditEvent.objects.count() == events
    assert ledger.first_break() is None
