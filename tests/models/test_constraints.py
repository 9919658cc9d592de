"""What must not exist cannot be written, whichever way: each test goes round the forms and the actions."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from decisions import vocabulary
from decisions.models import (
    AuditEvent,
    AuditHead,
    CalendarDay,
    Clearance,
    Correction,
    Court,
    CourtMerge,
    DataVersion,
    Document,
    Event,
    EventJudge,
    Evidence,
    ImportBatch,
    ImportMapping,
    ImportName,
    ImportRow,
    Invitation,
    Judge,
    JudgeMerge,
    JudgePost,
    JudgeReply,
    JudgeSpelling,
    KeptInput,
    LoginDelay,
    OfficialSeries,
    OfficialValue,
    Release,
    RemovalRequest,
    ReportSeen,
    Respondent,
    RespondentRuling,
    RespondentSpelling,
    Ruling,
    RulingProvision,
    Sealed,
    Series,
    Source,
    Story,
    StoryEvent,
    Team,
    Term,
    User,
)
from decisions.vocabulary import KNOWN, Answer, Basis, Empty, EventKind, Form, Role, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

_number = count(1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@contextmanager
def refused_by(constraint):
    """The block must fail at this constraint; SQLite does not name the unique ones."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    named = constraint in str(caught.value)
    assert named or (connection.vendor == "sqlite" and "UNIQUE constraint failed" in str(caught.value))


# Rulings: columns of a published ruling, each set breaking one constraint and no other


def filled(name):
    """Columns that give a typed field a value, its state aside."""
    return {
        "judge": lambda: {"judge": make.judge()},
        "decided_on": lambda: {"decided_on": date(2019, 4, 18)},
        "in_force_on": lambda: {"in_force_on": date(2019, 4, 29)},
        "case_number": lambda: {"case_number": "5-22/2019", "case_number_normalised": "5-22/2019"},
        "uid": lambda: {"uid": "25RS0030-01-2019-000123-85"},
        "fine_amount": lambda: {"fine_amount": Decimal(2000), "fine_currency": "RUB"},
        "facility": lambda: {"facility": "Example centre"},
        "entry_ban_years": lambda: {"entry_ban_years": 5},
        "nationality": lambda: {"nationality": "KP"},
        "in_russia_since": lambda: {
            "in_russia_since": date(2014, 1, 1), "in_russia_since_precision": "year",
        },
        "purpose_of_entry": lambda: {"purpose_of_entry": "study"},
        "how_found": lambda: {"how_found": "in the street"},
        "word_count": lambda: {"word_count": 400},
    }[name]()  # fmt: skip


TYPED = [field.name for field in vocabulary.TYPED if field is not vocabulary.PROVISIONS]
CODED = [field.name for field in (*vocabulary.CODED, *vocabulary.AFTERWARDS)]
BROKEN_RULINGS = [
    ("ruling_provisions_state", {"provisions_state": "nonsense"}),
    ("ruling_provisions_state", {"provisions_state": ""}),
    (
        "ruling_case_number_normalised",
        {"case_number": "5-22/2019", "case_number_state": KNOWN, "case_number_normalised": None},
    ),
    ("ruling_case_number_normalised", {"case_number_normalised": "5-22/2019"}),
    ("ruling_in_russia_since_precision", {"in_russia_since_precision": "year"}),
    (
        "ruling_in_russia_since_precision",
        {
            "in_russia_since": date(2014, 1, 1),
            "in_russia_since_state": KNOWN,
            "in_russia_since_precision": "",
        },
    ),
    (
        "ruling_in_russia_since_precision",
        {
            "in_russia_since": date(2014, 1, 1),
            "in_russia_since_state": KNOWN,
            "in_russia_since_precision": "hour",
        },
    ),
    (
        "ruling_fine_not_negative_in_a_currency",
        {"fine_amount": Decimal(-1), "fine_amount_state": KNOWN, "fine_currency": "RUB"},
    ),
    (
        "ruling_fine_not_negative_in_a_currency",
        {"fine_amount": Decimal(2000), "fine_amount_state": KNOWN, "fine_currency": ""},
    ),
    ("ruling_fine_not_negative_in_a_currency", {"fine_currency": "RUB"}),
    ("ruling_has_words", {"word_count": 0, "word_count_state": KNOWN}),
    ("ruling_not_before_1991", {"decided_on": date(1990, 12, 31)}),
    ("ruling_not_after_its_entry", {"decided_on": date(2026, 3, 3)}),
    ("ruling_not_after_its_entry", {"decided_on": date(2019, 4, 18), "entered_on": date(2019, 4, 17)}),
    ("ruling_in_force_after_decision", {"in_force_on": date(2019, 4, 17), "in_force_on_state": KNOWN}),
    ("ruling_place_with_series", {"position": 1}),
    ("ruling_status", {"status": "nonsense", "withdrawal": ""}),
    ("ruling_published_by_somebody_some_day", {"published_by": None}),
    ("ruling_published_by_somebody_some_day", {"published_at": None}),
    ("ruling_withdrawn_by_somebody_some_day", {"status": Status.WITHDRAWN}),
    ("ruling_withdrawn_by_somebody_some_day", {"withdrawal": Withdrawal.OPEN}),
    ("ruling_withdrawn_by_somebody_some_day", {"withdrawn_at": LONG_AGO}),
]


