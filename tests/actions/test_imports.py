"""Importing rulings: what rows would do, applying, undoing, and our own files coming back."""

import json
import threading
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from decisions import ledger, tasks
from decisions.actions import erasure, imports, rulings
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Court, ImportBatch, Judge, Ruling, Series
from decisions.queries import imports as queries
from decisions.tables.incoming import SHOWS_AN_ERROR, WITHOUT_RESULT
from decisions.vocabulary import ImportState, Role, Status
from tests import make
from tests.importing import applied, checked, decide_all, faults, outcomes, table, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def court_25(court):
    court.name_ru, court.code = "Примерный районный суд", "25RS0099"
    court.save()
    return court


RUSSIAN_ROW = {
    "Суд": "Примерный районный суд", "Дата": "18 апреля 2019 г.", "Номер дела": "5- 22/19", "Штраф": "2 000 руб.",
    "Статья": "ч. 1.1 ст. 18.8 КоАП РФ", "Форма выдворения": "Принудительное выдворение", "Переводчик": "не указано",
    "Гражданство": "КНДР", "Вина": "признал частично", "Судья": "неизвестно", "В России с": "04.2014", "Адвокат": "",
}  # fmt: skip


def test_a_russian_table_is_understood(administrator, court_25, source):
    provision = make.provision(part="1.1")

    batch = applied(checked(administrator, table(RUSSIAN_ROW), source=source), administrator)

    ruling = Ruling.objects.get()
    assert batch.state == ImportState.APPLIED
    assert (ruling.court, ruling.decided_on, ruling.case_number_normalised) == (
        court_25,
        date(2019, 4, 18),
        "5-22/2019",
    )
    assert (ruling.fine_amount, ruling.fine_currency, ruling.form, ruling.plea) == (
        2000,
        "RUB",
        "forced",
        "partly",
    )
    assert (ruling.interpreter, ruling.counsel, ruling.nationality) == ("not_stated", "unknown", "KP")
    assert (ruling.judge, ruling.judge_state, ruling.in_russia_since_precision) == (None, "unknown", "month")
    assert [link.provision for link in ruling.provision_links.all()] == [provision]


def test_the_history_and_the_audit_of_a_ruling_name_the_import(administrator, court_25, source):
    make.provision(part="1.1")
    batch = applied(checked(administrator, table(RUSSIAN_ROW), source=source, submits=True), administrator)

    ruling = Ruling.objects.get()
    events = AuditEvent.objects.filter(target=ruling.public_id)
    assert ruling.status == Status.IN_REVIEW
    assert [(one.action, one.actor, one.reason) for one in events] == [
        ("ruling.enter", administrator, f"Import {batch.key[:8]}"),
        ("ruling.submit", administrator, f"Import {batch.key[:8]}"),
    ]
    assert ruling.history.get().history_change_reason == f"Import {batch.key[:8]}"
    assert ledger.first_break() is None


def test_the_same_file_again_changes_nothing_even_without_numbers(administrator, court_25, source):
    content = table(*[{"court": court_25.slug, "plea": "admitted"}] * 3)
    applied(checked(administrator, content, source=source), administrator)

    batch = checked(administrator, content, source=source)

    assert Ruling.objects.count() == 3
    assert outcomes(batch) == {"same": 3}


def test_each_fault_names_its_cell(administrator, court_25, source):
    good = {"court": court_25.slug}
    batch = checked(
        administrator,
        table(
            good | {"decided_on": "04/18/2019"},
            good | {"decided_on": "2999-01-01"},
            good | {"form": "by plane"},
            good | {"uid": "25RS0030-01-2019-0123-85"},
            good | {"fine_rub": "two thousand"},
            good | {"article": "99.99"},
            good | {"nationality": "Atlantis"},
            good | {"word_count": "0"},
            good | {"facility": "-"},
            good | {"public_id": "no-such-id"},
            {"court": "", "plea": "admitted"},
            {"court": "Nowhere"},
            good | {"case_number": "5-1/2019"},
            good | {"case_number": "5-1/19"},
            {"court": "скрыто"},
            {"court": "—"},
            good | {"source": "unknown"},
            good | {"decided_on": SHOWS_AN_ERROR},
            good | {"purpose_of_entry": WITHOUT_RESULT},
        ),
        source=source,
    )

    assert faults(batch) == {
        2: ["decided_on"], 3: ["decided_on"], 4: ["form"], 5: ["uid"], 6: ["fine_rub"], 7: ["article"],
        8: ["nationality"], 9: ["word_count"], 10: ["facility"], 11: ["public_id"], 12: ["court"], 13: ["court"],
        15: [""], 16: ["court"], 17: ["court"], 18: ["source"], 19: ["decided_on"], 20: ["purpose_of_entry"],
    }  # fmt: skip
    assert [(one.kind, one.text, one.rows) for one in batch.names.all()] == [("court", "Nowhere", 1)]


