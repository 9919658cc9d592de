"""Editing a draft on the desk."""

import re

import pytest

from decisions.actions import rulings
from decisions.models import AuditEvent, KeptInput, Ruling
from decisions.vocabulary import Role, Status
from tests import make
from tests.views.desk import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(lawyer, court, judge):
    return make.ruling(
        Status.DRAFT, by=lawyer, court=court, judge=judge, case_number="5-1/2019", plea="denied"
    )


def address(ruling):
    return f"/desk/rulings/{ruling.public_id}/edit/"


def form_of(page):
    """What a browser would send if nothing were changed: of every input that the page shows."""
    form = page.context["entry"].shared
    shown = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.content.decode()))
    typed = {name: form[name].value() for name in form.fields if name in shown}
    typed = {name: getattr(value, "pk", value) for name, value in typed.items() if value is not None}
    return {**typed, **fields(page)}


def test_a_change_is_saved_and_nothing_else_changes(client, lawyer, draft):
    client.force_login(lawyer)
    page = client.get(address(draft))

    answer = client.post(address(draft), {**form_of(page), "plea": "admitted", "do": "save"})

    assert answer.status_code == 302
    changed = Ruling.objects.get()
    assert (changed.plea, changed.case_number, changed.judge, changed.version) == (
        "admitted",
        "5-1/2019",
        draft.judge,
        2,
    )


def test_enter_in_a_box_says_that_nothing_is_saved(client, lawyer, draft):
    """A browser then presses the first button of the form, which looks for the court."""
    client.force_login(lawyer)
    sent = {**form_of(client.get(address(draft))), "plea": "admitted", "do": "find"}

    assert "Nothing is saved yet." in client.post(address(draft), sent).content.decode()
    assert Ruling.objects.get().plea == "denied"


def test_the_page_shows_the_evidence_and_new_evidence_takes_its_place(client, lawyer, draft):
    client.force_login(lawyer)
    page = client.get(address(draft))
    sent = {**form_of(page), "evidence-plea-quotation": "A sample sentence.", "do": "save"}
    assert client.post(address(draft), sent).status_code == 302

    page = client.get(address(draft))
    assert "A sample sentence." in page.content.decode()
    client.post(address(draft), {**form_of(page), "do": "save"})
    assert draft.evidence.get(accepted=True).quotation == "A sample sentence."

    page = client.get(address(draft))
    client.post(address(draft), {**form_of(page), "evidence-plea-page": "p. 3", "do": "save"})
    assert draft.evidence.get(accepted=True).page == "p. 3"
    assert draft.evidence.count() == 2


def test_unsaved_changes_of_a_draft_are_offered_on_the_first_page_until_it_is_published(
    client, lawyer, reviewer, draft
):
    client.force_login(lawyer)
    client.post(address(draft), {**form_of(client.get(address(draft))), "decided_on": "when?", "do": "save"})
    offer = f"{address(draft)}?kept={KeptInput.objects.get().key}"

    assert offer in client.get("/desk/").content.decode()
    assert "when?" in client.get(offer).content.decode()
    Ruling.objects.update(status=Status.PUBLISHED, published_by=reviewer, published_at=make.NOW)
    assert offer not in client.get("/desk/").content.decode()


def test_a_question_names_its_field_and_the_article_as_the_page_does(client, lawyer, draft):
    provision = make.provision("18.8", "1.1", fine_min_rub=2000, fine_max_rub=5000)
    client.force_login(lawyer)
    form = form_of(client.get(address(draft)))

    asked = (
        client.post(
            address(draft),
            form
            | {
                "provisions": [provision.pk],
                "fine_amount": "9000",
                "uid": "25RS0030-01-2019-000123-44",
                "do": "save",
            },
        )
        .context["visit"]
        .questions
    )

    told = {one.rows: one.sentence for one in asked}
    assert told["Fine"].startswith("Art. 18.8 part 1.1 provides for another fine")
    assert "check digits" in told["Unique case identifier (УИД)"]


def test_a_nationality_is_not_stated_with_one_key(client, lawyer, draft):
    client.force_login(lawyer)
    page = client.get(address(draft))
    assert '<option value="-">- not stated</option>' in page.content.decode()

    client.post(address(draft), form_of(page) | {"nationality": "-", "do": "save"})

    assert Ruling.objects.get(pk=draft.pk).nationality_state == "not_stated"


