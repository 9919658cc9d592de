"""People and papers on the desk: what the pages show, to whom, and what they never show."""

import io
import logging
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from decisions.actions import identity
from decisions.models import AuditEvent, Document, KeptInput, Respondent, RespondentRuling
from decisions.queries.identity import Identity
from decisions.text import papers, pseudonyms
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db

OTHER_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    return settings.DOCUMENTS_ROOT


@pytest.fixture
def draft(lawyer):
    return make.ruling(Status.DRAFT, by=lawyer)


def text(response):
    return unescape(response.content.decode())


def typed(**values):
    return {"pseudonym": pseudonyms.new(), "name": "Sam Pel Vented"} | values


def uploaded(content=b"A sample paper.", name="canary.txt"):
    return {"file": SimpleUploadedFile(name, content)}


# People


def test_a_person_is_recorded_for_a_ruling_found_again_and_shown_on_purpose(browser_of, lawyer, draft):
    browser = browser_of(lawyer)
    page = browser.get(f"/desk/people/new/?ruling={draft.public_id}")
    pseudonym = re.search(r'name="pseudonym" value="([^"]+)"', text(page))[1]

    sent = browser.post(
        "/desk/people/new/",
        typed(pseudonym=pseudonym, ruling=draft.public_id, spellings="Сам Пел\n샘펠\n", birth_date="1985-04"),
    )
    assert sent["Location"] == f"/desk/rulings/{draft.public_id}/#person"
    found = text(browser.post("/desk/people/", {"name": "сам пел"}))
    assert pseudonym in found
    assert "Vented" not in found
    page = text(browser.get(f"/desk/people/{pseudonym}/"))
    assert draft.public_id in page
    assert "Vented" not in page

    shown = browser.post(f"/desk/people/{pseudonym}/identity/")
    assert "Sam Pel Vented" in text(shown)
    assert "1985-04" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert AuditEvent.objects.filter(action="respondent.read", target=pseudonym, actor=lawyer).count() == 1


def test_a_search_finds_nobody_elses_people(browser_of, stranger, lawyer):
    make.person("Sam Pel Vented", by=lawyer)

    nothing = text(browser_of(stranger).post("/desk/people/", {"name": "Nobody At All"}))
    answer = text(browser_of(stranger).post("/desk/people/", {"name": "Sam Pel Vented"}))

    def without(page, name):
        return re.sub(r'value="[^"]*"', "", page).replace(name, "")

    assert without(answer, "Sam Pel Vented") == without(nothing, "Nobody At All")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "-"}, {"name": "x" * 201}, {"name": "a\0b"}, {"birth_date": "yesterday"},
        {"spellings": "\n".join(f"Sam {n}" for n in range(30))}, {"spellings": "x" * 300}, {"notes": "x" * 6000},
        {"pseudonym": "x"}, {"pseudonym": ""}, {"another": "maybe", "name": ""},
    ],
)  # fmt: skip
def test_a_bad_form_records_nobody_and_gives_back_what_was_typed(browser_of, lawyer, wrong):
    answer = browser_of(lawyer).post("/desk/people/new/", typed(notes="a note") | wrong)

    assert answer.status_code == 200
    assert 'class="error"' in text(answer) or 'role="alert"' in text(answer) or "pseudonym" in wrong
    assert not Respondent.objects.exists()


@pytest.mark.parametrize("ruling", ["zzzzzzzzzz", "'", "\0", "x" * 5000])
@pytest.mark.parametrize("page", ["/desk/people/", "/desk/people/new/"])
def test_a_ruling_that_is_none_is_not_found(browser_of, lawyer, page, ruling):
    browser = browser_of(lawyer)

    assert browser.get(page, {"ruling": ruling}).status_code == 404
    assert browser.post(page, typed(ruling=ruling)).status_code == 404


def test_somebody_elses_ruling_is_not_found(browser_of, stranger, colleague, draft):
    for user in (stranger, colleague):
        browser = browser_of(user)
        assert browser.post("/desk/people/new/", typed(ruling=draft.public_id)).status_code == 404
        person = make.person(by=user)
        link = {"pseudonym": person.pseudonym}
        assert browser.post(f"/desk/rulings/{draft.public_id}/person/", link).status_code == 404
    assert not RespondentRuling.objects.exists()


def test_a_namesake_is_asked_about_and_the_tick_records_another(browser_of, lawyer):
    browser, person = browser_of(lawyer), make.person("Sam Pel Vented", by=lawyer)
    form = typed()

    asked = text(browser.post("/desk/people/new/", form))
    assert person.pseudonym in asked
    assert 'type="checkbox" name="another"' in asked
    browser.post("/desk/people/new/", form | {"another": "on"})

    assert Respondent.objects.count() == 2


