"""Accounts are made and changed by administrators, through the actions."""

import pytest
from django.urls import reverse

from decisions.actions import accounts
from decisions.models import AuditEvent, User
from decisions.vocabulary import Role
from tests import make
from tests.admin.inputs import inputs, sent

pytestmark = pytest.mark.django_db

ADD = "/admin/decisions/user/add/"
GOOD = "correct horse battery staple"
OTHER = "another quite long sentence"


def changed(account):
    return reverse("admin:decisions_user_change", args=[account.pk])


def password_of(account):
    return reverse("admin:decisions_user_password", args=[account.pk])


def last_event():
    event = AuditEvent.objects.last()
    return event and (event.actor.username, event.action, event.target, event.fields)


def test_an_administrator_adds_an_account_that_can_log_in(administering):
    team = make.team()

    response = sent(
        administering,
        ADD,
        username="newcomer",
        role=Role.REVIEWER,
        team=team.pk,
        password1=GOOD,
        password2=GOOD,
    )

    newcomer = User.objects.get(username="newcomer")
    assert (response.status_code, response["Location"]) == (302, reverse("admin:decisions_user_changelist"))
    assert (newcomer.role, newcomer.team, newcomer.is_active) == (Role.REVIEWER, team, True)
    assert last_event() == ("administrator", "account.add", "newcomer", ["role", "team", "username"])
    assert newcomer.check_password(GOOD)


def test_saving_and_going_on_leads_to_the_new_account(administering):
    response = sent(
        administering,
        ADD,
        username="newcomer",
        role=Role.LAWYER,
        password1=GOOD,
        password2=GOOD,
        _continue="on",
    )

    assert response["Location"] == changed(User.objects.get(username="newcomer"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "with space"}, "username"),
        ({"username": "nul\0"}, "username"),
        ({"username": "x" * 101}, "username"),
        ({"username": "administrator"}, "username"),
        ({"username": "Administrator"}, "__all__"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"team": "999999999999999999999"}, "team"),
        ({"team": "\0"}, "team"),
        ({"password2": OTHER}, "password2"),
        ({"password1": "short", "password2": "short"}, "password2"),
        ({"password1": "1234567890123", "password2": "1234567890123"}, "password2"),
        ({"password1": "newcomer12345", "password2": "newcomer12345"}, "password2"),
        ({"password1": "nul\0byte is here", "password2": "nul\0byte is here"}, "password1"),
    ],
)
def test_an_account_with_a_mistake_is_explained_and_not_made(administering, values, field):
    good = {"username": "newcomer", "role": Role.LAWYER, "password1": GOOD, "password2": GOOD}

    response = sent(administering, ADD, **good | values)

    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert User.objects.count() == 1


def test_role_team_and_switching_off_are_changed_and_audited(administering, lawyer):
    green = make.team("Green team")

    sent(administering, changed(lawyer), role=Role.REVIEWER, team=green.pk, is_active=None)

    lawyer.refresh_from_db()
    assert (lawyer.role, lawyer.team, lawyer.is_active) == (Role.REVIEWER, green, False)
    assert last_event() == ("administrator", "account.change", "lawyer", ["is_active", "role", "team"])


def test_a_switched_off_account_is_out_at_once(administering, reviewing, reviewer):
    assert reviewing.get("/admin/").status_code == 200

    sent(administering, changed(reviewer), is_active=None)

    assert reviewing.get("/admin/").status_code == 302


def test_nothing_changed_is_nothing_audited(administering, lawyer):
    sent(administering, changed(lawyer))

    assert last_event() is None


def test_an_administrator_cannot_lock_themselves_out(administering, administrator):
    assert not {"role", "is_active", "username"} & inputs(administering.get(changed(administrator))).keys()

    sent(administering, changed(administrator), role=Role.LAWYER, is_active=None)

    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == (Role.ADMINISTRATOR, True)


def test_system_accounts_are_shown_but_stay_as_they_are(administering):
    keeper = accounts.system_account(username=accounts.KEEPER, now=make.NOW)

    page = administering.get(changed(keeper))

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert administering.post(changed(keeper), {"is_active": "on"}).status_code == 403
    assert administering.get(password_of(keeper)).status_code == 403


def test_an_administrator_gives_somebody_a_new_password(administering, reviewing, reviewer):
    response = sent(administering, password_of(reviewer), new_password1=OTHER, new_password2=OTHER)

    assert response.status_code == 302
    assert last_event() == ("administrator", "account.password", "reviewer", ["password"])
    assert User.objects.get(username="reviewer").check_password(OTHER)
    assert reviewing.get("/admin/").status_code == 302  # the old sessions are over


def test_a_weak_new_password_is_explained(administering, reviewer):
    page = sent(administering, password_of(reviewer), new_password1="short", new_password2="short")

    assert "at least 12 characters" in page.content.decode()
    assert "&lt;ul" not in page.content.decode()
    assert last_event() is None


def test_a_reviewer_does_not_give_passwords(reviewing, lawyer):
    assert reviewing.get(password_of(lawyer)).status_code == 403


@pytest.mark.parametrize("key", ["0", "x", "%00", "99999999999999999999"])
def test_the_password_of_nobody_is_not_found(administering, key):
    assert administering.get(f"/admin/decisions/user/{key}/password/").status_code == 404


def test_the_own_password_is_changed_on_the_account_page(reviewing, administering, administrator):
    assert reviewing.get("/admin/password_change/")["Location"] == "/accounts/password/"
    assert reviewing.get("/admin/password_change/done/")["Location"] == "/accounts/"
    assert administering.get(password_of(administrator))["Location"] == "/accounts/password/"


def test_another_administrator_grants_the_reading_of_identities(administering, administrator, reviewer):
    sent(administering, changed(reviewer), reads_identities="on")

    reviewer.refresh_from_db()
    assert reviewer.reads_identities
    assert last_event() == ("administrator", "account.grant_identities", "reviewer", ["reads_identities"])
    sent(administering, changed(administrator), reads_identities="on")
    administrator.refresh_from_db()
    assert not administrator.reads_identities


def test_role_and_permission_changed_at_once_are_two_lines_of_the_audit(administering, lawyer):
    sent(administering, changed(lawyer), role=Role.REVIEWER, reads_identities="on")

    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "account.change",
        "account.grant_identities",
    ]


def test_an_own_second_factor_is_dealt_with_on_the_account_page(administering, administrator):
    address = reverse("admin:decisions_user_second_factor", args=[administrator.pk])

    assert administering.get(address)["Location"] == "/accounts/"


def test_no_page_shows_a_password(administering, lawyer):
    lawyer.set_password(GOOD)
    lawyer.save()

    for address in (
        changed(lawyer),
        "/admin/decisions/user/",
        reverse("admin:decisions_user_history", args=[lawyer.pk]),
    ):
        assert "argon2" not in administering.get(address).content.decode()


def test_the_list_takes_as_many_queries_for_five_accounts_as_for_one(
    administering, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15) as first:
        administering.get("/admin/decisions/user/")
    for number in range(5):
        make.account(f"lawyer-{number}", Role.LAWYER, team=make.team(f"Team {number}"))

    with django_assert_num_queries(len(first.captured_queries)):
        administering.get("/admin/decisions/user/")
