"""The list of rulings: filters, the summary at its head, exports, the steps of a ruling's life."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from decisions.models import AuditEvent, JudgeSpelling, Ruling
from decisions.queries import exports
from decisions.vocabulary import Answer, Empty, Form, Role, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/decisions/ruling/"


def rows(response):
    assert response.status_code == 200
    return {ruling.public_id for ruling in response.context["cl"].result_list}


def ids(*rulings):
    return {ruling.public_id for ruling in rulings}


def act(client, action, *rulings, query="", **more):
    ticked = [ruling.pk for ruling in rulings]
    data = {"action": action, "_selected_action": ticked, "index": "0", "select_across": "0"}
    return client.post(f"{LIST}{query}", data | more)


def with_reason(client, action, *rulings, reason="A sample reason."):
    """The second page, sent."""
    ticked = [ruling.pk for ruling in rulings]
    return client.post(LIST, {"action": action, "_selected_action": ticked, "reason": reason})


def messages(client):
    return [str(message) for message in client.get(LIST).context["messages"]]


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def take(client, action, *rulings, **more):
    """The second page of an export, sent."""
    return act(client, action, *rulings, **{"take": "1", "which": "public", "kind": "csv"} | more)


def exported(response):
    header, *lines = table(response)
    assert tuple(header) == exports.HEADER
    return {line[0] for line in lines}


def last_event():
    event = AuditEvent.objects.last()
    return event.actor.username, event.action, event.target, event.reason


# Filters and search


def test_drafts_of_every_team_are_listed(reviewing, stranger):
    draft, published = make.ruling(Status.DRAFT, by=stranger), make.ruling()

    assert rows(reviewing.get(LIST)) == ids(draft, published)


def test_the_list_is_filtered_by_region_court_judge_form_placement_and_status(reviewing, judge):
    wanted = make.ruling(judge=judge, form=Form.FORCED, placement=Answer.YES)
    make.ruling(Status.DRAFT, form=Form.CONTROLLED_DEPARTURE, placement=Answer.NO)

    for query in (
        {"court__region__iso__exact": wanted.court.region_id},
        {"court__id__exact": wanted.court_id},
        {"judge__id__exact": judge.pk},
        {"form__exact": Form.FORCED},
        {"placement__exact": Answer.YES},
        {"status__exact": Status.PUBLISHED},
    ):
        assert rows(reviewing.get(LIST, query)) == ids(wanted), query


def test_an_article_is_found_with_all_its_parts_and_each_ruling_once(reviewing):
    first, second = make.provision("18.8", "1.1"), make.provision("18.8", "3")
    other = make.provision("18.10")
    wanted = make.ruling(provisions=[first, second])
    make.ruling(provisions=[other])
    make.ruling()

    response = reviewing.get(LIST, {"article": "18.8"})

    assert rows(response) == ids(wanted)
    assert response.context["selection"].rulings == 1


def test_the_calendar_narrows_to_a_year_a_month_a_day(reviewing):
    early, late = make.ruling(decided_on=date(2018, 10, 5)), make.ruling(decided_on=date(2019, 4, 18))

    assert rows(reviewing.get(LIST, {"decided_on__year": 2018})) == ids(early)
    assert rows(reviewing.get(LIST, {"decided_on__year": 2019, "decided_on__month": 4})) == ids(late)


@pytest.mark.parametrize("search", ["5-123", "25RS0030-01", "Sampl", "Сампл", "Exampletown", "Примера"])
def test_a_ruling_is_found_by_number_identifier_court_and_judge(reviewing, judge, search):
    for spelling in ("Sampl", "Сампл", "Сампле"):
        JudgeSpelling.objects.create(judge=judge, spelling=spelling, language="ru", basis="stated")
    court = make.court(name_ru="Суд Примера", code="25RS0030")
    wanted = make.ruling(court=court, judge=judge, case_number="5-123/2019", uid="25RS0030-01-2019-000123-85")
    make.ruling(court=make.court(name_en="Elsewhere"))

    response = reviewing.get(LIST, {"q": search})

    assert rows(response) == ids(wanted)
    assert response.context["selection"].rulings == 1


def test_a_ruling_is_found_by_its_public_identifier(reviewing):
    wanted, _other = make.ruling(), make.ruling()

    assert rows(reviewing.get(LIST, {"q": wanted.public_id})) == ids(wanted)


def test_an_unknown_date_says_so_and_comes_last(reviewing, lawyer):
    without = make.ruling(Status.DRAFT, decided_on=Empty.HIDDEN)
    dated = make.ruling()

    response = reviewing.get(LIST)

    assert [ruling.public_id for ruling in response.context["cl"].result_list] == [
        dated.public_id,
        without.public_id,
    ]
    assert "hidden by the court" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "form__exact=bogus",
        "form__exact=FORCED",
        "status__exact=😀",
        "court__id__exact=abc",
        "court__id__exact=999999",
        "court__id__exact=99999999999999999999999",
        "court__region__iso__exact=XX-ZZZ",
        "judge__id__exact=%00",
        "article=99.9",
        "article=%00",
        "q=%00",
        "q=" + "x" * 10_000,
        "decided_on__year=abc",
        "decided_on__year=0",
        "decided_on__year=9999",
        "decided_on__year=9999&decided_on__month=12",
        "decided_on__year=9999&decided_on__month=12&decided_on__day=31",
        "decided_on__year=2019&decided_on__month=13",
        "decided_on__gte=yesterday",
        "p=999999",
        "p=abc",
        "p=0",
        "p=-1",
        "bogus=1",
        "%00=1",
        "entered_by__password__startswith=a",
        "court__slug__regex=(",
        "_to_field=password",
        "o=1.2.x.99999",
        "e=1",
    ],
)
def test_what_cannot_be_read_is_never_an_error_of_ours_nor_an_ignored_filter(reviewing, query):
    make.ruling()

    response = reviewing.get(f"{LIST}?{query}")

    if query in {"o=1.2.x.99999", "e=1"}:  # no filters
        assert len(rows(response)) == 1
    else:
        assert response.status_code == 400


def test_an_unreadable_list_says_so_in_the_administrations_own_page(reviewing):
    page = reviewing.get(f"{LIST}?form__exact=bogus").content.decode()

    assert "No row is shown" in page
    assert f'href="{LIST}"' in page


def test_the_list_takes_as_many_queries_for_five_rulings_as_for_one(
    reviewing, provision, django_assert_num_queries, django_assert_max_num_queries
):
    make.ruling(provisions=[provision], judge=make.judge(), series=make.series(), position=1)
    reviewing.get(LIST)
    with django_assert_max_num_queries(20) as first:
        reviewing.get(LIST)
    for _number in range(4):
        make.ruling(provisions=[provision], judge=make.judge(), series=make.series(), position=1)

    with django_assert_num_queries(len(first.captured_queries)):
        assert len(rows(reviewing.get(LIST))) == 5


# The summary


def test_the_summary_of_nothing_is_zero(reviewing):
    response = reviewing.get(LIST)

    assert response.context["selection"].rulings == 0
    assert "0 rulings are selected" in response.content.decode()


# Exports


def test_the_ticked_rulings_are_exported_and_the_audit_says_so(reviewing):
    first, second = make.ruling(), make.ruling(Status.DRAFT)
    make.ruling()
    asked = act(reviewing, "export_selection", first, second, query="?status__exact=published")
    assert "1 ruling, never who it is about" in asked.content.decode()

    response = take(reviewing, "export_selection", first, second, query="?status__exact=published")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.streaming
    assert exported(response) == ids(first)  # what is ticked and matches
    reason = "1 rows as CSV under status__exact=published, 2 ticked"
    assert last_event() == ("reviewer", "ruling.export", "reviewer", reason)


def test_without_a_tick_the_selection_is_not_exported(reviewing):
    make.ruling()

    assert act(reviewing, "export_selection").status_code == 302
    assert "Items must be selected" in messages(reviewing)[0]


@pytest.mark.parametrize("ticks", [0, 1])
def test_everything_that_matches_is_exported_whatever_is_ticked(reviewing, ticks, monkeypatch):
    monkeypatch.setattr("decisions.admin.rulings.RulingAdmin.list_per_page", 1)
    matching = [make.ruling(form=Form.FORCED) for _number in range(3)]
    make.ruling()

    response = take(reviewing, "export_everything", *matching[:ticks], query="?form__exact=forced")

    assert exported(response) == ids(*matching)
    assert AuditEvent.objects.last().reason == "3 rows as CSV under form__exact=forced"


def test_the_audit_of_an_export_never_says_which_words_were_sought(reviewing, judge):
    make.ruling(judge=judge)

    take(reviewing, "export_everything", query="?q=Sample")

    event = AuditEvent.objects.last()
    assert event.reason == "1 rows as CSV under 1 q"
    assert event.fields == sorted(exports.HEADER)


def test_an_unreadable_selection_is_not_exported(reviewing):
    make.ruling()
    before = AuditEvent.objects.count()

    assert take(reviewing, "export_everything", query="?form__exact=bogus").status_code == 400
    assert AuditEvent.objects.count() == before


def test_the_file_has_the_columns_and_the_cells_of_the_public_one(reviewing, client):
    ruling = make.ruling(how_found="=1+1", judge=Empty.UNKNOWN)

    ours = table(take(reviewing, "export_selection", ruling))
    public = table(client.get("/rulings.csv"))

    assert ours == public


def test_a_lawyer_exports_nothing(client, lawyer):
    client.force_login(lawyer)
    ruling = make.ruling()

    assert take(client, "export_everything").status_code == 403
    assert take(client, "export_selection", ruling).status_code == 403
    assert not AuditEvent.objects.filter(action="ruling.export").exists()


@pytest.mark.parametrize("ticked", ["abc", "\0", "99999999999999999999999", "1;2", "😀"])
@pytest.mark.parametrize("action", ["export_selection", "publish", "export_everything"])
def test_ticks_that_are_no_records_are_refused(reviewing, action, ticked):
    data = {"action": action, "_selected_action": [ticked], "index": "0"}

    assert reviewing.post(LIST, data).status_code == 400


@pytest.mark.parametrize("index", ["abc", "7", "-1", "\0"])
def test_a_broken_index_does_nothing(reviewing, index):
    ruling = make.ruling(Status.DRAFT)

    reviewing.post(LIST, {"action": "publish", "_selected_action": [ruling.pk], "index": index})

    ruling.refresh_from_db()
    assert ruling.status == Status.DRAFT


def test_an_action_that_does_not_exist_does_nothing(reviewing):
    ruling = make.ruling()

    assert act(reviewing, "delete_selected", ruling).status_code == 302
    assert Ruling.objects.filter(pk=ruling.pk).exists()


# The life of a ruling


def test_a_draft_is_submitted(reviewing, lawyer):
    ruling = make.ruling(Status.DRAFT)

    act(reviewing, "submit", ruling)

    ruling.refresh_from_db()
    assert ruling.status == Status.IN_REVIEW
    assert last_event()[:3] == ("reviewer", "ruling.submit", ruling.public_id)
    assert ruling.history.first().history_user.username == "reviewer"
    assert messages(reviewing) == ["1 ruling submitted."]


def test_rulings_in_review_are_published(reviewing):
    rulings = [make.ruling(Status.IN_REVIEW) for _number in range(2)]

    act(reviewing, "publish", *rulings)

    assert {ruling.status for ruling in Ruling.objects.all()} == {Status.PUBLISHED}
    assert messages(reviewing) == ["2 rulings published."]


def test_the_own_ruling_is_not_published_and_the_reason_is_shown(reviewing, reviewer):
    own = make.ruling(Status.IN_REVIEW, by=reviewer)
    other = make.ruling(Status.IN_REVIEW)

    act(reviewing, "publish", own, other)

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.status, other.status) == (Status.IN_REVIEW, Status.PUBLISHED)
    refused, done = messages(reviewing)
    assert own.public_id in refused
    assert "Somebody other than the person who entered it" in refused
    assert done == "1 ruling published."


def test_sending_back_asks_for_a_reason_first(reviewing):
    ruling = make.ruling(Status.IN_REVIEW)

    page = act(reviewing, "send_back", ruling)

    assert page.status_code == 200
    assert ruling.public_id in page.content.decode()
    ruling.refresh_from_db()
    assert ruling.status == Status.IN_REVIEW

    assert with_reason(reviewing, "send_back", ruling).status_code == 302
    ruling.refresh_from_db()
    assert ruling.status == Status.DRAFT
    assert ruling.notes.get().text.open() == "A sample reason."


@pytest.mark.parametrize("reason", ["", "   ", "nul\0byte", "x" * 1001])
@pytest.mark.parametrize("action", ["send_back", "withdraw_openly", "withdraw_quietly"])
def test_a_bad_reason_is_explained_and_changes_nothing(reviewing, action, reason):
    ruling = make.ruling(Status.IN_REVIEW)

    page = with_reason(reviewing, action, ruling, reason=reason)

    assert page.status_code == 200
    assert page.context["form"].errors
    ruling.refresh_from_db()
    assert ruling.status == Status.IN_REVIEW


@pytest.mark.parametrize(
    ("action", "way"), [("withdraw_openly", Withdrawal.OPEN), ("withdraw_quietly", Withdrawal.QUIET)]
)
def test_a_ruling_is_withdrawn_with_a_reason(reviewing, action, way):
    ruling = make.ruling()

    with_reason(reviewing, action, ruling)

    ruling.refresh_from_db()
    assert (ruling.status, ruling.withdrawal) == (Status.WITHDRAWN, way)
    assert last_event()[:2] == ("reviewer", "ruling.withdraw")
    assert ruling.history.first().history_user.username == "reviewer"


def test_what_is_withdrawn_is_not_withdrawn_again_nor_submitted(reviewing):
    ruling = make.ruling(Status.WITHDRAWN)

    with_reason(reviewing, "withdraw_openly", ruling)
    assert "withdrawn already" in messages(reviewing)[0]

    act(reviewing, "submit", ruling)
    assert "you may not" in messages(reviewing)[0]


def test_all_that_match_may_be_chosen_at_once(reviewing, monkeypatch):
    monkeypatch.setattr("decisions.admin.rulings.RulingAdmin.list_per_page", 1)
    rulings = [make.ruling(Status.DRAFT) for _number in range(3)]

    act(reviewing, "submit", rulings[0], select_across="1")

    assert {ruling.status for ruling in Ruling.objects.all()} == {Status.IN_REVIEW}


def test_the_page_that_asks_for_the_reason_keeps_the_choice_of_all(reviewing, monkeypatch):
    monkeypatch.setattr("decisions.admin.rulings.RulingAdmin.list_per_page", 1)
    rulings = [make.ruling(Status.IN_REVIEW) for _number in range(3)]

    page = act(reviewing, "send_back", rulings[0], select_across="1")

    assert '<input type="hidden" name="select_across" value="1">' in page.content.decode()
    reviewing.post(
        LIST,
        {
            "action": "send_back",
            "_selected_action": [rulings[0].pk],
            "select_across": "1",
            "reason": "A sample reason.",
        },
    )
    assert {ruling.status for ruling in Ruling.objects.all()} == {Status.DRAFT}


def test_every_step_is_in_the_history_of_the_ruling(administering):
    ruling = make.ruling(Status.WITHDRAWN)

    page = administering.get(reverse("admin:decisions_ruling_history", args=[ruling.pk])).content.decode()

    for said in (
        "ruling.enter",
        "ruling.submit",
        "ruling.publish",
        "ruling.withdraw",
        "in review → published",
    ):
        assert said in page


def test_the_administrator_does_all_that_a_reviewer_does(administering):
    make.account("administrator", Role.ADMINISTRATOR)
    ruling = make.ruling(Status.IN_REVIEW)

    act(administering, "publish", ruling)

    ruling.refresh_from_db()
    assert ruling.published_by.username == "administrator"