def test_the_same_page_sent_twice_records_one_person(browser_of, lawyer, draft):
    form = typed(ruling=draft.public_id)

    for _ in range(2):
        assert browser_of(lawyer).post("/desk/people/new/", form).status_code == 302

    assert Respondent.objects.count() == RespondentRuling.objects.count() == 1


def test_nothing_of_a_person_is_kept_as_unsaved_input_when_the_token_has_expired(lawyer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lawyer)

    answer = strict.post("/desk/people/new/", typed())

    assert answer.status_code == 403
    assert "Vented" not in text(answer)
    assert not KeptInput.objects.exists()
    assert not Respondent.objects.exists()


def test_the_second_who_saves_sees_what_the_first_saved_and_loses_nothing(browser_of, lawyer):
    person, browser = make.person("Sam", by=lawyer), browser_of(lawyer)
    identity.change(respondent=person, identity=Identity("Sam First"), version=1, by=lawyer, now=make.NOW)
    address = f"/desk/people/{person.pseudonym}/change/"

    answer = text(browser.post(address, {"name": "Sam Second", "version": 1}))
    assert "Sam First" in answer
    assert 'value="Sam Second"' in answer
    assert 'name="version" value="2"' in answer
    assert browser.post(address, {"name": "Sam Second", "version": 2}).status_code == 302


def test_a_link_is_made_taken_away_and_asked_for_in_vain(browser_of, lawyer, stranger, draft):
    browser, person = browser_of(lawyer), make.person(by=lawyer)
    hidden = make.person(by=stranger)
    address = f"/desk/rulings/{draft.public_id}/person/"

    for wrong in (hidden.pseudonym, "p-22222222", "x", "", "\0"):
        browser.post(address, {"pseudonym": wrong})
        assert not RespondentRuling.objects.exists()
    browser.post(address, {"pseudonym": person.pseudonym})
    assert person.pseudonym in text(browser.get(f"/desk/rulings/{draft.public_id}/"))
    browser.post(address + "remove/")
    browser.post(address + "remove/")
    assert not RespondentRuling.objects.exists()


def test_a_colleague_sees_that_there_is_a_person_and_papers_and_no_more(browser_of, lawyer, colleague, draft):
    person, paper = make.person(by=lawyer, ruling=draft), make.paper(draft, by=lawyer)

    page = text(browser_of(colleague).get(f"/desk/rulings/{draft.public_id}/"))

    assert person.pseudonym in page
    assert f"/desk/people/{person.pseudonym}/" not in page
    assert "1 paper is kept" in page
    assert paper.stored_as not in page


# Papers


def test_a_paper_is_added_and_comes_back_as_an_attachment(browser_of, lawyer, draft):
    browser = browser_of(lawyer)

    browser.post(f"/desk/rulings/{draft.public_id}/papers/", uploaded(name="Приговор канарейка.txt"))
    paper = Document.objects.get()
    page = text(browser.get(f"/desk/rulings/{draft.public_id}/"))
    assert f"/desk/papers/{paper.stored_as}/" in page
    assert "канарейка" not in page

    answer = browser.get(f"/desk/papers/{paper.stored_as}/")
    assert b"".join(answer.streaming_content) == b"A sample paper."
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9F")
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert AuditEvent.objects.filter(action="document.read", target=paper.stored_as).count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"GIF89a\0\0", "no PDF, DOCX, TXT, JPEG or PNG"),
        (b"%PDF-1.7\nhalf of it", "damaged"),
        (b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>\nstartxref\n9\n%%EOF", "password"),
        (b"x" * (papers.LARGEST + 1), "too large"),
    ],
)
def test_what_cannot_be_kept_is_said_clearly(browser_of, lawyer, draft, folder, content, sentence):
    answer = browser_of(lawyer).post(
        f"/desk/rulings/{draft.public_id}/papers/", uploaded(content), follow=True
    )

    assert sentence in text(answer)
    assert not Document.objects.exists()
    assert not folder.exists() or list(folder.iterdir()) == []


def test_no_file_a_text_and_the_same_file_twice_are_refused(browser_of, lawyer, draft):
    browser, address = browser_of(lawyer), f"/desk/rulings/{draft.public_id}/papers/"

    assert "Choose a file" in text(browser.post(address, follow=True))
    assert "Choose a file" in text(browser.post(address, {"file": "text"}, follow=True))
    browser.post(address, uploaded())
    assert "kept with the ruling already" in text(browser.post(address, uploaded(), follow=True))
    assert Document.objects.count() == 1


