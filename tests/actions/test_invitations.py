from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from decisions.actions import accounts, invitations
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Invitation, User
from decisions.vocabulary import Role
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "a sample password"


def invite(by, username="newcomer"):
    return invitations.invite(username=username, role=Role.LAWYER, team=make.team(), by=by, now=make.NOW)


def redeem(key, *, later=timedelta(hours=1), password=PASSWORD):
    return invitations.redeem(key=key, password=password, now=make.NOW + later)


def renew(user, by, reason="We spoke on the telephone."):
    return invitations.renew(user=user, by=by, now=make.NOW, reason=reason)


def test_a_link_sets_a_password_once_and_the_database_never_knew_it(administrator):
    key = invite(administrator)
    assert not User.objects.get(username="newcomer").has_usable_password()
    assert key not in str(Invitation.objects.values())

    user = redeem(key)

    assert user.check_password(PASSWORD)
    with pytest.raises(Refused, match="was used"):
        redeem(key, password="another sample password")
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "account.invite",
        "account.password_by_link",
    ]
    assert not any(key in f"{event.reason}{event.target}" for event in AuditEvent.objects.all())


def test_a_link_ends(administrator, settings):
    settings.INVITATION_HOURS = 2
    key = invite(administrator)

    for later in (timedelta(hours=2), timedelta(days=9)):
        with pytest.raises(Refused, match="has ended"):
            redeem(key, later=later)


def test_a_new_link_takes_the_place_of_the_old_one(administrator):
    old = invite(administrator)
    new = renew(User.objects.get(username="newcomer"), administrator)

    with pytest.raises(Refused, match="replaced"):
        redeem(old)
    assert redeem(new).check_password(PASSWORD)


def test_the_link_of_a_locked_account_opens_nothing(administrator):
    key = invite(administrator)
    user = User.objects.get(username="newcomer")
    accounts.lock(user=user, by=administrator, now=make.NOW, reason="A sample reason.")

    with pytest.raises(Refused):
        redeem(key)


def test_only_an_administrator_makes_links_with_a_reason_and_not_for_themselves(
    administrator, reviewer, lawyer
):
    with pytest.raises(PermissionDenied):
        invite(reviewer)
    with pytest.raises(PermissionDenied):
        renew(lawyer, reviewer)
    with pytest.raises(Refused, match="Say how you know"):
        renew(lawyer, administrator, reason=" ")
    with pytest.raises(Refused, match="your own password"):
        renew(administrator, administrator)
    assert not Invitation.objects.exists()


def test_a_name_that_an_account_has_is_refused(administrator):
    with pytest.raises(Refused, match="has this name already"):
        invite(administrator, "Administrator")


@pytest.mark.parametrize("key", ["", "x", "\0", "ключ"])
def test_what_is_no_key_opens_nothing(administrator, key):
    invite(administrator)

    with pytest.raises(Refused):
        redeem(key)
