from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from decisions import ledger
from decisions.actions import rulings, workflow
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.actions.rulings import Reading
from decisions.models import AuditEvent, Evidence, Ruling
from decisions.queries.values import text_of
from decisions.text import dates, public_ids
from decisions.vocabulary import KNOWN, Answer, Basis, Empty, Form, Plea, Status
from tests import make

pytestmark = pytest.mark.django_db

RIGHT_UID = "25RS0030-01-2019-000123-85"


@pytest.fixture
def enter(lawyer, court, source):
    """Enters a draft of the lawyer's with these values."""

    def enter(values=(), *, by=lawyer, now=make.NOW, **options):
        given = {"court": court, "source": source, **dict(values)}
        return rulings.enter(by=by, now=now, team=lawyer.team, values=given, **options)

    return enter


def revise(ruling, *, by, version=None, **options):
    version = ruling.version if version is None else version
    return rulings.revise(ruling=ruling, by=by, now=make.NOW, version=version, **options)


def correct(ruling, *, by, version=None, reason="A misprint.", **options):
    version = ruling.version if version is None else version
    return rulings.correct(ruling=ruling, by=by, now=make.NOW, version=version, reason=reason, **options)


def accepted(ruling):
    return {row.field: row for row in ruling.evidence.filter(accepted=True)}


def last_event():
    return AuditEvent.objects.order_by("pk").last()


# Entering


@pytest.mark.parametrize("name", ["lawyer", "reviewer", "administrator"])
def test_staff_may_enter(request, enter, name):
    person = request.getfixturevalue(name)

    assert enter(by=person).entered_by == person


def test_an_account_without_a_role_may_not_enter(enter):
    with pytest.raises(PermissionDenied):
        enter(by=make.account("nobody", ""))
    assert not Ruling.objects.exists()


def test_a_new_ruling_is_a_draft_of_its_team_in_which_nothing_is_known(enter, lawyer):
    ruling = enter()

    ruling.refresh_from_db()
    assert (ruling.status, ruling.team, ruling.version) == (Status.DRAFT, lawyer.team, 1)
    assert public_ids.is_public_id(ruling.public_id)
    assert {text_of(ruling, name) for name in ("judge", "form", "uid", "provisions", "counsel")} == {
        "unknown"
    }


def test_values_and_their_states_are_stored_together(enter, judge, provision):
    ruling = enter(
        {
            "judge": judge,
            "decided_on": date(2019, 4, 18),
            "in_force_on": Empty.NOT_STATED,
            "case_number": "5- 22/19",
            "uid": " 25rs0030-01-2019-000123-85",
            "provisions": [provision],
            "fine_amount": Decimal("2000.00"),
            "fine_currency": "RUB",
            "form": Form.FORCED,
            "plea": Empty.HIDDEN,
            "in_russia_since": dates.parse("2014-05"),
            "in_russia_since_qualifier": "about",
        },
        confirmed=["uid-other-court"],
    )

    ruling = Ruling.objects.get(pk=ruling.pk)
    texts = {
        name: text_of(ruling, name) for name in ("judge", "decided_on", "in_force_on", "case_number", "uid")
    }
    assert texts == {
        "judge": judge.slug,
        "decided_on": "2019-04-18",
        "in_force_on": "not_stated",
        "case_number": "5- 22/19",
        "uid": RIGHT_UID,
    }
    assert (ruling.judge_state, ruling.in_force_on, ruling.in_force_on_state) == (KNOWN, None, "not_stated")
    assert ruling.case_number_normalised == "5-22/2019"
    assert (text_of(ruling, "provisions"), text_of(ruling, "fine_amount")) == ("18.8", "2000")
    assert (ruling.form, ruling.plea) == ("forced", "hidden")
    assert text_of(ruling, "in_russia_since") == "2014-05"
    assert (ruling.in_russia_since, ruling.in_russia_since_qualifier) == (date(2014, 5, 1), "about")


def test_an_unknown_field_is_a_mistake_of_the_program(enter):
    with pytest.raises(TypeError, match="no such field of a ruling: colour, status"):
        enter({"status": Status.PUBLISHED, "colour": "red"})


