"""The page of the API: what it says is what the doors do, and its examples run as they stand there."""

import shutil
import subprocess
import sys

import pytest

from decisions.actions import corpus
from decisions.api import openapi
from tests import make
from tests.corpus_files import CORPUS, REFERENCE
from tests.views.pages import page

SAYS = "17 rulings with forced expulsion, from 5 courts"


def example(read, name):
    """The text of an example, as somebody copies it from the page."""
    (box,) = [one for one in read.all("pre") if one.attributes["aria-label"] == f"Example for {name}"]
    return "".join(box.children)


@pytest.mark.django_db
def test_it_names_every_door_with_its_keys(client):
    read = page(client, "/about/api/")

    assert [one.text for one in read.all("h3") if one.all("code")] == list(openapi.document()["paths"])
    assert {"return_risk_examined", "first_decided_on", "selection"} <= {one.text for one in read.all("dt")}


@pytest.mark.django_db(transaction=True)
def test_the_examples_run_as_they_stand_on_the_page(live_server, client, settings, tmp_path):
    settings.SITE_URL = live_server.url
    corpus.load_reference(directory=REFERENCE, now=make.NOW)
    corpus.load(directory=CORPUS, now=make.NOW)
    read = page(client, "/about/api/")

    def run(*command):
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path
        ).stdout

    assert run(sys.executable, "-c", example(read, "Python")).strip() == SAYS
    assert run("sh", "-c", example(read, "curl")).count('"public_id"') == 11
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed (Debian's packages are r-base-core and r-cran-jsonlite)")
    assert run("Rscript", "-e", example(read, "R")).strip() == SAYS
