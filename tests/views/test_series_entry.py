"""The page on which a hearing is logged, as far as no browser is needed."""

import json
from datetime import date
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.forms import ChoiceField
from django.test import Client

from decisions import vocabulary
from decisions.actions import corpus
from decisions.actions import kept as keeping
from decisions.models import AuditEvent, Court, Evidence, Judge, KeptInput, Ruling, Series
from decisions.vocabulary import Empty, Status
from tests import make
from tests.corpus_files import REFERENCE
from tests.views.desk import fields, hearing, send

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAGE = "/desk/series/new/"


@pytest.fixture
def desk(client, lawyer):
    client.force_login(lawyer)
    return client


@pytest.fixture
def typed(court, judge, source):
    return hearing(court, judge, source)


def text(answer):
    return answer.content.decode()


def messages_of(answer):
    return [str(one) for one in answer.context["messages"]]


# Saving


def test_nine_people_of_whom_nothing_differs_are_nine_drafts_of_one_series(desk, typed, lawyer):
    answer = send(desk, typed)

    assert answer.status_code == 302
    rulings = Ruling.objects.order_by("position")
    assert [one.position for one in rulings] == list(range(1, 10))
    assert {(one.series_id, one.status, one.entered_by_id) for one in rulings} == {
        (Series.objects.get().pk, Status.DRAFT, lawyer.pk)
    }


def test_what_nobody_touched_is_unknown(desk, typed):
    send(desk, typed)

    ruling = Ruling.objects.first()
    assert {ruling.form, ruling.placement, ruling.plea, ruling.counsel} == {Empty.UNKNOWN}
    assert ruling.fine_amount_state == Empty.UNKNOWN


def test_one_person_needs_no_series(desk, typed):
    send(desk, typed | {"people": "1"})

    assert Ruling.objects.get().series is None
    assert not Series.objects.exists()


def test_a_row_says_only_what_differs(desk, typed):
    send(
        desk,
        typed
        | {"people": "3", "form": "forced", "plea": "admitted", "fine_amount": "2000"}
        | {"row-0-case_number": "5-1/2019", "row-1-form": "controlled_departure", "row-1-fine_amount": "3000"}
        | {"row-2-plea": "not_stated", "row-2-fine_amount_state": "hidden"},
    )

    first, second, third = Ruling.objects.order_by("position")
    assert (first.case_number, first.form, first.plea, first.fine_amount) == (
        "5-1/2019",
        "forced",
        "admitted",
        2000,
    )
    assert (second.form, second.plea, second.fine_amount) == ("controlled_departure", "admitted", 3000)
    assert (third.form, third.plea, third.fine_amount_state) == ("forced", "not_stated", "hidden")


def test_a_row_shows_what_it_inherits(desk, typed):
    answer = send(desk, typed | {"form": "forced", "in_russia_since": "2014-05"}, do="find")

    assert "↑ forced expulsion" in text(answer)
    assert "↑ 2014-05" in text(answer)


def test_evidence_goes_to_every_ruling_that_has_the_shared_value(desk, typed):
    send(
        desk,
        typed
        | {"people": "3", "form": "forced", "row-1-form": "controlled_departure"}
        | {"evidence-form-quotation": "A sample sentence."},
    )

    rows = Evidence.objects.filter(field="form").select_related("ruling")
    assert sorted((row.ruling.position, row.value, row.basis) for row in rows) == [
        (1, "forced", "stated"),
        (3, "forced", "stated"),
    ]


def test_evidence_beside_a_field_is_inferred_by_a_rule_or_stated(desk, typed):
    send(
        desk,
        typed
        | {"people": "1", "provisions_state": "not_stated", "evidence-provisions-page": "p. 2"}
        | {"evidence-sanction-how": "stated", "evidence-asylum_known-how": "report-read-from-ruling"}
        | {"asylum_known": "yes"},
    )

    rows = Evidence.objects.values_list("field", "basis", "rule", "page")
    assert set(rows) == {
        ("provisions", "stated", "", "p. 2"),
        ("sanction", "stated", "", ""),
        ("asylum_known", "inferred", "report-read-from-ruling", ""),
    }