@pytest.mark.parametrize(("constraint", "columns"), BROKEN_RULINGS)
def test_a_broken_ruling_cannot_be_written(constraint, columns):
    ruling = make.ruling()

    with refused_by(constraint):
        Ruling.objects.filter(pk=ruling.pk).update(**columns)


@pytest.mark.parametrize("state", Empty.values)
@pytest.mark.parametrize("name", TYPED)
def test_a_value_cannot_stand_beside_an_empty_state(name, state):
    ruling = make.ruling()

    with refused_by(f"ruling_{name}_null_unless_known"):
        Ruling.objects.filter(pk=ruling.pk).update(**filled(name), **{f"{name}_state": state})


@pytest.mark.parametrize("state", [KNOWN, "nonsense", ""])
@pytest.mark.parametrize("name", TYPED)
def test_no_value_needs_a_reason(name, state):
    ruling = make.ruling()

    with refused_by(f"ruling_{name}_null_unless_known"):
        Ruling.objects.filter(pk=ruling.pk).update(**{name: None, f"{name}_state": state})


@pytest.mark.parametrize("name", TYPED)
def test_a_value_that_is_known_can_be_written(name):
    ruling = make.ruling()

    Ruling.objects.filter(pk=ruling.pk).update(**filled(name), **{f"{name}_state": KNOWN})


@pytest.mark.parametrize("code", ["", "nonsense", "YES", "Unknown"])
@pytest.mark.parametrize("name", CODED)
def test_a_coded_field_holds_a_code_or_an_empty_kind(name, code):
    ruling = make.ruling()

    with refused_by(f"ruling_{name}_code"):
        Ruling.objects.filter(pk=ruling.pk).update(**{name: code})


@pytest.mark.parametrize("missing", ["withdrawn_by", "withdrawn_at"])
def test_a_withdrawn_ruling_says_who_and_when(missing):
    ruling = make.ruling(Status.WITHDRAWN)

    with refused_by("ruling_withdrawn_by_somebody_some_day"):
        Ruling.objects.filter(pk=ruling.pk).update(**{missing: None})


@pytest.mark.parametrize("way", ["", "nonsense"])
def test_a_withdrawn_ruling_says_how(way):
    ruling = make.ruling(Status.WITHDRAWN)

    with refused_by("ruling_withdrawn_by_somebody_some_day"):
        Ruling.objects.filter(pk=ruling.pk).update(withdrawal=way)


@pytest.mark.parametrize("position", [None, 0])
def test_a_ruling_of_a_series_has_a_place_in_it(position):
    ruling = make.ruling()

    with refused_by("ruling_place_with_series"):
        Ruling.objects.filter(pk=ruling.pk).update(series=make.series(), position=position)