def test_the_day_of_entry_is_taken_where_it_begins_first(enter):
    ruling = enter({"decided_on": date(2026, 3, 3)}, now=datetime(2026, 3, 2, 12, 0, tzinfo=UTC))

    assert ruling.entered_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 2, 11, 59, tzinfo=UTC),
        datetime(2026, 3, 2, 23, 59, tzinfo=timezone(timedelta(hours=12))),
    ],
)
def test_a_decision_after_the_day_of_entry_is_refused(enter, now):
    with pytest.raises(Refused) as caught:
        enter({"decided_on": date(2026, 3, 3)}, now=now)

    assert caught.value.reasons == ["The date of the decision is in the future."]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"decided_on": date(1990, 12, 31)}, "The date of the decision is before 1991."),
        (
            {"decided_on": date(2019, 4, 18), "in_force_on": date(2019, 4, 17)},
            "A ruling does not come into force before its decision.",
        ),
        ({"word_count": 0}, "A text has at least one word."),
        ({"fine_amount": Decimal(-1), "fine_currency": "RUB"}, "A fine is not negative and has a currency."),
        ({"fine_amount": Decimal(2000)}, "A fine is not negative and has a currency."),
        (
            {"position": 1},
            "A ruling of a series has a place in it, counted from 1; no other ruling has one.",
        ),
    ],
)
def test_a_state_that_must_not_exist_is_refused_in_a_sentence(enter, values, reason):
    with pytest.raises(Refused) as caught:
        enter(values)

    assert caught.value.reasons == [reason]
    assert not Ruling.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"how_found": "x" * 201}, "how found: "),
        ({"case_number": "5" * 51}, "case number as printed: "),
        ({"case_number": "5-22/19;" * 6}, "case number normalised: "),
        ({"nationality": "PRK"}, "nationality (ISO 3166-1): "),
        ({"fine_amount": Decimal("1e11"), "fine_currency": "RUB"}, "fine: "),
        ({"fine_amount": Decimal(2000), "fine_currency": "ROUBLES"}, "currency (ISO 4217): "),
        ({"entry_ban_years": -1}, "entry ban, years: "),
        ({"form": "escorted"}, "Form of expulsion: "),
        ({"form": ""}, "Form of expulsion: "),
        ({"word_count": 400, "word_count_qualifier": "nearly"}, "exactness: "),
        ({"source_locator": "x" * 201}, "place in the source: "),
        ({"court": None}, "court: "),
        ({"court": None, "uid": RIGHT_UID}, "court: "),
        ({"source": None}, "source: "),
    ],
)
def test_what_a_column_cannot_hold_is_refused_with_its_name(enter, values, label):
    with pytest.raises(Refused) as caught:
        enter(values)

    assert caught.value.reasons[0].startswith(label)
    assert not Ruling.objects.exists()


def test_an_article_that_is_known_has_to_be_named(enter):
    with pytest.raises(Refused, match="Name the article"):
        enter({"provisions": []})
    assert not Ruling.objects.exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED])
def test_the_same_court_and_case_number_is_refused_kindly(enter, court, status):
    make.ruling(status, court=court, case_number="5-22/2019")

    with pytest.raises(Refused) as caught:
        enter({"case_number": "5- 22\\19"})

    assert caught.value.reasons == ["This court already has a ruling with this case number."]


def test_a_withdrawn_ruling_does_not_block_a_new_one(enter, court):
    make.ruling(Status.WITHDRAWN, court=court, case_number="5-22/2019")

    assert enter({"case_number": "5-22/2019"}).case_number_normalised == "5-22/2019"


def test_two_rulings_without_a_case_number_do_not_collide(enter):
    assert enter().pk != enter().pk


def test_a_place_in_a_series_is_given_once(enter):
    series = make.series()
    enter({"series": series, "position": 1})

    with pytest.raises(Refused, match="Another ruling has this place in the series"):
        enter({"series": series, "position": 1})


# УИД


