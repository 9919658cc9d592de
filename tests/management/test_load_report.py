from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from decisions.actions import workflow
from decisions.models import Ruling
from decisions.vocabulary import Role, Withdrawal
from tests import make
from tests.corpus_files import everything, replace

pytestmark = pytest.mark.django_db


def load_report(**options):
    output = StringIO()
    call_command("load_report", stdout=output, **options)
    return output.getvalue().splitlines()


def test_the_report_is_loaded_and_counted():
    assert load_report() == [
        "169 records added, 0 corrected, 0 unchanged, 0 left alone",
        "140 records added, 0 corrected, 0 unchanged, 0 left alone",
        "77 records added, 0 corrected, 0 unchanged, 0 left alone",
        "52 records added, 0 corrected, 0 unchanged, 0 left alone",
    ]
    assert Ruling.objects.count() == 50


def test_a_second_time_nothing_is_added():
    load_report()

    assert load_report() == [
        "0 records added, 0 corrected, 169 unchanged, 0 left alone",
        "0 records added, 0 corrected, 140 unchanged, 0 left alone",
        "0 records added, 0 corrected, 77 unchanged, 0 left alone",
        "0 records added, 0 corrected, 52 unchanged, 0 left alone",
    ]


def test_what_is_left_alone_is_printed():
    load_report()
    ruling = Ruling.objects.get(public_id="cxvh52qgjk")
    reviewer = make.account("reviewer", Role.REVIEWER)
    workflow.withdraw(
        ruling=ruling, by=reviewer, now=make.NOW, way=Withdrawal.QUIET, reason="A sample reason."
    )

    assert "ruling cxvh52qgjk: withdrawn, stays withdrawn" in load_report()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("codings.csv", "9,all,plea,admitted", "9,all,plea,perhaps"),
        ("rulings.csv", "cxvh52qgjk,9,1", "cxvh52qgj1,9,1"),
        ("codings.csv", "9,all,decided_on,2019-04-18", "9,all,decided_on,2219-04-18"),
    ],
)
def test_a_broken_line_ends_the_command_with_its_name_and_nothing_is_in_the_database(
    corpus_copy, name, old, new
):
    number = replace(corpus_copy / name, old, new)

    with pytest.raises(CommandError, match=rf"^Nothing was loaded\. {name}, line {number}: "):
        load_report(corpus=corpus_copy)
    assert set(everything().values()) == {0}


def test_a_folder_that_does_not_exist_ends_the_command(tmp_path):
    with pytest.raises(CommandError, match=r"^Nothing was loaded\. regions\.csv: cannot be read"):
        load_report(reference=tmp_path / "nowhere")
