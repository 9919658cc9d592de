import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from django.test import override_settings

from decisions import ledger
from decisions.models import AuditEvent, AuditHead, Evidence, Judge, JudgePost
from decisions.text.heads import Head
from decisions.text.redaction import Needle
from decisions.vocabulary import Basis, Role
from tests import make

pytestmark = pytest.mark.django_db

OLD, NEW = "an old key", "a new key"


@pytest.fixture
def chain(lawyer, reviewer, court):
    """Three events."""
    for actor, action in ((lawyer, "court.add"), (reviewer, "court.change"), (lawyer, "court.merge")):
        ledger.audit(by=actor, action=action, target=court, now=make.NOW, fields=["slug", "name_en"])
    return list(AuditEvent.objects.order_by("pk"))


# History


def test_a_new_record_has_its_first_version_with_who_and_why(lawyer, court):
    judge = make.judge(slug="first")
    record = type(judge)(slug="second", name="T. E. Sample")

    ledger.insert([record], by=lawyer, reason="Met in a ruling")

    version = record.history.get()
    assert (version.history_type, version.history_user, version.history_change_reason) == (
        "+",
        lawyer,
        "Met in a ruling",
    )


def test_very_many_records_are_saved_as_few_are(lawyer, court):
    awkward = "Tab\tback\\slash\nline, №, \\N and 'quotes'"
    few, many = (
        [JudgePost(judge=make.judge(name=awkward), court=court, since=date(2019, 4, 18))]
        for _time in range(2)
    )
    ledger.insert(few, by=lawyer, reason=awkward)
    ledger.insert_many(many, by=lawyer, reason=awkward)
    named = [Judge(slug=f"one-{number}", name=awkward) for number in range(3)]
    ledger.insert_many(named, by=lawyer)

    def said(post):
        version = post.history.values().get()
        return {
            **{
                k: v
                for k, v in JudgePost.objects.values().get(pk=post.pk).items()
                if k not in ("id", "judge_id")
            },
            **{k: v for k, v in version.items() if k not in ("id", "judge_id", "history_id", "history_date")},
        }

    assert said(many[0]) == said(few[0])
    assert [Judge.objects.get(pk=one.pk).name for one in named] == [awkward] * 3
    assert make.judge().pk > named[-1].pk


def test_inserting_nothing_writes_nothing(lawyer):
    ledger.insert_many([], by=lawyer)
    ledger.insert([], by=lawyer)

    assert Evidence.objects.count() == 0


def test_a_change_adds_a_version_and_saves_only_the_columns_named(lawyer, reviewer, court):
    ledger.update(court, fields=[], by=lawyer)
    court.name_en, court.name_ru = "New Test Court", "not named"

    ledger.update(court, fields=["name_en"], by=reviewer, reason="x" * 300)

    court.refresh_from_db()
    newest = court.history.first()
    assert (court.name_en, court.name_ru) == ("New Test Court", "")
    assert (newest.history_type, newest.history_user) == ("~", reviewer)
    assert newest.history_change_reason == "x" * 100


def test_a_deletion_leaves_a_version_with_who_and_why(reviewer):
    judge = make.judge()
    history = type(judge).history

    ledger.delete([judge], by=reviewer, reason="A duplicate")

    last = history.first()
    assert (last.history_type, last.history_user, last.history_change_reason) == (
        "-",
        reviewer,
        "A duplicate",
    )


# The chain


def test_a_new_installation_has_a_whole_chain(db):
    assert ledger.first_break() is None


def test_an_event_says_who_what_when_to_what_and_which_fields(chain, reviewer, court):
    event = chain[1]

    assert (event.actor, event.action, event.at) == (reviewer, "court.change", make.NOW)
    assert (event.target_type, event.target, event.fields) == ("court", str(court), ["name_en", "slug"])


def test_every_event_seals_the_one_before(chain):
    assert [event.previous_seal for event in chain] == ["", chain[0].seal, chain[1].seal]
    assert ledger.first_break() is None


def test_several_targets_give_one_event_each_in_order(lawyer):
    judges = [make.judge(name=f"T. E. Sample {number}") for number in range(3)]

    ledger.audit_each(by=lawyer, action="judge.add", targets=judges, now=make.NOW)

    assert [event.target for event in AuditEvent.objects.order_by("pk")] == [str(judge) for judge in judges]
    assert ledger.first_break() is None


def test_a_time_of_another_zone_is_the_same_time(lawyer, court):
    ledger.audit(
        by=lawyer, action="x", target=court, now=datetime(2026, 3, 3, tzinfo=timezone(timedelta(hours=12)))
    )

    assert AuditEvent.objects.get().at == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert ledger.first_break() is None


def test_a_target_with_a_long_name_is_cut(lawyer):
    source = make.source(title="x" * 300)

    ledger.audit(by=lawyer, action="source.add", target=source, now=make.NOW)

    assert AuditEvent.objects.get().target == "x" * 200
    assert ledger.first_break() is None


TAMPERED = {
    "at": make.NOW + timedelta(microseconds=1),
    "actor": "stranger",
    "action": "court.remove",
    "target_type": "judge",
    "target": "Another court",
    "fields": ["slug"],
    "reason": "None at all",
    "previous_seal": "0" * 64,
    "seal": "0" * 64,
    "redaction_seal": "0" * 64,
}


