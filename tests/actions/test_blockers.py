"""Every reason against publication: named, alone, and what a reviewer may overrule."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from decisions import policy
from decisions.actions import rulings, workflow
from decisions.actions.refusals import Refused
from decisions.actions.rulings import Reading
from decisions.models import AuditEvent, Clearance
from decisions.queries import passages
from decisions.queries.workflow import blockers
from decisions.vocabulary import Basis, Empty, PublicationBasis, Role, Standing, Status
from tests import make

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def submitted(**values):
    return make.ruling(Status.IN_REVIEW, **values)


def codes(ruling, reviewer, today=TODAY):
    return [blocker.code for blocker in blockers(ruling, reviewer=reviewer, today=today)]


def publish(ruling, by, **how):
    return workflow.publish(ruling=ruling, by=by, now=make.NOW, **how)


def test_nothing_stands_in_the_way_of_a_complete_ruling(reviewer):
    assert codes(submitted(), reviewer) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"decided_on": Empty.UNKNOWN}, "no-date"),
        ({"publication_basis": ""}, "no-basis"),
        ({"publish_not_before": TOMORROW}, "too-early"),
        ({"standing": Standing.UNDER_APPEAL}, "open-appeal"),
        ({"how_found": "Kim Chol-su was stopped"}, "passages"),
    ],
)
def test_each_reason_has_a_name(reviewer, values, code):
    assert codes(submitted(**values), reviewer) == [code]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN])
def test_only_what_is_in_review_can_be_published(reviewer, status):
    assert codes(make.ruling(status), reviewer) == ["not-in-review"]


def test_the_person_who_entered_it_does_not_publish_it(reviewer):
    assert codes(submitted(by=reviewer), reviewer) == ["four-eyes"]


def test_one_setting_turns_four_eyes_off(reviewer, settings):
    settings.FOUR_EYES = False

    assert publish(submitted(by=reviewer), reviewer).status == Status.PUBLISHED


@pytest.mark.parametrize("days", [0, 1])
def test_a_day_that_has_come_is_not_in_the_way(reviewer, days):
    assert codes(submitted(publish_not_before=TODAY), reviewer, TODAY + timedelta(days=days)) == []


# Overruling


@pytest.mark.parametrize(
    ("values", "code"),
    [({"publish_not_before": TOMORROW}, "too-early"), ({"standing": Standing.UNDER_APPEAL}, "open-appeal")],
)
def test_what_is_a_matter_of_time_is_overruled_with_a_reason_in_the_audit(reviewer, values, code):
    ruling = submitted(**values)

    with pytest.raises(Refused, match="Say why"):
        publish(ruling, reviewer, overrule=[code], reason=" ")
    publish(ruling, reviewer, overrule=[code], reason="Counsel agrees.")

    event = AuditEvent.objects.last()
    assert (event.action, event.fields, event.reason) == ("ruling.overrule", [code], "Counsel agrees.")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"decided_on": Empty.UNKNOWN}, "no-date"),
        ({"publication_basis": ""}, "no-basis"),
        ({"how_found": "Kim Chol-su was stopped"}, "passages"),
    ],
)
def test_what_protects_people_is_not_overruled(reviewer, values, code):
    with pytest.raises(Refused):
        publish(submitted(**values), reviewer, overrule=[code], reason="Because.")


def test_a_reason_that_overrules_nothing_is_not_kept(reviewer):
    publish(submitted(), reviewer, overrule=["open-appeal"], reason="Unneeded")

    assert {event.reason for event in AuditEvent.objects.all()} == {""}


# Basis and date are fields like others


def test_a_lawyer_sets_basis_and_date_of_an_own_draft(lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, publication_basis="")

    changed = rulings.revise(
        ruling=ruling, by=lawyer, now=make.NOW, version=1,
        values={"publication_basis": "consent", "publish_not_before": TOMORROW},
    )  # fmt: skip

    assert (changed.publication_basis, changed.publish_not_before) == ("consent", TOMORROW)
    assert AuditEvent.objects.last().fields == ["publication_basis", "publish_not_before"]


def test_an_invented_basis_is_refused(lawyer):
    with pytest.raises(Refused):
        make.ruling(Status.DRAFT, by=lawyer, publication_basis="whim")


# Passages


def everywhere_public(passage):
    series = make.series(
        narrative_en=f"en {passage}", narrative_ru=f"ru {passage}", narrative_ko=f"ko {passage}"
    )
    reading = Reading(
        field="form", basis=Basis.STATED, quotation=passage, document=passage, page=passage, note=passage
    )
    words = dict.fromkeys(["how_found", "purpose_of_entry", "facility", "source_locator"], passage)
    return submitted(series=series, position=1, readings=[reading], form="forced", **words)


def test_every_public_text_is_searched():
    found = passages.of(everywhere_public("Kim Chol-su"))

    assert sorted(one.place for one in found) == sorted(
        [
            "how_found", "purpose_of_entry", "facility", "source_locator", "evidence.form.quotation",
            "evidence.form.document", "evidence.form.page", "evidence.form.note", "series.narrative_en",
            "series.narrative_ru", "series.narrative_ko",
        ]
    )  # fmt: skip


def test_evidence_put_aside_is_not_public_and_not_searched(lawyer):
    reading = Reading(field="form", basis=Basis.STATED, quotation="Kim Chol-su")
    ruling = make.ruling(Status.DRAFT, by=lawyer, form="forced", readings=[reading])

    rulings.revise(ruling=ruling, by=lawyer, now=make.NOW, version=1, values={"form": "unknown"})

    assert passages.of(ruling) == []


def test_the_judges_and_the_court_are_no_finding():
    judge, court = make.judge(name="T. E. Sample"), make.court(name_en="Court of Kim Chol Exampletown")

    assert (
        passages.of(
            submitted(judge=judge, court=court, how_found="T. E. Sample in Court of Kim Chol Exampletown")
        )
        == []
    )


def test_the_dates_of_the_record_are_no_finding():
    assert passages.of(submitted(how_found="stopped on 18 April 2019")) == []
    assert passages.of(submitted(how_found="stopped on 17 April 2019")) != []


def clear(ruling, by):
    marks = [one.fingerprint for one in passages.of(ruling)]
    return workflow.clear(ruling=ruling, by=by, now=make.NOW, fingerprints=marks)


def test_cleared_passages_are_out_of_the_way_and_the_audit_knows(reviewer):
    ruling = everywhere_public("Kim Chol-su")

    clear(ruling, reviewer)

    assert codes(ruling, reviewer) == []
    event = AuditEvent.objects.last()
    assert (event.action, event.actor) == ("ruling.clear", reviewer)
    assert "Kim" not in str(list(Clearance.objects.values())) + str(event.fields)


def test_changed_text_is_asked_about_again(reviewer):
    ruling = submitted(how_found="Kim Chol-su was stopped")
    clear(ruling, reviewer)

    values = {"how_found": "Kim Chol-su, the respondent, was stopped"}
    changed = rulings.revise(ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, values=values)

    assert codes(changed, make.account("second", Role.REVIEWER)) == ["passages"]


def test_a_clearance_holds_for_its_own_ruling(reviewer):
    clear(submitted(how_found="Kim Chol-su was stopped"), reviewer)

    assert codes(submitted(how_found="Kim Chol-su was stopped"), reviewer) == ["passages"]


def test_a_clearance_is_keyed(reviewer, settings):
    ruling = submitted(how_found="Kim Chol-su was stopped")
    clear(ruling, reviewer)
    settings.SECRET_KEY = "another-key-of-the-tests"

    assert codes(ruling, reviewer) == ["passages"]


def test_the_same_words_are_cleared_in_the_whole_series_and_other_words_are_not(reviewer):
    series = make.series()
    first, second, other = (
        submitted(how_found=words, series=series, position=position)
        for position, words in enumerate(
            ["Kim Chol-su was stopped", "Kim Chol-su was stopped", "Kim Chol-su was seen"], start=1
        )
    )
    marks = [one.fingerprint for one in passages.of(first)]

    made = workflow.clear_series(series=series, by=reviewer, now=make.NOW, fingerprints=marks)

    assert {one.ruling for one in made} == {first, second}
    assert len(passages.uncleared(other)) == 1


def test_clearing_twice_changes_nothing(reviewer):
    ruling = submitted(how_found="Kim Chol-su was stopped")

    assert len(clear(ruling, reviewer)) == 1
    assert clear(ruling, reviewer) == []


def test_who_changed_the_record_since_it_was_submitted_does_not_publish_it(lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)
    released = rulings.revise(
        ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version,
        values={"publication_basis": PublicationBasis.CONSENT},
    )  # fmt: skip
    assert codes(released, reviewer) == []

    changed = rulings.revise(
        ruling=released, by=reviewer, now=make.NOW, version=released.version, values={"plea": "denied"}
    )
    assert codes(changed, reviewer) == ["four-eyes"]
    assert codes(changed, make.account("second", Role.REVIEWER)) == []

    back = workflow.send_back(ruling=changed, by=reviewer, now=make.NOW, reason="Please look at it.")
    again = workflow.submit(ruling=back, by=lawyer, now=make.NOW)
    assert codes(again, reviewer) == []


def test_lawyers_do_not_clear(lawyer):
    with pytest.raises(PermissionDenied):
        clear(submitted(how_found="Kim Chol-su was stopped"), lawyer)


def test_the_same_passage_twice_in_a_text_is_two_questions(reviewer):
    ruling = submitted(how_found="Kim Chol-su met Kim Chol-su")

    assert len(passages.of(ruling)) == 2
    assert len(clear(ruling, reviewer)) == 2


def test_the_reports_rulings_have_no_passage(report):
    """Measured on the coded corpus: no false hit in its fifty rulings."""
    assert [one for ruling in policy.public_rulings() for one in passages.of(ruling)] == []