def test_a_judge_of_the_same_name_elsewhere_is_proposed_and_not_taken(administrator, court_25, source):
    elsewhere = make.ruling(judge=make.judge(name="T. E. Sample")).judge
    batch = checked(administrator, table({"court": court_25.slug, "judge": "T. E. Sample"}), source=source)

    (question,) = queries.questions(batch)
    assert elsewhere.pk in [one.pk for one in question.existing]
    assert Judge.objects.count() == 1

    batch = decide_all(batch, administrator)

    assert outcomes(batch) == {"new": 1}
    assert Judge.objects.exclude(pk=elsewhere.pk).get().posts.get().court == court_25


def test_a_changed_cell_is_an_update_and_a_blank_one_erases_nothing(administrator, lawyer):
    ruling = make.ruling(Status.DRAFT, plea="denied", counsel="yes", facility="Sample centre")
    content = table({"public_id": ruling.public_id, "plea": "admitted", "counsel": "", "facility": "unknown"})

    batch = checked(administrator, content)

    row = batch.rows.get()
    assert (row.outcome, row.ticked) == ("update", True)
    assert row.changes == [["plea", "denied", "admitted"], ["facility", "Sample centre", "unknown"]]

    applied(batch, administrator)
    ruling.refresh_from_db()
    assert (ruling.plea, ruling.counsel, ruling.facility, ruling.facility_state) == (
        "admitted",
        "yes",
        None,
        "unknown",
    )


def test_a_published_ruling_is_corrected_with_a_reason_that_its_page_shows(administrator):
    ruling = make.ruling(plea="denied")
    batch = checked(administrator, table({"public_id": ruling.public_id, "plea": "admitted"}))

    with pytest.raises(Refused):
        imports.request_apply(batch=batch, reason=" ", by=administrator, now=make.NOW)
    applied(batch, administrator, reason="Read again.")

    ruling.refresh_from_db()
    assert (ruling.status, ruling.plea, ruling.corrections.get().reason) == (
        "published",
        "admitted",
        "Read again.",
    )


def test_a_withdrawn_ruling_is_an_error_unless_the_row_says_what_it_says(administrator):
    one, other = make.ruling(Status.WITHDRAWN), make.ruling(Status.WITHDRAWN, case_number="5-9/2019")

    batch = checked(
        administrator,
        table(
            {"public_id": one.public_id, "plea": "admitted"},
            {"public_id": other.public_id, "plea": other.plea},
        ),
    )

    assert faults(batch) == {2: ["public_id"]}
    assert outcomes(batch) == {"error": 1, "same": 1}


def test_a_judge_is_not_proposed_where_no_court_is_named(administrator, judge, source):
    batch = checked(
        administrator, table({"court": "", "judge": judge.name, "plea": "admitted"}), source=source
    )

    assert faults(batch) == {2: ["judge", "court"]}
    assert queries.proposals(batch) == []


def test_a_likely_duplicate_is_shown_beside_what_it_resembles_and_not_ticked(administrator, source, judge):
    ruling = make.ruling(judge=judge)
    content = table({"court": ruling.court.slug, "judge": judge.slug, "decided_on": "18.04.2019"})

    row = checked(administrator, content, source=source).rows.get()

    assert (row.outcome, row.ticked, row.resembles) == ("duplicate", False, ruling)
    without_judge = table({"court": ruling.court.slug, "judge": "", "decided_on": "18.04.2019"})
    assert checked(administrator, without_judge, source=source).rows.get().resembles == ruling


def test_a_doubt_is_confirmed_by_ticking_the_row(administrator, court_25, source):
    batch = checked(
        administrator, table({"court": court_25.slug, "uid": "25RS0099-01-2019-000123-11"}), source=source
    )
    row = batch.rows.get()
    assert (row.outcome, row.ticked, row.doubts[0][0]) == ("new", False, "uid-check-digits")

    imports.tick(batch=batch, shown=[2], ticked=[2], by=administrator)
    applied(batch, administrator)

    assert Ruling.objects.count() == 1


