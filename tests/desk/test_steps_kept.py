"""What is typed into the small forms of the desk survives an expired session, an old token and an absent database."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from decisions.models import KeptInput
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db
TEXT = "typed for a long time"


def address(ruling, page=""):
    return f"/desk/rulings/{ruling.public_id}/{page}"


def ticket(page, action):
    """The ticket of the form that goes to `action`."""
    form = page.content.decode().split(f'action="{action}"')[1] if action else page.content.decode()
    return re.search(r'name="ticket" value="([^"]+)"', form)[1]


@pytest.fixture
def cases(lawyer, reviewer):
    """Each form: who sends it, the page on which it stands, its door (none if it is the page), what is typed."""
    draft = make.ruling(Status.DRAFT, by=lawyer)
    series = make.series()
    waiting = make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=1)
    published = make.ruling(Status.PUBLISHED, by=lawyer)
    return {
        "note": (lawyer, address(draft), address(draft, "note/"), {"note-text": TEXT}),
        "send back": (reviewer, address(waiting), address(waiting, "send-back/"), {"back-reason": TEXT}),
        "withdraw": (reviewer, address(published), address(published, "withdraw/"), {"withdraw-reason": TEXT}),
        "withhold": (reviewer, address(waiting), address(waiting, "withhold/"), {"withhold-reason": TEXT}),
        "series": (
            reviewer, "/desk/queue/", f"/desk/series/{series.number}/send-back/",
            {"reason": TEXT, "series": series.number},
        ),
        "correction": (reviewer, address(published, "correct/"), "", {"reason": TEXT}),
        "event": (lawyer, address(draft, "events/add/"), "", {"source": TEXT}),
    }  # fmt: skip


CASES = ["note", "send back", "withdraw", "withhold", "series", "correction", "event"]


@pytest.mark.parametrize("name", CASES)
def test_a_form_comes_back_after_the_session_has_ended(client, cases, name):
    person, page, door, typed = cases[name]
    client.force_login(person)
    opened = client.get(page)
    typed = typed | {"ticket": ticket(opened, door)}
    client.logout()

    sent = client.post(door or page, typed)

    assert sent.status_code == 302
    assert sent["Location"].startswith(f"/accounts/login/?next={page}%3Fkept%3D")
    client.force_login(person)
    back = sent["Location"].split("next=")[1].replace("%3F", "?").replace("%3D", "=")
    assert TEXT in client.get(back).content.decode()


@pytest.mark.parametrize("name", CASES)
def test_a_form_comes_back_when_its_token_is_old(cases, name):
    person, page, door, typed = cases[name]
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    typed = typed | {"ticket": ticket(client.get(page), door)}

    sent = client.post(door or page, typed, follow=True)

    assert TEXT in sent.content.decode()
    assert "send it again" in sent.content.decode()


def test_a_form_stays_in_the_page_when_the_database_goes_away(client, cases, monkeypatch):
    def away(**_how):
        raise OperationalError("gone")

    person, _page, door, typed = cases["note"]
    client.force_login(person)
    monkeypatch.setattr("decisions.actions.notes.write", away)

    sent = client.post(door, typed)

    assert sent.status_code == 503
    assert TEXT in sent.content.decode()


def test_what_was_sent_is_not_kept_and_nobody_else_gets_it(client, cases, colleague):
    person, page, door, typed = cases["note"]
    client.force_login(person)
    typed = typed | {"ticket": ticket(client.get(page), door)}
    client.logout()
    back = client.post(door, typed)["Location"].split("next=")[1].replace("%3F", "?").replace("%3D", "=")

    client.force_login(colleague)
    assert TEXT not in client.get(back).content.decode()

    client.force_login(person)
    client.post(door, typed)
    assert not KeptInput.objects.filter(form="step").exists()


def test_a_passage_to_be_purged_is_never_kept(client, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)

    client.post(address(ruling, "purge/"), {"purge-passage": TEXT})

    assert not KeptInput.objects.exists()


def test_an_event_keeps_itself_while_it_is_typed_and_is_offered_until_it_is_saved(client, lawyer, colleague):
    ruling = make.ruling(Status.PUBLISHED, by=lawyer)
    client.force_login(lawyer)
    opened = client.get(address(ruling, "events/add/"))
    keeps = re.search(r'data-keep="([^"]+)"', opened.content.decode())[1]
    key = re.search(r'name="key" value="([0-9a-f]+)"', opened.content.decode())[1]
    typed = {"ticket": ticket(opened, ""), "key": key, "version": "0", "kind": "released", "source": TEXT}

    assert "Kept at" in client.post(keeps, typed).json()["said"]
    offer = f"{address(ruling, 'events/add/')}?kept={keeps.split('/')[-2]}"
    for page in ("/desk/", address(ruling), address(ruling, "events/add/")):
        assert offer in client.get(page).content.decode(), page
    back = client.get(offer).content.decode()
    assert TEXT in back
    assert key in back
    assert 'class="error"' not in back

    assert client.post(address(ruling, "events/add/"), typed).status_code == 302
    assert "Not kept" in client.post(keeps, typed).json()["said"]
    assert offer not in client.get("/desk/").content.decode()
