"""Accounts on the desk: what administrators see and do, and the link that they give away."""

import re

import pytest
from django.test import Client

from decisions.actions import accounts
from decisions.models import AuditEvent, Invitation, User
from decisions.vocabulary import Role
from tests import make
from tests.views.pages import links, page

pytestmark = pytest.mark.django_db

PAGE = "/desk/users/"
GOOD = "correct horse battery staple"


@pytest.fixture
def administering(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def step(client, user, name, **said):
    return client.post(f"{PAGE}{user.pk}/{name}/", {"reason": "A sample reason."} | said)


def link_in(response):
    return re.search(r">http://testserver(/accounts/invitation/[^<]+)<", response.content.decode())[1]


def last_event():
    event = AuditEvent.objects.last()
    return event and (event.actor.username, event.action, event.target, event.fields)


def test_the_menu_of_administrators_is_grouped_and_has_every_door(administering):
    nav = page(administering, PAGE).one("nav")
    (administration,) = [menu for menu in nav.all("details") if PAGE in links(menu)]

    assert administration.one("a", **{"aria-current": "page"}).text == "Users"
    assert len(nav.all("details")) == 2
    assert {f"/desk/{name}/" for name in ("imports", "exports", "releases", "audit", "judges")} <= set(
        links(nav)
    )


def test_an_invited_person_chooses_the_password_and_logs_in(administering, client):
    team = make.team()
    told = administering.post(f"{PAGE}invite/", {"username": "newcomer", "role": "reviewer", "team": team.pk})
    link = link_in(told)
    assert "invited" in administering.get(PAGE).content.decode()
    assert link.split("=")[1] not in administering.get(PAGE).content.decode()
    page = client.get(link)
    assert "newcomer" in page.content.decode()
    assert client.get(link).status_code == 200  # looking does not use it up

    said = {"key": link.split("=")[1], "new_password1": GOOD, "new_password2": GOOD}
    assert client.post("/accounts/invitation/", said)["Location"] == "/accounts/login/"

    newcomer = User.objects.get(username="newcomer")
    assert (newcomer.role, newcomer.team, newcomer.check_password(GOOD)) == (Role.REVIEWER, team, True)
    assert last_event() == ("newcomer", "account.password_by_link", "newcomer", ["password"])
    assert client.get(link).status_code == client.post("/accounts/invitation/", said).status_code == 410


@pytest.mark.parametrize("password", ["short", "1234567890123", "newcomer12345", "nul\0byte is here"])
def test_a_weak_password_is_explained_and_the_link_stays(administering, client, password):
    told = administering.post(f"{PAGE}invite/", {"username": "newcomer", "role": "lawyer"})
    key = link_in(told).split("=")[1]

    said = {"key": key, "new_password1": password, "new_password2": password}
    page = client.post("/accounts/invitation/", said)

    assert page.context["form"].errors
    assert Invitation.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "with space"}, "username"),
        ({"username": "nul\0"}, "username"),
        ({"username": "x" * 101}, "username"),
        ({"username": "administrator"}, "username"),
        ({"username": "Administrator"}, "username"),
        ({"username": "аdministrator"}, "username"),  # with a Cyrillic а
        ({"username": "adrninistrat0r"}, "username"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"team": "999999999999999999999"}, "team"),
        ({"team": "\0"}, "team"),
    ],
)
def test_an_invitation_with_a_mistake_is_explained_and_nobody_invited(administering, values, field):
    page = administering.post(f"{PAGE}invite/", {"username": "newcomer", "role": "lawyer"} | values)

    errors = page.context["form"].errors
    assert (list(errors), sum(map(len, errors.values()))) == ([field], 1)
    assert User.objects.count() == 1


def test_role_and_team_are_changed(administering, lawyer):
    green = make.team("Green team")

    step(administering, lawyer, "change", role="reviewer", team=green.pk)

    lawyer.refresh_from_db()
    assert (lawyer.role, lawyer.team) == (Role.REVIEWER, green)
    assert last_event() == ("administrator", "account.change", "lawyer", ["role", "team"])
    assert AuditEvent.objects.last().reason == "lawyer → reviewer"