def test_two_rulings_cannot_have_the_same_place_in_a_series():
    series = make.series()
    make.ruling(series=series, position=1)
    other = make.ruling(series=series, position=2)

    with refused_by("ruling_own_place_in_series"):
        Ruling.objects.filter(pk=other.pk).update(position=1)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED])
def test_two_rulings_cannot_have_the_same_court_and_case_number(court, status):
    make.ruling(court=court, case_number="5-22/2019")
    other = make.ruling(status, court=court, case_number="5-23/2019")

    with refused_by("ruling_once_per_court_and_case_number"):
        Ruling.objects.filter(pk=other.pk).update(case_number_normalised="5-22/2019")


def test_a_withdrawn_ruling_and_another_court_may_have_the_case_number(court):
    make.ruling(Status.WITHDRAWN, court=court, case_number="5-22/2019")
    make.ruling(case_number="5-22/2019")
    other = make.ruling(court=court, case_number="5-23/2019")

    Ruling.objects.filter(pk=other.pk).update(case_number="5-22/2019", case_number_normalised="5-22/2019")


def test_what_a_court_does_unlawfully_can_be_written():
    ruling = make.ruling()

    Ruling.objects.filter(pk=ruling.pk).update(form=Form.CONTROLLED_DEPARTURE, placement=Answer.YES)


# The other records


def test_a_provision_cannot_be_linked_twice(provision):
    ruling = make.ruling(provisions=[provision])

    with refused_by("provision_once_per_ruling"):
        RulingProvision.objects.create(ruling=ruling, provision=provision)


def test_a_correction_has_a_reason():
    ruling = make.ruling()

    with refused_by("correction_has_a_reason"):
        Correction.objects.create(ruling=ruling, on=date(2026, 3, 2), reason="")


def evidence(ruling, coder, **values):
    given = {"field": "form", "value": "forced", "basis": Basis.STATED, "coder": coder}
    return Evidence.objects.create(ruling=ruling, **given | values)


def test_a_field_has_one_accepted_evidence(lawyer):
    ruling = make.ruling()
    evidence(ruling, lawyer)
    evidence(ruling, lawyer, accepted=False)

    with refused_by("evidence_one_accepted_per_field"):
        evidence(ruling, lawyer)


@pytest.mark.parametrize(
    ("basis", "rule"),
    [
        (Basis.INFERRED, ""),
        (Basis.STATED, "overstay-is-18.8"),
        ("nonsense", ""),
        ("nonsense", "overstay-is-18.8"),
    ],
)
def test_evidence_has_a_rule_exactly_when_inferred(lawyer, basis, rule):
    ruling = make.ruling()

    with refused_by("evidence_rule_exactly_when_inferred"):
        evidence(ruling, lawyer, basis=basis, rule=rule)


@pytest.mark.parametrize(("start", "end"), [(5, 4), (5, None), (None, 5)])
def test_a_span_has_a_beginning_and_an_end_in_order(lawyer, start, end):
    ruling = make.ruling()

    with refused_by("evidence_span_in_order"):
        evidence(ruling, lawyer, start=start, end=end)


def test_two_regions_cannot_share_a_tile(region):
    with refused_by("region_has_its_own_tile"):
        make.region(tile_column=region.tile_column, tile_row=region.tile_row)


def test_a_court_cannot_succeed_itself(court):
    with refused_by("court_does_not_succeed_itself"):
        Court.objects.filter(pk=court.pk).update(succeeded_by=court.pk)


def spelling(judge, **values):
    given = {"spelling": "T. E. Sample", "language": "en", "basis": Basis.STATED}
    return JudgeSpelling.objects.create(judge=judge, **given | values)


def test_a_judge_cannot_have_a_spelling_twice(judge):
    spelling(judge)

    with refused_by("spelling_once_per_judge"):
        spelling(judge)