@pytest.mark.parametrize(
    ("uid", "part"),
    [
        ("25R0030-01-2019-000123-85", "the court code"),
        ("25RS0030-1-2019-000123-85", "the unit"),
        ("25RS0030-01-19-000123-85", "the year"),
        ("25RS0030-01-2019-123-85", "the running number"),
        ("25RS0030-01-2019-000123-5", "the check digits"),
        ("25RS0030-01-2019", "five parts"),
    ],
)
def test_a_wrong_shape_of_the_identifier_is_refused_and_names_the_part(enter, uid, part):
    with pytest.raises(Refused, match=part):
        enter({"uid": uid})


def test_wrong_check_digits_are_a_doubt_until_confirmed_as_printed(enter):
    values = {"court": make.court(code="25RS0030"), "uid": "25RS0030-01-2019-000123-58"}

    with pytest.raises(Doubtful) as caught:
        enter(values)

    assert [(doubt.code, doubt.field) for doubt in caught.value.doubts] == [("uid-check-digits", "uid")]
    assert not Ruling.objects.exists()
    assert enter(values, confirmed=["uid-check-digits"]).uid == "25RS0030-01-2019-000123-58"


def test_the_prefix_of_another_court_is_a_doubt_until_confirmed(enter):
    values = {"court": make.court(code="25RS0002"), "uid": RIGHT_UID}

    with pytest.raises(Doubtful, match="25RS0030 is not the code of this court"):
        enter(values)
    assert enter(values, confirmed=["uid-other-court"]).uid == RIGHT_UID


def test_every_open_doubt_is_asked_about(enter):
    values = {"court": make.court(code="25RS0002"), "uid": "25RS0030-01-2019-000123-58"}

    with pytest.raises(Doubtful) as caught:
        enter(values, confirmed=["another-doubt"])

    assert [doubt.code for doubt in caught.value.doubts] == ["uid-check-digits", "uid-other-court"]


def test_a_court_without_a_code_gives_no_doubt(enter):
    assert enter({"court": make.court(code=None), "uid": RIGHT_UID}).uid == RIGHT_UID


def test_controlled_departure_with_placement_is_only_a_doubt(enter):
    values = {"form": Form.CONTROLLED_DEPARTURE, "placement": Answer.YES}

    with pytest.raises(Doubtful) as caught:
        enter(values)

    assert [doubt.code for doubt in caught.value.doubts] == ["placement-without-forced"]
    ruling = enter(values, confirmed=["placement-without-forced"])
    assert (ruling.form, ruling.placement) == ("controlled_departure", "yes")


@pytest.mark.parametrize("amount", [1999, 5001])
def test_a_fine_out_of_the_bounds_of_its_article_is_only_a_doubt(enter, amount):
    provision = make.provision(fine_min_rub=2000, fine_max_rub=5000)
    values = {"provisions": [provision], "fine_amount": Decimal(amount), "fine_currency": "RUB"}

    with pytest.raises(Doubtful) as caught:
        enter(values)

    assert [doubt.code for doubt in caught.value.doubts] == ["fine-out-of-bounds"]
    assert enter(values, confirmed=["fine-out-of-bounds"]).fine_amount == amount


@pytest.mark.parametrize(("amount", "currency"), [(2000, "RUB"), (5000, "RUB"), (10, "USD")])
def test_a_fine_within_the_bounds_or_in_another_currency_is_no_doubt(enter, amount, currency):
    provision = make.provision(fine_min_rub=2000, fine_max_rub=5000)

    enter({"provisions": [provision], "fine_amount": Decimal(amount), "fine_currency": currency})


# Evidence