def test_a_dash_alone_says_not_stated_in_every_box(desk, typed):
    boxes = {
        field.name for field in vocabulary.TYPED if field.name not in ("judge", "provisions", "nationality")
    }
    numbers = {"case_number", "uid"}
    dashes = {name if name not in numbers else f"row-0-{name}": " - " for name in boxes}

    answer = send(desk, typed | dashes | {"people": "1", "judge_text": "-"})

    assert answer.status_code == 302
    ruling = Ruling.objects.get()
    assert {getattr(ruling, f"{name}_state") for name in {*boxes, "judge"}} == {Empty.NOT_STATED}


def test_in_every_list_the_same_key_finds_not_stated(desk):
    lists = [
        (box.name, [str(label) for value, label in box.field.choices if value == Empty.NOT_STATED])
        for form in (desk.get(PAGE).context["entry"].shared, *desk.get(PAGE).context["entry"].rows)
        for box in form
        if isinstance(box.field, ChoiceField) and Empty.NOT_STATED in dict(box.field.choices)
    ]

    assert len(lists) > 30
    assert {label for _name, labels in lists for label in labels} == {"- not stated"}


def test_submitting_hands_all_of_them_to_the_reviewers(desk, typed):
    send(desk, typed, do="submit")

    assert set(Ruling.objects.values_list("status", flat=True)) == {Status.IN_REVIEW}


def test_the_same_page_sent_twice_makes_one_series(desk, typed):
    page = desk.get(PAGE)
    first, second = send(desk, typed, page=page), send(desk, typed, page=page)

    assert first.url == second.url
    assert (Ruling.objects.count(), Series.objects.count()) == (9, 1)


# Nothing typed is lost


def test_a_submit_with_an_error_saves_nothing_and_shows_everything_again(desk, typed):
    answer = send(
        desk, typed | {"decided_on": "14.05.2019", "row-3-uid": "nonsense", "how_found": "a check 한국"}
    )

    assert not Ruling.objects.exists()
    assert 'value="14.05.2019"' in text(answer)
    assert 'value="nonsense"' in text(answer)
    assert "a check 한국" in text(answer)
    assert "nothing that you typed is lost" in text(answer)


def test_what_is_sent_is_kept_sealed_and_offered_again_until_it_is_saved(desk, typed, lawyer):
    send(desk, typed | {"decided_on": "wrong", "how_found": "canary-words"})

    row = KeptInput.objects.get()
    assert "canary" not in row.content.token
    assert "canary-words" in row.content.open()
    offered = desk.get(PAGE)
    assert f"?kept={row.key}" in text(offered)
    again = desk.get(f"{PAGE}?kept={row.key}")
    assert "canary-words" in text(again)

    send(desk, typed | {"how_found": "canary-words"}, page=again)
    assert Ruling.objects.count() == 9
    assert not KeptInput.objects.exclude(form__startswith=keeping.SAVED).exists()


def test_the_first_page_of_the_desk_offers_it_by_court_date_and_number_of_people(desk, typed, court):
    send(desk, typed | {"decided_on": "14.05.2019", "row-3-uid": "nonsense", "how_found": "canary-words"})
    key = KeptInput.objects.get().key

    home = text(desk.get("/desk/"))
    assert f"{court.name_en}, 14.05.2019, 9 people" in home
    assert f"{PAGE}?kept={key}" in home
    assert "canary-words" not in home

    answer = desk.post(f"/desk/kept/{key}/discard/", {"from": "home"})
    assert answer.url == "/desk/"
    assert not KeptInput.objects.exists()


