import pytest
from django.core.exceptions import PermissionDenied

from decisions import ledger
from decisions.actions import accounts
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, User
from decisions.vocabulary import Role
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "a sample password"


def add(by, **values):
    given = {"username": "newcomer", "password": PASSWORD, "role": Role.LAWYER, "team": None}
    return accounts.add(by=by, now=make.NOW, **given | values)


def change(user, by, *fields):
    accounts.change(user=user, fields=fields, by=by, now=make.NOW, reason="A sample reason.")


@pytest.mark.parametrize("name", ["lawyer", "reviewer"])
def test_only_an_administrator_adds_and_changes_accounts(request, name, colleague):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        add(person)
    with pytest.raises(PermissionDenied):
        change(colleague, person, "email")
    assert not AuditEvent.objects.exists()


def test_a_new_account_can_log_in(administrator):
    user = add(administrator, team=make.team())

    assert User.objects.get(username="newcomer").check_password(PASSWORD)
    assert (user.role, user.team) == (Role.LAWYER, make.team())


def test_an_account_without_a_password_cannot_log_in(administrator):
    assert not add(administrator, password=None).has_usable_password()


def test_the_password_never_reaches_the_audit(administrator):
    user = add(administrator)
    accounts.set_password(user=user, password="another password", by=administrator, now=make.NOW)

    added, changed = AuditEvent.objects.order_by("pk")
    assert (added.action, added.target, added.fields) == (
        "account.add",
        "newcomer",
        ["role", "team", "username"],
    )
    assert (changed.action, changed.fields, changed.reason) == ("account.password", ["password"], "")
    for event in (added, changed):
        assert not any("password " in str(getattr(event, column.attname)) for column in event._meta.fields)
    assert ledger.first_break() is None


def test_only_the_columns_named_are_saved(administrator, lawyer):
    lawyer.email, lawyer.role = "lawyer@exampletown.example", Role.ADMINISTRATOR

    change(lawyer, administrator, "email")

    lawyer.refresh_from_db()
    assert (lawyer.email, lawyer.role) == ("lawyer@exampletown.example", Role.LAWYER)


def test_people_change_their_own_password_and_only_an_administrator_anothers(
    lawyer, colleague, administrator
):
    accounts.set_password(user=lawyer, password=PASSWORD, by=lawyer, now=make.NOW)
    accounts.set_password(user=colleague, password=PASSWORD, by=administrator, now=make.NOW)

    assert User.objects.get(username="lawyer").check_password(PASSWORD)
    assert User.objects.get(username="colleague").check_password(PASSWORD)
    with pytest.raises(PermissionDenied):
        accounts.set_password(user=colleague, password="another password", by=lawyer, now=make.NOW)


@pytest.mark.parametrize("column", ["role", "is_active"])
def test_nobody_locks_themselves_out(administrator, column):
    with pytest.raises(Refused, match="Another administrator"):
        change(administrator, administrator, column)


def test_reading_identities_is_granted_and_taken_back_with_a_line_in_the_audit(administrator, reviewer):
    for granted in (True, False):
        accounts.set_reads_identities(user=reviewer, granted=granted, by=administrator, now=make.NOW)
        reviewer.refresh_from_db()
        assert reviewer.reads_identities is granted

    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "account.grant_identities",
        "account.refuse_identities",
    ]


def test_nobody_lets_themselves_read_identities(administrator, reviewer):
    with pytest.raises(Refused, match="nobody lets themselves"):
        accounts.set_reads_identities(user=administrator, granted=True, by=administrator, now=make.NOW)
    with pytest.raises(PermissionDenied):
        accounts.set_reads_identities(user=reviewer, granted=True, by=reviewer, now=make.NOW)
    with pytest.raises(ValueError, match="set_reads_identities"):
        change(reviewer, administrator, "reads_identities")


@pytest.mark.parametrize("username", accounts.system_usernames())
def test_a_system_account_is_made_once_and_cannot_log_in(username):
    first = accounts.system_account(username=username, now=make.NOW)
    again = accounts.system_account(username=username, now=make.NOW)

    assert (first.pk, first.is_active, first.has_usable_password()) == (again.pk, False, False)
    assert AuditEvent.objects.count() == User.objects.count() == 1


def test_there_is_no_other_system_account(db):
    with pytest.raises(KeyError):
        accounts.system_account(username="lawyer", now=make.NOW)