@pytest.mark.parametrize(("basis", "rule"), [(Basis.INFERRED, ""), (Basis.STATED, "back-transliteration")])
def test_a_spelling_has_a_rule_exactly_when_inferred(judge, basis, rule):
    with refused_by("spelling_rule_exactly_when_inferred"):
        spelling(judge, basis=basis, rule=rule)


def test_a_court_cannot_have_a_spelling_twice(court):
    make.spelling(court)

    with refused_by("spelling_once_per_court"):
        make.spelling(court)


@pytest.mark.parametrize(("basis", "rule"), [(Basis.INFERRED, ""), (Basis.STATED, "back-transliteration")])
def test_a_spelling_of_a_court_has_a_rule_exactly_when_inferred(court, basis, rule):
    with refused_by("court_spelling_rule_exactly_when_inferred"):
        make.spelling(court, basis=basis, rule=rule)


def test_nothing_is_merged_into_itself(judge, court):
    with refused_by("judge_not_merged_into_itself"):
        Judge.objects.filter(pk=judge.pk).update(merged_into=judge.pk)
    with refused_by("court_not_merged_into_itself"):
        Court.objects.filter(pk=court.pk).update(merged_into=court.pk)


def judge_merge(reviewer, **values):
    given = {"kept": make.judge(), "reason": "x", "merged_by": reviewer, "merged_at": LONG_AGO}
    return JudgeMerge.objects.create(**given | values)


def court_merge(reviewer, **values):
    given = {"kept": make.court(), "reason": "x", "merged_by": reviewer, "merged_at": LONG_AGO}
    return CourtMerge.objects.create(**given | values)


def test_a_merge_is_of_two(judge, court, reviewer):
    with refused_by("judgemerge_of_two"):
        judge_merge(reviewer, merged=judge, kept=judge)
    with refused_by("courtmerge_of_two"):
        court_merge(reviewer, merged=court, kept=court)


def test_nothing_is_merged_twice_at_a_time(judge, court, reviewer):
    judge_merge(reviewer, merged=judge, undone_at=LONG_AGO, undone_by=reviewer)
    judge_merge(reviewer, merged=judge)
    court_merge(reviewer, merged=court)

    with refused_by("judgemerge_once_at_a_time"):
        judge_merge(reviewer, merged=judge)
    with refused_by("courtmerge_once_at_a_time"):
        court_merge(reviewer, merged=court)


@pytest.mark.parametrize("name", ["undone_by", "undone_at"])
def test_a_merge_is_undone_by_somebody_some_day(judge, court, reviewer, name):
    given = {"undone_by": reviewer, "undone_at": LONG_AGO}

    with refused_by("judgemerge_undone_by_somebody_some_day"):
        judge_merge(reviewer, merged=judge, **{name: given[name]})
    with refused_by("courtmerge_undone_by_somebody_some_day"):
        court_merge(reviewer, merged=court, **{name: given[name]})


def test_a_post_cannot_end_before_it_began(judge, court):
    with refused_by("post_ends_after_it_began"):
        JudgePost.objects.create(judge=judge, court=court, since=date(2019, 1, 2), until=date(2019, 1, 1))


def test_a_provision_cannot_exist_twice(provision):
    with refused_by("provision_once"):
        make.provision(provision.article, provision.part)


def test_the_bounds_of_a_fine_are_in_order():
    with refused_by("provision_fine_bounds_in_order"):
        make.provision(fine_min_rub=5000, fine_max_rub=2000)


def test_the_same_input_of_an_account_is_kept_once(lawyer, colleague):
    def keep(owner):
        KeptInput.objects.create(
            owner=owner, form="ruling", key="new", content=Sealed.of("a sample"), kept_at=LONG_AGO
        )

    keep(lawyer)
    keep(colleague)

    with refused_by("kept_input_once"):
        keep(lawyer)


def test_a_passage_is_cleared_once(reviewer):
    ruling = make.ruling()

    def clear(fingerprint):
        Clearance.objects.create(
            ruling=ruling, place="note", fingerprint=fingerprint, cleared_by=reviewer, cleared_at=LONG_AGO
        )

    clear("0" * 64)
    clear("1" * 64)

    with refused_by("passage_cleared_once"):
        clear("0" * 64)