def test_only_named_fields_are_kept(desk, typed):
    others = {"respondent_name": "canary", "csrfmiddlewaretoken": "x"}
    send(desk, typed | others | {"row-0-case_number": "5-1/2019"}, do="find")

    content = json.loads(KeptInput.objects.get().content.open())
    assert content["row-0-case_number"] == ["5-1/2019"]
    assert not {"respondent_name", "csrfmiddlewaretoken", "ticket"} & content.keys()


def test_what_one_account_typed_never_comes_back_to_another(client, desk, typed, colleague):
    send(desk, typed | {"decided_on": "wrong", "how_found": "canary-words"})
    key = KeptInput.objects.get().key
    client.force_login(colleague)

    assert "canary" not in text(client.get(PAGE))
    assert "canary" not in text(client.get(f"{PAGE}?kept={key}"))


def test_an_expired_session_brings_the_person_back_to_what_was_typed(client, desk, typed, lawyer):
    page = desk.get(PAGE)
    client.logout()

    answer = send(client, typed | {"how_found": "canary-words"}, page=page)

    key = KeptInput.objects.get(owner=lawyer).key
    assert answer.status_code == 302
    assert key in answer.url
    assert not Ruling.objects.exists()
    client.force_login(lawyer)
    assert "canary-words" in text(client.get(f"{PAGE}?kept={key}"))


def test_after_an_expired_session_another_account_gets_nothing(client, desk, typed, colleague):
    page = desk.get(PAGE)
    client.logout()
    send(client, typed | {"how_found": "canary-words"}, page=page)
    client.force_login(colleague)

    assert "canary" not in text(client.get(f"{PAGE}?kept={KeptInput.objects.get().key}"))


def test_a_page_of_another_account_is_not_saved_as_ones_own(client, desk, typed, colleague, lawyer):
    page = desk.get(PAGE)
    client.force_login(colleague)

    send(client, typed, page=page)

    assert not Ruling.objects.exists()
    assert KeptInput.objects.get().owner == lawyer


def test_an_expired_csrf_token_keeps_the_text(django_app_client, lawyer, typed):
    client = django_app_client
    client.force_login(lawyer)
    page = client.get(PAGE)

    answer = client.post(PAGE, {**fields(page), **typed, "how_found": "canary-words", "do": "save"})

    assert answer.status_code == 302
    assert not Ruling.objects.exists()
    assert "canary-words" in text(client.get(answer.url))


@pytest.fixture
def django_app_client():
    return Client(enforce_csrf_checks=True)


def test_a_forged_ticket_keeps_nothing(client, typed):
    answer = client.post(PAGE, {**typed, "ticket": "forged", "do": "save"})

    assert answer.status_code == 302
    assert not KeptInput.objects.exists()


def test_autosave_keeps_and_says_so(desk, typed):
    page = desk.get(PAGE)
    key = page.context["visit"].key

    answer = desk.post(f"/desk/kept/{key}/", {**fields(page), **typed})

    assert "no-store" in answer["Cache-Control"]
    assert "Kept at" in answer.json()["said"]
    assert KeptInput.objects.get().key == key


def test_autosave_under_another_key_or_of_another_account_is_refused(desk, client, typed, colleague):
    page = desk.get(PAGE)
    key = page.context["visit"].key

    assert desk.post(f"/desk/kept/{'0' * 32}/", {**fields(page), **typed}).status_code == 404
    client.force_login(colleague)
    assert client.post(f"/desk/kept/{key}/", {**fields(page), **typed}).status_code == 404
    assert not KeptInput.objects.exists()


def test_an_autosave_that_comes_after_saving_brings_nothing_back(desk, typed):
    page = desk.get(PAGE)
    send(desk, typed, page=page)

    desk.post(f"/desk/kept/{page.context['visit'].key}/", {**fields(page), **typed})

    assert not KeptInput.objects.exclude(form__startswith=keeping.SAVED).exists()


