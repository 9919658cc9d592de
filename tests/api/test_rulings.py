"""Rulings for programs: the rows of the file, a hundred at a time, under the filters of the list."""

import pytest

from decisions.actions import rulings
from decisions.actions.rulings import Reading
from decisions.api import answers
from decisions.vocabulary import Basis, Form, Status, Withdrawal
from tests import make
from tests.api.asked import answer, errors
from tests.views.pages import records

QUESTIONS = [
    "",
    "form=forced",
    "region=RU-KHA&region=RU-TA&sort=court",
    "judge=unknown",
    "decided_after=2019-04-01&sort=decided_on",
    "form=controlled_departure&placement=yes",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_has_the_rows_of_the_file(client, question):
    found = answer(client, f"rulings/?{question}")

    lines = records(client, f"/rulings.csv?{question}")
    assert found["results"] == lines
    assert (found["count"], found["next"], found["previous"]) == (len(lines), None, None)


def test_no_apostrophe_stands_before_what_a_spreadsheet_would_run(client):
    made = make.ruling(purpose_of_entry="=sample", how_found="Образец")

    found = answer(client, f"rulings/{made.public_id}/")
    assert found["purpose_of_entry"] == "=sample"
    assert "Образец".encode() in client.get(f"/api/v1/rulings/{made.public_id}/").content


def test_pages_follow_each_other(client, settings, monkeypatch):
    assert answers.PER_PAGE == 100
    monkeypatch.setattr(answers, "PER_PAGE", 20)
    address, pages = "/api/v1/rulings/?sort=court&fields=public_id", []
    while address:
        pages.append(client.get(address).json())
        address = (pages[-1]["next"] or "").removeprefix(settings.SITE_URL)

    found = [one["public_id"] for page in pages for one in page["results"]]
    assert found == [line["public_id"] for line in records(client, "/rulings.csv?sort=court")]
    assert [(page["count"], len(page["results"])) for page in pages] == [(50, 20), (50, 20), (50, 10)]
    assert pages[1]["previous"].endswith("/api/v1/rulings/?sort=court&fields=public_id&page=1")


def test_only_the_keys_that_are_asked_for_come_in_the_order_of_the_file(client):
    expected = {"public_id", "court", "form"}

    for asked in ("form,public_id,court", "form,court&fields=public_id", "form,,court,public_id,form"):
        (found,) = answer(client, f"rulings/?series=12&fields={asked}")["results"]
        assert set(found) == expected
        assert next(iter(found)) == "public_id"


@pytest.mark.parametrize(("question", "named"), [
    ("form=maybe", "Form of expulsion: “maybe” is not one of its values."),
    ("fields=name", "“name” is not a key"),
    ("color=red", "“color” is not a name"),
    ("format=json", "“format” is not a name"),
    ("page=2", "There is no page “2”"),
    ("page=x", "There is no page “x”"),
    ("fields=name&color=red&form=maybe&plea=maybe", "“color” is not a name that this door knows. fields: “name”"),
    ("fields=name&color=red&form=maybe&plea=maybe", "one of its values. Plea: “maybe” is"),
    ("&".join(["form=forced"] * 1100), "more than 1000 things"),
])  # fmt: skip
def test_what_means_nothing_is_refused_in_a_sentence(client, question, named):
    assert named in errors(client, f"rulings/?{question}")


def test_one_ruling_comes_with_its_evidence_corrections_and_what_followed(client, reviewer):
    reading = Reading(field="form", basis=Basis.STATED, quotation="A sample quotation", page="7")
    made = make.ruling(form=Form.FORCED, readings=[reading])
    make.event(made, "appeal_decided", "2019-05", result="upheld", public=True)
    made.refresh_from_db()
    rulings.correct(
        ruling=made, by=reviewer, now=make.NOW, version=made.version, values={"plea": "denied"}, reason="Misread."
    )  # fmt: skip

    found = answer(client, f"rulings/{made.public_id}/")

    (line,) = [one for one in records(client, "/rulings.csv") if one["public_id"] == made.public_id]
    assert {key: found[key] for key in line} == line
    assert found["evidence"] == [{
        "field": "form", "value": "forced", "basis": "stated", "rule": "", "quotation": "A sample quotation",
        "document": "", "page": "7", "note": "",
    }]  # fmt: skip
    assert found["corrections"] == [{"on": "2026-03-02", "changed": ["plea"], "reason": "Misread."}]
    assert found["events"] == [
        {
            "kind": "appeal_decided",
            "on": "2019-05",
            "about": False,
            "court_label": "unknown",
            "result": "upheld",
        }
    ]
    assert list(answer(client, f"rulings/{made.public_id}/?fields=events,form")) == ["form", "events"]


def test_what_is_not_published_is_not_there(client):
    for status in (Status.DRAFT, Status.IN_REVIEW):
        errors(client, f"rulings/{make.ruling(status).public_id}/", status=404)
    quiet = make.ruling(Status.WITHDRAWN, way=Withdrawal.QUIET)
    opened = make.ruling(Status.WITHDRAWN)

    assert errors(client, f"rulings/{quiet.public_id}/", status=404) == "There is no such record."
    assert (
        errors(client, f"rulings/{opened.public_id}/", status=410)
        == "This record was withdrawn on 2026-03-02."
    )
    assert answer(client, "rulings/?fields=public_id")["count"] == 50


@pytest.mark.parametrize("name", ["nothing", "%00", "%ff", "bcdfghjkmn", "a/b", "../rulings"])
def test_a_record_that_never_was_is_answered_in_json(client, name):
    errors(client, f"rulings/{name}/", status=404)