def test_accepted_evidence_supports_the_value_of_the_ruling(enter, lawyer, provision):
    readings = [
        Reading(
            field="form", basis=Basis.INFERRED, rule="placement-implies-forced", page="p. 3", note="A note."
        ),
        Reading(field="provisions", basis=Basis.STATED, quotation="A quotation."),
        Reading(field="plea", basis=Basis.STATED),
    ]

    ruling = enter(
        {"form": Form.FORCED, "provisions": [provision], "plea": Empty.NOT_STATED}, readings=readings
    )

    rows = accepted(ruling)
    assert {name: row.value for name, row in rows.items()} == {
        "form": "forced",
        "provisions": "18.8",
        "plea": "not_stated",
    }
    assert {row.coder for row in rows.values()} == {lawyer}
    form = rows["form"]
    assert (form.basis, form.rule, form.page, form.note) == (
        "inferred",
        "placement-implies-forced",
        "p. 3",
        "A note.",
    )


def test_new_evidence_replaces_the_old_which_is_put_aside(lawyer, reviewer):
    ruling = make.ruling(
        Status.DRAFT,
        by=lawyer,
        form=Form.FORCED,
        readings=[Reading(field="form", basis=Basis.STATED, page="1")],
    )

    revise(ruling, by=reviewer, values={}, readings=[Reading(field="form", basis=Basis.STATED, page="2")])

    rows = [(row.page, row.value, row.accepted, row.coder) for row in ruling.evidence.order_by("pk")]
    assert rows == [("1", "forced", False, lawyer), ("2", "forced", True, reviewer)]


def test_evidence_for_a_value_that_changed_without_new_evidence_is_put_aside(lawyer):
    readings = [Reading(field=name, basis=Basis.STATED) for name in ("form", "plea")]
    ruling = make.ruling(Status.DRAFT, by=lawyer, form=Form.FORCED, plea=Plea.DENIED, readings=readings)

    revise(ruling, by=lawyer, values={"form": Form.CONTROLLED_DEPARTURE})

    assert set(accepted(ruling)) == {"plea"}
    assert Evidence.objects.get(field="form").value == "forced"


def test_the_same_evidence_again_changes_nothing(lawyer):
    reading = Reading(field="form", basis=Basis.STATED, page="1")
    ruling = make.ruling(Status.DRAFT, by=lawyer, form=Form.FORCED, readings=[reading])

    again = revise(ruling, by=lawyer, values={"form": Form.FORCED}, readings=[reading])

    assert (again.version, ruling.evidence.count(), ruling.history.count()) == (1, 1, 1)
    assert AuditEvent.objects.filter(action="ruling.revise").count() == 0


@pytest.mark.parametrize(
    "reading",
    [
        Reading(field="form", basis=Basis.STATED, page="x" * 101),
        Reading(field="form", basis=Basis.STATED, document="x" * 201),
        Reading(field="form", basis=Basis.INFERRED, rule="x" * 51),
    ],
)
def test_evidence_that_does_not_fit_is_refused(enter, reading):
    with pytest.raises(Refused):
        enter({"form": Form.FORCED}, readings=[reading])
    assert not Ruling.objects.exists()


# Revising


@pytest.mark.parametrize(
    ("name", "status", "may"),
    [
        ("lawyer", Status.DRAFT, True),
        ("lawyer", Status.IN_REVIEW, False),
        ("colleague", Status.DRAFT, False),
        ("stranger", Status.DRAFT, False),
        ("reviewer", Status.DRAFT, True),
        ("reviewer", Status.IN_REVIEW, True),
        ("administrator", Status.IN_REVIEW, True),
        ("reviewer", Status.WITHDRAWN, False),
    ],
)
def test_who_may_revise(request, lawyer, name, status, may):
    person = request.getfixturevalue(name)
    ruling = make.ruling(status, by=lawyer)

    if may:
        assert revise(ruling, by=person, values={"plea": Plea.DENIED}).plea == "denied"
    else:
        with pytest.raises(PermissionDenied):
            revise(ruling, by=person, values={"plea": Plea.DENIED})


@pytest.mark.parametrize("name", ["lawyer", "reviewer"])
def test_a_published_ruling_is_not_revised_but_corrected(request, name):
    with pytest.raises(Refused, match="is corrected, with a reason"):
        revise(make.ruling(), by=request.getfixturevalue(name), values={"plea": Plea.DENIED})