def test_evidence_offers_the_rules_that_speak_of_the_field_in_words(client, lawyer, draft):
    client.force_login(lawyer)
    proofs = client.get(address(draft)).context["entry"].proofs

    offered = {name: [text for _label, text in _flat(proof)] for name, proof in proofs.items()}
    assert offered["form"] == [
        "A person placed in a detention centre is expelled by force (CAO Art. 27.19).",
        "The source says that a group was treated in two ways but not how many in each.",
    ]
    assert offered["in_force_on"] == []


def _flat(proof):
    *_stated, last = proof.fields["how"].choices
    return last[1] if isinstance(last[1], list) else []


def test_saving_and_submitting_at_once(client, lawyer, draft):
    client.force_login(lawyer)
    page = client.get(address(draft))

    client.post(address(draft), {**form_of(page), "do": "submit"})

    assert Ruling.objects.get().status == Status.IN_REVIEW


def test_the_second_of_two_sees_both_versions_and_loses_nothing(client, lawyer, reviewer, draft):
    client.force_login(lawyer)
    page = client.get(address(draft))
    rulings.revise(ruling=draft, by=reviewer, now=make.NOW, version=1, values={"plea": "partly"})

    answer = client.post(
        address(draft), {**form_of(page), "plea": "admitted", "how_found": "canary", "do": "save"}
    )

    text = answer.content.decode()
    assert "partly admitted" in text
    assert "canary" in text
    assert Ruling.objects.get().plea == "partly"
    again = client.post(
        address(draft),
        {
            **form_of(answer),
            "court": draft.court_id,
            "judge": draft.judge_id,
            "plea": "admitted",
            "do": "save",
        },
    )
    assert again.status_code == 302
    assert Ruling.objects.get().plea == "admitted"


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 403), ("reviewer", 200)])
def test_other_peoples_drafts(request, client, draft, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address(draft)).status_code == status
    assert client.post(address(draft), {"do": "save"}).status_code == status


def test_a_visitor_is_sent_to_the_login(client, draft):
    assert client.get(address(draft)).status_code == 302


def test_a_submitted_or_published_ruling_is_not_the_lawyers_to_edit(client, lawyer):
    client.force_login(lawyer)
    for status in (Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN):
        assert client.get(address(make.ruling(status, by=lawyer))).status_code == 403


def test_a_ruling_that_is_not_there(client, lawyer):
    client.force_login(lawyer)

    assert client.get("/desk/rulings/2222222222/edit/").status_code == 404


def test_a_submit_with_an_error_keeps_the_text_for_the_same_account(client, lawyer, draft):
    client.force_login(lawyer)
    page = client.get(address(draft))

    answer = client.post(
        address(draft), {**form_of(page), "decided_on": "wrong", "how_found": "canary", "do": "save"}
    )

    assert "canary" in answer.content.decode()
    key = KeptInput.objects.get().key
    assert key == f"{draft.public_id}.1"
    assert f"?kept={key}" in client.get(address(draft)).content.decode()
    assert "canary" in client.get(f"{address(draft)}?kept={key}").content.decode()
    client.force_login(make.account("second", Role.REVIEWER))
    assert "canary" not in client.get(f"{address(draft)}?kept={key}").content.decode()


def test_a_number_of_a_hidden_ruling_is_asked_about_and_a_reviewer_learns_of_it(
    client, lawyer, stranger, draft
):
    uid = "16RS0051-02-2020-000001-14"
    hidden = make.ruling(Status.DRAFT, by=stranger, uid=uid, confirmed=["uid-other-court"])
    client.force_login(lawyer)
    typed = {**form_of(client.get(address(draft))), "uid": uid, "confirmed": "uid-other-court", "do": "save"}

    answer = client.post(address(draft), typed)

    page = answer.content.decode()
    assert "the reviewer is informed" in page
    assert hidden.public_id not in page
    assert Ruling.objects.get(pk=draft.pk).uid is None
    assert AuditEvent.objects.filter(action="ruling.logged_again", target=hidden.public_id).exists()

    others = answer.context["visit"].questions[0].code
    assert client.post(address(draft), {**typed, "others": others}).status_code == 302
    assert Ruling.objects.get(pk=draft.pk).uid == uid


def test_the_case_number_of_another_ruling_of_the_court_is_refused_with_a_link(client, lawyer, draft):
    other = make.ruling(Status.DRAFT, by=lawyer, court=draft.court, case_number="5-2/2019")
    client.force_login(lawyer)

    answer = client.post(
        address(draft),
        {
            **form_of(client.get(address(draft))),
            "court": draft.court_id,
            "case_number": "5- 2\\19",
            "do": "save",
        },
    )

    assert other.public_id in answer.content.decode()
    assert Ruling.objects.get(pk=draft.pk).case_number == "5-1/2019"
