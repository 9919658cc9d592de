"""The fixed cast, the reference rows, and the report's fifty rulings."""

import gc
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

from decisions.actions import corpus
from decisions.vocabulary import Role
from tests import make
from tests.corpus_files import CORPUS, OFFICIAL, REFERENCE, STORIES

# The same examples in every run; a database answers too unevenly for a deadline.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis_settings.load_profile("suite")


# Rubbish is looked for seldom: what a suite has loaded is much, and none of it is rubbish.
gc.set_threshold(100_000, 50, 50)


def pytest_collection_modifyitems(items):
    """Long files first: one that began last would be waited for by every other core."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    with override_settings(PASSWORD_HASHERS=["tests.hashing.QuickArgon2"]):
        yield


@pytest.fixture(autouse=True)
def no_page_is_kept():
    """What a test rolled back would have the same data version as what the next one makes without an action."""
    caches["pages"].clear()


@pytest.fixture
def now():
    return make.NOW


@pytest.fixture
def lawyer(db):
    return make.account("lawyer", Role.LAWYER, team=make.team())


@pytest.fixture
def colleague(db):
    """Another lawyer of the lawyer's team."""
    return make.account("colleague", Role.LAWYER, team=make.team())


@pytest.fixture
def stranger(db):
    """A lawyer of another team."""
    return make.account("stranger", Role.LAWYER, team=make.team("Green team"))


@pytest.fixture
def reviewer(db):
    return make.account("reviewer", Role.REVIEWER, team=make.team())


@pytest.fixture
def administrator(db):
    return make.account("administrator", Role.ADMINISTRATOR)


@pytest.fixture
def region(db):
    return make.region()


@pytest.fixture
def court(region):
    return make.court(region=region)


@pytest.fixture
def judge(db):
    return make.judge()


@pytest.fixture
def provision(db):
    return make.provision()


@pytest.fixture
def source(db):
    return make.source()


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker):
    """What loading the report's fifty rulings returned: loaded once for a module, gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        corpus.load_reference(directory=REFERENCE, now=make.NOW)
        loaded = corpus.load(directory=CORPUS, now=make.NOW)
        corpus.load_official(directory=OFFICIAL, now=make.NOW)
        corpus.load_stories(directory=STORIES, now=make.NOW)
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory, django_db_setup, django_db_blocker):
    """An empty database on SQLite, made once: migrating takes longer than all tests of a module."""
    path = tmp_path_factory.mktemp("migrated") / "casetracker.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(path)])
            return path
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=settings.BASE_DIR,
        env=others | {"CASETRACKER_VAR": str(path.parent)},
        check=True,
    )
    return path


@pytest.fixture(scope="module")
def releases_folder(tmp_path_factory):
    """Where the releases of a module lie that makes some for all its tests."""
    with override_settings(RELEASES_ROOT=tmp_path_factory.mktemp("releases")):
        yield


@pytest.fixture
def corpus_copy(tmp_path):
    """A copy of the corpus files, to be changed."""
    return shutil.copytree(CORPUS, tmp_path / "corpus")
