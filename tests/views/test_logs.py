"""Nothing in a log says who visited or what for."""

import io
import logging
import socket
import threading

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from decisions.views import rulings


@pytest.fixture
def log(monkeypatch):
    """What the console gets, through the handlers and formatters of the settings."""
    stream = io.StringIO()
    for name in (None, "django", "django.server", "gunicorn.error"):
        for handler in logging.getLogger(name).handlers:
            if getattr(handler, "formatter", None) and type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.fixture
def server():
    """Django's own server on a free port, as `make dev` runs it."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def send(server, request_line):
    with socket.create_connection(server.server_address, timeout=10) as connection:
        connection.sendall(f"{request_line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        while connection.recv(65536):
            pass


@pytest.mark.parametrize(
    "query",
    ["q=secret", "q='secret'&x=\"secret\"", "?secret?q=secret", "q=%22secret", "a=1#secret", "q=a;secret"],
)
def test_the_server_notes_an_address_without_what_was_asked_and_who_asked(server, log, query):
    send(server, f"GET /nothing/?{query} HTTP/1.1")

    text = log.getvalue()
    assert '"GET /nothing/ HTTP/1.1" 404' in text
    assert not [seen for seen in ("secret", "127.0.0.1") if seen in text]


def test_a_broken_request_line_is_noted_without_its_query(server, log):
    send(server, "GET /nothing/?q=a secret HTTP/1.1")

    assert "Bad request syntax" in log.getvalue()
    assert not [seen for seen in ("secret", "127.0.0.1") if seen in log.getvalue()]


@pytest.mark.parametrize("peer", [("127.0.0.1", 50000), ("203.0.113.9", 1), ("2001:db8::1", 50000, 0, 0)])
def test_a_connection_that_broke_is_noted_without_its_other_end(log, peer):
    logging.getLogger("django.server").info("- Broken pipe from %s", peer)

    assert "Broken pipe from a visitor" in log.getvalue()
    assert peer[0] not in log.getvalue()


@pytest.mark.django_db
def test_a_fault_of_ours_is_noted_without_its_question(client, log, monkeypatch):
    def fail(*_arguments, **_options):
        raise RuntimeError("no good end for /rulings/?form=secret")

    monkeypatch.setattr(rulings, "facets", fail)
    client.raise_request_exception = False

    response = client.get("/rulings/?form=secret&q='secret", REMOTE_ADDR="203.0.113.9")

    assert response.status_code == 500
    assert "Internal Server Error: /rulings/" in log.getvalue()
    assert "RuntimeError: no good end for /rulings/" in log.getvalue()
    assert not [seen for seen in ("secret", "203.0.113.9") if seen in log.getvalue()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/?q=secret", 404),
        ("/rulings.csv?form=secret", 400),
        ("/rulings/?" + "secret=1&" * 1100, 400),
    ],
)
def test_what_is_not_found_or_refused_is_noted_without_its_question(client, log, address, status):
    assert client.get(address, REMOTE_ADDR="203.0.113.9").status_code == status

    assert log.getvalue()
    assert not [seen for seen in ("secret", "203.0.113.9") if seen in log.getvalue()]


def test_a_request_for_another_host_is_not_repeated(client, log, capsys):
    assert client.get("/?q=secret", headers={"host": "secret.example"}).status_code == 400

    # A logger without any handler would write to standard error by itself.
    assert "secret" not in log.getvalue() + capsys.readouterr().err


def test_a_stream_that_breaks_off_is_noted_without_its_question(log):
    logging.getLogger("gunicorn.error").error("Error handling request %s", "/rulings.csv?form=secret")

    assert "Error handling request /rulings.csv" in log.getvalue()
    assert "secret" not in log.getvalue()


def test_no_handler_writes_past_the_formatter():
    names = [None, *logging.root.manager.loggerDict]
    console = [
        handler
        for name in names
        for handler in logging.getLogger(name).handlers
        if type(handler) is logging.StreamHandler
    ]

    assert console
    assert {type(handler.formatter).__name__ for handler in console} == {"Discreet"}