def test_of_the_own_account_the_team_is_changed_and_nothing_offered_that_is_refused(
    administering, administrator
):
    green = make.team("Green team")

    shown = page(administering, f"{PAGE}{administrator.pk}/")
    step(administering, administrator, "change", team=green.pk)

    assert [box for box in shown.all("select") if box.attributes.get("name") == "role"] == []
    administrator.refresh_from_db()
    assert (administrator.role, administrator.team) == (Role.ADMINISTRATOR, green)


def test_a_locked_account_is_out_at_once_and_comes_back(administering, reviewer):
    inside = Client()
    inside.force_login(reviewer)
    assert inside.get("/desk/").status_code == 200

    step(administering, reviewer, "lock")
    assert inside.get("/desk/").status_code == 302
    step(administering, reviewer, "unlock")

    assert inside.get("/desk/").status_code == 302  # its sessions have ended
    assert User.objects.get(pk=reviewer.pk).is_active


def test_sessions_end_in_every_browser(administering, lawyer):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(lawyer)
    assert [browser.get("/desk/").status_code for browser in browsers] == [200, 200]

    step(administering, lawyer, "sessions")

    assert [browser.get("/desk/").status_code for browser in browsers] == [302, 302]
    assert last_event() == ("administrator", "account.end_sessions", "lawyer", [])
    browsers[0].force_login(User.objects.get(pk=lawyer.pk))
    assert browsers[0].get("/desk/").status_code == 200


def test_the_reading_of_identities_is_granted_by_another_administrator(
    administering, administrator, reviewer
):
    step(administering, reviewer, "identities", granted="1")
    refused = step(administering, administrator, "identities", granted="1")

    reviewer.refresh_from_db()
    administrator.refresh_from_db()
    assert (reviewer.reads_identities, administrator.reads_identities) == (True, False)
    assert "nobody lets themselves" in refused.content.decode()
    assert last_event() == ("administrator", "account.grant_identities", "reviewer", ["reads_identities"])


def test_a_new_link_ends_the_old_password_when_it_is_used(administering, reviewer, client):
    inside = Client()
    inside.force_login(reviewer)

    key = link_in(step(administering, reviewer, "link")).split("=")[1]
    assert inside.get("/desk/").status_code == 200
    client.post("/accounts/invitation/", {"key": key, "new_password1": GOOD, "new_password2": GOOD})

    assert User.objects.get(pk=reviewer.pk).check_password(GOOD)
    assert inside.get("/desk/").status_code == 302


def test_refusals_are_said_beside_what_was_typed(administering, administrator, lawyer):
    assert "Another administrator" in step(administering, administrator, "lock").content.decode()
    page = step(administering, lawyer, "lock", reason="").content.decode()
    assert "This field is required" in page
    assert AuditEvent.objects.count() == 0


def test_the_only_administrator_is_told_what_that_means(administering, administrator):
    assert "Invite another one" in administering.get(PAGE).content.decode()
    make.account("second", Role.ADMINISTRATOR)

    assert "Invite another one" not in administering.get(PAGE).content.decode()


def test_system_accounts_are_shown_and_have_no_steps(administering):
    keeper = accounts.system_account(username=accounts.KEEPER, now=make.NOW)

    assert f"/desk/users/{keeper.pk}/lock/" not in administering.get(f"{PAGE}{keeper.pk}/").content.decode()
    assert "acts for commands" in step(administering, keeper, "unlock").content.decode()


def test_no_page_shows_a_password(administering, lawyer):
    lawyer.set_password(GOOD)
    lawyer.save()

    for address in (PAGE, f"{PAGE}{lawyer.pk}/"):
        assert "argon2" not in administering.get(address).content.decode()


def test_the_list_takes_as_many_queries_for_five_accounts_as_for_one(
    administering, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as first:
        administering.get(PAGE)
    for number in range(5):
        make.account(f"lawyer-{number}", Role.LAWYER, team=make.team(f"Team {number}"))

    with django_assert_num_queries(len(first.captured_queries)):
        administering.get(PAGE)
