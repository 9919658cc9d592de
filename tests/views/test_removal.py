"""The public form of requests, as a visitor without cookies and scripts meets it."""

import io
import logging
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import signing
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from decisions.actions import removal
from decisions.models import RemovalRequest
from tests.views.pages import page

pytestmark = pytest.mark.django_db

ADDRESS = "/about/removal/"
SAID = {
    "sender": "family",
    "about": "/rulings/bcdfghjkmn/",
    "text": "A sample request.",
    "contact": "",
    "website": "",
}


def sent(client, **changes):
    return client.post(ADDRESS, SAID | changes)


def test_a_request_is_kept_and_answered_with_a_reference_that_no_address_says(client):
    answer = sent(client)
    request = RemovalRequest.objects.get()
    shown = client.get(answer["Location"])

    assert answer.status_code == 302
    assert request.reference not in answer["Location"]
    assert request.reference in shown.content.decode()
    assert "was not used" not in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert not client.cookies


def test_the_reference_is_shown_for_a_quarter_of_an_hour(client):
    location = sent(client)["Location"]
    reference = RemovalRequest.objects.get().reference
    assert reference in client.get(location).content.decode()

    with patch.object(signing.time, "time", return_value=timezone.now().timestamp() + 901):
        later = client.get(location)
    assert later.status_code == 200
    assert reference not in later.content.decode()


@pytest.mark.parametrize("ticket", ["", "nonsense", "a:b:c", "%00", "x" * 5000])
def test_a_ticket_of_nobody_shows_nothing(client, ticket):
    sent(client)

    shown = client.get("/about/removal/sent/", {"ticket": ticket})
    assert shown.status_code == 200
    assert RemovalRequest.objects.get().reference not in shown.content.decode()


def test_a_button_pressed_twice_sends_once(client):
    assert sent(client)["Location"].split("=")[0] == sent(client)["Location"].split("=")[0]
    assert RemovalRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": ""}, "required"),
        ({"text": " \n "}, "required"),
        ({"text": "x" * 20_001}, "at most 20000"),
        ({"text": "a\0b"}, "Null characters"),
        ({"about": "x" * 301}, "at most 300"),
        ({"contact": "x" * 301}, "at most 300"),
        ({"sender": ""}, "required"),
        ({"sender": "president"}, "not one of the available choices"),
        ({"website": "http://spam.example"}, "nothing belongs"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(client, changes, why):
    answer = sent(client, **{"contact": "sample@cases.example"} | changes)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert why in text
    assert "It is not sent yet" in text
    if "contact" not in changes:
        assert "sample@cases.example" in text
    assert not RemovalRequest.objects.exists()


def test_a_body_of_megabytes_is_refused(client):
    assert sent(client, text="x" * 3_000_000).status_code == 413


def test_repeated_and_unknown_names_do_no_harm(client):
    answer = client.post(ADDRESS, {**SAID, "text": ["one", "two"], "reference": "mine", "outcome": "removed"})

    assert answer.status_code == 302
    assert RemovalRequest.objects.get().outcome == ""


def test_when_too_many_come_the_text_stays_and_the_page_says_so(client, settings):
    settings.REMOVAL_MOST_AN_HOUR = 1
    sent(client)

    answer = sent(client, text="Another request.")
    assert answer.status_code == 429
    assert "Another request." in answer.content.decode()
    assert RemovalRequest.objects.count() == 1


def test_a_database_that_goes_away_loses_nothing(client):
    with patch.object(removal, "receive", side_effect=OperationalError):
        answer = sent(client)

    assert answer.status_code == 503
    assert "A sample request." in answer.content.decode()


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 302), ("none", 302)]
)
def test_another_site_cannot_send_from_a_visitors_browser(site, status):
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": site})

    assert sent(client).status_code == status


def test_neither_words_nor_reference_reach_the_log(client, monkeypatch):
    stream = io.StringIO()
    for name in (None, "django", "django.server", "django.request"):
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", stream)

    client.get(sent(client, text="Canary words", contact="canary@cases.example")["Location"])
    sent(client, text="Canary words", website="x")
    sent(client, text="Canary words" * 900_000)

    said = stream.getvalue()
    assert "anary" not in said
    assert RemovalRequest.objects.get().reference not in said


def test_the_page_names_the_ways_that_there_are(client, settings):
    assert "has not named a postal address" in page(client, ADDRESS).text

    settings.POSTAL_ADDRESS = "Sample street 1, Exampletown"
    settings.CONTACT = "help@cases.example"
    text = page(client, ADDRESS).text
    assert "Write to Sample street 1, Exampletown" in text
    assert "write to help@cases.example" in text


def test_the_privacy_page_and_every_foot_lead_here(client):
    for address in ("/about/privacy/", "/rulings/"):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()


def test_the_terms_on_the_page_are_those_of_the_settings(client, settings):
    settings.REMOVAL_DAYS, settings.REMOVAL_KEPT_DAYS = 7, 30

    text = page(client, ADDRESS).text
    assert "within 7 days" in text
    assert "deleted 30 days after" in text
    sent(client)
    request = RemovalRequest.objects.get()
    assert request.due_on == request.received_at.date() + timedelta(days=7)
