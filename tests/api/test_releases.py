"""Data releases for programs: what their pages say, and nothing of one that is held back."""

import hashlib

import pytest

from decisions.actions import releases, workflow
from decisions.vocabulary import Withdrawal
from tests import make
from tests.api.asked import answer, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(report, administrator, settings, tmp_path):
    settings.RELEASES_ROOT = tmp_path / "releases"
    return releases.make(by=administrator, now=make.NOW)


def withdraw(release, reviewer):
    ruling = release.held.order_by("ruling__public_id").first().ruling
    how = {"way": Withdrawal.QUIET, "reason": "A sample reason."}
    return workflow.withdraw(ruling=ruling, by=reviewer, now=make.NOW, **how)


def test_a_release_says_what_is_in_it_and_its_files_are_what_it_says(client, release):
    said = answer(client, "releases/1/")

    assert answer(client, "releases/")["results"] == [said]
    assert (said["label"], said["made_on"], said["state"]) == ("1", "2026-03-02", "available")
    assert said["counts"] == {
        "at_least_rulings": 11,
        "rulings": 50, "series": 16, "regions": 8, "courts": 12, "judges": 15,
        "first_decided_on": "2018-10-05", "last_decided_on": "2019-09-04",
    }  # fmt: skip
    assert (said["since_the_last"], said["removed_afterwards"]) == (None, [])
    assert len(said["files"]) == 9
    for file in said["files"]:
        content = client.get(file["url"].removeprefix("http://127.0.0.1:8000")).getvalue()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])


def test_one_that_is_held_back_says_so_at_once_and_comes_back_with_how_much_was_removed(
    client, release, reviewer, django_capture_on_commit_callbacks
):
    before = answer(client, "releases/1/")
    with django_capture_on_commit_callbacks() as waiting:
        ruling = withdraw(release, reviewer)

    held = answer(client, "releases/1/")
    assert (held["state"], held["counts"], held["files"]) == ("unavailable", None, [])
    for rebuild in waiting:
        rebuild()
    after = answer(client, "releases/1/")
    assert (after["label"], after["counts"]["rulings"], len(after["files"])) == ("1.r1", 49, 9)
    (removed,) = after["removed_afterwards"]
    assert removed == {"revision": 1, "made_on": "2026-03-02", "rulings_removed": 1, "values_removed": 0}
    assert before["files"] != after["files"]
    assert ruling.public_id not in str(after)


def test_what_changed_since_the_release_before(client, release, administrator):
    make.ruling()
    releases.make(by=administrator, now=make.NOW)

    newest, first = answer(client, "releases/")["results"]
    assert (newest["number"], first["number"]) == (2, 1)
    assert newest["since_the_last"] == {"added": 1, "changed": 0, "removed": 0}


def test_there_is_no_other_release(client, release):
    for name in ("2", "0", "x", "9" * 30, "٢", "1.r1", "%00"):
        errors(client, f"releases/{name}/", status=404)