def test_an_absent_database_gives_a_page_with_all_that_was_typed(desk, typed, monkeypatch):
    page = desk.get(PAGE)

    def away(**_values):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(keeping, "keep", away)
    answer = send(desk, typed | {"how_found": "canary-words"}, page=page)

    assert answer.status_code == 503
    assert "canary-words" in text(answer)
    assert "Nothing was saved" in text(answer)


# Finding and adding courts and judges


@pytest.mark.parametrize("letters", ["khasan", "Хасан", "ХАСАНСКИЙ", "xx0000", "25RS0030"])
def test_a_court_is_found_in_any_script(desk, typed, letters):
    court = make.court(name_en="Khasansky Test Court", name_ru="Хасанский районный суд", code="25RS0030")
    page = send(desk, typed | {"court": "", "court_text": letters}, do="find")

    found = [one.pk for one in page.context["entry"].court.choices]
    assert (court.pk in found) is (letters != "xx0000")
    assert ("Nothing answers to “" in text(page)) is (letters == "xx0000")


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ({"judge_text": "Неизвестнов"}, "Choose what “Неизвестнов” means below, or empty the box."),
        ({"new_judge-spelling": "Неизвестнов"}, "“Неизвестнов” is not added yet: press “Add” below it"),
        ({"new_court-name_en": "Unheard Court"}, "“Unheard Court” is not added yet: press “Add” below it"),
    ],
)
def test_a_name_that_was_typed_and_not_chosen_is_no_unknown_judge(desk, typed, left, sentence):
    answer = send(desk, typed | {"judge": "", "people": "1"} | left, do="submit")

    assert answer.status_code == 200
    assert sentence in text(answer)
    assert not Ruling.objects.exists()


def test_a_judge_is_found_by_any_spelling_and_those_of_the_court_come_first(desk, court):
    elsewhere, here = make.judge(name="A. Tsoy"), make.judge(name="V. Tsoi")
    here.posts.create(court=court)
    here.spellings.create(spelling="Цой В.", language="ru", basis="stated")

    for letters in ("Цой", "tsoi", "ЦОЙ", "Tsoy"):
        answer = desk.get("/desk/find/judges.json", {"q": letters, "court": court.pk})
        assert [one["pk"] for one in answer.json()["results"]] == [here.pk, elsewhere.pk]
    assert "no-store" in answer["Cache-Control"]


def test_a_missing_court_and_judge_are_added_on_the_way(desk, typed, region):
    new = {"new_court-name_en": "Novy Test Court", "new_court-region": region.pk}
    page = send(desk, typed | {"court": ""} | new, do="court")
    court = Court.objects.get(name_en="Novy Test Court")
    assert page.context["entry"].court.chosen == court.pk

    page = send(
        desk,
        typed
        | {
            "court": str(court.pk),
            "judge": "",
            "new_judge-spelling": "Образцова Т. Е.",
            "new_judge-language": "ru",
        },
        do="judge",
    )
    judge = Judge.objects.get(slug="obraztsova-t-e")
    assert page.context["entry"].judge.chosen == judge.pk
    assert judge.posts.get().court == court
    assert "Novy Test Court" not in text(desk.get("/courts/"))


def test_a_court_whose_code_is_known_is_named_and_offered(desk, typed, region):
    known = make.court(name_en="Obraztsovsky District Court", code="25RS0030")
    new = {"new_court-name_en": "Sample", "new_court-region": region.pk, "new_court-code": "25RS0030"}

    page = send(desk, typed | {"court": ""} | new, do="court")

    assert "Obraztsovsky District Court has this code" in text(page)
    assert known.pk in [one.pk for one in page.context["entry"].court.choices]
    assert not Court.objects.filter(name_en="Sample").exists()


