"""The clock of detention, the terms of law, and the deadlines that follow from both."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.actions.refusals import Doubtful
from decisions.models import CalendarDay, Term
from decisions.queries import deadlines, detention, marks
from decisions.queries.terms import terms
from decisions.vocabulary import Custody, EventKind, Status, TermKind
from tests import make

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()  # 2 March 2026, a Monday
PLACED, RELEASED, EXPELLED = EventKind.PLACED, EventKind.RELEASED, EventKind.EXPELLED


@pytest.fixture
def law(db):
    """The terms and the days off that are shipped."""
    make.term(valid_to=date(2024, 10, 28))
    Term.objects.create(
        kind="appeal", length=10, unit="working_day", shifts=True, sure=False, valid_from=date(2024, 10, 29),
        legal_source="CAO Art. 30.3, 4.8",
    )  # fmt: skip
    make.term("execution", length=2, unit="year", legal_source="CAO Art. 31.9")
    make.term("detention_review", length=3, unit="month", legal_source="14-П")
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(year, 1, day)) for year in range(2024, 2028) for day in range(1, 9)
    )


def ruling(**values):
    return make.ruling(Status.DRAFT, **{"sanction": "expulsion"} | values)


def stays(*happened):
    made = ruling()
    for kind, on in happened:
        make.event(made, kind, on, confirmed=["event-order", "event-twice"])
    return detention.stays(made, made.events.all(), today=TODAY)


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([], []),
        ([(RELEASED, "2026-02-01")], []),
        ([(PLACED, "2026-02-20")], [(Custody.HELD, 10, False)]),
        ([(PLACED, "2026-03-02")], [(Custody.HELD, 0, False)]),
        ([(PLACED, "2026-02")], [(Custody.HELD, 29, True)]),
        ([(PLACED, "")], [(Custody.UNKNOWN, None, False)]),
        ([(PLACED, "2026-01-01"), (RELEASED, "2026-01-11")], [(Custody.ENDED, 10, False)]),
        ([(PLACED, "2026-01-01"), (EXPELLED, "2026-02")], [(Custody.ENDED, 58, True)]),
        ([(PLACED, "2026-02-20"), (RELEASED, "2026")], [(Custody.ENDED, 10, True)]),
        ([(PLACED, "2026-01-01"), (RELEASED, "")], [(Custody.ENDED, None, False)]),
        ([(PLACED, "2026-01-01"), (EventKind.LAPSED, "2026-02-01")], [(Custody.UNKNOWN, None, False)]),
        ([(PLACED, "2026-01-01"), (EventKind.ASYLUM_GRANTED, "2026-02")], [(Custody.UNKNOWN, None, False)]),
        (
            [(PLACED, "2026-01-01"), (RELEASED, "2026-01-11"), (PLACED, "2026-02-20")],
            [(Custody.ENDED, 10, False), (Custody.HELD, 10, False)],
        ),
        ([(PLACED, "2026-01-01"), (PLACED, "2026-02-01")], [(Custody.HELD, 60, False)]),
    ],
)
def test_days_run_from_placement_to_release_or_removal(happened, expected):
    assert [(stay.custody, stay.days, stay.about) for stay in stays(*happened)] == expected


def test_an_annulled_ruling_does_not_say_that_the_person_was_let_go():
    made = ruling()
    make.event(made, PLACED, "2026-01-01")
    make.event(made, EventKind.APPEAL_DECIDED, "2026-02-01", result="annulled")

    assert [stay.custody for stay in detention.stays(made, made.events.all(), today=TODAY)] == [
        Custody.UNKNOWN
    ]


def test_nobody_is_counted_as_held_since_before_the_ruling(law, lawyer):
    vague, certain = (ruling(by=lawyer, decided_on=date(2025, 11, 20)) for _one in (1, 2))
    make.event(vague, PLACED, "2025")
    make.event(certain, PLACED, "2025-11-20")

    board = detention.board(lawyer, terms=terms(), today=TODAY)

    assert [(line.ruling, line.stay.least, line.stay.days) for line in board.held] == [
        (certain, 102, 102),
        (vague, 61, 102),
    ]
    assert [(line.due.day, line.overdue, line.maybe_overdue) for line in board.held] == [
        (date(2026, 2, 20), True, False),
        (date(2026, 2, 20), False, True),
    ]


def test_a_day_before_the_ruling_stays_where_it_is_certain():
    made = ruling(decided_on=date(2026, 2, 20))
    make.event(made, PLACED, "2026-02-18")

    assert [stay.days for stay in detention.stays(made, made.events.all(), today=TODAY)] == [12]


ENDS = [
    {"result": "annulled"},
    {"result": "sent_back"},
    {"result": "changed", "form": "controlled_departure"},
    {"result": "changed", "placement": "no"},
    {"result": "changed", "sanction": "fine_only"},
]


@pytest.mark.parametrize("outcome", ENDS)
def test_who_is_held_although_a_court_ended_the_ground_comes_first(law, lawyer, outcome):
    made = ruling(by=lawyer, form="forced", placement="yes", decided_on=date(2026, 2, 1))
    make.event(made, PLACED, "2026-02-01")
    ending = make.event(made, EventKind.APPEAL_DECIDED, "2026-02-11", **outcome)

    board = detention.board(lawyer, terms=terms(), today=TODAY)

    assert [(line.ruling, line.stay.ground_ended, line.due) for line in board.without_ground] == [
        (made, ending, None)
    ]
    assert (board.held, board.unknown) == ([], [])
    assert TermKind.DETENTION_REVIEW not in [one[0] for one in found(lawyer)]
    make.event(made, RELEASED, "2026-02-12")
    assert detention.board(lawyer, terms=terms(), today=TODAY).without_ground == []


def test_an_appeal_that_left_the_placement_standing_ended_nothing(law, lawyer):
    made = ruling(by=lawyer, form="forced", placement="yes", decided_on=date(2026, 2, 1))
    make.event(made, PLACED, "2026-02-01")
    make.event(made, EventKind.APPEAL_DECIDED, "2026-02-11", result="changed", fine_amount=3000)
    make.event(made, EventKind.CASSATION_DECIDED, "2026-02-20", result="upheld")

    assert [line.ruling for line in detention.board(lawyer, terms=terms(), today=TODAY).held] == [made]


def test_who_is_placed_after_the_ground_ended_is_asked_about_and_stays_in_sight(law, lawyer):
    made = ruling(by=lawyer, form="forced", placement="yes", decided_on=date(2026, 2, 1))
    make.event(made, EventKind.APPEAL_DECIDED, "2026-02-11", result="annulled")

    with pytest.raises(Doubtful) as asked:
        make.event(made, PLACED, "2026-02-20")
    assert [doubt.code for doubt in asked.value.doubts] == ["event-no-ground"]
    make.event(made, PLACED, "2026-02-20", confirmed=["event-no-ground"])

    board = detention.board(lawyer, terms=terms(), today=TODAY)
    assert [line.stay.custody for line in board.without_ground] == [Custody.HELD]


def test_a_review_is_due_three_months_after_placement_or_the_last_review(law):
    book = terms()
    (without,) = stays((PLACED, "2025-11-30"))
    (reviewed,) = stays((PLACED, "2025-06-01"), (EventKind.DETENTION_REVIEWED, "2026-02-01"))
    (ended,) = stays((PLACED, "2025-06-01"), (RELEASED, "2025-08-01"))

    assert detention.review_due(without, book).day == date(2026, 2, 28)
    assert detention.review_due(reviewed, book).day == date(2026, 5, 1)
    assert detention.review_due(ended, book) is None


def test_the_longest_held_come_first_and_the_unknown_stand_apart(law, lawyer, stranger):
    short, long = ruling(by=lawyer), ruling(by=lawyer)
    make.event(short, PLACED, "2026-02-20")
    make.event(long, PLACED, "2025-06-01")
    let_go = ruling(by=lawyer, placement="yes")
    make.event(let_go, PLACED, "2025-06-01")
    make.event(let_go, RELEASED, "2025-07-01")
    ordered, dropped = (ruling(by=lawyer, placement="yes", form="forced") for _one in (1, 2))
    make.event(dropped, EventKind.APPEAL_DECIDED, "2025-07-01", result="changed", placement="no")

    board = detention.board(lawyer, terms=terms(), today=TODAY)

    assert [line.ruling for line in board.held] == [long, short]
    assert [line.overdue for line in board.held] == [True, False]
    assert [line.ruling for line in board.unknown] == [ordered]
    assert detention.board(stranger, terms=terms(), today=TODAY).held == []


# Terms


@pytest.mark.parametrize(
    ("start", "day", "later"),
    [
        (date(2024, 10, 28), date(2024, 11, 7), None),
        (date(2024, 10, 29), date(2024, 11, 8), date(2024, 11, 12)),
        (date(2025, 12, 26), date(2026, 1, 5), date(2026, 1, 19)),
    ],
)
def test_where_the_law_is_unsure_the_earlier_day_is_shown(law, start, day, later):
    due = terms().due(TermKind.APPEAL, start=start)

    assert (due.day, due.later, due.sure) == (day, later, later is None)


def test_working_days_of_a_year_without_a_calendar_are_not_sure(law):
    Term.objects.update(sure=True)

    assert terms().due(TermKind.APPEAL, start=date(2025, 3, 3)).sure
    assert not terms().due(TermKind.APPEAL, start=date(2030, 3, 4)).sure


def test_a_worked_saturday_counts(law):
    CalendarDay.objects.create(day=date(2025, 3, 8), working=True)

    assert terms().due(TermKind.APPEAL, start=date(2025, 3, 3)).later == date(2025, 3, 14)


def test_without_a_term_there_is_no_date(law):
    Term.objects.all().delete()

    assert terms().due(TermKind.APPEAL, start=TODAY) is None


def test_a_term_beyond_the_calendar_is_no_date(law):
    assert terms().due(TermKind.EXECUTION, start=date(9999, 1, 1)) is None


# Deadlines


def found(user):
    return [
        (one.kind, one.ruling, one.due.day, one.passed, one.proposal)
        for one in deadlines.deadlines(user, terms=terms(), today=TODAY)
    ]


def test_the_soonest_comes_first(law, lawyer, stranger):
    appeal, review, lapse = (
        ruling(by=lawyer),
        ruling(by=lawyer),
        ruling(by=lawyer, in_force_on=date(2024, 2, 1), decided_on=date(2024, 1, 18)),
    )
    make.event(appeal, EventKind.COPY_RECEIVED, "2026-02-27")
    make.event(review, PLACED, "2026-01-15")

    assert found(lawyer) == [
        (TermKind.EXECUTION, lapse, date(2026, 2, 1), True, True),
        (TermKind.APPEAL, appeal, date(2026, 3, 9), False, False),
        (TermKind.DETENTION_REVIEW, review, date(2026, 4, 15), False, False),
    ]
    assert found(stranger) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (EventKind.APPEAL_LODGED, {}),
        (EventKind.APPEAL_DECIDED, {"result": "upheld"}),
        (EXPELLED, {}),
    ],
)
def test_an_appeal_that_was_lodged_has_no_term_any_more(law, lawyer, kind, values):
    made = ruling(by=lawyer)
    make.event(made, EventKind.COPY_RECEIVED, "2026-02-27")
    make.event(made, kind, "2026-03-01", **values)

    assert [one for one in found(lawyer) if one[0] == TermKind.APPEAL] == []


@pytest.mark.parametrize(
    ("decided", "received", "day", "latest", "passed"),
    [
        (date(2026, 2, 10), "2026", date(2026, 2, 20), date(2026, 3, 16), False),
        (date(2026, 2, 20), "2026-02", date(2026, 3, 2), date(2026, 3, 13), False),
        (date(2026, 1, 10), "2026-01", date(2026, 1, 20), date(2026, 2, 13), True),
    ],
)
def test_a_term_runs_from_no_day_before_the_ruling_and_ends_with_the_latest_count(
    law, lawyer, decided, received, day, latest, passed
):
    make.event(ruling(by=lawyer, decided_on=decided), EventKind.COPY_RECEIVED, received)

    (one,) = deadlines.deadlines(lawyer, terms=terms(), today=TODAY)

    assert (one.due.day, one.due.later, one.passed) == (day, latest, passed)
    assert one.maybe_passed == (not passed and day < TODAY)
    assert len(deadlines.entries([one], desk="https://desk.example/desk/")) == 1


def test_a_term_that_ran_out_long_ago_is_no_longer_listed(law, lawyer):
    make.event(ruling(by=lawyer), EventKind.COPY_RECEIVED, "2025-12-01")

    assert found(lawyer) == []


@pytest.mark.parametrize(
    ("in_force", "proposed"),
    [
        (date(2024, 3, 3), [False]),  # ends tomorrow
        (date(2024, 3, 1), [True]),
        (date(2024, 6, 1), []),  # far ahead
        (date(2020, 6, 1), []),  # long ago
    ],
)
def test_a_lapse_is_proposed_when_two_years_are_over(law, lawyer, in_force, proposed):
    ruling(by=lawyer, decided_on=in_force, in_force_on=in_force)

    assert [one[4] for one in found(lawyer)] == proposed


def test_two_years_run_from_the_appeal_that_left_the_ruling_standing(law, lawyer):
    made = ruling(by=lawyer, decided_on=date(2024, 1, 18), in_force_on=date(2024, 2, 1))
    make.event(made, EventKind.APPEAL_DECIDED, "2024-02-20", result="upheld")

    assert [one[2] for one in found(lawyer)] == [date(2026, 2, 20)]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (EXPELLED, {}),
        (EventKind.LAPSED, {}),
        (EventKind.RESETTLED, {}),
        (EventKind.CASSATION_DECIDED, {"result": "annulled"}),
        (EventKind.APPEAL_DECIDED, {"result": "changed", "sanction": "fine_only"}),
    ],
)
def test_nothing_lapses_that_is_over(law, lawyer, kind, values):
    made = ruling(by=lawyer, decided_on=date(2024, 1, 18), in_force_on=date(2024, 2, 1))
    make.event(made, kind, "2024-03-01", confirmed=["event-early-lapse"], **values)

    assert found(lawyer) == []


def test_only_an_expulsion_lapses_and_only_from_a_day_that_is_known(law, lawyer):
    ruling(by=lawyer, sanction="fine_only", decided_on=date(2024, 1, 18), in_force_on=date(2024, 2, 1))
    ruling(by=lawyer, decided_on=date(2024, 1, 18))

    assert found(lawyer) == []


def test_the_number_of_queries_does_not_grow(law, lawyer):
    def number():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found(lawyer)
            board = detention.board(lawyer, terms=terms(), today=TODAY)
            marks.marks([line.ruling for line in board.held], user=lawyer)
        return len(queries)

    make.event(ruling(by=lawyer), PLACED, "2026-01-15")
    before = number()
    for _one in range(4):
        made = ruling(by=lawyer, placement="yes", form="forced")
        make.event(made, PLACED, "2026-01-15")
        make.event(made, EventKind.COPY_RECEIVED, "2026-02-27")

    assert number() == before