def test_the_same_file_with_another_ruling_is_named_only_to_who_may_see_it(
    browser_of, lawyer, stranger, draft
):
    mine, hidden = make.ruling(Status.DRAFT, by=lawyer), make.ruling(Status.DRAFT, by=stranger)
    make.paper(mine, by=lawyer)
    make.paper(hidden, by=stranger)

    page = text(browser_of(lawyer).post(f"/desk/rulings/{draft.public_id}/papers/", uploaded(), follow=True))

    assert f"kept with {mine.public_id} too" in page
    assert "there already; the reviewers are informed" in page
    assert hidden.public_id not in page


def test_a_paper_is_deleted_with_a_reason(browser_of, lawyer, draft):
    paper, browser = make.paper(draft, by=lawyer), browser_of(lawyer)
    address = f"/desk/papers/{paper.stored_as}/delete/"

    browser.post(address, {"reason": ""})
    browser.post(address, {"reason": "x" * 2000})
    assert Document.objects.exists()
    browser.post(address, {"reason": "Added by mistake."})
    assert not Document.objects.exists()
    assert browser.post(address, {"reason": "Twice."}).status_code == 404


# Without the key


def test_without_the_key_the_pages_say_so_and_everything_else_works(
    browser_of, client, lawyer, reviewer, settings
):
    waiting = make.ruling(Status.IN_REVIEW, by=lawyer)
    person, paper = make.person(by=lawyer, ruling=waiting), make.paper(waiting, by=lawyer)
    settings.IDENTITY_KEYS = [OTHER_KEY]
    browser = browser_of(lawyer)

    shown = browser.post(f"/desk/people/{person.pseudonym}/identity/")
    assert "the key is missing" in text(shown)
    changed = browser.post(f"/desk/people/{person.pseudonym}/change/", {"name": "Else", "version": 1})
    assert "the key is missing" in text(changed)
    read = browser.get(f"/desk/papers/{paper.stored_as}/", follow=True)
    assert "the key is missing" in text(read)
    for page in ("/desk/", "/desk/people/", f"/desk/people/{person.pseudonym}/", "/desk/people/new/"):
        assert browser.get(page).status_code == 200
    assert browser.post("/desk/people/", {"name": "Sam Pel Invented"}).status_code == 200
    review = browser_of(reviewer)
    assert review.get(f"/desk/rulings/{waiting.public_id}/").status_code == 200
    review.post(f"/desk/rulings/{waiting.public_id}/publish/", {"publish-version": waiting.version})
    assert client.get(f"/rulings/{waiting.public_id}/").status_code == 200
    assert Respondent.objects.get().name == person.name


# The canary

CANARY = "canary"


def test_a_marked_string_of_the_private_side_is_nowhere_else(browser_of, lawyer, administrator, monkeypatch):
    log = io.StringIO()
    for name in (None, "django", "django.server", "django.request"):
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", log)
    ruling = make.ruling(by=lawyer)
    draft = make.ruling(Status.DRAFT, by=lawyer)
    person = make.person(f"{CANARY} name", f"{CANARY} spelling", by=lawyer, ruling=ruling, notes=CANARY)
    identity.change(respondent=person, identity=Identity(f"{CANARY} new"), version=1, by=lawyer, now=make.NOW)
    make.paper(ruling, by=lawyer, name=f"{CANARY}.txt", content=CANARY.encode())
    mine, admin = browser_of(lawyer), browser_of(administrator)
    mine.post("/desk/people/", {"name": CANARY})
    mine.raise_request_exception = False
    monkeypatch.setattr(identity, "add", lambda **given: 1 / 0)
    broken = mine.post("/desk/people/new/", typed(name=CANARY, notes=CANARY))

    answers = [broken] + [
        browser.get(address)
        for browser, address in (
            *(
                (Client(), address)
                for address in ("/", "/rulings.csv", f"/rulings/{ruling.public_id}/", "/rulings/")
            ),
            (mine, f"/desk/rulings/{ruling.public_id}/"),
            (mine, f"/desk/rulings/{ruling.public_id}/history/"),
            (mine, f"/desk/rulings/{draft.public_id}/"),
            (mine, f"/desk/people/{person.pseudonym}/"),
            (admin, "/admin/"),
            (admin, "/desk/audit/"),
            (admin, f"/admin/decisions/ruling/{ruling.pk}/history/"),
            (admin, f"/admin/decisions/ruling/{ruling.pk}/change/"),
        )
    ]

    assert broken.status_code == 500
    assert "ZeroDivisionError" in log.getvalue()
    assert CANARY not in log.getvalue().lower()
    for answer in answers:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert CANARY not in (body.decode() + str(answer.headers) + str(answer.cookies)).lower()
    assert CANARY not in str(dict(mine.session)).lower()
