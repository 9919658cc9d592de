import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from decisions import policy
from decisions.models import Court, Judge, Ruling, Series, Source
from decisions.vocabulary import Role, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()
CAST = ["lawyer", "colleague", "stranger", "reviewer", "administrator"]


@pytest.fixture
def person(request):
    """The person of the cast that the test is parametrised with."""
    return VISITOR if request.param == "visitor" else request.getfixturevalue(request.param)


@pytest.fixture
def rulings(lawyer):
    """One ruling of the lawyer's for every status, and one that was withdrawn quietly."""
    made = {status: make.ruling(status, by=lawyer) for status in Status.values}
    return made | {"quiet": make.ruling(Status.WITHDRAWN, by=lawyer, way=Withdrawal.QUIET)}


def names(rulings, queryset):
    found = set(queryset)
    return {name for name, ruling in rulings.items() if ruling in found}


EVERYTHING = {"draft", "in_review", "published", "withdrawn", "quiet"}


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("visitor", {"published"}),
        ("lawyer", EVERYTHING),
        ("colleague", EVERYTHING),
        ("stranger", {"published"}),
        ("reviewer", EVERYTHING),
        ("administrator", EVERYTHING),
    ],
    indirect=["person"],
)
def test_everybody_sees_what_is_published_and_staff_more(rulings, person, seen):
    assert names(rulings, policy.visible_rulings(person)) == seen


def test_lawyers_without_a_team_see_only_their_own(rulings, lawyer):
    loner = make.account("loner", Role.LAWYER)
    own = make.ruling(Status.DRAFT, by=loner)

    assert names(rulings, policy.visible_rulings(loner)) == {"published"}
    assert own in policy.visible_rulings(loner)


def test_an_account_without_a_role_sees_what_a_visitor_sees(rulings):
    nobody = make.account("nobody", "", team=make.team())

    assert names(rulings, policy.visible_rulings(nobody)) == {"published"}
    assert not any(policy.has_role(nobody, role) for role in Role)


def test_the_public_sees_published_rulings_and_tombstones_of_open_withdrawals(rulings):
    assert names(rulings, policy.public_rulings()) == {"published"}
    assert names(rulings, policy.tombstones()) == {"withdrawn"}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_courts_judges_series_and_sources_are_public_with_their_first_published_ruling(status):
    place = {"court": make.court(), "judge": make.judge(), "series": make.series(), "source": make.source()}
    make.ruling(status, **place, position=1)
    public = {
        Court: policy.public_courts(),
        Judge: policy.public_judges(),
        Series: policy.public_series(),
        Source: policy.public_sources(),
    }
    assert not any(queryset.exists() for queryset in public.values())

    make.ruling(Status.PUBLISHED, **place, position=2)

    assert {kind: queryset.get() for kind, queryset in public.items()} == {
        Court: place["court"],
        Judge: place["judge"],
        Series: place["series"],
        Source: place["source"],
    }


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        ("visitor", []),
        ("lawyer", [Role.LAWYER]),
        ("reviewer", [Role.LAWYER, Role.REVIEWER]),
        ("administrator", [Role.LAWYER, Role.REVIEWER, Role.ADMINISTRATOR]),
    ],
    indirect=["person"],
)
def test_a_role_includes_the_ones_before_it(person, roles):
    assert [role for role in Role if policy.has_role(person, role)] == roles


@pytest.mark.parametrize(
    ("person", "role"), [("visitor", Role.LAWYER), ("lawyer", Role.REVIEWER)], indirect=["person"]
)
def test_requiring_a_role_that_somebody_does_not_have_is_denied(person, role):
    with pytest.raises(PermissionDenied):
        policy.require(person, role)


@pytest.mark.parametrize(
    ("person", "edits"),
    [
        ("visitor", set()),
        ("lawyer", {"draft"}),
        ("colleague", set()),
        ("stranger", set()),
        ("reviewer", {"draft", "in_review", "published"}),
        ("administrator", {"draft", "in_review", "published"}),
    ],
    indirect=["person"],
)
def test_lawyers_edit_own_drafts_and_reviewers_whatever_is_not_withdrawn(rulings, person, edits):
    assert {name for name, ruling in rulings.items() if policy.may_edit(person, ruling)} == edits


@pytest.mark.parametrize(
    ("person", "own", "others"),
    [
        ("visitor", False, False),
        ("lawyer", True, False),
        ("colleague", False, False),
        ("reviewer", False, False),
        ("administrator", False, False),
    ],
    indirect=["person"],
)
def test_lawyers_read_the_identities_they_entered_and_others_none(person, own, others, lawyer, stranger):
    assert policy.may_read_identity(person, entered_by_id=lawyer.pk) is own
    assert policy.may_read_identity(person, entered_by_id=stranger.pk) is others
    assert policy.may_read_identity(person, entered_by_id=None) is False


def test_the_separate_permission_is_for_reviewers_and_administrators_who_may_log_in(
    lawyer, colleague, reviewer, administrator
):
    for person in (colleague, reviewer, administrator):
        person.reads_identities = True
    assert [
        policy.may_read_identity(person, entered_by_id=lawyer.pk)
        for person in (colleague, reviewer, administrator)
    ] == [False, True, True]

    reviewer.is_active = False

    assert not policy.may_read_identity(reviewer, entered_by_id=lawyer.pk)


@pytest.mark.parametrize("person", ["visitor", *CAST], indirect=True)
def test_the_admin_is_for_reviewers_and_administrators(person):
    assert policy.may_use_admin(person) == policy.has_role(person, Role.REVIEWER)


def test_an_account_that_was_switched_off_does_not_use_the_admin(reviewer):
    reviewer.is_active = False

    assert not policy.may_use_admin(reviewer)


def test_what_is_public_is_the_same_for_everybody(rulings):
    assert set(policy.public_rulings()) == set(policy.visible_rulings(VISITOR))
    assert set(policy.public_rulings()) == set(Ruling.objects.filter(status=Status.PUBLISHED))
