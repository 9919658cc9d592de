import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection

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


def change(user, by, role, team=None):
    accounts.change(user=user, role=role, team=team, by=by, now=make.NOW, reason="A sample reason.")


def lock(user, by):
    accounts.lock(user=user, by=by, now=make.NOW, reason="A sample reason.")


def able(username):
    """An administrator who can log in."""
    user = make.account(username, Role.ADMINISTRATOR)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("name", ["lawyer", "reviewer"])
def test_only_an_administrator_adds_and_changes_accounts(request, name, colleague):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        add(person)
    with pytest.raises(PermissionDenied):
        change(colleague, person, Role.REVIEWER)
    with pytest.raises(PermissionDenied):
        lock(colleague, person)
    assert not AuditEvent.objects.exists()


def test_a_new_account_can_log_in(administrator):
    user = add(administrator, team=make.team())

    assert User.objects.get(username="newcomer").check_password(PASSWORD)
    assert (user.role, user.team) == (Role.LAWYER, make.team())


def test_an_account_without_a_password_cannot_log_in(administrator):
    assert not add(administrator, password=None).has_usable_password()


def test_the_password_never_reaches_the_audit(administrator):
    user = add(administrator)
    accounts.set_password(user=user, password="another password", by=user, now=make.NOW)

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


def test_a_change_names_what_changed_and_nothing_changed_is_nothing_audited(administrator, lawyer):
    change(lawyer, administrator, Role.REVIEWER, lawyer.team)
    change(lawyer, administrator, Role.REVIEWER, lawyer.team)

    (event,) = AuditEvent.objects.all()
    assert (event.action, event.target, event.fields) == ("account.change", "lawyer", ["role"])
    lawyer.refresh_from_db()
    assert lawyer.role == Role.REVIEWER


def test_people_choose_their_own_password_and_nobody_anothers(lawyer, colleague, administrator):
    accounts.set_password(user=lawyer, password=PASSWORD, by=lawyer, now=make.NOW)

    assert User.objects.get(username="lawyer").check_password(PASSWORD)
    for person in (lawyer, administrator):
        with pytest.raises(PermissionDenied):
            accounts.set_password(user=colleague, password=PASSWORD, by=person, now=make.NOW)


def test_nobody_locks_themselves_out(administrator):
    for act in (
        lambda: change(administrator, administrator, Role.REVIEWER),
        lambda: lock(administrator, administrator),
    ):
        with pytest.raises(Refused, match="Another administrator"):
            act()
    change(administrator, administrator, Role.ADMINISTRATOR, make.team())
    administrator.refresh_from_db()
    assert administrator.team == make.team()


def test_the_last_administrator_who_can_log_in_stays_one(administrator):
    """The other one was invited and has chosen no password yet."""
    administrator.set_unusable_password()
    administrator.save()
    last = able("last")

    for act in (lambda: change(last, administrator, Role.LAWYER), lambda: lock(last, administrator)):
        with pytest.raises(Refused, match="last administrator"):
            act()
    able("second")
    lock(last, administrator)
    last.refresh_from_db()
    assert not last.is_active


def test_whoever_was_demoted_or_locked_meanwhile_does_nothing_any_more():
    first, second, third = able("first"), able("second"), able("third")
    stale = [User.objects.get(pk=one.pk) for one in (second, third)]
    change(second, first, Role.REVIEWER)
    lock(third, first)

    for person in stale:
        with pytest.raises(PermissionDenied):
            lock(first, person)
        with pytest.raises(PermissionDenied):
            accounts.set_reads_identities(user=first, granted=True, by=person, now=make.NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time: see above")
@pytest.mark.parametrize(
    "act", [lock, lambda user, by: change(user, by, Role.REVIEWER)], ids=["lock", "demote"]
)
def test_of_two_administrators_who_lock_each_other_at_once_one_remains(act):
    first, second = able("first"), able("second")
    together, refused = threading.Barrier(2), []

    def run(user, by):
        together.wait()
        try:
            act(user, by)
        except (PermissionDenied, Refused) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1


def test_locking_and_unlocking_say_why(administrator, lawyer):
    able("second")
    with pytest.raises(Refused, match="Say why"):
        accounts.lock(user=lawyer, by=administrator, now=make.NOW, reason=" ")
    lock(lawyer, administrator)
    accounts.unlock(user=lawyer, by=administrator, now=make.NOW, reason="It was found again.")

    told = [(event.action, event.fields, event.reason) for event in AuditEvent.objects.order_by("pk")]
    assert told == [
        ("account.lock", ["is_active"], "A sample reason."),
        ("account.unlock", ["is_active"], "It was found again."),
    ]


def test_system_accounts_stay_as_they_are(administrator):
    keeper = accounts.system_account(username=accounts.KEEPER, now=make.NOW)

    for act in (
        lambda: change(keeper, administrator, Role.LAWYER),
        lambda: lock(keeper, administrator),
        lambda: accounts.unlock(user=keeper, by=administrator, now=make.NOW, reason="A sample reason."),
        lambda: accounts.set_reads_identities(user=keeper, granted=True, by=administrator, now=make.NOW),
    ):
        with pytest.raises(Refused, match="acts for commands"):
            act()


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


@pytest.mark.parametrize("username", accounts.system_usernames())
def test_a_system_account_is_made_once_and_cannot_log_in(username):
    first = accounts.system_account(username=username, now=make.NOW)
    again = accounts.system_account(username=username, now=make.NOW)

    assert (first.pk, first.is_active, first.has_usable_password()) == (again.pk, False, False)
    assert AuditEvent.objects.count() == User.objects.count() == 1


def test_there_is_no_other_system_account(db):
    with pytest.raises(KeyError):
        accounts.system_account(username="lawyer", now=make.NOW)


def test_the_audit_knows_administrators_who_were_made_on_the_server(administrator, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a sample password")
    accounts.add(
        username="invited", password=None, role=Role.ADMINISTRATOR, team=None, by=administrator, now=make.NOW
    )

    for name in ("first", "second"):
        call_command("createsuperuser", username=name, interactive=False, verbosity=0)

    made = AuditEvent.objects.filter(action="account.add", reason="made on the server").order_by("pk")
    assert [one.target for one in made] == ["administrator", "first", "second"]
    assert {one.actor.username for one in made} == {accounts.KEEPER}
