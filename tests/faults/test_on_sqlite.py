"""The disk is full, and the web process is killed while people save hearings."""

import os
import resource
import subprocess
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from tests.faults.importing import import_at_once
from tests.faults.killing import backup_of, check_backup, killed
from tests.faults.sites import PEOPLE, Site

pytestmark = pytest.mark.faults
KILLS = 16
ROOM = 128 * 1024 * 1024
# A paper of text that does not shrink.
PAPER = os.urandom(700_000).hex().encode()


class SmallDisk:
    """A file system in memory that is filled to its last byte."""

    told = 507

    def __init__(self, folder):
        self.filler = folder / "filler"

    def fill(self, site):
        with open(self.filler, "wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    def free(self, site):
        self.filler.unlink()


class NoGrowth:
    """For whoever may mount nothing: no process of the site may write to any file. SQLite takes it for a fault."""

    told = 503

    def __init__(self, folder):
        pass

    def fill(self, site):
        self._limit(site, 0)

    def free(self, site):
        self._limit(site, resource.RLIM_INFINITY)

    def _limit(self, site, most):
        for pid in site.workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """Where the site lies, and the disk under it."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield folder, (SmallDisk if mounted else NoGrowth)(folder)
    if mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture(scope="module")
def site(disk, collected_static_files):
    site = Site(disk[0])
    site.serve()
    yield site
    site.stop()


def test_on_a_full_disk_nothing_is_half_written_and_later_everything_works(site, disk):
    _folder, disk = disk
    hearing, paper = site.form(date(2019, 4, 18)), site.upload_form(PAPER)

    disk.fill(site)

    assert site.save(hearing) == disk.told
    status, text = site.upload(paper)
    assert status in (507, disk.told)
    assert "No room left" in text or "Not available" in text
    assert site.fetch("/rulings/")[0] == 200  # who only reads notices nothing
    assert (site.added(), site.papers()) == ((0, 0), 0)
    documents = Path(site.folder / "documents")
    assert not documents.exists() or list(documents.iterdir()) == []

    disk.free(site)

    assert site.save(hearing) == 302
    assert site.upload(paper)[0] == 302
    assert (site.added(), site.papers()) == ((PEOPLE, 1), 1)
    assert "whole" in site.manage("verify_audit")
    assert "0 missing" in site.manage("content_digest")


def test_two_imports_at_once(site, tmp_path):
    import_at_once(site, tmp_path)


def test_the_web_process_is_killed(site, tmp_path):
    killed(site, site.kill, times=KILLS, seed=9, in_the_middle=lambda: backup_of(site))

    check_backup(site, tmp_path)