def test_a_revision_is_a_new_version_with_history_of_who_and_why(lawyer, reviewer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    revised = revise(ruling, by=reviewer, values={"plea": Plea.DENIED}, reason="Read again")

    newest = revised.history.first()
    assert revised.version == 2
    assert (newest.history_user, newest.history_change_reason, newest.plea) == (
        reviewer,
        "Read again",
        "denied",
    )


def test_a_revision_that_changes_nothing_leaves_no_trace(lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, plea=Plea.DENIED)
    events = AuditEvent.objects.count()

    same = revise(ruling, by=lawyer, values={"plea": Plea.DENIED, "source_locator": ""})

    assert (same.version, same.history.count(), AuditEvent.objects.count()) == (1, 1, events)


def test_saving_over_somebody_elses_change_is_a_conflict(lawyer, reviewer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    revise(ruling, by=reviewer, values={"plea": Plea.DENIED})

    with pytest.raises(Conflict):
        revise(ruling, by=lawyer, version=1, values={"plea": Plea.ADMITTED})

    ruling.refresh_from_db()
    assert (ruling.plea, ruling.version) == ("denied", 2)


def test_saving_over_a_step_of_the_workflow_is_a_conflict(lawyer, reviewer):
    draft = make.ruling(Status.DRAFT, by=lawyer)
    workflow.submit(ruling=draft, by=lawyer, now=make.NOW)

    with pytest.raises(Conflict):
        revise(draft, by=reviewer, values={"plea": Plea.DENIED})


def test_a_value_can_become_unknown_again_with_all_that_hangs_on_it(lawyer, provision):
    ruling = make.ruling(
        Status.DRAFT,
        by=lawyer,
        fine_amount=Decimal(2000),
        fine_currency="RUB",
        fine_amount_qualifier="about",
        word_count=400,
        word_count_qualifier="about",
        case_number="5-22/2019",
        provisions=[provision],
        in_russia_since=dates.parse("2014"),
        in_russia_since_qualifier="at_least",
    )
    emptied = ("fine_amount", "word_count", "case_number", "provisions", "in_russia_since")

    revise(ruling, by=lawyer, values=dict.fromkeys(emptied, Empty.UNKNOWN))

    ruling = Ruling.objects.get(pk=ruling.pk)
    assert {text_of(ruling, name) for name in emptied} == {"unknown"}
    beside = (
        "fine_currency", "fine_amount_qualifier", "word_count_qualifier", "in_russia_since_precision",
        "in_russia_since_qualifier",
    )  # fmt: skip
    assert {getattr(ruling, name) for name in beside} == {""}
    assert ruling.case_number_normalised is None
    assert ruling.provision_links.count() == 0


def test_a_refused_revision_leaves_everything_as_it_was(lawyer, court):
    make.ruling(court=court, case_number="5-22/2019")
    ruling = make.ruling(Status.DRAFT, by=lawyer, court=court, provisions=[make.provision()])
    events = AuditEvent.objects.count()

    with pytest.raises(Refused, match="already has a ruling"):
        revise(ruling, by=lawyer, values={"case_number": "5-22/2019", "provisions": Empty.UNKNOWN})

    ruling = Ruling.objects.get(pk=ruling.pk)
    assert (text_of(ruling, "provisions"), ruling.version) == ("18.8", 1)
    assert AuditEvent.objects.count() == events


def test_a_doubt_that_was_confirmed_is_not_asked_about_again(lawyer):
    ruling = make.ruling(
        Status.DRAFT,
        by=lawyer,
        form=Form.CONTROLLED_DEPARTURE,
        placement=Answer.YES,
        confirmed=["placement-without-forced"],
    )

    assert revise(ruling, by=lawyer, values={"plea": Plea.DENIED}).plea == "denied"


def test_a_revision_that_makes_a_doubt_is_asked_about(lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, placement=Answer.YES)

    with pytest.raises(Doubtful):
        revise(ruling, by=lawyer, values={"form": Form.CONTROLLED_DEPARTURE})
    ruling.refresh_from_db()
    assert ruling.form == "unknown"


def test_a_change_of_place_or_qualifier_counts(lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, word_count=400)
    series = make.series()

    revised = revise(
        ruling, by=lawyer, values={"series": series, "position": 1, "word_count_qualifier": "about"}
    )

    assert (revised.series, revised.version) == (series, 2)
    assert last_event().fields == ["position", "series", "word_count_qualifier"]


# Correcting


@pytest.mark.parametrize("name", ["lawyer", "colleague", "stranger"])
def test_a_lawyer_may_not_correct(request, lawyer, name):
    with pytest.raises(PermissionDenied):
        correct(make.ruling(by=lawyer), by=request.getfixturevalue(name), values={"plea": Plea.DENIED})


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_only_a_published_ruling_is_corrected(reviewer, status):
    with pytest.raises(Refused, match="Only a published ruling"):
        correct(make.ruling(status), by=reviewer, values={"plea": Plea.DENIED})


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_correction_needs_a_reason(reviewer, reason):
    with pytest.raises(Refused, match="needs a reason"):
        correct(make.ruling(), by=reviewer, reason=reason, values={"plea": Plea.DENIED})


@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_a_correction_is_public_with_its_day_fields_and_reason(request, name):
    ruling = make.ruling(word_count=400)
    person = request.getfixturevalue(name)

    corrected = correct(ruling, by=person, values={"plea": Plea.DENIED, "word_count": 410})

    note = corrected.corrections.get()
    assert (note.on, note.fields, note.reason) == (date(2026, 3, 2), ["plea", "word_count"], "A misprint.")
    assert (corrected.corrected_at, corrected.status) == (make.NOW, Status.PUBLISHED)
    assert (corrected.plea, corrected.word_count) == ("denied", 410)


def test_a_correction_that_changes_nothing_is_not_shown(reviewer):
    corrected = correct(make.ruling(plea=Plea.DENIED), by=reviewer, values={"plea": Plea.DENIED})

    assert (corrected.corrected_at, corrected.corrections.count()) == (None, 0)


def test_better_evidence_alone_is_a_correction(reviewer):
    ruling = make.ruling(plea=Plea.DENIED)

    correct(ruling, by=reviewer, values={}, readings=[Reading(field="plea", basis=Basis.STATED, page="2")])

    assert ruling.corrections.get().fields == ["plea"]
    assert accepted(ruling)["plea"].page == "2"


def test_a_correction_of_an_old_version_is_a_conflict(reviewer):
    ruling = make.ruling()
    correct(ruling, by=reviewer, values={"plea": Plea.DENIED})

    with pytest.raises(Conflict):
        correct(ruling, by=reviewer, version=ruling.version, values={"plea": Plea.ADMITTED})


# The audit


def test_the_audit_names_fields_and_never_their_content(lawyer, reviewer):
    secret = "Example Person was born in Exampletown"
    ruling = make.ruling(Status.DRAFT, by=lawyer, how_found=secret)
    revise(
        ruling,
        by=reviewer,
        values={"how_found": f"{secret} again", "plea": Plea.DENIED},
        readings=[Reading(field="plea", basis=Basis.STATED, quotation=secret, note=secret)],
        reason="Read again",
    )

    entered, revised = AuditEvent.objects.order_by("pk")
    assert (entered.action, entered.actor, entered.target) == ("ruling.enter", lawyer, ruling.public_id)
    assert entered.fields == ["court", "decided_on", "how_found", "publication_basis", "source"]
    assert (revised.action, revised.actor, revised.target) == ("ruling.revise", reviewer, ruling.public_id)
    assert (revised.fields, revised.reason) == (["how_found", "plea"], "Read again")
    for event in (entered, revised):
        assert not any("Example" in str(getattr(event, column.attname)) for column in event._meta.fields)


def test_everything_that_happens_to_a_ruling_is_in_the_chain(reviewer):
    ruling = make.ruling()
    correct(ruling, by=reviewer, values={"plea": Plea.DENIED})

    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "ruling.enter", "ruling.submit", "ruling.publish", "ruling.correct",
    ]  # fmt: skip
    assert ledger.first_break() is None
