"""The application in processes of its own, on databases that can be killed, stopped and filled up."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg2
from django.conf import settings

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 9
BOUNDARY = "sample-boundary"

PREPARE = """
import json
from django.test import Client
from decisions.vocabulary import Role, Status
from tests import make
client = Client()
lawyer = make.account("anna-sample", Role.LAWYER, team=make.team())
client.force_login(lawyer)
make.account("administrator", Role.ADMINISTRATOR)
court, source = make.court(), make.source()
made = {"court": court.pk, "judge": make.judge().pk, "source": source.pk, "slugs": [court.slug, source.slug]}
draft = make.ruling(Status.DRAFT, by=lawyer, series=None)
make.ruling()
print("made", json.dumps({**made, "draft": draft.public_id, "cookie": client.cookies["sessionid"].value}))
"""


class Site:
    """One installation, with what `prepare` makes: a lawyer who is logged in and rows to refer to.

    `migrated` is a database on SQLite to begin with, which saves the time of the migrations.
    """

    def __init__(self, folder, database_url="", *, prepare=PREPARE, migrated=None, **variables):
        self.folder, self.database_url = folder, database_url
        self.url = f"http://127.0.0.1:{free_port()}"
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = inherited | {
            "CASETRACKER_VAR": str(folder),
            "CASETRACKER_ENV": "demo",
            "SITE_URL": self.url,
            "PYTHONPATH": str(ROOT),
            **variables,
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        os.symlink(settings.STATIC_ROOT, folder / "static")  # the tests have collected them
        if migrated:
            shutil.copy(migrated, folder / "casetracker.sqlite3")
        else:
            self.manage("migrate", "-v0")
        self.made = json.loads(self.manage("shell", "-c", prepare).split("made ", 1)[1].splitlines()[0])
        self.before = self.count()

    def manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def started(self, *arguments):
        """A command that runs beside others."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def serve(self):
        bind = f"--bind=127.0.0.1:{urlsplit(self.url).port}"
        options = ["--preload", "--workers=1", "--threads=4", "--log-level=critical", "--no-control-socket"]
        self.master = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "casetracker.wsgi", bind, *options],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.DEVNULL,  # the traceback of every failure that we cause
        )
        self.until_it_answers()

    def stop(self):
        self.master.terminate()
        self.master.wait(20)

    def workers(self):
        """The processes that answer."""
        listed = subprocess.run(["pgrep", "-P", str(self.master.pid)], capture_output=True, text=True)
        return [int(line) for line in listed.stdout.split()]

    def kill(self):
        """All of them, with no word of farewell; their master starts others."""
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    # Asking

    def fetch(self, path, data=None, *, cookies="", content_type="application/x-www-form-urlencoded"):
        """The answer's status, text and headers; raises OSError while nobody answers."""
        request = urllib.request.Request(self.url + path, data=data)
        request.add_header("Cookie", f"sessionid={self.made.get('cookie', '')}; {cookies}")
        if data is not None:
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(), answer.headers

    def until_it_answers(self, path="/about/law/", status=200):
        until = time.monotonic() + 60
        while True:
            with suppress(OSError, ValueError):
                if self.fetch(path)[0] == status:
                    return
            assert time.monotonic() < until, "nobody answers"
            time.sleep(0.05)

    def opened(self, path):
        """The hidden fields of a page's forms, and the cookie that goes with them."""
        status, text, headers = self.fetch(path)
        if status != 200:
            raise OSError(f"{path} answered {status}")
        csrf = re.search(r"csrftoken=([^;]+)", headers.get("Set-Cookie") or "")[1]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)), f"csrftoken={csrf}"

    def form(self, day):
        """What the lawyer sends to log a hearing, and the cookies that go with it."""
        hidden, cookies = self.opened("/desk/series/new/")
        given = {name: hidden[name] for name in ("csrfmiddlewaretoken", "ticket")}
        typed = {name: self.made[name] for name in ("court", "judge", "source")}
        values = {**given, **typed, "decided_on": day.isoformat(), "people": PEOPLE, "do": "save"}
        return urlencode(values).encode(), cookies

    def save(self, form):
        """The status of the answer."""
        return self.fetch("/desk/series/new/", form[0], cookies=form[1])[0]

    def upload_form(self, content):
        """A paper for the draft, and the cookies that go with it."""
        hidden, cookies = self.opened(f"/desk/rulings/{self.made['draft']}/")
        fields = {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"]}
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="sample.txt"\r\n\r\n'
        return "".join([*parts, file]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode(), cookies

    def upload(self, form):
        """The status and the text of the answer."""
        path = f"/desk/rulings/{self.made['draft']}/papers/"
        multipart = f"multipart/form-data; boundary={BOUNDARY}"
        return self.fetch(path, form[0], cookies=form[1], content_type=multipart)[:2]

    # Looking into the database, past the application

    def rows(self, statement):
        if not self.database_url:
            with closing(sqlite3.connect(self.folder / "casetracker.sqlite3", timeout=20)) as connection:
                return connection.execute(statement).fetchall()
        url = self.database_url.replace("postgres://", "postgresql://")
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def papers(self):
        return self.rows("SELECT count(*) FROM decisions_document")[0][0]

    def count(self):
        """Rulings and series, seen at one moment."""
        both = "SELECT (SELECT count(*) FROM decisions_ruling), (SELECT count(*) FROM decisions_series)"
        return self.rows(both)[0]

    def added(self):
        return tuple(now - before for now, before in zip(self.count(), self.before, strict=True))

    def people_by_day(self):
        """How many rulings each day of a series has."""
        grouped = "SELECT decided_on, count(*) FROM decisions_ruling WHERE series_id IS NOT NULL GROUP BY 1"
        return {str(day): number for day, number in self.rows(grouped)}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None