# What followed a ruling


def test_a_form_adds_one_event_to_a_ruling():
    ruling = make.ruling()
    first = make.event(ruling)
    other = make.event(ruling, on="2019-05-07")

    with refused_by("event_once_per_form"):
        Event.objects.filter(pk=other.pk).update(key=first.key)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("event_kind", {"kind": "nonsense"}),
        ("event_kind", {"kind": ""}),
        ("event_precision_with_date", {"precision": ""}),
        ("event_precision_with_date", {"precision": "hour"}),
        ("event_precision_with_date", {"on": None}),
        ("event_precision_with_date", {"on": None, "precision": "", "about": True}),
        ("event_result_with_a_decision", {"result": "upheld"}),
        ("event_result_with_a_decision", {"kind": EventKind.APPEAL_DECIDED}),
        ("event_result_with_a_decision", {"kind": EventKind.APPEAL_DECIDED, "result": "nonsense"}),
        ("event_public_since_some_day", {"public": True}),
        ("event_public_since_some_day", {"public_since": make.NOW}),
        ("event_outcome_only_of_a_change", {"form": Form.FORCED}),
        (
            "event_outcome_only_of_a_change",
            {"kind": EventKind.APPEAL_DECIDED, "result": "upheld", "fine_amount": Decimal(1)},
        ),
        (
            "event_fine_not_negative",
            {"kind": EventKind.APPEAL_DECIDED, "result": "changed", "fine_amount": Decimal(-1)},
        ),
    ],
)
def test_a_broken_event_cannot_be_written(constraint, columns):
    made = make.event(make.ruling())

    with refused_by(constraint):
        Event.objects.filter(pk=made.pk).update(**columns)


def test_a_judge_decides_an_event_once(judge):
    made = make.event(make.ruling(), EventKind.APPEAL_DECIDED, result="upheld", judges=[judge])

    with refused_by("judge_once_per_event"):
        EventJudge.objects.create(event=made, judge=judge)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("official_series_subject", {"subject": "weather"}),
        ("official_series_same_as_rulings_only", {"subject": "presence", "same_as": "nationality=KP"}),
    ],
)
def test_a_broken_official_series_cannot_be_written(constraint, columns):
    series = make.official_series()

    with refused_by(constraint):
        OfficialSeries.objects.filter(pk=series.pk).update(**columns)


def test_an_official_series_is_not_drawn_in_its_own_picture():
    series = make.official_series()

    with refused_by("official_series_not_drawn_with_itself"):
        OfficialSeries.objects.filter(pk=series.pk).update(drawn_with=series)


def test_a_period_has_one_official_number():
    value = make.official_value(make.official_series(), value=1)

    with refused_by("official_value_once_per_period"):
        make.official_value(value.series, value=2)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("official_value_period_in_order", {"ends": date(2018, 12, 31)}),
        ("official_value_as_exact_as_it_says", {"value": None}),
        ("official_value_as_exact_as_it_says", {"low": 1}),
        ("official_value_as_exact_as_it_says", {"qualifier": "missing", "note": "A sample note."}),
        ("official_value_as_exact_as_it_says", {"qualifier": "range", "value": None, "low": 3, "high": 3}),
        ("official_value_as_exact_as_it_says", {"qualifier": "range", "value": None, "low": 3}),
        ("official_value_as_exact_as_it_says", {"qualifier": "roughly"}),
        ("official_value_has_one_source", {"citation": ""}),
        ("official_value_explains_itself", {"qualifier": "derived"}),
        ("official_value_explains_itself", {"qualifier": "missing", "value": None}),
    ],
)
def test_a_broken_official_number_cannot_be_written(constraint, columns):
    value = make.official_value(make.official_series(), value=1)

    with refused_by(constraint):
        OfficialValue.objects.filter(pk=value.pk).update(**columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("story_status", {"status": "in_review"}),
        ("story_withdrawn_by_somebody_some_day", {"status": "withdrawn"}),
        ("story_withdrawn_by_somebody_some_day", {"withdrawal": "quiet"}),
    ],
)
def test_a_broken_story_cannot_be_written(constraint, columns):
    story = make.story()

    with refused_by(constraint):
        Story.objects.filter(pk=story.pk).update(**columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("story_event_date_with_precision", {"on": None}),
        ("story_event_date_with_precision", {"precision": ""}),
        ("story_event_date_with_precision", {"on": None, "precision": "", "about": True}),
        ("story_event_kind", {"kind": "weather"}),
        ("story_event_law", {"law": "nonsense"}),
    ],
)
def test_a_broken_event_of_a_story_cannot_be_written(constraint, columns):
    event = make.story().events.get()

    with refused_by(constraint):
        StoryEvent.objects.filter(pk=event.pk).update(**columns)


