"""What a visitor sees when something is wrong: pages of ours, without a word about the inside."""

import errno

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client

from decisions.views import about
from tests.headers import faults_of
from tests.views.pages import page, tree

HEADINGS = {
    400: "This request cannot be read",
    403: "Not allowed",
    404: "Nothing here",
    500: "Something went wrong",
    503: "Not available at the moment",
    507: "No room left",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(monkeypatch):
    """A visitor to whose question about the method the given exception is the answer."""

    def failing(error):
        def fail(*_arguments):
            raise error

        monkeypatch.setattr(about, "sources", fail)
        return Client(raise_request_exception=False)

    return failing


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("an inside word"), 500),
        (OperationalError("an inside word"), 503),
        (OperationalError("database or disk is full: an inside word"), 507),
        (OSError(errno.ENOSPC, "an inside word"), 507),
        (PermissionDenied("an inside word"), 403),
        (Http404("an inside word"), 404),
        (SuspiciousOperation("an inside word"), 400),
    ],
)
def test_an_error_has_a_page_of_ours_that_tells_nothing_of_the_inside(failing, error, status):
    response = failing(error).get("/about/")

    text = response.content.decode()
    read = tree(text)
    assert response.status_code == status
    assert read.one("h1").text == HEADINGS[status]
    assert read.one("main").one("a").attributes["href"] == "/"
    assert read.one("link", rel="stylesheet").attributes["href"].startswith("/static/decisions/site.")
    assert not [word for word in ("inside", "Traceback", "RuntimeError", "django") if word in text.lower()]
    assert read.all("style") == read.all("script") == []


@pytest.mark.parametrize("error", [RuntimeError(), PermissionDenied(), Http404(), SuspiciousOperation()])
def test_an_error_has_the_headers_of_every_page_and_no_cookie(failing, error):
    response = failing(error).get("/about/")

    assert response["Content-Security-Policy"] == Client().get("/").headers["Content-Security-Policy"]
    assert faults_of(response) == []
    assert not response.cookies


def test_an_unknown_address_is_not_repeated_on_the_page(client):
    response = client.get("/nothing/<script>alert(1)</script>/")

    assert response.status_code == 404
    assert b"alert" not in response.content


def test_a_request_for_another_host_is_refused_with_our_page(client):
    response = client.get("/", headers={"host": "another.example"})

    assert response.status_code == 400
    assert tree(response.content.decode()).one("h1").text == HEADINGS[400]
    assert b"another.example" not in response.content


def test_a_form_that_was_open_too_long_is_refused_with_our_page():
    visitor = Client(enforce_csrf_checks=True)

    response = visitor.post("/admin/login/", {"username": "somebody", "password": "something"})

    assert response.status_code == 403
    assert tree(response.content.decode()).one("h1").text == HEADINGS[403]


def test_a_program_is_told_in_json_and_when_to_come_back(monkeypatch):
    def fail(*_arguments):
        raise OperationalError("an inside word")

    monkeypatch.setattr("decisions.queries.versions.current", fail)
    response = Client(raise_request_exception=False).get("/api/v1/rulings/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response.json()["errors"][0].startswith("The database of this site cannot be reached")


@pytest.mark.parametrize("status", [400, 403, 500])
def test_the_page_of_an_error_needs_no_database(failing, status, django_assert_num_queries):
    """The one question is that of the page which failed: which version of the data it would have shown."""
    error = {400: SuspiciousOperation(), 403: PermissionDenied(), 500: RuntimeError()}[status]
    visitor = failing(error)

    with django_assert_num_queries(1):
        assert visitor.get("/about/").status_code == status


def test_the_page_of_a_missing_address_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page(client, "/nothing/", status=404)
