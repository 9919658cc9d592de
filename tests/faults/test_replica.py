"""Public pages are read from a streaming replica: it never shows what was withdrawn, and nobody notices its faults."""

import copy
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from urllib.parse import urlencode

import psycopg2
import pytest

from decisions.queries.replica import SECONDS_OF_PAUSE
from tests.cluster import NoServerInstalled, temporary_replica, temporary_server
from tests.faults.sites import Site
from tests.ports import free_port

pytestmark = pytest.mark.faults
ROLE = "casetracker_public"
# Whatever is asked stands in the log of the server that is asked. A reader is cancelled at once for what is replayed.
SETTINGS = {"log_statement": "all", "autovacuum": "off", "max_standby_streaming_delay": "0"}
PREPARE = """
import json
from django.core.management import call_command
from django.test import Client
from decisions.vocabulary import Role
from tests import make
names = [make.ruling().public_id for number in range(3)]
client = Client()
client.force_login(make.account("reviewer", Role.REVIEWER, team=make.team()))
call_command("make_public_role", verbosity=0)
print("made", json.dumps({"cookie": client.cookies["sessionid"].value, "names": names}))
"""
STATUS = "SELECT status FROM decisions_ruling WHERE public_id = '{}'"
# A table that takes long to be read, on the replica only.
SLOW = """
CREATE FUNCTION slow() RETURNS bool LANGUAGE plpgsql AS
    $$ BEGIN IF pg_is_in_recovery() THEN PERFORM pg_sleep(60); END IF; RETURN true; END $$;
ALTER TABLE decisions_provision RENAME TO provisions;
CREATE VIEW decisions_provision AS SELECT * FROM provisions WHERE (SELECT slow());
CREATE TABLE old_rows AS SELECT 1;
"""


class Log:
    """What a server was asked since somebody last looked."""

    def __init__(self, server):
        self.path, self.place = server.folder / "log", 0
        self.news()

    def news(self):
        with self.path.open(encoding="utf-8", errors="replace") as file:
            file.seek(self.place)
            text = file.read()
            self.place = file.tell()
        return text


@pytest.fixture(scope="module")
def servers():
    port = free_port()
    try:
        with (
            temporary_server(settings=SETTINGS) as primary,
            temporary_replica(primary, port=port) as replica,
        ):
            yield primary, replica, port
    except NoServerInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def sites(servers, tmp_path_factory, collected_static_files):
    """The whole site, where a reviewer is logged in, and the process that serves the public only."""
    primary, replica, _port = servers
    whole = Site(tmp_path_factory.mktemp("site"), primary.url, prepare=PREPARE)
    whole.environment |= {"DATABASE_REPLICA_URL": replica.url, "CASETRACKER_PAGES_KEPT": "0"}
    public = copy.copy(whole)
    public.url = f"http://127.0.0.1:{free_port()}"
    public.environment = whole.environment | {
        "CASETRACKER_SITE": "public",
        "SITE_URL": public.url,
        "DATABASE_URL": primary.url.replace("casetracker@", f"{ROLE}@"),
        "DATABASE_REPLICA_URL": replica.url.replace("casetracker@", f"{ROLE}@"),
    }
    with served(whole), served(public):
        yield whole, public


@contextmanager
def served(site):
    site.serve()
    try:
        yield
    finally:
        site.stop()


@pytest.fixture
def logs(servers):
    primary, replica, _port = servers
    return Log(primary), Log(replica)