def test_an_event_has_its_own_place_in_the_story():
    story = make.story()

    with refused_by("story_event_own_place"):
        StoryEvent.objects.create(story=story, position=1, kind="life", text_en="Comes back.")


def test_a_term_begins_once():
    term = make.term()

    with refused_by("term_begins_once"):
        Term.objects.create(kind=term.kind, valid_from=term.valid_from, length=1, unit="day")


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("term_kind", {"kind": "nonsense"}),
        ("term_unit", {"unit": "week"}),
        ("term_has_a_length", {"length": 0}),
        ("term_ends_after_it_began", {"valid_to": date(2002, 6, 30)}),
    ],
)
def test_a_broken_term_cannot_be_written(constraint, columns):
    term = make.term()

    with refused_by(constraint):
        Term.objects.filter(pk=term.pk).update(**columns)


def test_a_person_has_a_spelling_once(lawyer):
    def spell(person, mark):
        RespondentSpelling.objects.create(respondent=person, fingerprint=mark, spelling=Sealed.of("a sample"))

    person, namesake = make.person("Sam One", by=lawyer), make.person("Sam Two", by=lawyer)
    spell(person, "0" * 64)
    spell(person, "1" * 64)
    spell(namesake, "0" * 64)

    with refused_by("respondent_spelling_once"):
        spell(person, "0" * 64)


def document(ruling, **values):
    columns = {
        "stored_as": f"{next(_number):032x}", "media_type": "text/plain", "size": 1, "fingerprint": "0" * 64,
        "uploaded_by": make.account("lawyer", Role.LAWYER), "uploaded_at": LONG_AGO,
    }  # fmt: skip
    return Document.objects.create(ruling=ruling, **columns | values)


def test_the_same_file_is_kept_once_with_a_ruling():
    ruling = make.ruling()
    document(ruling)
    document(ruling, fingerprint="1" * 64)
    document(make.ruling())

    with refused_by("document_once_per_ruling"):
        document(ruling)


def test_a_paper_is_not_empty():
    with refused_by("document_is_not_empty"):
        document(make.ruling(), size=0)


def test_a_paper_is_of_a_type_that_is_kept():
    with refused_by("document_media_type"):
        document(make.ruling(), media_type="text/html")


@pytest.mark.parametrize(
    "columns",
    [{"outcome": "declined"}, {"closed_at": LONG_AGO}, {"outcome": "nonsense", "closed_at": LONG_AGO}],
)
def test_a_request_is_closed_with_an_outcome_by_somebody_some_day(columns):
    request = make.removal_request()

    with refused_by("removal_request_closed_with_an_outcome"):
        RemovalRequest.objects.filter(pk=request.pk).update(**columns)


def test_only_a_closed_request_is_emptied():
    request = make.removal_request()

    with refused_by("removal_request_cleared_after_closing"):
        RemovalRequest.objects.filter(pk=request.pk).update(cleared_at=LONG_AGO)


def test_a_reply_says_something(judge):
    request = make.removal_request()

    with refused_by("reply_has_a_text"):
        JudgeReply.objects.create(request=request, judge=judge, text="", published_on=LONG_AGO.date())


