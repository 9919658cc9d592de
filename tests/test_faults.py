"""The server is killed in the middle of a series: all nine rulings are there, or none."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg2
import pytest

from tests.ports import free_port

pytestmark = pytest.mark.faults
ROOT = Path(__file__).resolve().parent.parent
KILLS = 20
PEOPLE = 9

PREPARE = """
import json
from django.test import Client
from decisions.vocabulary import Role
from tests import make
client = Client()
client.force_login(make.account("anna-sample", Role.LAWYER, team=make.team()))
made = {"court": make.court().pk, "judge": make.judge().pk, "source": make.source().pk}
print("made", json.dumps({**made, "cookie": client.cookies["sessionid"].value}))
"""


class Server:
    """The application in a process of its own, with a database that outlives it."""

    def __init__(self, environment, count):
        self.environment = environment
        self.count = count
        self.url = environment["SITE_URL"]
        self.made = json.loads(self._manage("shell", "-c", PREPARE).split("made ", 1)[1].splitlines()[0])
        port = urlsplit(self.url).port
        options = ["--preload", "--workers=1", "--threads=2", "--log-level=critical", "--no-control-socket"]
        self.master = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "casetracker.wsgi", f"--bind=127.0.0.1:{port}", *options],
            cwd=ROOT,
            env=environment,
        )

    def _manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def stop(self):
        self.master.terminate()
        self.master.wait(20)

    def workers(self):
        listed = subprocess.run(["pgrep", "-P", str(self.master.pid)], capture_output=True, text=True)
        return [int(line) for line in listed.stdout.split()]

    def kill(self):
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def fetch(self, data=None, cookies=""):
        """The answer's status, text and cookie; raises OSError while nobody answers."""
        request = urllib.request.Request(f"{self.url}/desk/series/new/", data=data)
        request.add_header("Cookie", f"sessionid={self.made['cookie']}; {cookies}")
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.headers.get("Set-Cookie") or ""
        except urllib.error.HTTPError as answer:
            return answer.code, "", ""

    def page(self):
        """The opened page, as soon as a new process answers."""
        until = time.monotonic() + 60
        while True:
            try:
                return self.fetch()
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def form(self, day):
        """What the lawyer sends, and the cookies that go with it."""
        status, text, cookie = self.page()
        assert status == 200
        csrf = re.search(r"csrftoken=([^;]+)", cookie)[1]
        names = ("csrfmiddlewaretoken", "ticket")
        hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in names}
        typed = {name: self.made[name] for name in ("court", "judge", "source")}
        values = {**hidden, **typed, "decided_on": day.isoformat(), "people": PEOPLE, "do": "save"}
        return urlencode(values).encode(), f"csrftoken={csrf}"

    def send(self, form):
        with suppress(OSError, ValueError):
            return self.fetch(*form)[0]
        return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


@pytest.fixture
def server(tmp_path):
    """On the database of this run: a file of SQLite's, or a database of its own beside the tests' one."""
    port = free_port()
    environment = {**os.environ, "CASETRACKER_VAR": str(tmp_path), "CASETRACKER_ENV": "demo"}
    environment |= {"SITE_URL": f"http://127.0.0.1:{port}", "PYTHONPATH": str(ROOT)}
    given = os.environ.get("DATABASE_URL")
    count = _count_in_file(tmp_path / "casetracker.sqlite3")
    if given:
        environment["DATABASE_URL"] = _own_database(given)
        count = _count_on_server(environment["DATABASE_URL"])
    for command in (["migrate", "-v0"], ["collectstatic", "-v0", "--no-input"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    server = Server(environment, count)
    yield server
    server.stop()
    if given:
        _execute(given, "DROP DATABASE casetracker_faults WITH (FORCE)")


def _own_database(given):
    _execute(given, "DROP DATABASE IF EXISTS casetracker_faults")
    _execute(given, "CREATE DATABASE casetracker_faults")
    return urlunsplit(urlsplit(given)._replace(path="/casetracker_faults"))


def _execute(url, statement):
    with closing(psycopg2.connect(url.replace("postgres://", "postgresql://"))) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


COUNT = "SELECT (SELECT count(*) FROM decisions_ruling), (SELECT count(*) FROM decisions_series)"


def _count_in_file(path):
    def count():
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            return connection.execute(COUNT).fetchone()

    return count


def _count_on_server(url):
    def count():
        with closing(psycopg2.connect(url.replace("postgres://", "postgresql://"))) as connection:
            cursor = connection.cursor()
            cursor.execute(COUNT)
            return cursor.fetchone()

    return count


def test_all_nine_or_none_are_there_after_every_kill(server):
    random.seed(9)
    first = date(2019, 1, 1)
    began = time.monotonic()
    assert server.send(server.form(first)) == 302
    took = time.monotonic() - began
    series, cut_short = 1, 0

    for number in range(1, KILLS + 1):
        form = server.form(first + timedelta(days=number))
        sending = threading.Thread(target=server.send, args=[form])
        sending.start()
        time.sleep(random.uniform(0, took))
        server.kill()
        sending.join()
        server.page()  # the next process answers: whatever the first one began is over

        rulings, found = server.count()
        assert (rulings, found) in {(PEOPLE * series, series), (PEOPLE * (series + 1), series + 1)}
        cut_short += found == series

        assert server.send(form) == 302  # the same page again, as a person would send it
        series += 1
        assert server.count() == (PEOPLE * series, series)

    assert cut_short, "no kill came early enough to prove anything"
