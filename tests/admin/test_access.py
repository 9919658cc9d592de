"""Who gets where in the administration."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from decisions.admin.site import site
from decisions.models import AuditEvent
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db

REFERENCE = ["region", "court", "judge", "provision", "source", "series", "team"]


def listed(model):
    return reverse(f"admin:decisions_{model}_changelist")


def added(model):
    return reverse(f"admin:decisions_{model}_add")


def test_django_finds_nothing_wrong_with_the_administration():
    assert site.check(apps.get_app_configs()) == []


@pytest.mark.parametrize("address", ["/admin/", "/admin/decisions/ruling/", "/admin/decisions/team/add/"])
def test_a_visitor_is_asked_to_log_in(client, address):
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={address}")


def test_a_lawyer_is_refused(client, lawyer):
    client.force_login(lawyer)

    assert client.get("/admin/decisions/ruling/").status_code == 403


def test_an_account_without_a_role_is_refused(client, db):
    client.force_login(make.account("somebody", ""))

    assert client.get("/admin/").status_code == 403


def test_logging_out_needs_a_button_and_ends_the_session(reviewing):
    assert reviewing.get(reverse("admin:logout")).status_code == 405
    assert reviewing.post(reverse("admin:logout")).status_code == 200
    assert reviewing.get("/admin/").status_code == 302


@pytest.mark.parametrize("model", ["ruling", *REFERENCE])
def test_a_reviewer_sees_rulings_and_reference_data(reviewing, model):
    assert reviewing.get(listed(model)).status_code == 200


@pytest.mark.parametrize("model", REFERENCE)
def test_a_reviewer_does_not_add_reference_data(reviewing, model):
    assert reviewing.get(added(model)).status_code == 403
    assert reviewing.post(added(model), {}).status_code == 403


def test_a_reviewer_reads_a_court_without_a_button_to_save_or_delete_it(reviewing, court):
    address = reverse("admin:decisions_court_change", args=[court.pk])

    page = reviewing.get(address).content.decode()

    assert 'name="_save"' not in page
    assert reviewing.post(address, {}).status_code == 403
    assert reviewing.post(reverse("admin:decisions_court_delete", args=[court.pk])).status_code == 403


@pytest.mark.parametrize("model", ["user", "auditevent"])
def test_accounts_and_the_audit_have_their_pages_on_the_desk_and_no_second_ones_here(administering, model):
    assert administering.get(f"/admin/decisions/{model}/").status_code == 404


def test_the_own_password_is_changed_on_the_account_page(reviewing):
    assert reviewing.get("/admin/password_change/")["Location"] == "/accounts/password/"
    assert reviewing.get("/admin/password_change/done/")["Location"] == "/accounts/"


@pytest.mark.parametrize("model", ["ruling", *REFERENCE])
def test_an_administrator_adds_everything(administering, model):
    assert administering.get(added(model)).status_code == 200


@pytest.mark.parametrize("status", Status.values)
def test_nobody_deletes_a_ruling(administering, status):
    ruling = make.ruling(status)

    address = reverse("admin:decisions_ruling_delete", args=[ruling.pk])

    assert administering.post(address, {"post": "yes"}).status_code == 403
    assert "delete_selected" not in administering.get(listed("ruling")).content.decode()


def test_djangos_own_log_stays_empty(administering):
    administering.post(added("team"), {"name": "Yellow team"})

    assert AuditEvent.objects.filter(action="reference.add").exists()
    assert not LogEntry.objects.exists()


def test_every_page_carries_the_strict_policy(administering):
    for response in (
        administering.get("/admin/"),
        administering.get(added("ruling")),
    ):
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy
        page = response.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
