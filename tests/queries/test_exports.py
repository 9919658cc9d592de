"""The cells of chosen columns, public and unpublished."""

from datetime import date
from decimal import Decimal

import pytest

from decisions import policy
from decisions.actions import erasure
from decisions.queries import exports
from decisions.vocabulary import Empty, PublicationBasis, Qualifier, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

EVERY = [*exports.HEADER, *exports.UNPUBLISHED_HEADER]


def cells(person, *names):
    return list(exports.chosen_cells(policy.visible_rulings(person).order_by("pk"), names))


def test_chosen_columns_come_in_the_order_in_which_they_were_chosen(administrator):
    ruling = make.ruling(Status.DRAFT)

    assert cells(administrator, "status", "public_id") == [["draft", ruling.public_id]]


def test_unpublished_cells_say_what_the_public_file_cannot(administrator):
    series = make.series()
    make.ruling(
        Status.WITHDRAWN,
        way=Withdrawal.QUIET,
        series=series,
        position=3,
        fine_amount=Decimal("2000.50"),
        fine_currency="KZT",
        fine_amount_qualifier=Qualifier.AT_LEAST,
        facility="Sample centre",
        in_force_on=date(2019, 4, 29),
        word_count=700,
        in_russia_since=Empty.HIDDEN,
    )

    (row,) = cells(administrator, *exports.UNPUBLISHED_HEADER)

    assert dict(zip(exports.UNPUBLISHED_HEADER, row, strict=True)) == {
        "status": "withdrawn",
        "version": "4",
        "team": str(make.team()),
        "position": "3",
        "in_force_on": "2019-04-29",
        "fine_amount": "2000.5",
        "fine_currency": "KZT",
        "fine_qualifier": "at_least",
        "facility": "Sample centre",
        "entry_ban_years": "unknown",
        "publication_basis": PublicationBasis.COURT_PUBLICATION,
        "publish_not_before": "not_applicable",
        "entered_on": "2026-03-02",
        "submitted_on": "2026-03-02",
        "withdrawn_on": "2026-03-02",
        "withdrawal": "quiet",
    }


def test_no_cell_says_who_a_ruling_is_about_or_who_worked_on_it(administrator, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, how_found="The withheld passage")
    make.person("Sam Pel Invented", by=lawyer, ruling=ruling)
    erasure.withhold(
        ruling=ruling, field="how_found", by=reviewer, now=make.NOW, reason="A sample reason.",
        version=ruling.version,
    )  # fmt: skip

    (row,) = cells(administrator, *EVERY)

    text = "\n".join(row)
    assert row[EVERY.index("how_found")] == Empty.WITHHELD
    for secret in ("Invented", "withheld passage", lawyer.username, reviewer.username):
        assert secret not in text


def test_cells_cost_the_same_number_of_queries_whatever_their_number(
    administrator, django_assert_num_queries
):
    for number in range(4):
        make.ruling(case_number=f"5-{number}/2019")

    with django_assert_num_queries(3):  # rulings, articles, when they were submitted
        cells(administrator, *EVERY)
