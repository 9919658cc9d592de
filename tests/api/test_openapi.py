"""The OpenAPI document: committed, true, and what other people's programs are made from."""

import json

import pytest
import schemathesis
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from decisions.api import openapi
from decisions.filters import RulingFilter
from decisions.queries.exports import HEADER
from tests.api.document import COMMITTED

pytestmark = pytest.mark.django_db


def test_it_is_the_one_that_is_committed(client):
    response = client.get("/api/v1/openapi.json")

    assert response.content.decode() == COMMITTED.read_text(encoding="utf-8"), "make openapi"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_it_says_every_filter_and_every_key_with_its_meaning():
    document = openapi.document()
    rulings = document["paths"]["/api/v1/rulings/"]["get"]

    assert [one["name"] for one in rulings["parameters"]] == [*RulingFilter.base_filters, "page", "fields"]
    assert list(document["components"]["schemas"]["Ruling"]["properties"]) == list(HEADER)
    for name, schema in document["components"]["schemas"].items():
        unsaid = [key for key, value in schema["properties"].items() if not value.get("description")]
        assert unsaid == [] or name.startswith("Paginated") or name == "Errors", (name, unsaid)


def test_it_names_nothing_of_this_installation(settings):
    text = json.dumps(openapi.document())

    assert settings.SITE_URL not in text
    assert "desk" not in text
    assert "admin" not in text


@pytest.fixture
def patient():
    """A server that leaves the test's transaction open between its answers."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    caches["limits"].clear()


@pytest.mark.parametrize("path", openapi.document()["paths"])
def test_every_question_gets_one_of_the_answers_that_the_document_says(report, patient, path):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())

    @given(case=described[path]["GET"].as_strategy())
    @hypothesis_settings(max_examples=20, suppress_health_check=list(HealthCheck))
    def ask(case):
        # Which pages and which courts there are is not in the document: a made-up one is refused with 400.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()
