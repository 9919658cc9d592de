import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from decisions.actions import identity
from decisions.actions.refusals import Conflict, Namesakes, Refused
from decisions.models import AuditEvent, Respondent, RespondentRuling, RespondentSpelling
from decisions.queries import passages
from decisions.queries.identity import Identity
from decisions.text import pseudonyms
from decisions.vocabulary import Role, Status
from tests import make

pytestmark = pytest.mark.django_db

OTHER_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def find(name, by):
    return list(identity.find(spellings=[name], by=by, now=make.NOW))


def deeds(action):
    return list(AuditEvent.objects.filter(action=action).values_list("target", "actor__username"))


@pytest.fixture
def permitted(db, administrator):
    """A reviewer whom an administrator lets read identities."""
    user = make.account("permitted", Role.REVIEWER)
    user.reads_identities = True
    user.save()
    return user


@pytest.mark.parametrize(
    "asked", ["Sam-Pel  VENTED", "сам пёл-вентед", "Сам Пел Вентед", "샘펠 벤트", "샘펠벤트", "sampelvented"]
)
def test_a_person_is_found_by_an_exact_name_in_any_of_three_scripts(lawyer, asked):
    person = make.person("Sam Pel Vented", "Сам Пел Вентед", "샘펠 벤트", by=lawyer)

    assert find(asked, lawyer) == [person]


@pytest.mark.parametrize("asked", ["Sam Pel", "Vented Sam Pel", "Sam Pel Ventedy", "", "---"])
def test_nothing_but_an_exact_name_finds_anybody(lawyer, asked):
    make.person("Sam Pel Vented", by=lawyer)

    assert find(asked, lawyer) == []


def test_nobody_finds_whom_they_may_not_read(lawyer, colleague, stranger, permitted):
    person = make.person("Sam Pel Vented", by=lawyer)

    assert find("Sam Pel Vented", colleague) == []
    assert find("Sam Pel Vented", stranger) == []
    assert find("Sam Pel Vented", permitted) == [person]


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "administrator"])
def test_an_identity_is_read_changed_and_removed_by_nobody_else(lawyer, request, who):
    person, by = make.person(by=lawyer), request.getfixturevalue(who)
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    tries = [
        lambda: identity.read(respondent=person, by=by, now=make.NOW),
        lambda: identity.change(respondent=person, identity=Identity("Else"), version=1, by=by, now=make.NOW),
        lambda: identity.remove(respondent=person, by=by, now=make.NOW, reason="x"),
        lambda: identity.link(ruling=ruling, respondent=person, by=by, now=make.NOW),
        lambda: identity.unlink(ruling=ruling, by=by, now=make.NOW),
    ]

    for attempt in tries:
        with pytest.raises(PermissionDenied):
            attempt()


@pytest.mark.parametrize("who", ["reviewer", "administrator"])
def test_who_lacks_the_permission_searches_and_records_nobody(request, who):
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        find("Sam Pel Vented", by)
    with pytest.raises(PermissionDenied):
        make.person(by=by)


@pytest.mark.parametrize("born", ["1700", "2030-01-01", "2026-03-03"])
def test_nobody_is_born_in_the_future_or_long_before_anybody_who_lives(lawyer, born):
    with pytest.raises(Refused):
        make.person(by=lawyer, birth_date=born)
    assert make.person(by=lawyer, birth_date="2026-03-02")


def test_every_reading_is_in_the_audit_without_what_was_read(lawyer, permitted):
    person = make.person("Sam Pel Vented", by=lawyer, birth_date="1985-04", notes="a note")

    shown = identity.read(respondent=person, by=permitted, now=make.NOW)
    find("Sam Pel Vented", permitted)

    assert shown == Identity("Sam Pel Vented", (), "1985-04", "a note")
    assert deeds("respondent.read") == [(person.pseudonym, "permitted")]
    assert deeds("respondent.find") == [(person.pseudonym, "permitted")]


def test_nothing_of_an_identity_stands_in_the_database(lawyer):
    person = make.person("Canaryname", "Канарейка", by=lawyer, birth_date="1985-04-18", notes="canarynote")
    identity.change(respondent=person, identity=Identity("Canarynew"), version=1, by=lawyer, now=make.NOW)

    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += map(str, cursor.fetchall())
    everything = "\n".join(rows).lower()
    assert person.pseudonym in everything
    assert not [word for word in ("canary", "канарейка", "1985-04-18") if word in everything]


def test_a_namesake_is_asked_about_and_told_to_nobody_who_may_not_read(lawyer, stranger):
    person = make.person("Sam Pel Vented", by=lawyer)

    def again(by, another=False):
        return identity.add(
            pseudonym=pseudonyms.new(),
            identity=Identity("SAM PEL VENTED"),
            by=by,
            now=make.NOW,
            another=another,
        )

    with pytest.raises(Namesakes) as asked:
        again(lawyer)
    assert asked.value.respondents == [person]
    assert again(lawyer, another=True) != person
    assert again(stranger) != person


