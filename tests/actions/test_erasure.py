"""A value or a passage that is taken out is in no table afterwards."""

import json
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection

from decisions import ledger
from decisions.actions import erasure, kept, notes, rulings, workflow
from decisions.actions.refusals import Conflict, Refused
from decisions.actions.rulings import Reading
from decisions.models import AuditEvent, InternalNote, KeptInput, Ruling, Sealed
from decisions.queries.values import text_of
from decisions.text.dates import PartialDate
from decisions.vocabulary import Basis, Empty, Form, Precision, Role, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

PASSAGE = "Kim Canary-su of Exampletown"


def everywhere(passage):
    """Every column of every table with the passage, in clear or in a sealed text when it is opened."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        found |= {
            f"{table}.{name}"
            for row in rows
            for name, value in zip(names, row, strict=True)
            if passage.lower() in opened(value).lower()
        }
    return sorted(found)


def opened(value):
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = Sealed(text).open() if text.startswith("gAAAA") else text
    return text.replace("\\n", " ").replace("\n", " ")


def withhold(ruling, by, field, **changes):
    given = {"version": ruling.version, "reason": "It gives the person away."} | changes
    return erasure.withhold(ruling=ruling, by=by, now=make.NOW, field=field, **given)


def purge(ruling, by, passage=PASSAGE):
    """First told how far it reaches, then sure of it."""
    how = {"ruling": ruling, "by": by, "now": make.NOW, "passage": passage}
    try:
        return erasure.purge(**how, sure_of=None)
    except erasure.Reaches as reach:
        return erasure.purge(**how, sure_of=reach.number)


# Withholding


def test_a_withheld_value_is_in_one_sealed_note_and_nowhere_else(lawyer, reviewer):
    reading = Reading(
        field="how_found", basis=Basis.STATED, quotation="a quotation of canary", note="note of canary"
    )
    ruling = make.ruling(Status.DRAFT, by=lawyer, how_found="at the canary", readings=[reading])

    withhold(ruling, reviewer, "how_found")

    assert everywhere("canary") == ["decisions_internalnote.text"]
    now = Ruling.objects.get(pk=ruling.pk)
    assert (now.how_found, now.how_found_state, now.version) == (None, Empty.WITHHELD, 2)
    text = InternalNote.objects.get().text.open()
    assert "at the canary" in text
    assert "a quotation of canary" in text
    assert "It gives the person away." in text


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("form", {"form": Form.FORCED}),
        ("fine_amount", {"fine_amount": Decimal(2000), "fine_currency": "RUB"}),
        (
            "in_russia_since",
            {"in_russia_since": PartialDate(make.NOW.date().replace(year=2014), Precision.DAY)},
        ),
        ("nationality", {"nationality": "KP"}),
        ("case_number", {"case_number": "5-123/2018"}),
        ("decided_on", {}),
    ],
)
def test_every_kind_of_field_can_be_withheld(reviewer, field, values):
    ruling = withhold(make.ruling(Status.IN_REVIEW, **values), reviewer, field)

    assert text_of(Ruling.objects.get(pk=ruling.pk), field) == "withheld"
    assert {text_of(row.instance, field) for row in ruling.history.all()} == {"withheld"}


def test_judge_and_articles_can_be_withheld(reviewer):
    ruling = make.ruling(judge=make.judge(), provisions=[make.provision()])
    ruling = withhold(ruling, reviewer, "judge")
    ruling = withhold(ruling, reviewer, "provisions")

    now = Ruling.objects.get(pk=ruling.pk)
    assert (now.judge, now.provision_links.count()) == (None, 0)


def test_the_page_of_a_published_ruling_says_that_a_value_is_withheld_and_not_why(reviewer):
    ruling = withhold(make.ruling(how_found="at a market"), reviewer, "how_found")

    assert ruling.status == Status.PUBLISHED
    assert ruling.corrections.get().reason == "A value is withheld to protect the person."
    assert ruling.corrected_at == make.NOW


@pytest.mark.parametrize("who", ["lawyer", "colleague", "stranger"])
def test_lawyers_do_not_withhold_or_purge(who, lawyer, request):
    ruling = make.ruling(Status.DRAFT, by=lawyer, how_found="at a market")
    person = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        withhold(ruling, person, "how_found")
    with pytest.raises(PermissionDenied):
        purge(ruling, person)


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("how_found", {}, "no value"),
        ("court", {}, "cannot be withheld"),
        ("status", {}, "cannot be withheld"),
        ("decided_on", {"reason": " "}, "Say why"),
    ],
)
def test_withholding_is_refused_with_a_reason(reviewer, field, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        withhold(make.ruling(), reviewer, field, **changes)


def test_withholding_starts_from_the_version_that_was_seen(reviewer):
    with pytest.raises(Conflict):
        withhold(make.ruling(), reviewer, "decided_on", version=1)


# Purging


def ruling_full_of(passage, lawyer, reviewer):
    """A published ruling with the passage in every place that takes words."""
    reading = Reading(
        field="how_found", basis=Basis.STATED, quotation=f"It says {passage}.", document=passage[:200], page=passage,
        note=passage.upper(),
    )  # fmt: skip
    series = make.series(narrative_en=passage, narrative_ru=passage, number_in_source=passage)
    words = {
        "how_found": passage,
        "facility": passage,
        "purpose_of_entry": f"x {passage}",
        "source_locator": passage,
    }
    ruling = make.ruling(
        Status.IN_REVIEW,
        by=lawyer,
        readings=[reading],
        series=series,
        position=1,
        case_number=f"5-1 {passage}"[:50],
        **words,
    )
    notes.write(ruling=ruling, by=lawyer, now=make.NOW, text=passage.replace(" ", "\n"))
    content = {"quotation": [f"unsaved {passage}"]}
    kept.keep(owner=lawyer, form="series", key="k1", content=content, now=make.NOW)
    ruling = workflow.send_back(ruling=ruling, by=reviewer, now=make.NOW, reason=passage)
    ruling = workflow.submit(ruling=ruling, by=lawyer, now=make.NOW)
    rulings.revise(
        ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, values={"form": Form.FORCED},
        reason="x" * 90 + f" {passage}",
    )  # fmt: skip
    marks = [one.fingerprint for one in erasure_passages(ruling)]
    workflow.clear(ruling=ruling, by=reviewer, now=make.NOW, fingerprints=marks)
    second = make.account("second", Role.REVIEWER)
    ruling = workflow.publish(ruling=ruling, by=second, now=make.NOW)
    confirmed = [f"passage-{one.fingerprint[:16]}" for one in erasure_passages(ruling, reason=passage)]
    ruling = rulings.correct(
        ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, values={"form": Form.CONTROLLED_DEPARTURE},
        reason=passage, confirmed=confirmed,
    )  # fmt: skip
    return workflow.withdraw(
        ruling=ruling, by=reviewer, now=make.NOW, way=Withdrawal.QUIET, reason=f"Because of {passage}"
    )


def erasure_passages(ruling, reason=""):
    from decisions.queries import passages  # noqa: PLC0415

    texts = [*passages.public_texts(ruling), passages.PublicText("correction", "Reason", reason)]
    return passages.found_in(ruling, texts)


def test_a_purged_passage_is_in_no_table_and_no_column(lawyer, reviewer):
    ruling = ruling_full_of(PASSAGE, lawyer, reviewer)
    assert len(everywhere("Kim Canary-su")) >= 20

    purged = purge(ruling, reviewer, "kim  canary-su")

    assert everywhere("Kim Canary-su") == []
    assert everywhere("Canary") == []
    assert purged.total >= 15
    assert "[removed]" in Ruling.objects.get(pk=ruling.pk).how_found
    assert (
        KeptInput.objects.get(form="series").content.open()
        == '{"quotation": ["unsaved [removed] of Exampletown"]}'
    )


def test_a_purge_first_says_how_far_it_reaches_and_changes_nothing(lawyer, reviewer):
    here = make.ruling(Status.DRAFT, by=lawyer, how_found=PASSAGE)
    how = {"ruling": here, "by": reviewer, "now": make.NOW, "passage": PASSAGE}

    for sure_of in (None, 0, 1000):
        with pytest.raises(erasure.Reaches, match=here.public_id):
            erasure.purge(**how, sure_of=sure_of)

    assert Ruling.objects.get(pk=here.pk).how_found == PASSAGE


def test_a_published_page_says_that_a_passage_was_removed(lawyer, reviewer):
    published = make.ruling(by=lawyer, how_found="at the second market")
    here = make.ruling(Status.DRAFT, by=lawyer)

    purge(here, reviewer, "second market")

    told = Ruling.objects.get(pk=published.pk)
    assert told.how_found == "at the [removed]"
    assert [one.reason for one in told.corrections.all()] == ["A passage was removed."]
    assert told.corrected_at == make.NOW


def test_the_audit_says_who_purged_and_when_and_stays_whole(lawyer, reviewer):
    ruling = ruling_full_of(PASSAGE, lawyer, reviewer)

    purge(ruling, reviewer)

    last = AuditEvent.objects.last()
    assert (last.action, last.actor, last.at, last.target) == (
        "ruling.purge",
        reviewer,
        make.NOW,
        ruling.public_id,
    )
    assert "quotation" in last.fields
    assert ledger.first_break() is None


def test_other_rulings_lose_the_passage_too_and_open_forms_are_old(lawyer, reviewer):
    here = make.ruling(Status.DRAFT, by=lawyer)
    there = make.ruling(Status.DRAFT, by=lawyer, how_found=PASSAGE)

    purge(here, reviewer)

    assert Ruling.objects.get(pk=there.pk).how_found == "[removed]"
    with pytest.raises(Conflict):
        rulings.revise(ruling=there, by=lawyer, now=make.NOW, version=1, values={"how_found": PASSAGE})


def test_a_case_number_with_a_hole_is_withheld_as_a_whole(lawyer, reviewer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, case_number="5-123/2018")

    purge(ruling, reviewer, "5-123/2018")

    now = Ruling.objects.get(pk=ruling.pk)
    assert (now.case_number, now.case_number_state, now.case_number_normalised) == (
        None,
        Empty.WITHHELD,
        None,
    )


@pytest.mark.parametrize("passage", ["", "  ", "abc", "removed"])
def test_too_short_a_passage_is_refused(reviewer, passage):
    with pytest.raises(Refused):
        purge(make.ruling(), reviewer, passage)


def test_what_no_key_opens_does_not_stop_a_purge(lawyer, reviewer, settings):
    ruling = make.ruling(Status.DRAFT, by=lawyer, how_found=PASSAGE)
    notes.write(ruling=ruling, by=lawyer, now=make.NOW, text="Something")
    settings.IDENTITY_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]

    purge(ruling, reviewer)

    assert Ruling.objects.get(pk=ruling.pk).how_found == "[removed]"


def test_every_model_with_words_is_searched_or_named_as_an_exception():
    """A new model is searched unless somebody says that it need not be."""
    searched = {model.__name__ for model in erasure._searched_models()}
    others = {model.__name__ for model in apps.get_app_config("decisions").get_models()} - searched

    assert {
        "Ruling",
        "HistoricalRuling",
        "Evidence",
        "HistoricalEvidence",
        "InternalNote",
        "KeptInput",
    } <= searched
    assert {name.removeprefix("Historical") for name in others} <= {
        "AuditEvent", "AuditHead", "CalendarDay", "Court", "CourtFormerName", "CourtSpelling", "Document", "Judge",
        "JudgePost", "JudgeSpelling", "Provision", "Region", "Release", "ReleaseFile", "ReleaseRebuild",
        "ReleasedRuling", "Respondent", "RespondentRuling", "RespondentSpelling", "SearchText", "Source",
        "Team", "Term", "User",
    }  # fmt: skip
