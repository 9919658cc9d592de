"""The form of a ruling: what is typed, what is refused and how kindly, what is asked about."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from decisions.actions import rulings
from decisions.actions.rulings import Reading
from decisions.models import AuditEvent, Correction, Evidence, Ruling
from decisions.vocabulary import Answer, Basis, Empty, Form, Qualifier, Status
from tests import make
from tests.admin.inputs import inputs, sent

pytestmark = pytest.mark.django_db

ADD = "/admin/decisions/ruling/add/"
UID = "25RS0030-01-2019-000123-85"


@pytest.fixture
def places(court, source):
    """What every ruling must have."""
    return {"court": court.pk, "source": source.pk, "team": make.team().pk}


def changed(ruling):
    return reverse("admin:decisions_ruling_change", args=[ruling.pk])


def saved(response):
    """The one ruling there is, after an answer that says it was saved."""
    assert response.status_code == 302, problems(response)
    return Ruling.objects.get()


def problems(response):
    assert response.status_code == 200
    return " ".join(str(error) for error in response.context["errors"])


def field_problems(response, name):
    assert response.status_code == 200
    return " ".join(response.context["adminform"].form.errors.get(name, []))


def last_event():
    event = AuditEvent.objects.last()
    return event.actor.username, event.action, event.target, event.fields


# Adding


def test_a_new_ruling_is_a_draft_of_the_person_who_sent_it(reviewing, reviewer, places):
    ruling = saved(sent(reviewing, ADD, **places, decided_on="2019-04-18"))

    assert (ruling.status, ruling.entered_by, ruling.team) == (Status.DRAFT, reviewer, reviewer.team)
    assert ruling.decided_on == date(2019, 4, 18)
    assert last_event() == ("reviewer", "ruling.enter", ruling.public_id, ["court", "decided_on", "source"])
    assert ruling.history.get().history_user == reviewer


def test_what_nobody_touched_is_unknown(reviewing, places):
    ruling = saved(sent(reviewing, ADD, **places))

    assert ruling.decided_on_state == ruling.judge_state == ruling.provisions_state == Empty.UNKNOWN
    assert ruling.form == ruling.interpreter == Empty.UNKNOWN
    assert ruling.fine_currency == ""


def test_every_kind_of_value_is_kept_with_its_state(reviewing, places, judge, provision):
    series = make.series()
    typed = {
        "judge": judge.pk, "decided_on": "2019-04-18", "in_force_on": "2019-04-29", "case_number": "5- 22\\19",
        "uid": f" {UID.lower()} ", "provisions": [provision.pk], "sanction": "expulsion",
        "fine_amount": "5000.50", "form": "forced", "placement": "yes", "facility": "Sample centre",
        "entry_ban_years": "5", "nationality": "KP", "nationality_status": "claimed", "plea": "silent",
        "in_russia_since": "2014-05", "in_russia_since_qualifier": "about", "purpose_of_entry": "work",
        "how_found": "a check of papers", "word_count": "400", "word_count_qualifier": "about",
        "interpreter": "not_stated", "series": series.pk, "position": "2", "source_locator": "p. 3",
    }  # fmt: skip

    ruling = saved(sent(reviewing, ADD, **places, **typed))

    assert ruling.value("judge") == judge
    assert (ruling.case_number, ruling.case_number_normalised) == ("5- 22\\19", "5-22/2019")
    assert ruling.uid == UID
    assert list(ruling.provisions.all()) == [provision]
    assert (ruling.fine_amount, ruling.fine_currency) == (Decimal("5000.50"), "RUB")
    assert (ruling.in_russia_since, ruling.in_russia_since_precision) == (date(2014, 5, 1), "month")
    assert ruling.in_russia_since_qualifier == ruling.word_count_qualifier == Qualifier.ABOUT
    assert (ruling.series, ruling.position, ruling.source_locator) == (series, 2, "p. 3")
    assert ruling.interpreter == Empty.NOT_STATED
    states = {
        "judge",
        "decided_on",
        "in_force_on",
        "uid",
        "provisions",
        "facility",
        "entry_ban_years",
        "nationality",
    }
    assert {getattr(ruling, f"{name}_state") for name in states} == {"known"}


@pytest.mark.parametrize("typed", ["2014", "2018-04", "2019-04-18"])
def test_the_form_shows_a_date_as_exact_as_it_was_typed(reviewing, places, typed):
    ruling = saved(sent(reviewing, ADD, **places, in_russia_since=typed))

    assert inputs(reviewing.get(changed(ruling)))["in_russia_since"] == [typed]


def test_an_empty_value_may_say_why(reviewing, places):
    ruling = saved(sent(reviewing, ADD, **places, judge_state="hidden", provisions_state="not_stated"))

    assert (ruling.judge_state, ruling.provisions_state) == (Empty.HIDDEN, Empty.NOT_STATED)
    shown = inputs(reviewing.get(changed(ruling)))
    assert (shown["judge_state"], shown["provisions_state"]) == (["hidden"], ["not_stated"])


def test_a_value_and_a_reason_for_its_absence_contradict_each_other(reviewing, places, judge):
    page = sent(reviewing, ADD, **places, judge=judge.pk, judge_state="hidden", case_number="5-1/2019")

    assert "Empty one of the two" in field_problems(page, "judge")
    assert "hidden by the court" in field_problems(page, "judge")
    assert inputs(page)["judge"] == [str(judge.pk)]
    assert inputs(page)["case_number"] == ["5-1/2019"]
    assert not Ruling.objects.exists()


def test_an_exactness_without_a_value_is_explained(reviewing, places):
    assert "no value" in field_problems(
        sent(reviewing, ADD, **places, word_count_qualifier="about"), "word_count"
    )


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("decided_on", "18/04/2019", "2019-04-18"),
        ("decided_on", "2019-02-30", "exist in the calendar"),
        ("decided_on", "2019-04", "2019-04-18"),
        ("decided_on", "२०१९-०४-१८", "2019-04-18"),
        ("decided_on", "0000-00-00", "2019-04-18"),
        ("decided_on", "2019-04-18\0", "2019-04-18"),
        ("decided_on", "😀", "2019-04-18"),
        ("in_russia_since", "2014-13", "2014, 2018-04 or 2019-04-18"),
        ("in_russia_since", "spring 2014", "2014, 2018-04 or 2019-04-18"),
        ("in_russia_since", "\0", "2014, 2018-04 or 2019-04-18"),
        ("uid", "25RS0030", "five parts"),
        ("uid", "25RS030-01-2019-000123-85", "the court code"),
        ("uid", "25RS0030-1-2019-000123-85", "the unit"),
        ("uid", "25RS0030-01-19-000123-85", "the year"),
        ("uid", "25RS0030-01-2019-123-85", "the running number"),
        ("uid", "25RS0030-01-2019-000123-855", "the check digits"),
        ("uid", "\0", "Null"),
        ("uid", "x" * 5000, "five parts"),
        ("case_number", "none", "has digits"),
        ("case_number", "5-1\0", "has digits"),
        ("case_number", "5" * 51, "at most 50"),
        ("fine_amount", "-1", "greater than or equal to 0"),
        ("fine_amount", "many", "number"),
        ("fine_amount", "NaN", "number"),
        ("fine_amount", "1e400", "digits"),
        ("fine_amount", "1.234", "2 decimal"),
        ("fine_currency", "rub", "Three capital letters"),
        ("entry_ban_years", "99999999999999999999", "less than or equal"),
        ("entry_ban_years", "five", "whole number"),
        ("word_count", "0", "greater than or equal to 1"),
        ("word_count", "9" * 5000, ""),
        ("position", "99999", "less than or equal"),
        ("nationality", "XX", "valid choice"),
        ("nationality", "😀", "valid choice"),
        ("form", "bogus", "valid choice"),
        ("form", "FORCED", "valid choice"),
        ("judge", "\0", "Null"),
        ("judge", "99999999999999999999999", "valid choice"),
        ("court", "", "required"),
        ("court", "abc", "valid choice"),
        ("provisions", ["99999999999999999999999"], "valid choice"),
        ("provisions", ["abc"], "valid"),
        ("provisions", ["\0"], "Null"),
        ("judge_state", "bogus", "valid choice"),
        ("purpose_of_entry", "x" * 201, "at most 200"),
        ("how_found", "nul\0byte", "Null"),
        ("confirmed", ["bogus"], "valid choice"),
        ("version", "abc", "whole number"),
    ],
)
def test_a_mistake_is_explained_at_its_field_and_nothing_typed_is_lost(
    reviewing, places, name, typed, sentence
):
    page = sent(reviewing, ADD, **places | {"facility": "Sample centre", name: typed})

    assert sentence in field_problems(page, name)
    assert field_problems(page, name)
    assert inputs(page)["facility"] == ["Sample centre"]
    assert not Ruling.objects.exists()


def test_the_head_of_the_form_leads_to_every_field_with_a_mistake(reviewing, places):
    page = sent(reviewing, ADD, **places, decided_on="tomorrow", uid="25RS0030").content.decode()

    assert '<a href="#id_decided_on">Decided on</a>' in page
    assert '<a href="#id_uid">' in page


def test_free_text_takes_any_script_and_emoji(reviewing, places):
    ruling = saved(sent(reviewing, ADD, **places, how_found="소개 – проверка 😀"))

    assert ruling.how_found == "소개 – проверка 😀"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"decided_on": "1990-12-31"}, "1991"),
        ({"decided_on": "2100-01-01"}, "future"),
        ({"decided_on": "2019-04-18", "in_force_on": "2019-04-17"}, "before its decision"),
        ({"position": "1"}, "series"),
    ],
)
def test_what_the_database_would_refuse_is_explained(reviewing, places, typed, sentence):
    page = sent(reviewing, ADD, **places, **typed)

    assert sentence in problems(page)
    assert not Ruling.objects.exists()


def test_the_same_case_in_the_same_court_is_refused(reviewing, places, court):
    make.ruling(court=court, case_number="5-22/2019")

    page = sent(reviewing, ADD, **places, case_number="5- 22\\19")

    assert "already has a ruling with this case number" in problems(page)
    assert Ruling.objects.count() == 1


def test_the_same_place_in_a_series_is_refused(reviewing, places):
    series = make.series()
    make.ruling(series=series, position=1)

    page = sent(reviewing, ADD, **places, series=series.pk, position="1")

    assert "place in the series" in problems(page).lower()


def test_more_articles_than_any_ruling_has_are_refused(reviewing, places):
    provisions = [make.provision("18.8", str(number)) for number in range(11)]

    page = sent(reviewing, ADD, **places, provisions=[provision.pk for provision in provisions])

    assert "At most 10" in field_problems(page, "provisions")


@pytest.mark.parametrize(
    "body", [{}, {"court": ["1", "2"]}, {"evidence-TOTAL_FORMS": "\0"}, {"evidence-TOTAL_FORMS": "9" * 30}]
)
def test_a_form_that_no_browser_would_send_is_no_error_of_ours(reviewing, body):
    assert reviewing.post(ADD, body).status_code == 200


@pytest.mark.parametrize("key", ["0", "x", "%00", "-1", "9" * 30, "%F0%9F%98%80"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_ruling_that_is_not_there_is_not_found(reviewing, key, page):
    response = reviewing.get(f"/admin/decisions/ruling/{key}/{page}/")

    assert response.status_code in {302, 403, 404}


# Doubts


def test_a_doubt_is_asked_about_and_saved_when_confirmed(reviewing, places):
    wrong = f"{UID[:-2]}99"

    page = sent(reviewing, ADD, **places, uid=wrong)

    assert "Confirm that it is printed so" in problems(page)
    assert "not the check digits" in page.content.decode()
    assert not Ruling.objects.exists()

    ruling = saved(reviewing.post(ADD, inputs(page) | {"confirmed": ["uid-check-digits"]}))
    assert ruling.uid == wrong


def test_each_doubt_is_confirmed_by_itself_and_a_tick_is_not_forgotten(reviewing, places, court):
    court.code = "16RS0051"
    court.save()
    typed = {"uid": f"{UID[:-2]}99", "form": "controlled_departure", "placement": "yes"}

    page = sent(reviewing, ADD, **places, **typed)
    asked = {question.code for question in page.context["questions"]}
    assert asked == {"uid-check-digits", "uid-other-court", "placement-without-forced"}

    page = reviewing.post(ADD, inputs(page) | {"confirmed": ["uid-check-digits", "uid-other-court"]})
    ticked = {question.code: question.ticked for question in page.context["questions"]}
    assert ticked == {"uid-check-digits": True, "uid-other-court": True, "placement-without-forced": False}

    confirmed = [*inputs(page)["confirmed"], "placement-without-forced"]
    ruling = saved(reviewing.post(ADD, inputs(page) | {"confirmed": confirmed}))
    assert (ruling.form, ruling.placement) == (Form.CONTROLLED_DEPARTURE, Answer.YES)


def test_a_tick_survives_another_mistake(reviewing, places):
    page = sent(
        reviewing, ADD, **places, uid=f"{UID[:-2]}99", confirmed=["uid-check-digits"], decided_on="tomorrow"
    )

    assert inputs(page)["confirmed"] == ["uid-check-digits"]


def test_a_fine_outside_the_bounds_of_the_article_is_asked_about(reviewing, places):
    provision = make.provision(fine_min_rub=2000, fine_max_rub=5000)

    page = sent(reviewing, ADD, **places, provisions=[provision.pk], fine_amount="6000")

    assert [question.code for question in page.context["questions"]] == ["fine-out-of-bounds"]


# Changing


def test_a_draft_is_changed_by_a_reviewer_and_only_what_changed_is_in_the_audit(reviewing):
    ruling = make.ruling(Status.DRAFT, how_found="a check of papers")

    assert sent(reviewing, changed(ruling), form="forced").status_code == 302

    ruling.refresh_from_db()
    assert (ruling.form, ruling.version) == (Form.FORCED, 2)
    assert last_event() == ("reviewer", "ruling.revise", ruling.public_id, ["form"])
    assert ruling.history.first().history_user.username == "reviewer"


def test_saving_without_a_change_changes_nothing(reviewing, provision, judge):
    ruling = make.ruling(
        Status.DRAFT,
        judge=judge,
        provisions=[provision],
        fine_amount=Decimal(2000),
        fine_currency="RUB",
        in_force_on=Empty.HIDDEN,
    )
    links = list(ruling.provision_links.values_list("pk", flat=True))
    events, versions = AuditEvent.objects.count(), ruling.history.count()

    assert sent(reviewing, changed(ruling)).status_code == 302

    ruling.refresh_from_db()
    assert ruling.version == 1
    assert list(ruling.provision_links.values_list("pk", flat=True)) == links
    assert (AuditEvent.objects.count(), ruling.history.count()) == (events, versions)


def test_a_value_is_taken_away(reviewing, judge, provision):
    ruling = make.ruling(Status.DRAFT, judge=judge, provisions=[provision])

    sent(reviewing, changed(ruling), judge="", provisions=None, provisions_state="not_stated")

    ruling.refresh_from_db()
    assert (ruling.judge, ruling.judge_state) == (None, Empty.UNKNOWN)
    assert (ruling.provisions.count(), ruling.provisions_state) == (0, Empty.NOT_STATED)


def test_an_article_is_added_with_history(reviewing, provision):
    ruling = make.ruling(Status.DRAFT, provisions=[provision])
    second = make.provision("18.10")

    sent(reviewing, changed(ruling), provisions=[provision.pk, second.pk])

    assert set(ruling.provisions.all()) == {provision, second}
    assert last_event()[3] == ["provisions"]


def test_the_team_is_not_on_the_form_of_a_ruling_that_exists(reviewing):
    assert "team" not in inputs(reviewing.get(changed(make.ruling(Status.DRAFT))))


def test_two_people_at_once_lose_nothing_and_see_both_versions(reviewing, administering):
    ruling = make.ruling(Status.DRAFT, how_found="a check of papers")
    mine = inputs(reviewing.get(changed(ruling))) | {"facility": ["My centre"], "how_found": ["my reading"]}
    sent(administering, changed(ruling), how_found="their reading", entry_ban_years="5")

    page = reviewing.post(changed(ruling), mine)

    assert "Somebody else saved this ruling" in problems(page)
    ruling.refresh_from_db()
    assert (ruling.how_found, ruling.facility) == ("their reading", None)
    assert inputs(page)["facility"] == ["My centre"]
    differences = {str(row.label): (row.stored, row.typed) for row in page.context["differences"]}
    assert differences == {
        "How found": ("their reading", "my reading"),
        "Detention centre": ("unknown", "My centre"),
        "Entry ban, years": ("5", "unknown"),
    }

    assert reviewing.post(changed(ruling), inputs(page) | {"entry_ban_years": ["5"]}).status_code == 302
    ruling.refresh_from_db()
    assert (ruling.how_found, ruling.facility, ruling.entry_ban_years) == ("my reading", "My centre", 5)


@pytest.mark.parametrize("version", ["", "0", "7", "99999999999999999999"])
def test_a_version_that_the_person_cannot_have_seen_saves_nothing(reviewing, version):
    ruling = make.ruling(Status.DRAFT)

    page = sent(reviewing, changed(ruling), version=version, form="forced")

    assert problems(page)
    ruling.refresh_from_db()
    assert ruling.form == Empty.UNKNOWN


def test_a_published_ruling_is_corrected_with_a_public_reason(reviewing):
    ruling = make.ruling()

    assert (
        sent(reviewing, changed(ruling), form="forced", reason="The form was overlooked.").status_code == 302
    )

    ruling.refresh_from_db()
    correction = Correction.objects.get()
    assert (ruling.form, ruling.status) == (Form.FORCED, Status.PUBLISHED)
    assert (correction.reason, correction.fields) == ("The form was overlooked.", ["form"])
    assert last_event()[:2] == ("reviewer", "ruling.correct")


@pytest.mark.parametrize("reason", ["", "  ", "\0", "x" * 1001])
def test_a_correction_without_a_good_reason_is_explained(reviewing, reason):
    ruling = make.ruling()

    page = sent(reviewing, changed(ruling), form="forced", reason=reason)

    assert field_problems(page, "reason")
    assert inputs(page)["form"] == ["forced"]
    ruling.refresh_from_db()
    assert ruling.form == Empty.UNKNOWN


def test_a_draft_asks_for_no_public_reason(reviewing):
    assert "reason" not in inputs(reviewing.get(changed(make.ruling(Status.DRAFT))))


def test_what_was_published_meanwhile_is_not_changed_without_a_reason(reviewing):
    ruling = make.ruling(Status.IN_REVIEW)
    mine = inputs(reviewing.get(changed(ruling))) | {"form": ["forced"]}
    make.workflow.publish(ruling=ruling, by=make.account("other-reviewer", "reviewer"), now=make.NOW)

    page = reviewing.post(changed(ruling), mine)

    assert field_problems(page, "reason")
    assert inputs(page)["form"] == ["forced"]


def test_a_withdrawn_ruling_is_shown_and_cannot_be_changed(reviewing):
    ruling = make.ruling(Status.WITHDRAWN)

    page = reviewing.get(changed(ruling))

    assert "cannot be changed" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert reviewing.post(changed(ruling), {"form": "forced"}).status_code == 403


def test_saving_leads_where_the_button_says(reviewing, places):
    ruling = make.ruling(Status.DRAFT)

    assert sent(reviewing, changed(ruling), _save="Save")["Location"] == "/admin/decisions/ruling/"
    assert sent(reviewing, changed(ruling), _continue="on")["Location"] == changed(ruling)
    assert sent(reviewing, changed(ruling), _addanother="on")["Location"] == ADD
    new = sent(reviewing, ADD, **places, _continue="on")
    assert new["Location"] == changed(Ruling.objects.exclude(pk=ruling.pk).get())


def test_the_filters_of_the_list_are_kept_while_a_ruling_is_changed(reviewing):
    ruling = make.ruling(Status.DRAFT)
    address = f"{changed(ruling)}?_changelist_filters=status__exact%3Ddraft"

    assert (
        sent(reviewing, address, _save="Save")["Location"] == "/admin/decisions/ruling/?status__exact=draft"
    )


# Evidence


def evidence(number=0, **values):
    return {f"evidence-{number}-{name}": value for name, value in values.items()}


def test_evidence_comes_with_the_value(reviewing, reviewer, places):
    row = evidence(field="form", basis="stated", quotation="выдворить", page="p. 2", note="second paragraph")

    ruling = saved(sent(reviewing, ADD, **places, form="forced", **row))

    found = Evidence.objects.get()
    assert (found.ruling, found.field, found.value, found.basis) == (ruling, "form", "forced", Basis.STATED)
    assert (found.quotation, found.page, found.note) == ("выдворить", "p. 2", "second paragraph")
    assert (found.coder, found.accepted) == (reviewer, True)


def test_accepted_evidence_is_shown_and_replaced_while_the_old_reading_is_kept(reviewing):
    reading = Reading(field="form", basis=Basis.STATED, quotation="an old quotation")
    ruling = make.ruling(Status.DRAFT, form=Form.FORCED, readings=[reading])
    assert "an old quotation" in reviewing.get(changed(ruling)).content.decode()

    row = evidence(field="form", basis="inferred", rule="placement-implies-forced")
    assert sent(reviewing, changed(ruling), **row).status_code == 302

    accepted, aside = Evidence.objects.get(accepted=True), Evidence.objects.get(accepted=False)
    assert (accepted.rule, aside.quotation) == ("placement-implies-forced", "an old quotation")
    assert "an old quotation" not in reviewing.get(changed(ruling)).content.decode()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"field": "form"}, "required"),
        ({"basis": "stated"}, "required"),
        ({"quotation": "something"}, "required"),
        ({"field": "form", "basis": "inferred"}, "needs the rule"),
        ({"field": "form", "basis": "stated", "rule": "general-finding-1"}, "not to what is stated"),
        ({"field": "bogus", "basis": "stated"}, "valid choice"),
        ({"field": "form", "basis": "stated", "quotation": "\0"}, "Null"),
        ({"field": "form", "basis": "stated", "quotation": "x" * 5001}, "at most 5000"),
        ({"field": "form", "basis": "stated", "page": "x" * 101}, "at most 100"),
    ],
)
def test_evidence_with_a_mistake_is_explained_and_not_lost(reviewing, places, row, sentence):
    page = sent(reviewing, ADD, **places, **evidence(note="my note", **row))

    assert sentence in problems(page)
    assert inputs(page)["evidence-0-note"] == ["my note"]
    assert not Ruling.objects.exists()


def test_two_readings_of_one_field_are_one_too_many(reviewing, places):
    rows = evidence(0, field="form", basis="stated") | evidence(1, field="form", basis="stated")

    assert "once" in problems(sent(reviewing, ADD, **places, **rows))


def test_a_changed_value_without_new_evidence_puts_the_old_aside(reviewing):
    reading = Reading(field="form", basis=Basis.STATED)
    ruling = make.ruling(Status.DRAFT, form=Form.FORCED, readings=[reading])

    sent(reviewing, changed(ruling), form="controlled_departure")

    assert not Evidence.objects.get().accepted


# Other things


def test_the_form_takes_a_constant_number_of_queries(
    reviewing, django_assert_num_queries, django_assert_max_num_queries
):
    def build():
        readings = [Reading(field=name, basis=Basis.STATED) for name in ("form", "judge", "court")]
        return make.ruling(Status.DRAFT, judge=make.judge(), form=Form.FORCED, readings=readings)

    ruling = build()
    reviewing.get(changed(ruling))
    with django_assert_max_num_queries(20) as first:
        reviewing.get(changed(ruling))
    for _number in range(4):
        build()

    with django_assert_num_queries(len(first.captured_queries)):
        reviewing.get(changed(ruling))


def test_an_action_that_refuses_is_heard(reviewing, places, monkeypatch):
    def refuse(**_given):
        raise rulings.Refused(["A first reason.", "A second reason."])

    monkeypatch.setattr(rulings, "enter", refuse)

    page = sent(reviewing, ADD, **places, facility="Sample centre")

    assert "A first reason." in problems(page)
    assert "A second reason." in problems(page)
    assert inputs(page)["facility"] == ["Sample centre"]