def test_the_same_form_sent_twice_records_one_person(lawyer, stranger):
    ruling, pseudonym = make.ruling(Status.DRAFT, by=lawyer), pseudonyms.new()

    def send(by, ruling):
        return identity.add(
            pseudonym=pseudonym, identity=Identity("Sam Pel"), by=by, now=make.NOW, ruling=ruling
        )

    assert send(lawyer, ruling) == send(lawyer, ruling)
    assert Respondent.objects.count() == RespondentRuling.objects.count() == 1
    with pytest.raises(Refused):
        send(stranger, None)


@pytest.mark.parametrize(
    "wrong",
    [
        Identity(""), Identity("-"), Identity("x"), Identity("x" * 201), Identity("Sam", ("",)),
        Identity("Sam", tuple(f"Sam {n}" for n in range(21))), Identity("Sam", notes="x" * 5001),
    ],
)  # fmt: skip
def test_what_is_no_identity_is_refused(lawyer, wrong):
    with pytest.raises(Refused):
        identity.add(pseudonym=pseudonyms.new(), identity=wrong, by=lawyer, now=make.NOW)
    assert not Respondent.objects.exists()


def test_the_second_who_changes_the_same_version_is_told(lawyer, permitted):
    person = make.person("Sam", by=lawyer)
    identity.change(respondent=person, identity=Identity("Sam One"), version=1, by=permitted, now=make.NOW)

    with pytest.raises(Conflict):
        identity.change(respondent=person, identity=Identity("Sam Two"), version=1, by=lawyer, now=make.NOW)
    assert find("Sam One", lawyer) == [person]
    assert find("Sam", lawyer) == []


def test_a_ruling_is_about_one_person_and_a_person_may_have_several(lawyer):
    first, second = (make.ruling(Status.DRAFT, by=lawyer) for _ in range(2))
    person, other = make.person("Sam One", by=lawyer, ruling=first), make.person("Sam Two", by=lawyer)
    identity.link(ruling=second, respondent=person, by=lawyer, now=make.NOW)

    with pytest.raises(Refused):
        identity.link(ruling=first, respondent=other, by=lawyer, now=make.NOW)
    identity.unlink(ruling=first, by=lawyer, now=make.NOW)
    identity.link(ruling=first, respondent=other, by=lawyer, now=make.NOW)

    assert [link.ruling for link in person.ruling_links.all()] == [second]
    assert (first.public_id, "lawyer") in deeds("respondent.link")


def test_somebody_elses_ruling_is_not_linked(lawyer, stranger, colleague):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    for by in (stranger, colleague):
        with pytest.raises(PermissionDenied):
            make.person(by=by, ruling=ruling)


def test_a_removed_person_leaves_the_ruling_and_no_name(lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    person = make.person("Sam Pel", by=lawyer, ruling=ruling)

    identity.remove(respondent=person, by=lawyer, now=make.NOW, reason="The person asked for it.")

    assert not Respondent.objects.exists()
    assert not RespondentSpelling.objects.exists()
    assert not RespondentRuling.objects.exists()
    assert type(ruling).objects.filter(pk=ruling.pk).exists()


# The key is lost


def test_without_the_key_nothing_is_shown_found_or_overwritten(lawyer, settings):
    person = make.person("Sam Pel", by=lawyer)
    kept = person.name.token
    settings.IDENTITY_KEYS = [OTHER_KEY]

    with pytest.raises(Refused, match="the key is missing"):
        identity.read(respondent=person, by=lawyer, now=make.NOW)
    with pytest.raises(Refused, match="the key is missing"):
        identity.change(respondent=person, identity=Identity("Else"), version=1, by=lawyer, now=make.NOW)
    assert find("Sam Pel", lawyer) == []
    assert Respondent.objects.get().name.token == kept
    assert deeds("respondent.read") == []


# Names in public text


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("xo vented", "found near xo-vented at work"),
        ("Сам Пел", "задержан, как и САМ-ПЕЛ, на рынке"),
        ("봄여름", "시장에서 봄여름은 일했다"),
        ("Quux", "with Quux at a market"),
    ],
)
def test_the_name_of_a_kept_person_is_a_passage_to_be_cleared(lawyer, reviewer, spelling, text):
    make.person(spelling, by=lawyer)
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, how_found=text)

    found = [str(one.kind) for one in passages.uncleared(ruling, reader=reviewer)]

    assert found == ["is the name of a person whom we keep sealed"]


def test_a_lawyer_does_not_learn_by_trying_names_who_is_recorded(lawyer, stranger):
    make.person("xo vented", by=stranger)
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, how_found="near xo vented")

    assert passages.of(ruling, reader=lawyer) == []
    assert len(passages.of(ruling)) == 1


def test_a_passage_that_was_cleared_before_the_person_was_recorded_is_asked_about_again(lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, how_found="with Kim Chol-su")
    before = passages.of(ruling)[0].fingerprint
    make.person("Kim Chol Su", by=lawyer)

    assert [one.fingerprint == before for one in passages.of(ruling)] == [False]