def test_the_audit_chain_has_one_head():
    with refused_by("audit_head_is_one_row"):
        AuditHead.objects.create(pk=2)


def test_the_public_data_has_one_version():
    with refused_by("data_version_is_one_row"):
        DataVersion.objects.create(pk=2, token="a", changed_at=LONG_AGO)


def test_a_release_has_a_number_and_a_state_that_exist():
    for name, wrong in [("release_counted_from_1", {"number": 0}), ("release_state", {"state": "lost"})]:
        with refused_by(name):
            release(**wrong)


def test_a_release_holds_a_file_a_ruling_and_a_revision_once():
    made, ruling = release(), make.ruling()
    for name, again in [
        ("release_file_once", lambda: made.files.create(name="a.csv", size=1, sha256="a" * 64)),
        ("ruling_once_per_release", lambda: made.held.create(ruling=ruling)),
        (
            "release_rebuilt_once_per_revision",
            lambda: made.rebuilds.create(revision=1, made_at=LONG_AGO, removed=1, withheld=0),
        ),
    ]:
        again()
        with refused_by(name):
            again()


def release(**values):
    return Release.objects.create(**{"number": 1, "made_at": LONG_AGO} | values)


def imported(**values):
    by = make.account("administrator", Role.ADMINISTRATOR)
    return ImportBatch.objects.create(
        **{"key": f"key-{next(_number)}", "kind": "csv", "uploaded_by": by, "uploaded_at": LONG_AGO} | values
    )


def imported_row(batch, **values):
    return ImportRow.objects.create(**{"batch": batch, "number": 2, "outcome": "new"} | values)


def imported_name(batch, **values):
    return ImportName.objects.create(**{"batch": batch, "kind": "court", "text": "Sample"} | values)


def test_an_import_has_states_rows_and_names_that_exist_once():
    batch = imported()
    imported_row(batch)
    imported_name(batch)

    for name, make_wrong in [
        ("import_state", lambda: imported(state="lost")),
        ("import_row_once", lambda: imported_row(batch)),
        ("import_row_outcome", lambda: imported_row(batch, number=3, outcome="lost")),
        ("import_name_once", lambda: imported_name(batch)),
        ("import_name_kind", lambda: imported_name(batch, kind="lost")),
    ]:
        with refused_by(name):
            make_wrong()


def invited(user, **values):
    return Invitation.objects.create(
        **{"user": user, "digest": f"digest-{next(_number)}", "expires_at": LONG_AGO} | values
    )


# Columns that are unique by themselves

UNIQUE = {
    (AuditEvent, "previous_seal"): lambda name: event(previous_seal=name),
    (CalendarDay, "day"): lambda name: make.day_off(date(2026, 1, int(name[-1]))),
    (Court, "code"): lambda name: make.court(code=name[:8]),
    (Court, "slug"): lambda name: make.court(slug=name),
    (ImportBatch, "key"): lambda name: imported(key=name),
    (ImportMapping, "header_fingerprint"): lambda name: ImportMapping.objects.create(
        header_fingerprint=name,
        saved_by=make.account("administrator", Role.ADMINISTRATOR),
        saved_at=LONG_AGO,
    ),
    (Invitation, "digest"): lambda name: invited(
        make.account(f"invited-{next(_number)}", Role.LAWYER), digest=name
    ),
    (Invitation, "user"): lambda name: invited(make.account(name, Role.LAWYER)),
    (Judge, "slug"): lambda name: make.judge(slug=name),
    (Document, "stored_as"): lambda name: document(make.ruling(), stored_as=name),
    (LoginDelay, "key"): lambda name: delay(key=name),
    (OfficialSeries, "slug"): lambda name: make.official_series(slug=name),
    (Respondent, "pseudonym"): lambda name: make.person(by=make.account("lawyer", Role.LAWYER)),
    (RespondentRuling, "ruling"): lambda name: linked(make.ruling()),
    (JudgeReply, "request"): lambda name: JudgeReply.objects.create(
        request=make.removal_request(name), judge=make.judge(), text=name, published_on=LONG_AGO.date()
    ),
    (Release, "number"): lambda name: release(number=int(name[-1])),
    (RemovalRequest, "fingerprint"): lambda name: make.removal_request(name),
    (RemovalRequest, "reference"): lambda name: make.removal_request(name),
    (ReportSeen, "event"): lambda name: ReportSeen.objects.create(
        event=event(previous_seal=name),
        seen_by=make.account("reviewer", Role.REVIEWER),
        seen_at=LONG_AGO,
    ),
    (Ruling, "public_id"): lambda name: make.ruling(),
    (Series, "number"): lambda name: make.series(),
    (Source, "slug"): lambda name: make.source(slug=name),
    (Story, "slug"): lambda name: make.story(slug=name),
    (Team, "name"): lambda name: make.team(name),
    (User, "username"): lambda name: make.account(name, Role.LAWYER),
}