@pytest.mark.parametrize("column", TAMPERED)
def test_a_change_of_any_column_is_found(chain, stranger, column):
    value = stranger if column == "actor" else TAMPERED[column]

    AuditEvent.objects.filter(pk=chain[1].pk).update(**{column: value})

    assert ledger.first_break() == chain[1].pk


def test_every_column_is_tampered_with():
    assert set(TAMPERED) == {column.name for column in AuditEvent._meta.concrete_fields} - {"id"}


def test_an_event_out_of_its_place_is_found(chain):
    AuditEvent.objects.filter(pk=chain[0].pk).update(id=chain[2].pk + 1)

    assert ledger.first_break() == chain[1].pk


@pytest.mark.parametrize("place", [0, 1])
def test_a_deletion_at_the_beginning_or_in_the_middle_is_found(chain, place):
    AuditEvent.objects.filter(pk=chain[place].pk).delete()

    assert ledger.first_break() == chain[place + 1].pk


def test_a_deletion_of_the_last_event_is_found(chain):
    AuditEvent.objects.filter(pk=chain[2].pk).delete()

    assert ledger.first_break() == 0


def test_a_deletion_of_all_events_is_found(chain):
    AuditEvent.objects.all().delete()

    assert ledger.first_break() == 0


@pytest.mark.parametrize("columns", [{"seal": "0" * 64}, {"length": 2}])
def test_a_change_of_the_head_is_found(chain, columns):
    AuditHead.objects.update(**columns)

    assert ledger.first_break() == 0


def test_a_missing_head_is_found(chain):
    AuditHead.objects.all().delete()

    assert ledger.first_break() == 0


def test_a_head_that_was_written_down_is_still_in_the_chain_after_more_events_and_a_purge(
    chain, lawyer, court
):
    written = [Head(0, ""), Head(1, chain[0].seal), ledger.head()]
    ledger.audit(by=lawyer, action="x", target=court, now=make.NOW, reason="Told by Sam Pel")

    assert ledger.redact(needle=Needle.of("Sam Pel")) == 1
    assert ledger.redact(needle=Needle.of(str(court))) == 4

    assert [event.target for event in AuditEvent.objects.all()] == ["[removed]"] * 4
    assert ledger.verify(against=written).lost == ()
    assert ledger.first_break() is None


@pytest.mark.parametrize("column", ["reason", "redaction_seal"])
def test_a_change_after_a_purge_is_found(chain, court, column):
    ledger.redact(needle=Needle.of(str(court)))

    AuditEvent.objects.filter(pk=chain[1].pk).update(
        **{column: ""} if column != "reason" else {column: "None"}
    )

    assert ledger.first_break() == chain[1].pk


def test_a_chain_that_was_cut_off_and_sealed_anew_has_lost_the_head(chain, stranger, court):
    written = ledger.head()
    AuditEvent.objects.filter(pk=chain[2].pk).delete()
    AuditHead.objects.update(length=2, seal=chain[1].seal)
    assert ledger.first_break() is None

    ledger.audit(by=stranger, action="court.merge", target=court, now=make.NOW)

    assert ledger.verify(against=[written]).lost == (written,)
    assert ledger.first_break() is None


@override_settings(AUDIT_KEYS=[OLD])
def test_after_a_change_of_keys_old_events_are_verified_with_the_old_key(lawyer, court, settings):
    ledger.audit(by=lawyer, action="x", target=court, now=make.NOW)
    settings.AUDIT_KEYS = [NEW, OLD]
    ledger.audit(by=lawyer, action="y", target=court, now=make.NOW)
    assert ledger.first_break() is None

    first, second = AuditEvent.objects.order_by("pk")
    settings.AUDIT_KEYS = [NEW]
    assert ledger.first_break() == first.pk
    settings.AUDIT_KEYS = [OLD]
    assert ledger.first_break() == second.pk


def test_an_event_sealed_by_somebody_without_the_key_is_found(lawyer, court, settings):
    settings.AUDIT_KEYS = ["guessed"]
    ledger.audit(by=lawyer, action="x", target=court, now=make.NOW)
    settings.AUDIT_KEYS = [NEW]

    assert ledger.first_break() == AuditEvent.objects.get().pk


def test_an_event_of_an_action_that_failed_leaves_no_gap(chain, lawyer, court):
    with transaction.atomic():
        ledger.audit(by=lawyer, action="x", target=court, now=make.NOW)
        transaction.set_rollback(True)
    ledger.audit(by=lawyer, action="y", target=court, now=make.NOW)

    assert ledger.first_break() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
def test_two_writers_at_once_do_not_fork_the_chain(db):
    writers, each = 2, 25
    actor, court = make.account("lawyer", Role.LAWYER), make.court()
    together = threading.Barrier(writers)
    failures = []

    def write():
        together.wait()
        try:
            for _ in range(each):
                ledger.audit(by=actor, action="x", target=court, now=make.NOW)
        except Exception as error:  # reported by the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert AuditEvent.objects.count() == AuditHead.objects.get().length == writers * each
    assert ledger.first_break() is None


def test_evidence_keeps_versions_too(lawyer):
    ruling = make.ruling()
    row = Evidence(ruling=ruling, field="form", value="forced", basis=Basis.STATED, coder=lawyer)

    ledger.insert([row], by=lawyer)

    assert row.history.get().history_user == lawyer