def test_a_row_that_cannot_be_applied_leaves_all_as_it_was_and_becomes_an_error(administrator, lawyer):
    first, second = make.ruling(Status.DRAFT, plea="denied"), make.ruling(Status.DRAFT, plea="denied")
    batch = checked(
        administrator, table(*({"public_id": one.public_id, "plea": "admitted"} for one in (first, second)))
    )
    rulings.revise(ruling=second, by=second.entered_by, now=make.NOW, version=1, values={"counsel": "no"})

    batch = applied(batch, administrator)

    first.refresh_from_db()
    assert (first.plea, batch.state, outcomes(batch)) == (
        "denied",
        ImportState.READY,
        {"update": 1, "error": 1},
    )
    assert "cannot be applied" in batch.trouble


def test_an_import_is_undone_as_a_whole(administrator, court_25, source):
    evidence = [rulings.Reading(field="plea", basis="stated", page="3")]
    ruling = make.ruling(Status.DRAFT, plea="denied", readings=evidence, court=court_25, source=source)
    content = table(
        {"public_id": ruling.public_id, "court": court_25.slug, "plea": "admitted"},
        {"court": court_25.slug, "judge": "N. E. Wcomer", "series": "77"},
    )
    batch = applied(decide_all(checked(administrator, content, source=source), administrator), administrator)
    assert (Ruling.objects.count(), Judge.objects.count(), Series.objects.count()) == (2, 1, 1)

    batch = undone(batch, administrator)

    ruling.refresh_from_db()
    assert (batch.state, batch.trouble, ruling.plea) == (ImportState.UNDONE, "", "denied")
    assert ruling.evidence.get(accepted=True).page == "3"
    assert (Ruling.objects.count(), Judge.objects.count(), Series.objects.count()) == (1, 0, 0)
    assert Court.objects.filter(pk=court_25.pk).exists()
    assert ledger.first_break() is None
    assert outcomes(checked(administrator, content, source=source)) == {"update": 1, "error": 1}


def test_imports_of_one_ruling_are_undone_the_last_one_first(administrator, court_25, source):
    def says(plea):
        row = {"court": court_25.slug, "case_number": "5-22/2019", "plea": plea}
        return applied(checked(administrator, table(row), source=source), administrator)

    first, second, third = says("admitted"), says("denied"), says("partly")

    assert queries.dependants(first) == [
        f"Line 2: Import {third.key[:8]} has changed the ruling since: undo that one first."
    ]
    undone(third, administrator)
    assert f"Import {second.key[:8]} has changed" in queries.dependants(first)[0]
    undone(second, administrator)
    ruling = Ruling.objects.get()
    reasons = list(ruling.history.values_list("history_change_reason", flat=True))
    assert (ruling.plea, reasons[0]) == ("admitted", f"Import {second.key[:8]} undone")
    assert undone(first, administrator).state == ImportState.UNDONE
    assert not Ruling.objects.exists()


def test_what_depends_on_an_import_forbids_to_undo_it(administrator, court_25, source):
    batch = applied(checked(administrator, table({"court": court_25.slug}), source=source), administrator)
    ruling = Ruling.objects.get()
    rulings.revise(ruling=ruling, by=administrator, now=make.NOW, version=1, values={"plea": "denied"})
    make.event(ruling, by=administrator)

    with pytest.raises(Refused) as refused:
        imports.request_undo(batch=batch, by=administrator, now=make.NOW)

    assert refused.value.reasons == [
        "Line 2: Somebody has changed the ruling since.",
        "Line 2: Something was recorded that followed the ruling.",
    ]


def test_what_was_applied_is_kept_no_longer_than_undoing_needs_it(administrator, court_25, source):
    ruling = make.ruling(Status.DRAFT, facility="Sample centre")
    batch = checked(
        administrator,
        table(
            {"court": court_25.slug, "facility": "Hidden place"},
            {"public_id": ruling.public_id, "facility": "Other"},
        ),
        source=source,
    )
    batch = applied(batch, administrator)

    assert [(row.cells, row.changes) for row in batch.rows.all()] == [
        ({}, []),
        ({}, [["facility", "Sample centre", "Other"]]),
    ]
    assert batch.stored_as == ""
    imports.clear_old(by=administrator, now=batch.applied_at + imports.UNDOABLE_FOR * 2)
    assert not batch.rows.exclude(changes=[]).exists()


def test_what_nobody_applied_is_deleted_after_a_week(administrator, court_25, source):
    batch = checked(administrator, table({"court": court_25.slug, "facility": "Hidden place"}), source=source)

    assert imports.clear_old(by=administrator, now=make.NOW + imports.UNAPPLIED_KEPT * 2) == 1

    batch.refresh_from_db()
    assert (batch.state, batch.rows.count(), bool(batch.header)) == (ImportState.DISCARDED, 0, False)


