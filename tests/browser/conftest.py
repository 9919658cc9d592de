"""A server on a free port with the report's rulings, and a browser that visits it."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, Page, sync_playwright

from decisions.vocabulary import Status
from tests import make

# The page was left before the browser had fetched its icon.
GONE_ON = "net::ERR_ABORTED"


@dataclass
class Site:
    """Where the server is, and the addresses of records that the tests made."""

    url: str
    withdrawn: str


@dataclass
class Heard:
    """What a browser complained about, and what it asked other hosts for."""

    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def db(report, django_db_blocker) -> Iterator[None]:
    """In this folder for a whole module: beside the loop of a browser Django would open another connection."""
    if connection.vendor != "sqlite":
        pytest.skip("the browser tests run on SQLite, whose connection a server in this process can share")
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def site(db) -> Iterator[Site]:
    """The whole application as a visitor meets it; its threads share the connection of the tests."""
    withdrawn = make.ruling(Status.WITHDRAWN).public_id
    shared = connections[DEFAULT_DB_ALIAS]
    shared.inc_thread_sharing()
    server = ThreadedWSGIServer(
        ("127.0.0.1", 0), QuietWSGIRequestHandler, connections_override={DEFAULT_DB_ALIAS: shared}
    )
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", f"/rulings/{withdrawn}/")
    server.shutdown()
    server.server_close()
    thread.join()
    shared.dec_thread_sharing()


@pytest.fixture(scope="module")
def chromium(site) -> Iterator[Browser]:
    """Started after the site and stopped before it, so that making and clearing its records meets no loop."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def visit(chromium, site, heard):
    """Opens a page in a browser with the given options and listens to everything it does."""
    contexts = []

    def visit(address: str = "/", **options: object) -> Page:
        context = chromium.new_context(base_url=site.url, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", lambda message: heard.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        page.on(
            "requestfailed",
            lambda request: request.failure == GONE_ON or heard.complaints.append(f"failed: {request.url}"),
        )
        page.on(
            "request", lambda request: request.url.startswith(site.url) or heard.elsewhere.append(request.url)
        )
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