def test_a_court_like_a_known_one_is_added_only_when_the_person_insists(desk, typed, region):
    make.court(name_en="Obraztsovsky District Court")
    new = {"new_court-name_en": "Obrazcovsky District Court", "new_court-region": region.pk}
    new["new_court-name_en"] = "Obraztsovskiy"

    page = send(desk, typed | new, do="court")
    assert "Obraztsovsky District Court" in text(page)
    assert Court.objects.filter(name_en="Obraztsovskiy").count() == 0

    send(desk, typed | new | {"really_new": "1"}, do="court")
    assert Court.objects.filter(name_en="Obraztsovskiy").count() == 1


@pytest.mark.parametrize("address", ["/desk/find/courts.json", "/desk/find/judges.json", PAGE])
def test_nobody_without_an_account_finds_anything(client, address):
    assert client.get(address).status_code == 302


# Doubts and duplicates


def test_a_doubt_is_asked_about_once_for_all_rows_and_confirmed_for_these_values_only(desk, typed):
    odd = typed | {"people": "2", "form": "controlled_departure", "placement": "yes"}
    page = send(desk, odd)
    assert [one.rows for one in page.context["visit"].questions] == ["Everybody"]
    tick = page.context["visit"].questions[0].code

    assert not Ruling.objects.exists()
    assert send(desk, odd | {"confirmed": tick}).status_code == 302
    assert Ruling.objects.count() == 2


def test_a_confirmed_doubt_is_asked_about_again_for_another_value(desk, typed):
    odd = typed | {"people": "1", "row-0-uid": "25RS0030-01-2019-000123-84"}
    page = send(desk, odd)
    tick = page.context["visit"].questions[0].code

    page = send(desk, odd | {"confirmed": tick, "row-0-uid": "25RS0030-01-2019-000123-83"})
    assert len(page.context["visit"].questions) == 1
    assert not Ruling.objects.exists()
    assert send(desk, odd | {"confirmed": tick}).status_code == 302


def test_a_visible_duplicate_is_shown_with_a_link_and_refused(desk, typed, court, lawyer):
    there = make.ruling(Status.DRAFT, by=lawyer, court=court, case_number="5-22/2019")

    page = send(desk, typed | {"row-1-case_number": "5- 22\\19"})

    assert f"/desk/rulings/{there.public_id}/" in text(page)
    assert "already has a ruling with this case number" in text(page)
    assert Ruling.objects.count() == 1


def test_of_a_hidden_duplicate_nothing_is_said_but_that_it_is_there(desk, typed, court, stranger):
    there = make.ruling(Status.DRAFT, by=stranger, court=court, case_number="5-22/2019")

    page = send(desk, typed | {"row-1-case_number": "5-22/2019"})

    assert "the reviewer is informed" in text(page)
    assert there.public_id not in text(page)
    event = AuditEvent.objects.get(action="ruling.logged_again")
    assert event.target == there.public_id


def test_the_same_hearing_is_asked_about_and_may_be_another(desk, typed):
    send(desk, typed)
    page = send(desk, typed)
    assert [one.name for one in page.context["visit"].questions] == ["others"]

    send(desk, typed | {"others": page.context["visit"].questions[0].code})
    assert Series.objects.count() == 2


def test_two_rows_with_the_same_number_are_an_error(desk, typed):
    page = send(desk, typed | {"row-0-case_number": "5-1/2019", "row-4-case_number": "5-1/19"})

    assert "Person 1 has the same." in text(page)


# Rows


def test_rows_are_added_and_removed_without_losing_the_others(desk, typed):
    page = send(desk, typed | {"people": "3", "row-2-case_number": "5-3/2019"}, do="rows")
    assert len(page.context["entry"].rows) == 8

    page = send(desk, typed | {"people": "3", "row-2-case_number": "5-3/2019"}, do="remove:2")
    rows = page.context["entry"].rows
    assert [row["case_number"].value() or "" for row in rows] == ["", "5-3/2019"]


def test_fewer_people_than_rows_with_values_is_an_error_that_loses_nothing(desk, typed):
    page = send(desk, typed | {"people": "2", "row-4-case_number": "5-5/2019"})

    assert "Person 5 has values below" in text(page)
    assert "5-5/2019" in text(page)


