"""The list of all rulings that somebody works on, and the desk's first page, which leads to it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(browser_of):
    """What the list has for somebody who searches."""

    def found(user, **asked):
        page = browser_of(user).get("/desk/rulings/", asked)
        assert page.status_code == 200
        return {ruling.public_id for ruling in page.context["page"].object_list}

    return found


def test_a_ruling_of_any_state_is_found_by_its_team_and_by_reviewers_only(
    found, lawyer, colleague, stranger, reviewer
):
    rulings = {make.ruling(status, by=lawyer).public_id for status in Status}

    assert found(lawyer) == found(colleague) == found(reviewer) == rulings
    assert found(colleague, mine="1") == found(stranger) == set()
    assert len(found(lawyer, status="withdrawn")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{0.public_id}", "5- 22/2019", "5-22", "2019-05-14", "14.05.2019", "2019-05", "khasan", "Хасан", "하산",
        "sampel 2019", "хасан 5-22/19 published", "p-pseudonym",
    ],
)  # fmt: skip
def test_it_is_found_by_whatever_a_lawyer_knows_of_it(found, lawyer, colleague, text):
    court = make.court(
        name_en="Khasan District Court", name_ru="Хасанский районный суд", name_ko="하산 지방법원"
    )
    judge = make.judge(name="T. E. Sampel")
    ruling = make.ruling(
        Status.PUBLISHED,
        by=lawyer,
        court=court,
        judge=judge,
        case_number="5-22/2019",
        decided_on=date(2019, 5, 14),
    )
    make.ruling(Status.DRAFT, by=lawyer, case_number="5-7/2018", decided_on=date(2018, 5, 14))
    named = make.person(by=lawyer, ruling=ruling).pseudonym
    asked = text.format(ruling).replace("p-pseudonym", named)

    assert found(lawyer, q=asked) == {ruling.public_id}
    # Whose ruling it is, is found by nobody but who may read it.
    assert found(colleague, q=asked) == (set() if asked == named else {ruling.public_id})


def test_what_cannot_be_read_finds_nothing_and_says_why(browser_of, found, lawyer):
    make.ruling(Status.DRAFT, by=lawyer)

    assert found(lawyer, q="nowhere") == found(lawyer, decided_after="30.02.2019") == set()
    assert (
        "must exist in the calendar"
        in browser_of(lawyer).get("/desk/rulings/?decided_after=30.02.2019").content.decode()
    )


def test_a_hearing_stands_together_and_costs_no_more_questions(browser_of, lawyer):
    series, court = make.series(), make.court()
    pages = []
    for position in (1, 2, 3, 4):
        make.ruling(Status.DRAFT, by=lawyer, series=series, position=position, court=court)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = browser_of(lawyer).get("/desk/rulings/?q=court")
        pages.append((len(page.context["hearings"]), len(queries)))

    assert len(set(pages)) == 1
    assert pages[0][0] == 1


def test_the_first_page_leads_to_older_drafts_and_says_what_was_withdrawn(browser_of, lawyer, monkeypatch):
    monkeypatch.setattr("decisions.queries.desk.MOST", 1)
    monkeypatch.setattr("decisions.views.desk.home.timezone.now", lambda: make.NOW)
    for _number in range(3):
        make.ruling(Status.DRAFT, by=lawyer)
    withdrawn = make.ruling(Status.WITHDRAWN, by=lawyer)

    page = browser_of(lawyer).get("/desk/").content.decode()

    assert '<a href="/desk/rulings/?status=draft&amp;mine=1">and 2 older ones</a>' in page
    assert withdrawn.public_id in page
    assert "withdrawn on 2 March 2026" in page