def test_columns_are_remembered_for_the_next_file_with_the_same_header(administrator, court_25, source):
    content = table({"where": court_25.slug, "what": "admitted"})
    checked(administrator, content, source=source, where="court", what="plea")

    batch = imports.upload(content=content + b"\n", name="next.csv", by=administrator, now=timezone.now())

    assert batch.mapping == {"0": "court", "1": "plea"}


def test_a_row_without_an_account_of_its_own_place_in_a_series_gets_the_next(administrator, court_25, source):
    series = make.series(number=5, source=source)
    make.ruling(court=court_25, source=source, series=series, position=1)
    content = table(*[{"court": court_25.slug, "series": "5"}] * 2)

    applied(checked(administrator, content, source=source), administrator)

    assert list(series.rulings.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_who_may_not_import_any_more_applies_nothing(administrator, court_25, source):
    batch = checked(administrator, table({"court": court_25.slug}), source=source)
    imports.request_apply(batch=batch, reason="", by=administrator, now=make.NOW)
    administrator.role = Role.REVIEWER
    administrator.save()

    tasks.apply_import.enqueue(batch.pk, administrator.pk)

    batch.refresh_from_db()
    assert (batch.state, Ruling.objects.count()) == (ImportState.READY, 0)
    assert "may not do this any more" in batch.trouble


def test_no_task_keeps_what_a_row_says(administrator, court_25, source, monkeypatch):
    batch = checked(administrator, table({"court": court_25.slug, "facility": "Hidden place"}), source=source)
    monkeypatch.setattr(rulings, "_check_room", lambda ruling: 1 / 0)
    batch = applied(batch, administrator)

    assert (batch.state, batch.trouble) == (
        ImportState.READY, "It did not work, and nothing was changed (ZeroDivisionError).",
    )  # fmt: skip
    assert not ImportBatch.objects.filter(state=ImportState.APPLIED).exists()


def test_a_purge_reaches_rows_that_nobody_applied_and_files_that_nobody_read(administrator, court_25, source):
    passage = "a Hidden place in the north"
    ruling = make.ruling(Status.DRAFT, facility=passage)
    rows = table({"public_id": ruling.public_id, "facility": f"Near {passage}"})
    staged = checked(administrator, rows, source=source)
    unread = imports.upload(content=rows, name="a.csv", by=administrator, now=make.NOW)

    with pytest.raises(erasure.Reaches) as told:
        erasure.purge(ruling=ruling, by=administrator, now=make.NOW, passage=passage, sure_of=None)
    erasure.purge(ruling=ruling, by=administrator, now=make.NOW, passage=passage, sure_of=told.value.number)

    unread.refresh_from_db()
    assert "Hidden" not in json.dumps(list(staged.rows.values("cells", "changes", "faults")))
    assert (unread.state, unread.stored_as) == (ImportState.DISCARDED, "")


def test_a_withheld_value_is_in_no_row_either(administrator, court_25):
    ruling = make.ruling(Status.DRAFT, facility="Sample centre")
    batch = checked(administrator, table({"public_id": ruling.public_id, "facility": "Hidden place"}))
    batch = applied(batch, administrator)
    ruling.refresh_from_db()

    erasure.withhold(
        ruling=ruling,
        by=administrator,
        now=make.NOW,
        version=ruling.version,
        field="facility",
        reason="A sample.",
    )

    assert [(row.cells, row.changes) for row in batch.rows.all()] == [({}, [])]
    assert queries.dependants(batch)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_come_one_after_the_other(administrator, court_25, source):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's tests share one connection in memory")
    drafts = [make.ruling(Status.DRAFT, court=court_25, source=source) for _each in range(3)]
    rows = [{"public_id": one.public_id, "plea": "admitted"} for one in drafts]
    new = [
        {"court": court_25.slug, "case_number": f"5-{number}/2019", "plea": "denied"} for number in range(9)
    ]
    batches = [
        checked(administrator, table(*some), source=source)
        for some in ([*rows, *new], [*rows[::-1], *new[::-1]])
    ]
    for batch in batches:
        imports.request_apply(batch=batch, reason="", by=administrator, now=make.NOW)

    def apply(batch):
        tasks.apply_import.enqueue(batch.pk, administrator.pk)
        connection.close()

    threads = [threading.Thread(target=apply, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    states = sorted(ImportBatch.objects.values_list("state", flat=True))
    assert states == [ImportState.APPLIED, ImportState.READY]
    assert Ruling.objects.count() == 12
    assert set(Ruling.objects.filter(case_number=None).values_list("plea", "version")) == {("admitted", 2)}
    assert ledger.first_break() is None