# Hostile input

# What a database may refuse that Python takes is tried on both.
HOSTILE = ["\0", "x" * 20_000, "9" * 40]
if connection.vendor == "sqlite":
    HOSTILE += ["", "😀" * 500, "-1", "<script>", "../../etc", "known"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_input_breaks_the_page(desk, typed, value):
    names = [*typed, "court_text", "judge_text", "row-0-uid", "row-0-form", "row-9-plea"]
    names += ["evidence-plea-how", "evidence-plea-quotation", "new_court-name_en", "confirmed", "team"]
    names += ["provisions", "others"]
    one_person = typed | {"people": "1"}
    page = desk.get(PAGE)
    for do in ("save", "find", "rows", "remove:1", "court", "judge", value):
        assert send(desk, dict.fromkeys(names, value), do=do, page=page).status_code in (200, 302), do
    for name in [*names, "row-99-x"]:
        assert send(desk, one_person | {name: value}, page=page).status_code in (200, 302), name


@pytest.mark.parametrize("people", ["0", "61", "-3", "nine", ""])
def test_the_number_of_people_is_bounded(desk, typed, people):
    assert send(desk, typed | {"people": people}).status_code == 200
    assert not Ruling.objects.exists()


# Small things that cost people time


@pytest.mark.parametrize(
    ("written", "meant"), [("18.04.2019", date(2019, 4, 18)), ("8.4.2019", date(2019, 4, 8))]
)
def test_a_date_as_russians_write_it_is_understood(desk, typed, written, meant):
    send(desk, typed | {"decided_on": written, "in_russia_since": "04.2014"})

    ruling = Ruling.objects.first()
    assert (ruling.decided_on, ruling.in_russia_since) == (meant, date(2014, 4, 1))


@pytest.mark.parametrize("written", ["31.02.2019", "18.4.19", "18.04", "2019.04.18"])
def test_a_date_that_can_mean_several_or_no_day_is_asked_about(desk, typed, written):
    answer = send(desk, typed | {"decided_on": written})

    assert "Write the day as 2019-04-18" in text(answer)
    assert not Ruling.objects.exists()


def test_signs_that_turn_the_text_around_are_refused(desk, typed):
    answer = send(desk, typed | {"how_found": "detained \u202eat the market"})

    assert "changes the direction of text" in text(answer)
    assert not Ruling.objects.exists()


def test_sixty_people_with_all_that_can_be_said_of_them_are_not_too_many(desk, typed):
    page = desk.get(PAGE)
    confirmed = [f"a-doubt-{number}@uid@0@1" for number in range(1500)]
    sent = {**fields(page), **typed, "people": "60", "do": "save", "confirmed": confirmed}
    numbers = {f"row-{index}-case_number": f"5-{index + 1}/2019" for index in range(60)}

    assert len(confirmed) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    body = urlencode(sent | numbers, doseq=True)
    answer = desk.post(PAGE, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 302
    assert Ruling.objects.count() == 60


@pytest.mark.parametrize(
    ("address", "number", "status"),
    [(PAGE, 6000, 413), (PAGE, 3_000_000, 413), ("/about/removal/", 1200, 400)],
)
def test_a_form_with_more_than_anybody_needs_is_refused(desk, address, number, status):
    body = "&".join(["a=b"] * number)

    answer = desk.post(address, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == status
    assert "still in your browser" in text(answer)


def test_what_comes_back_is_not_called_unknown(desk, typed):
    assert "not a filter" not in text(desk.get(f"{PAGE}?kept={'0' * 32}"))


def test_a_hearing_that_no_publication_reports_has_a_source_too(desk):
    corpus.load_reference(directory=REFERENCE, now=make.NOW)

    assert "Rulings read by the lawyers of this archive" in text(desk.get(PAGE))
