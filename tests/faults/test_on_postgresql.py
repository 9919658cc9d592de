"""PostgreSQL goes and comes back, and is killed like the web process while people save hearings."""

from datetime import date

import pytest

from tests.cluster import NoServerInstalled, temporary_server
from tests.faults.importing import import_at_once
from tests.faults.killing import backup_of, check_backup, killed
from tests.faults.sites import PEOPLE, Site

pytestmark = pytest.mark.faults
KILLS = 34


@pytest.fixture(scope="module")
def server():
    """It writes everything to the disk before it says so."""
    try:
        with temporary_server(fsync=True) as server:
            yield server
    except NoServerInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def site(server, tmp_path_factory, collected_static_files):
    site = Site(tmp_path_factory.mktemp("site"), server.url)
    site.serve()
    yield site
    site.stop()


def test_the_site_says_that_the_database_is_away_and_works_when_it_is_back(server, site):
    """Nobody has to start anything again."""
    hearing, processes = site.form(date(2019, 4, 18)), site.workers()
    assert site.fetch("/rulings/")[0] == 200

    server.stop(mode="fast")

    for path in ("/rulings/", "/about/law/", "/desk/"):
        status, text, headers = site.fetch(path)
        assert (status, headers["Retry-After"]) == (503, "30"), path
        assert "The database of this site cannot be reached or is busy." in text
    assert '"errors"' in site.fetch("/api/v1/rulings/")[1]
    assert site.save(hearing) == 503

    server.start()

    assert site.fetch("/rulings/")[0] == 200
    assert site.save(hearing) == 302
    assert site.added() == (PEOPLE, 1)
    assert site.workers() == processes


def test_two_imports_at_once(site, tmp_path):
    import_at_once(site, tmp_path)


def test_the_web_process_and_postgresql_are_killed(server, site, tmp_path):
    turns = iter([site.kill, server.crash] * (KILLS // 2))

    killed(site, lambda: next(turns)(), times=KILLS, seed=16, in_the_middle=lambda: backup_of(site))

    check_backup(site, tmp_path)
