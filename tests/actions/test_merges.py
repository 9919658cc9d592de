"""Two records that are one, joined and taken apart again."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models

from decisions.actions import corpus, merges, rulings, workflow
from decisions.actions.refusals import Doubtful, Refused
from decisions.actions.removal import Reply, close
from decisions.actions.rulings import Reading
from decisions.models import (
    AuditEvent,
    Court,
    CourtFormerName,
    CourtMerge,
    Judge,
    JudgeMerge,
    JudgePost,
    Ruling,
)
from decisions.vocabulary import Basis, RequestOutcome, Status
from tests import make
from tests.corpus_files import CORPUS, REFERENCE

pytestmark = pytest.mark.django_db

WHY = "The same signature on both."


def merge_judges(judge, into, by, **more):
    return merges.merge_judges(judge=judge, into=into, by=by, now=make.NOW, **{"reason": WHY} | more)


def merge_courts(court, into, by, **more):
    return merges.merge_courts(court=court, into=into, by=by, now=make.NOW, **{"reason": WHY} | more)


def undo(merge, by, reason="Another person."):
    return merges.undo(merge=merge, by=by, now=make.NOW, reason=reason)


def fresh(record):
    return type(record)._default_manager.get(pk=record.pk)


@pytest.fixture
def kept(court):
    """Tsoi, who has a post and a ruling in the court."""
    judge = make.judge(name="A. Tsoi", slug="tsoi")
    JudgePost.objects.create(judge=judge, court=court)
    make.ruling(court=court, judge=judge)
    return judge


@pytest.fixture
def merged(court):
    """Choi, who is the same person: two rulings, two posts of which Tsoi has one, two spellings."""
    judge = make.judge(name="A. Choi", slug="choi")
    read = [Reading(field="judge", basis=Basis.STATED, quotation="Choi")]
    make.ruling(court=court, judge=judge, readings=read)
    make.ruling(Status.DRAFT, court=court, judge=judge)
    JudgePost.objects.create(judge=judge, court=court)
    JudgePost.objects.create(judge=judge, court=make.court(region=court.region), since=date(2018, 1, 1))
    make.spelling(judge, "Цой", language="ru")
    make.spelling(judge, "최", language="ko")
    return judge


# Judges


def test_names_that_only_unpublished_rulings_have_are_asked_about_before_they_become_public(
    kept, court, reviewer
):
    unknown = make.judge(name="N. Unseen", slug="unseen")
    make.ruling(Status.DRAFT, court=court, judge=unknown)
    make.spelling(unknown, "Невиданнов", language="ru")

    with pytest.raises(Doubtful) as doubtful:
        merge_judges(unknown, kept, reviewer)

    (doubt,) = doubtful.value.doubts
    assert "N. Unseen, Невиданнов" in doubt.message
    assert merge_judges(unknown, kept, reviewer, confirmed=[doubt.code])


def test_everything_moves_to_the_judge_who_stays(merged, kept, reviewer):
    make.spelling(kept, "Цой", language="ru")
    merge = merge_judges(merged, kept, reviewer)

    assert Ruling.objects.filter(judge=kept).count() == 3
    assert not Ruling.objects.filter(judge=merged).exists()
    assert fresh(merged).merged_into == kept
    assert sorted(kept.spellings.values_list("spelling", flat=True)) == ["A. Choi", "Цой", "최"]
    assert kept.posts.count() == 2
    assert [len(merge.moved[name]) for name in ("rulings", "evidence", "posts", "spellings", "added")] == [
        2,
        1,
        1,
        1,
        1,
    ]


def test_the_accepted_evidence_still_supports_the_rulings_value(merged, kept, reviewer):
    merge_judges(merged, kept, reviewer)

    ruling = Ruling.objects.get(evidence__field="judge")
    assert ruling.evidence.get(field="judge", accepted=True).value == ruling.judge.slug == "tsoi"


def test_history_and_audit_say_who_and_why(merged, kept, reviewer):
    merge_judges(merged, kept, reviewer)

    ruling = Ruling.objects.get(evidence__field="judge")
    version = ruling.history.first()
    assert (version.judge, version.history_user, version.history_change_reason) == (kept, reviewer, WHY)
    assert fresh(merged).history.first().history_change_reason == WHY
    events = AuditEvent.objects.filter(action="judge.merge").order_by("pk")
    assert [(one.target, one.reason, one.actor) for one in events] == [
        ("A. Choi", WHY, reviewer), ("A. Tsoi", WHY, reviewer),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="ruling.judge_merged").count() == 2


def test_a_form_that_was_opened_before_does_not_bring_the_old_judge_back(merged, kept, reviewer):
    draft = Ruling.objects.get(judge=merged, status=Status.DRAFT)
    merge_judges(merged, kept, reviewer)

    assert fresh(draft).version == draft.version + 1


def test_undoing_puts_exactly_that_back(merged, kept, reviewer):
    before = state()
    merge = merge_judges(merged, kept, reviewer)

    assert undo(merge, reviewer).left == []
    assert state() == before
    assert fresh(merge).undo_reason == "Another person."
    assert AuditEvent.objects.filter(action="judge.unmerge").count() == 2


def state():
    """Who has what, by primary key."""
    return [
        sorted(rows)
        for rows in (
            Ruling.objects.values_list("pk", "judge_id", "court_id"),
            JudgePost.objects.values_list("pk", "judge_id", "court_id"),
            [(one.pk, name, row) for one in Judge.objects.all() for name, row in spellings(one)],
            [(one.pk, name, row) for one in Court.objects.all() for name, row in spellings(one)],
            CourtFormerName.objects.values_list("pk", "court_id"),
            Court.objects.values_list("pk", "slug").filter(succeeded_by=None, merged_into=None),
            Judge.objects.values_list("pk", "slug").filter(merged_into=None),
            [(row.pk, row.value) for ruling in Ruling.objects.all() for row in ruling.evidence.all()],
        )
    ]


def spellings(record):
    return record.spellings.values_list("spelling", "pk")


def test_what_was_given_to_a_third_judge_since_is_left_and_named(merged, kept, reviewer):
    merge = merge_judges(merged, kept, reviewer)
    draft = Ruling.objects.get(judge=kept, status=Status.DRAFT)
    third = make.judge(name="T. H. Third")
    rulings.revise(ruling=draft, by=reviewer, now=make.NOW, version=draft.version, values={"judge": third})

    assert undo(merge, reviewer).left == [draft]
    assert fresh(draft).judge == third
    assert Ruling.objects.filter(judge=merged).count() == 1


def test_what_the_kept_judge_got_since_stays_there(merged, kept, court, reviewer):
    merge = merge_judges(merged, kept, reviewer)
    later = make.ruling(court=court, judge=kept)
    undo(merge, reviewer)

    assert fresh(later).judge == kept


def test_replies_move_along(merged, kept, reviewer):
    request = make.removal_request()
    close(
        request=request, by=reviewer, now=make.NOW, outcome=RequestOutcome.REPLY_PUBLISHED, note="Done.",
        reply=Reply(judge=merged, text="I decided by law."),
    )  # fmt: skip
    merge = merge_judges(merged, kept, reviewer)
    assert kept.replies.count() == 1

    undo(merge, reviewer)
    assert merged.replies.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_merge_and_its_undoing_have_a_reason(merged, kept, reviewer, reason):
    with pytest.raises(Refused):
        merge_judges(merged, kept, reviewer, reason=reason)
    merge = merge_judges(merged, kept, reviewer)

    with pytest.raises(Refused):
        undo(merge, reviewer, reason=reason)


def test_no_judge_is_merged_into_themselves(kept, reviewer):
    with pytest.raises(Refused, match="same record"):
        merge_judges(kept, kept, reviewer)


def test_a_merged_judge_is_merged_no_further_and_nobody_into_them(merged, kept, reviewer):
    third = make.judge(name="T. H. Third")
    merge_judges(merged, kept, reviewer)

    for judge, into in ((merged, third), (third, merged)):
        with pytest.raises(Refused, match="merged into “A. Tsoi” already"):
            merge_judges(judge, into, reviewer)


def test_of_two_merges_in_a_row_the_later_is_undone_first(merged, kept, reviewer):
    third = make.judge(name="T. H. Third")
    first = merge_judges(merged, kept, reviewer)
    second = merge_judges(kept, third, reviewer)

    with pytest.raises(Refused, match="Undo that first"):
        undo(first, reviewer)
    undo(second, reviewer)
    undo(first, reviewer)
    assert Ruling.objects.filter(judge=merged).count() == 2


def test_a_merge_is_undone_once_and_may_be_made_again(merged, kept, reviewer):
    merge = merge_judges(merged, kept, reviewer)
    undo(merge, reviewer)

    with pytest.raises(Refused, match="already"):
        undo(merge, reviewer)
    merge_judges(merged, kept, reviewer)


def test_judges_of_different_regions_are_asked_about(kept, reviewer):
    away = make.judge(name="A. Tsoi")
    JudgePost.objects.create(judge=away, court=make.court())

    with pytest.raises(Doubtful, match="different regions") as asked:
        merge_judges(away, kept, reviewer)
    assert fresh(away).merged_into is None
    merge_judges(away, kept, reviewer, confirmed=[doubt.code for doubt in asked.value.doubts])


def test_lawyers_merge_nothing(merged, kept, lawyer, reviewer):
    with pytest.raises(PermissionDenied):
        merge_judges(merged, kept, lawyer)
    merge = merge_judges(merged, kept, reviewer)
    with pytest.raises(PermissionDenied):
        undo(merge, lawyer)


def test_nothing_is_moved_when_a_merge_fails_in_the_middle(merged, kept, reviewer, monkeypatch):
    before = state()
    monkeypatch.setattr(merges, "_keep_name", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        merge_judges(merged, kept, reviewer)
    assert state() == before


def test_loading_the_corpus_again_undoes_no_merge(reviewer):
    corpus.load_reference(directory=REFERENCE, now=make.NOW)
    corpus.load(directory=CORPUS, now=make.NOW)
    merged, kept = Judge.objects.filter(posts__court__region="RU-KHA").order_by("pk")[:2]
    before = state()
    number = Ruling.objects.filter(judge__in=[merged, kept]).count()

    merge = merge_judges(merged, kept, reviewer)
    corpus.load_reference(directory=REFERENCE, now=make.NOW)
    corpus.load(directory=CORPUS, now=make.NOW)
    assert Ruling.objects.filter(judge=kept).count() == number

    undo(merge, reviewer)
    assert sorted(Ruling.objects.values_list("pk", "judge_id", "court_id")) == before[0]
    assert kept.spellings.count() == len([1 for pk, _spelling, _row in before[2] if pk == kept.pk])
    assert Ruling.objects.filter(judge__in=[merged, kept]).count() == number


# Courts


def test_a_court_moves_with_everything_and_comes_back(court, reviewer):
    other = make.court(region=court.region, name_en="Exampletown District Court", name_ru="Суд Примера")
    make.ruling(court=other, case_number="5-1/2019")
    make.ruling(court=court, case_number="5-2/2019")
    JudgePost.objects.create(judge=make.judge(), court=other)
    make.spelling(other, "Sud Primera")
    CourtFormerName.objects.create(court=other, name_ru="Прежний суд")
    make.court(region=court.region, succeeded_by=other)
    before = state()

    merge = merge_courts(other, court, reviewer)
    assert Ruling.objects.filter(court=court).count() == 2
    assert set(court.spellings.values_list("spelling", flat=True)) == {
        "Sud Primera", "Exampletown District Court", "Суд Примера",
    }  # fmt: skip
    assert court.spellings.get(spelling="Суд Примера").language == "ru"
    assert (court.posts.count(), court.former_names.count(), court.predecessors.count()) == (1, 1, 1)

    undo(merge, reviewer)
    assert state() == before


def test_courts_of_different_regions_are_refused(court, reviewer):
    with pytest.raises(Refused, match="different regions"):
        merge_courts(make.court(), court, reviewer)


def test_a_court_and_its_successor_are_two(court, reviewer):
    older = make.court(region=court.region, succeeded_by=court)

    with pytest.raises(Refused, match="succeeds"):
        merge_courts(older, court, reviewer)


def test_courts_that_logged_one_case_number_are_refused_and_it_is_named(court, reviewer):
    other = make.court(region=court.region)
    make.ruling(court=other, case_number="5-22/2019")
    twice = make.ruling(court=court, case_number="5-22/2019")

    with pytest.raises(Refused, match="5-22/2019"):
        merge_courts(other, court, reviewer)
    workflow.withdraw(ruling=twice, by=reviewer, now=make.NOW, way="quiet", reason="Logged twice.")
    merge_courts(other, court, reviewer)


def test_two_court_codes_are_asked_about(region, reviewer):
    one, two = make.court(region=region, code="25RS0001"), make.court(region=region, code="25RS0002")

    with pytest.raises(Doubtful, match="25RS0001"):
        merge_courts(one, two, reviewer)


# Nothing is forgotten


@pytest.mark.parametrize(("kind", "merge"), [(Judge, JudgeMerge), (Court, CourtMerge)])
def test_whatever_refers_to_a_judge_or_a_court_is_moved(kind, merge):
    """A new relation fails here until a merge moves it, or says why not."""
    parts = {(part.model, part.column) for part in merges.PARTS[kind]}
    found = {
        (relation.related_model, relation.field.name)
        for relation in kind._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
        and not relation.related_model.__name__.startswith("Historical")
    }
    known = {
        (Ruling, kind.__name__.lower()),
        (kind, "merged_into"),
        (merge, "merged"),
        (merge, "kept"),
    }

    assert found == parts | known
