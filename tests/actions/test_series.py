"""Logging a hearing: all rulings or none, once, and never what is logged already."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from decisions.actions import series, workflow
from decisions.actions.refusals import Conflict, Duplicated, Refused, RowsDoubtful, RowsRefused
from decisions.actions.rulings import Reading
from decisions.actions.series import Account, Person
from decisions.models import KeptInput, Ruling, Series
from decisions.vocabulary import Answer, Basis, Form, PublicationBasis, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db
KEY = "0" * 32


@pytest.fixture
def enter(lawyer, court, judge, source):
    """Enters people of one hearing: one dict of values for each."""

    def enter(*people, by=lawyer, key=KEY, **options):
        shared = {"court": court, "judge": judge, "decided_on": date(2019, 5, 14), "source": source}
        return series.enter(
            by=by,
            now=make.NOW,
            team=lawyer.team,
            people=[Person(values=shared | values) for values in people],
            account=Account(source=source),
            key=key,
            **options,
        )

    return enter


def test_the_series_takes_the_next_number(enter):
    make.series(number=41)

    entered = enter({}, {})

    assert entered.series.number == 42
    assert [ruling.position for ruling in entered.rulings] == [1, 2]


def test_one_refused_person_leaves_nothing_of_the_others(enter):
    with pytest.raises(RowsRefused) as refused:
        enter({}, {"decided_on": date(2150, 1, 1)}, {})

    assert [row for row, _reasons in refused.value.rows] == [2]
    assert not Ruling.objects.exists()
    assert not Series.objects.exists()
    assert not KeptInput.objects.exists()


def test_all_doubts_are_asked_about_at_once(enter):
    odd = {"form": Form.CONTROLLED_DEPARTURE, "placement": Answer.YES}
    with pytest.raises(RowsDoubtful) as doubtful:
        enter(odd, {}, odd)

    assert [row for row, _doubt in doubtful.value.rows] == [1, 3]
    assert not Ruling.objects.exists()


def test_a_case_number_of_another_instance_is_asked_about(enter, court):
    court.level = "district"
    court.save()

    with pytest.raises(RowsDoubtful) as doubtful:
        enter({"case_number": "5-1/2019"}, {"case_number": "12-7/2019"})

    assert [(row, doubt.code) for row, doubt in doubtful.value.rows] == [(2, "case-number-instance")]


def test_the_same_key_gives_what_the_first_time_made(enter):
    first, second = enter({}, {}), enter({}, {})

    assert second.series == first.series
    assert [one.pk for one in second.rulings] == [one.pk for one in first.rulings]
    assert Ruling.objects.count() == 2


def test_the_same_key_of_another_account_is_another_series(enter, colleague):
    enter({}, {})

    with pytest.raises(Duplicated):
        enter({}, {}, by=colleague)


def test_the_basis_is_said_once_for_a_series_and_a_later_day_stays(enter, lawyer):
    made = enter({}, {"publish_not_before": date(2030, 1, 1)}, {})

    changed = series.release(
        series=made.series,
        by=lawyer,
        now=make.NOW,
        basis=PublicationBasis.CONSENT,
        not_before=date(2026, 5, 1),
    )

    assert {one.publication_basis for one in changed} == {"consent"}
    assert [one.publish_not_before.year for one in changed] == [2026, 2030, 2026]


def test_nothing_is_said_of_a_series_of_which_one_ruling_was_saved_in_between(enter, lawyer):
    made = enter({}, {})
    seen = {one.public_id: one.version for one in made.rulings} | {made.rulings[1].public_id: 7}

    with pytest.raises(Conflict):
        series.release(series=made.series, by=lawyer, now=make.NOW, basis=PublicationBasis.CONSENT, seen=seen)

    assert set(Ruling.objects.values_list("publication_basis", flat=True)) == {""}


def test_an_account_without_a_role_enters_nothing(enter):
    with pytest.raises(PermissionDenied):
        enter({}, by=make.account("nobody", ""))


@pytest.mark.parametrize("number", [0, 61])
def test_the_number_of_people_is_bounded(enter, number):
    with pytest.raises(Refused):
        enter(*[{}] * number)


def test_a_reading_holds_for_its_own_person(lawyer, court, source):
    read = Person(
        values={"court": court, "source": source, "plea": "denied"},
        readings=[Reading(field="plea", basis=Basis.STATED, quotation="A sample.")],
    )
    silent = Person(values={"court": court, "source": source})
    entered = series.enter(
        by=lawyer,
        now=make.NOW,
        team=lawyer.team,
        people=[read, silent],
        account=Account(source=source),
        key=KEY,
    )

    assert [ruling.evidence.count() for ruling in entered.rulings] == [1, 0]


@pytest.mark.parametrize("spelled", ["5-22/2019", "5- 22/2019", "5-22\\19"])
def test_the_same_case_number_is_never_logged_twice(enter, spelled):
    enter({"case_number": "5-22/2019"})

    with pytest.raises(Duplicated) as duplicated:
        enter({"case_number": spelled}, key="1" * 32)
    assert [one.kind for one in duplicated.value.duplicates] == ["case_number"]

    code = duplicated.value.duplicates[0].code
    with pytest.raises(Duplicated):
        enter({"case_number": spelled}, key="1" * 32, others=[code])


def test_the_same_uid_may_be_another_case_if_somebody_says_so(enter):
    uid = "25RS0030-01-2019-000123-85"
    enter({"uid": uid, "case_number": "5-1/2019"})

    with pytest.raises(Duplicated) as duplicated:
        enter({"uid": uid, "case_number": "5-2/2019"}, key="1" * 32)
    enter(
        {"uid": uid, "case_number": "5-2/2019"},
        key="1" * 32,
        others=[one.code for one in duplicated.value.duplicates],
    )

    assert Ruling.objects.count() == 2


def test_a_hearing_with_another_number_of_people_is_another_hearing(enter):
    enter({}, {})

    enter({}, {}, {}, key="1" * 32)
    with pytest.raises(Duplicated):
        enter({}, {}, key="2" * 32)


@pytest.mark.parametrize("people", [1, 2, 3])
@pytest.mark.parametrize("way", Withdrawal)
def test_a_hearing_is_known_by_both_numbers_when_one_of_its_people_was_withdrawn(
    enter, reviewer, way, people
):
    """What was taken down to protect somebody must not come back unnoticed."""
    withdrawn, *_others = enter(*[{}] * people).rulings
    workflow.withdraw(ruling=withdrawn, by=reviewer, now=make.NOW, way=way, reason="A sample reason.")

    for number in {people, people - 1} - {0}:
        with pytest.raises(Duplicated) as duplicated:
            enter(*[{}] * number, key=str(number) * 32)
        assert [(one.kind, one.withdrawn) for one in duplicated.value.duplicates] == [("hearing", True)]


def test_a_withdrawn_ruling_that_the_person_may_not_see_is_only_known_to_be_there(enter, stranger, court):
    make.ruling(Status.WITHDRAWN, by=stranger, court=court, case_number="5-22/2019", judge=make.judge())

    with pytest.raises(Duplicated) as duplicated:
        enter({"case_number": "5-22/2019"})

    assert [(one.ruling, one.final) for one in duplicated.value.duplicates] == [(None, False)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("numbers", [("5-22/2019", "5-23/2019"), ("", "")], ids=["numbers", "no numbers"])
@pytest.mark.parametrize("same_person", [True, False], ids=["double click", "two lawyers"])
def test_two_at_the_same_moment_end_with_one_record(enter, colleague, lawyer, same_person, numbers):
    """The second one waits, and then gets a clear answer."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's tests share one connection in memory; tests/test_faults.py uses a real file")
    answers = []
    start = threading.Barrier(2)

    def log(person):
        start.wait()
        try:
            answers.append(enter(*({"case_number": one} if one else {} for one in numbers), by=person))
        except Duplicated as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    people = [lawyer, lawyer if same_person else colleague]
    threads = [threading.Thread(target=log, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Ruling.objects.count() == 2, connection.vendor
    entered = [one for one in answers if isinstance(one, series.Entered)]
    assert len(entered) == (2 if same_person else 1)
    assert len(answers) == 2
