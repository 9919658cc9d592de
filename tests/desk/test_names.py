"""The desk's pages of judges and courts."""

import pytest
from django.test import Client

from decisions.actions import merges, rulings
from decisions.models import AuditEvent, JudgePost
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db

WHY = "The same signature on both."


@pytest.fixture
def reviewing(browser_of, reviewer):
    return browser_of(reviewer)


@pytest.fixture
def kept(court):
    judge = make.judge(name="A. B. Tsoi", slug="tsoi")
    JudgePost.objects.create(judge=judge, court=court)
    return judge


@pytest.fixture
def judge(court):
    judge = make.judge(name="A. Tsoi", slug="a-tsoi")
    make.ruling(Status.DRAFT, court=court, judge=judge)
    return judge


def merge(client, judge, into, **changes):
    data = {"merge-into": into, "merge-reason": WHY} | changes
    return client.post(f"/desk/judges/{judge.slug}/merge/", data)


def test_the_lists_count_drafts_too_and_answer_to_any_script(reviewing, kept, judge):
    text = reviewing.get("/desk/judges/").content.decode()
    assert "A. B. Tsoi" in text
    assert '<td data-label="Rulings" class="number">1</td>' in text
    assert "A. B. Tsoi" in reviewing.get("/desk/judges/?q=Цой").content.decode()
    assert "answers to this" in reviewing.get("/desk/judges/?q=xyz%00").content.decode()


def test_who_has_a_similar_name_is_offered(reviewing, kept, judge):
    text = reviewing.get(f"/desk/judges/{judge.slug}/").content.decode()

    assert f'name="merge-into" value="{kept.pk}"' in text
    assert f'name="merge-into" value="{judge.pk}"' not in text


def test_another_is_found_by_searching(reviewing, judge):
    other = make.judge(name="T. H. Other")

    assert f'value="{other.pk}"' in reviewing.get(f"/desk/judges/{judge.slug}/?q=other").content.decode()


def test_merging_and_undoing(reviewing, kept, judge):
    assert merge(reviewing, judge, kept.pk).status_code == 302
    judge.refresh_from_db()
    assert judge.merged_into == kept
    assert "Merged into another record" in reviewing.get(f"/desk/judges/{judge.slug}/").content.decode()
    assert f"/desk/judges/{judge.slug}/" not in reviewing.get("/desk/judges/").content.decode()

    done = judge.merges.get()
    address = f"/desk/judges/tsoi/merges/{done.pk}/undo/"
    assert reviewing.post(address, {"undo-reason": "Another person."}).status_code == 302
    judge.refresh_from_db()
    assert judge.merged_into is None


def test_what_was_changed_by_hand_is_named_when_a_merge_is_undone(reviewing, reviewer, kept, judge):
    merge(reviewing, judge, kept.pk)
    ruling = kept.rulings.get()
    values = {"judge": make.judge()}
    rulings.revise(ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, values=values)

    address = f"/desk/judges/tsoi/merges/{judge.merges.get().pk}/undo/"
    answer = reviewing.post(address, {"undo-reason": "Another person."}, follow=True)
    assert f"left as they are: {ruling.public_id}" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"merge-into": ""}, "Choose the record that stays"),
        ({"merge-into": "999999"}, "Select a valid choice"),
        ({"merge-into": "x"}, "Select a valid choice"),
        ({"merge-into": "\0"}, "Null characters"),
        ({"merge-reason": ""}, "required"),
        ({"merge-reason": "x" * 1001}, "at most 1000"),
        ({"merge-reason": "a\0b"}, "Null characters"),
    ],
)
def test_bad_input_is_refused(reviewing, kept, judge, changes, why):
    answer = merge(reviewing, judge, kept.pk, **changes)

    assert answer.status_code == 200
    assert why in answer.content.decode()
    judge.refresh_from_db()
    assert judge.merged_into is None


def test_a_refusal_is_a_sentence_and_what_was_typed_stays(reviewing, judge):
    text = merge(reviewing, judge, judge.pk).content.decode()

    assert "This is the same record" in text
    assert WHY in text


def test_another_region_is_asked_about(reviewing, judge):
    away = make.judge(name="A. Tsoi")
    JudgePost.objects.create(judge=away, court=make.court())

    answer = merge(reviewing, judge, away.pk)
    assert "different regions" in answer.content.decode()
    assert f'value="{away.pk}" checked' in answer.content.decode()
    codes = [doubt.code for doubt in answer.context["doubts"]]
    assert merge(reviewing, judge, away.pk, confirmed=codes).status_code == 302


def test_a_button_pressed_twice_merges_once(reviewing, kept, judge):
    merge(reviewing, judge, kept.pk)

    assert "already" in merge(reviewing, judge, kept.pk).content.decode()
    assert AuditEvent.objects.filter(action="judge.merge").count() == 2  # one for each record


def test_a_form_without_its_token_is_refused(reviewer, kept, judge):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)

    assert merge(client, judge, kept.pk).status_code == 403


def test_the_merge_of_others_is_no_merge_of_this_judge(reviewing, reviewer, kept, judge):
    done = merges.merge_judges(judge=judge, into=kept, by=reviewer, now=make.NOW, reason=WHY)
    third = make.judge()

    answer = reviewing.post(f"/desk/judges/{third.slug}/merges/{done.pk}/undo/", {"undo-reason": WHY})
    assert answer.status_code == 404


@pytest.mark.parametrize("section", ["judges", "courts"])
def test_spellings_are_added_and_taken_away(reviewing, kept, court, section):
    record = kept if section == "judges" else court
    address = f"/desk/{section}/{record.slug}/spellings/"
    given = {"spell-spelling": "Цой", "spell-language": "ru", "spell-basis": "stated", "spell-rule": ""}

    assert reviewing.post(address, given).status_code == 302
    spelling = record.spellings.get()
    assert "there already" in reviewing.post(address, given).content.decode()
    assert "needs the rule" in reviewing.post(address, given | {"spell-basis": "inferred"}).content.decode()
    assert reviewing.post(address, {}).status_code == 200

    refused = reviewing.post(f"{address}{spelling.pk}/remove/", {})
    assert "Reason: This field is required." in refused.content.decode()
    assert record.spellings.exists()
    assert (
        reviewing.post(f"{address}{spelling.pk}/remove/", {"unspell-reason": "Misread."}).status_code == 302
    )
    assert not record.spellings.exists()
    assert AuditEvent.objects.filter(action__startswith="spelling.").count() == 2


def test_a_spelling_of_another_judge_is_not_taken_away_here(reviewing, kept, judge):
    spelling = make.spelling(judge)

    address = f"/desk/judges/tsoi/spellings/{spelling.pk}/remove/"
    assert reviewing.post(address, {"unspell-reason": "Misread."}).status_code == 404


def test_nobody_chooses_a_merged_judge_while_typing(reviewing, kept, judge):
    merge(reviewing, judge, kept.pk)

    found = reviewing.get("/desk/find/judges.json?q=tsoi").json()["results"]
    assert [one["pk"] for one in found] == [kept.pk]


@pytest.mark.parametrize("section", ["judges", "courts"])
def test_the_lists_ask_the_database_no_more_for_many(reviewing, section, django_assert_max_num_queries):
    for _number in range(5):
        post = JudgePost.objects.create(judge=make.judge(), court=make.court())
        make.ruling(Status.DRAFT, court=post.court, judge=post.judge)

    with django_assert_max_num_queries(9):
        reviewing.get(f"/desk/{section}/")