def delay(**values):
    return LoginDelay.objects.create(failures=1, last_failure_at=LONG_AGO, **values)


def linked(ruling):
    person = make.person(by=make.account("lawyer", Role.LAWYER))
    return RespondentRuling.objects.create(respondent=person, ruling=ruling)


def event(**values):
    actor = make.account("lawyer", Role.LAWYER)
    return AuditEvent.objects.create(at=LONG_AGO, actor=actor, action="x", target="x", seal="x", **values)


@pytest.mark.parametrize(
    ("column", "build"), UNIQUE.items(), ids=[f"{model.__name__}.{name}" for model, name in UNIQUE]
)
def test_a_unique_column_refuses_the_same_twice(column, build):
    model, name = column
    first, second = build("sample-1"), build("sample-2")

    with refused_by("unique constraint"):
        model.objects.filter(pk=second.pk).update(**{name: getattr(first, name)})


# Nothing is left out


def own_models():
    """The models of the application without the tables that keep their history."""
    return [model for model in apps.get_app_config("decisions").get_models() if not is_history(model)]


def is_history(model):
    return model.__name__.startswith("Historical")


def test_user_names_differ_in_more_than_letter_case(lawyer):
    with refused_by("user_name_once_in_any_case"):
        make.account("Lawyer", lawyer.role)


def constraints():
    return {constraint.name for model in own_models() for constraint in model._meta.constraints}


def names_here():
    """The names that stand in this file, and those that are put together from a field's name."""
    by_field = {f"ruling_{name}_null_unless_known" for name in TYPED} | {
        f"ruling_{name}_code" for name in CODED
    }
    text = Path(__file__).read_text(encoding="utf-8")
    return by_field | {name for name in constraints() if f'"{name}"' in text}


def test_every_constraint_has_a_test_here():
    assert constraints() == names_here()


def test_every_unique_column_has_a_test_here():
    unique = {
        (model, column.name)
        for model in own_models()
        for column in model._meta.concrete_fields
        if column.unique and not column.primary_key
    }

    assert unique == set(UNIQUE)


NEVER_NEGATIVE = [
    (model, column.name)
    for model in own_models()
    for column in model._meta.concrete_fields
    if column.get_internal_type().startswith("Positive")
]


def test_counts_and_places_cannot_be_negative(lawyer):
    ruling = make.ruling(
        series=make.series(), position=1, word_count=400, entry_ban_years=5, provisions=[make.provision()]
    )
    evidence(ruling, lawyer, start=1, end=2)
    make.event(ruling)
    make.term()
    document(ruling)
    make.person(by=lawyer)
    make.official_value(make.official_series(), value=1)
    make.story()
    made = release()
    made.files.create(name="a.csv", size=1, sha256="a" * 64)
    made.rebuilds.create(revision=1, made_at=LONG_AGO, removed=1, withheld=0)
    delay(key="sample")
    batch = imported()
    imported_row(batch, version=1)
    imported_name(batch, chosen=1)

    for model, name in NEVER_NEGATIVE:
        row = model.objects.first()
        with pytest.raises(IntegrityError, match="(?i)check constraint"), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{name: -1})
