import pytest
from django.core.exceptions import PermissionDenied

from decisions.actions import exports
from decisions.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_an_export_is_in_the_audit_with_the_names_of_its_filters(request, name):
    person = request.getfixturevalue(name)

    exports.record(filters=["form", "court"], rows=7, by=person, now=make.NOW)

    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.fields) == (person, "ruling.export", ["court", "form"])
    assert event.reason == "7 rows as CSV"


def test_a_lawyer_may_not_export(lawyer):
    with pytest.raises(PermissionDenied):
        exports.record(filters=[], rows=7, by=lawyer, now=make.NOW)