def told(server, *statements):
    with closing(psycopg2.connect(server.url.replace("postgres://", "postgresql://"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


def until(condition, *, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def is_as_new(primary, replica):
    until(lambda: token(replica) == token(primary))


def token(server):
    return told(server, "SELECT token FROM decisions_dataversion")


def asked_for_rulings(log):
    return "decisions_ruling" in log.news()


def withdraw(site, name):
    """A reviewer withdraws it at the desk, as if it had never been there."""
    hidden, cookies = site.opened(f"/desk/rulings/{name}/")
    said = {"withdraw-way": "quiet", "withdraw-reason": "A sample reason."}
    form = urlencode({"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"], **said}).encode()
    assert site.fetch(f"/desk/rulings/{name}/withdraw/", form, cookies=cookies)[0] == 302


def pages_of(name):
    return {f"/rulings/{name}/", f"/api/v1/rulings/{name}/"}


LISTS = ("/rulings/", "/rulings.csv", "/rulings.json", "/api/v1/rulings/", "/feeds/rulings.atom")


def shown_in(site, name):
    """Where a visitor finds the ruling."""
    found = {path for path in LISTS if name in answer(site, path)}
    return found | {path for path in pages_of(name) if site.fetch(path)[0] == 200}


def answer(site, path):
    status, text, _headers = site.fetch(path)
    assert status == 200, path
    return text


def test_public_pages_and_files_are_read_from_the_replica_and_the_desk_is_not(servers, sites, logs):
    primary, replica, _port = servers
    of_primary, of_replica = logs
    is_as_new(primary, replica)
    for site in sites:
        for path in (*LISTS, f"/rulings/{site.made['names'][0]}/"):
            answer(site, path)
            assert asked_for_rulings(of_replica), path
            asked = of_primary.news()
            assert "decisions_dataversion" in asked, path
            assert "decisions_ruling" not in asked, path
    for path in ("/desk/", f"/desk/rulings/{sites[0].made['names'][0]}/", "/healthz/", "/about/removal/"):
        answer(sites[0], path)
        assert "decisions_" not in of_replica.news(), path


def test_what_is_withdrawn_while_the_replica_stands_still_is_gone_at_once(servers, sites, logs):
    primary, replica, _port = servers
    whole, public = sites
    name, other = whole.made["names"][:2]
    is_as_new(primary, replica)
    assert shown_in(whole, name) == shown_in(public, name) == {*LISTS, *pages_of(name)}
    told(replica, "SELECT pg_wal_replay_pause()")
    until(lambda: told(replica, "SELECT pg_get_wal_replay_pause_state()") == "paused")

    withdraw(whole, name)

    assert told(replica, STATUS.format(name)) == "published"
    assert shown_in(whole, name) == shown_in(public, name) == set()
    assert shown_in(public, other)
    logs[1].news()
    told(replica, "SELECT pg_wal_replay_resume()")
    is_as_new(primary, replica)
    assert shown_in(public, name) == set()
    assert asked_for_rulings(logs[1])


def test_a_replica_that_is_away_is_not_noticed_and_used_again_when_it_is_back(servers, sites, logs):
    primary, replica, port = servers
    _whole, public = sites
    processes = public.workers()
    is_as_new(primary, replica)
    replica.stop(mode="fast")
    answer(public, "/rulings/")

    began = time.monotonic()
    with listening(port) as callers:
        for _visit in range(12):
            answer(public, "/rulings/")
    assert len(callers) <= 1 + (time.monotonic() - began) / SECONDS_OF_PAUSE

    replica.start()
    of_replica = Log(replica)
    until(lambda: answer(public, "/rulings/") and asked_for_rulings(of_replica))
    assert public.workers() == processes


@contextmanager
def listening(port):
    """Who calls the absent replica; nobody gets an answer."""
    callers = []

    def hang_up():
        with suppress(OSError):  # we have ended
            while True:
                caller, _address = listener.accept()
                callers.append(caller)
                caller.close()

    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = threading.Thread(target=hang_up)
        thread.start()
        try:
            yield callers
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_question_that_the_replica_breaks_off_is_answered_all_the_same(servers, sites, logs):
    """What is replayed there may take the rows away that somebody is reading."""
    primary, replica, _port = servers
    told(primary, SLOW)
    is_as_new(primary, replica)
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    got = []
    visitor = threading.Thread(target=lambda: got.append(sites[0].fetch("/about/law/")[0]))
    until(lambda: told(replica, "SELECT to_regclass('old_rows') IS NOT NULL"))

    visitor.start()
    until(lambda: told(replica, sleeping))
    told(primary, "DELETE FROM old_rows", "VACUUM old_rows")
    visitor.join()

    assert got == [200]
    assert "conflict with recovery" in logs[1].news()


def test_a_replica_that_has_become_a_database_of_its_own_is_not_read(servers, sites, logs):
    _primary, replica, _port = servers
    whole, public = sites
    name = whole.made["names"][1]
    assert shown_in(public, name)
    told(replica, "SELECT pg_promote()")

    withdraw(whole, name)

    assert told(replica, STATUS.format(name)) == "published"
    logs[1].news()
    assert shown_in(public, name) == set()
    assert "decisions_dataversion" in (asked := logs[1].news())
    assert "decisions_ruling" not in asked
