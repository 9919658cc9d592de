"""The pages of imports, as an administrator goes through them without a script."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from decisions.models import ImportBatch, ImportRow, Judge, Ruling
from decisions.tables import incoming
from decisions.text import papers
from decisions.vocabulary import ImportState, Status
from tests import make
from tests.importing import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def send(desk, content, name="sample.csv"):
    return desk.post("/desk/imports/", {"table": SimpleUploadedFile(name, content)}, follow=True)


def step(desk, name, **data):
    batch = ImportBatch.objects.get()
    return desk.post(f"/desk/imports/{batch.key}/{name}/", data, follow=True)


def columns(response):
    form = response.context["form"]
    return {box.html_name: box.initial for box in form.columns}


def test_the_way_of_a_file_from_sending_to_undoing(desk, court, source):
    ruling = make.ruling(Status.DRAFT, plea="denied", court=court, source=source)
    content = table(
        {"court": court.name_en, "plea": "", "judge": "N. E. Wcomer", "public_id": ""},
        {"court": court.slug, "plea": "признал", "judge": "", "public_id": ruling.public_id},
        {"court": court.slug, "plea": "by heart", "judge": "", "public_id": ""},
    )

    page = send(desk, content)
    assert "Which column is which" in page.text
    assert "N. E. Wcomer" in page.text

    page = step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))
    assert "1 name that we do not have" in page.text
    assert "Not one of the values" in page.text
    assert "denied</del> → <ins>admitted" in page.text

    page = step(desk, "names", create_all="1")
    assert Judge.objects.get().name == "N. E. Wcomer"
    assert "2 rows are ticked" in page.text

    page = step(desk, "rows", shown=["2", "3"], row=["2"], back="?outcome=new&page=1")
    assert page.redirect_chain[-1][0].endswith("?outcome=new&page=1")
    assert "1 row is ticked" in page.text

    page = step(desk, "rows", all="tick:update")
    page = step(desk, "apply")
    assert ImportBatch.objects.get().state == ImportState.APPLIED
    assert Ruling.objects.count() == 2
    assert "Undo the import" in page.text
    make.ruling()
    (way,) = re.findall(r'href="(/desk/exports/[^"]+)"', page.text)
    assert desk.get(way).context["page"].paginator.count == 2

    step(desk, "undo")
    ruling.refresh_from_db()
    assert (ImportBatch.objects.get().state, ruling.plea, Ruling.objects.count()) == ("undone", "denied", 2)


def five_new_rows(desk, court, source):
    rows = [{"court": court.slug, "case_number": f"5-{number}/2019"} for number in range(1, 6)]
    page = send(desk, table(*rows))
    return step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))


def ticked():
    return list(ImportRow.objects.filter(ticked=True).values_list("number", flat=True))


def test_what_stands_ticked_on_the_page_is_what_is_applied(desk, court, source):
    five_new_rows(desk, court, source)

    step(desk, "apply", shown=["2", "3", "4"], row=["4"], back="?page=1#rows")

    applied = ImportRow.objects.filter(applied=True).values_list("number", flat=True)
    assert list(applied) == [4, 5, 6]
    assert Ruling.objects.count() == 3


def test_ticks_are_kept_by_every_button_that_leads_to_other_rows_or_checks_them_again(desk, court, source):
    page = five_new_rows(desk, court, source)
    assert (
        page.text.count('<form method="post" action="/desk/imports/') == 2
    )  # the other throws the file away

    page = step(desk, "rows", shown=["2", "3"], row=["3"], go="?outcome=new&page=1#rows", back="?page=1#rows")
    assert page.redirect_chain[-1][0].endswith("?outcome=new&page=1#rows")
    assert ticked() == [3, 4, 5, 6]
    step(desk, "again", shown=["4", "5"], row=["5"])
    assert ticked() == [3, 5, 6]


def test_a_forgotten_source_is_said_after_the_rows_were_checked(desk, court, source):
    page = send(desk, table({"court": court.slug, "case_number": "5-1/2019"}))
    page = step(desk, "match", team=make.team().pk, **columns(page))
    assert "Say where it comes from" in page.text

    page = step(desk, "around", team=make.team().pk, source=source.pk)

    assert ticked() == [2]
    step(desk, "apply", shown=["2"], row=["2"])
    assert Ruling.objects.get().source == source


def test_a_known_court_is_found_by_letters_and_the_decision_is_remembered_until_it_is_taken_back(
    desk, court, source
):
    content = table({"court": "Суд у реки", "case_number": "5-1/2019"})
    to_match = {"team": make.team().pk, "source": source.pk}
    page = send(desk, content)
    page = step(desk, "match", **to_match, **columns(page))
    ((question, _chosen, _region),) = page.context["questions"]
    assert question.existing == []
    key = question.name.pk

    page = step(desk, "names", **{f"name-{key}": "", f"letters-{key}": court.name_en[:6]})
    ((question, chosen, _region),) = page.context["questions"]
    assert (question.existing[0].pk, chosen) == (court.pk, court.pk)
    step(desk, "names", **{f"name-{key}": court.pk})
    step(desk, "apply", shown=["2"], row=["2"])
    assert Ruling.objects.get().court == court

    ImportBatch.objects.update(key="0" * 32)  # the steps go to the only one that is left
    again = table({"court": "суд у реки", "case_number": "5-2/2019"})
    page = send(desk, again)
    batch = ImportBatch.objects.exclude(key="0" * 32).get()
    page = desk.post(f"/desk/imports/{batch.key}/match/", to_match | columns(page), follow=True)
    assert (page.context["undecided"], page.context["decided"][0].label) == (0, court.name_en)

    name = page.context["decided"][0].name
    page = desk.post(f"/desk/imports/{batch.key}/names/", {"ask": name.pk}, follow=True)
    assert page.context["undecided"] == 1


def test_a_row_with_too_many_cells_is_an_error_and_the_others_can_be_applied(desk, court, source):
    page = send(desk, f"court,plea\n{court.slug},admitted,denied\n{court.slug},silent\n".encode())
    page = step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))

    assert "The row has more cells than the header: 3 &gt; 2." in page.text
    assert ticked() == [3]


def test_who_was_logged_out_meanwhile_is_told_that_no_tick_was_saved(desk, court, source):
    five_new_rows(desk, court, source)
    desk.logout()

    assert "nothing was done. Send it again." in step(desk, "rows", shown=["2"]).text
    assert ticked() == [2, 3, 4, 5, 6]


def test_a_step_that_was_refused_is_loaded_again_as_the_page_of_the_import(desk, court, source):
    five_new_rows(desk, court, source)
    page = step(desk, "apply", shown=["2", "3", "4", "5", "6"], back="?outcome=new&page=1#rows")
    assert "No row is ticked" in page.text
    assert page.context["outcome"] == "new"

    page = desk.get(page.request["PATH_INFO"] + "?outcome=new")

    assert page.status_code == 302
    assert page["Location"] == f"/desk/imports/{ImportBatch.objects.get().key}/?outcome=new"


def test_what_was_chosen_stays_where_it_cannot_be_done(desk, source):
    page = send(desk, b"court,plea\nNowhere,admitted\n")
    page = step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))
    ((question, _chosen, _region),) = page.context["questions"]

    page = step(desk, "names", **{f"name-{question.name.pk}": "create"})

    assert "say in which region this court sits" in page.text
    assert 'value="create" checked' in page.text


def test_the_newest_file_comes_first_and_one_that_was_thrown_away_has_a_name(desk):
    for name in ("first.csv", "second.csv", "third.csv"):
        send(desk, b"court\nSample\n", name)
    key = ImportBatch.objects.last().key
    desk.post(f"/desk/imports/{key}/discard/")

    names = [one.name for one, _waits in desk.get("/desk/imports/").context["listed"]]

    assert names == ["third.csv", "second.csv", f"file of import {key[:8]}"]


def test_what_is_no_table_is_refused_with_its_reason(desk):
    assert "This is no table" in send(desk, b"%PDF-1.7", "a.pdf").text
    too_many = b"court\n" + b"Sample\n" * (incoming.MOST_ROWS + 1)
    assert "more than 200,000 rows" in send(desk, too_many).text
    assert "Choose a file" in desk.post("/desk/imports/", {}).text
    assert not ImportBatch.objects.exists()


def test_a_page_that_waits_asks_again_by_itself_and_can_be_left(desk, administrator, source):
    send(desk, b"court\nSample\n")
    ImportBatch.objects.update(state=ImportState.CHECKING)

    page = desk.get(f"/desk/imports/{ImportBatch.objects.get().key}/")
    assert page["Refresh"] == "3"
    assert "Stop waiting" in page.text

    page = step(desk, "stop")
    assert "Refresh" not in page
    assert "Somebody stopped waiting" in page.text
    assert ImportBatch.objects.get().state == ImportState.UPLOADED


def test_a_page_whose_worker_does_not_come_says_so(desk, source, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    page = send(desk, b"court\nSample\n")
    page = step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))
    assert "It waits for a worker since" in page.text
    assert "no worker runs" not in page.text

    ImportBatch.objects.update(begun_at=timezone.now() - timedelta(minutes=2))

    assert "no worker runs" in desk.get(page.redirect_chain[-1][0]).text
    assert "waits for a worker" in desk.get("/desk/imports/").text


def test_errors_keep_their_reason_when_the_rest_was_applied_and_are_taken_as_a_file(desk, source, court):
    content = table(
        {"Суд": court.slug, "Вина": "по-разному", "Дата": "2019-04-18"},
        {"Суд": court.slug, "Вина": "", "Дата": "2019-04-19"},
    )
    page = send(desk, content)
    step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))
    page = step(desk, "apply", shown=["3"], row=["3"])

    assert "Not one of the values: admitted, " in page.text
    assert "In the file: “Вина”." in page.text
    file = desk.get(page.redirect_chain[-1][0] + "errors.csv").getvalue().decode("utf-8-sig").splitlines()
    assert file[0] == "line,cell,column_of_the_file,column,fault"
    assert file[1].startswith('2,,Вина,plea,"Not one of the values: admitted, ')
    assert len(file) == 2


def test_a_discarded_file_leaves_nothing(desk, source, court):
    page = send(desk, table({"court": court.slug, "facility": "Hidden place"}))
    step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))

    page = step(desk, "discard")

    assert "are deleted" in page.text
    assert not ImportRow.objects.exists()


def test_a_step_that_comes_too_late_says_so(desk):
    send(desk, b"court\nSample\n")

    assert "has gone on meanwhile" in step(desk, "apply").text


def test_only_administrators_may_send_more_than_a_paper(lawyer, administrator, rf, monkeypatch):
    monkeypatch.setattr(papers, "LARGEST", 10)
    monkeypatch.setattr(incoming, "LARGEST", 30)

    def kept(user, address):
        request = rf.post(address, {"table": SimpleUploadedFile("a.csv", b"x" * 20)})
        request.user = user
        return request.FILES["table"].read()

    assert len(kept(administrator, "/desk/imports/")) == 20
    assert len(kept(lawyer, "/desk/imports/")) == 10
    assert len(kept(administrator, "/desk/people/")) == 10


def test_the_page_asks_as_many_questions_for_five_rows_and_names_as_for_one(desk, source, court):
    def asked(number):
        ImportBatch.objects.all().delete()
        row = {"court": court.slug, "judge": "", "case_number": "", "plea": "admitted"}
        rows = [
            row | {"judge": f"N. E. Wcomer{one}", "case_number": f"5-{one}/2019"} for one in range(number)
        ]
        rows += [{"court": f"Court {one}"} for one in range(number)]
        page = send(desk, table(*rows))
        page = step(desk, "match", team=make.team().pk, source=source.pk, **columns(page))
        assert len(page.context["questions"]) == 2 * number
        with CaptureQueriesContext(connection) as queries:
            desk.get(page.redirect_chain[-1][0])
        return len(queries)

    assert asked(5) == asked(1)
