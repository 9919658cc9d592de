"""A lawyer logs what is logged already and what they may not see: a reviewer finds it in the queue."""

from datetime import timedelta

import pytest

from decisions.actions import reports, series
from decisions.models import AuditEvent, ReportSeen
from decisions.queries.duplicates import Sketch
from decisions.vocabulary import Role, Status
from tests import make

pytestmark = pytest.mark.django_db

TITLE = "Also with somebody who cannot see it"


def log_again(ruling, by, now=make.NOW):
    numbers = [(ruling.case_number_normalised, None)]
    sketch = Sketch(court=ruling.court, judge=None, decided_on=None, people=numbers)
    assert series.report_duplicates(sketch=sketch, by=by, now=now) == 1


@pytest.fixture
def ruling(court):
    return make.ruling(Status.DRAFT, court=court, case_number="5-22/2019")


@pytest.fixture
def queue(browser_of, reviewer):
    client = browser_of(reviewer)
    return lambda: client.get("/desk/queue/")


def mark(client, ruling, until=make.NOW):
    return client.post(f"/desk/rulings/{ruling.public_id}/seen/", {"until": until.isoformat()})


def test_the_queue_says_which_who_and_how_often(queue, ruling, stranger):
    assert TITLE not in queue().content.decode()
    log_again(ruling, stranger)
    log_again(ruling, stranger, make.NOW + timedelta(hours=1))

    text = queue().content.decode()
    assert text.count(f'href="/desk/rulings/{ruling.public_id}/"') == 1
    assert "stranger tried to log it 2 times, the last time on 2 March 2026, 10:00 UTC" in text


def test_lawyers_do_not_see_it(browser_of, lawyer, ruling, stranger):
    log_again(ruling, stranger)

    for person in (lawyer, stranger):
        assert TITLE not in browser_of(person).get("/desk/queue/").content.decode()


def test_a_paper_that_is_kept_with_another_ruling_comes_to_the_reviewers_alone(
    browser_of, queue, lawyer, stranger, court
):
    older = make.ruling(Status.DRAFT, court=court, by=lawyer)
    newer = make.ruling(Status.DRAFT, by=stranger)
    make.paper(older, by=lawyer)
    make.paper(newer, by=stranger)

    text = queue().content.decode()
    assert "stranger added a paper of it to another ruling, on 2 March 2026, 09:00 UTC" in text
    assert f'href="/desk/rulings/{newer.public_id}/"' in text
    seen_by_the_lawyer = browser_of(lawyer).get(f"/desk/rulings/{older.public_id}/history/").content.decode()
    assert "stranger" not in seen_by_the_lawyer
    assert newer.public_id not in seen_by_the_lawyer

    mark(browser_of(make.account("reviewer", Role.REVIEWER)), older)
    assert TITLE not in queue().content.decode()


def test_what_was_looked_at_leaves_the_queue_and_the_audit_says_who(
    browser_of, queue, reviewer, ruling, stranger
):
    log_again(ruling, stranger)

    assert mark(browser_of(reviewer), ruling).status_code == 302
    assert TITLE not in queue().content.decode()
    assert ReportSeen.objects.get().seen_by == reviewer
    assert AuditEvent.objects.get(action="ruling.logged_again_seen").target == ruling.public_id


def test_what_comes_later_is_in_the_queue_again(browser_of, queue, reviewer, ruling, stranger):
    log_again(ruling, stranger)
    log_again(ruling, stranger, make.NOW + timedelta(seconds=1))
    mark(browser_of(reviewer), ruling)

    assert "stranger tried to log it, on 2 March 2026" in queue().content.decode()


def test_marking_twice_marks_once(reviewer, ruling, stranger):
    log_again(ruling, stranger)

    counts = [reports.mark_seen(ruling=ruling, by=reviewer, now=make.NOW, until=make.NOW) for _time in "12"]
    assert counts == [1, 0]
    assert AuditEvent.objects.filter(action="ruling.logged_again_seen").count() == 1


@pytest.mark.parametrize("until", ["", "yesterday", "2026-03-02T09:00:00", "\0"])
def test_a_time_that_is_none_marks_nothing(browser_of, reviewer, ruling, stranger, until):
    log_again(ruling, stranger)

    answer = browser_of(reviewer).post(f"/desk/rulings/{ruling.public_id}/seen/", {"until": until})
    assert answer.status_code == 400
    assert not ReportSeen.objects.exists()
