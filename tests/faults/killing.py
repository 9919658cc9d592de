"""Everything is killed at random moments while people save hearings: no half of one is there, none is lost."""

import random
import threading
import time
from datetime import date, timedelta

from tests.faults.sites import PEOPLE, Site

WRITERS = 3
PATIENCE = 300


class Writer(threading.Thread):
    """Somebody who saves hearings, one day after the other, and sends each page again until it is acknowledged."""

    def __init__(self, site, number):
        super().__init__()
        self.site, self.number = site, number
        self.acknowledged = set()
        self.repeated = 0
        self.fault = None
        self.ends = threading.Event()

    def run(self):
        try:
            day = date(2000 + self.number, 1, 1)
            while not self.ends.is_set():
                self._save(day)
                day += timedelta(days=1)
        except Exception as error:  # told to the test, which looks at it
            self.fault = error

    def _save(self, day):
        form, until, tries = None, time.monotonic() + PATIENCE, 0
        while time.monotonic() < until:
            try:
                form = form or self.site.form(day)
                tries += 1
                if self.site.save(form) == 302:
                    self.repeated += tries > 1
                    self.acknowledged.add(day.isoformat())
                    return
            except (OSError, ValueError):
                pass  # killed in the middle of an answer, or the database is not back yet
            time.sleep(0.05)
        raise TimeoutError(f"{day} could not be saved in {PATIENCE} seconds")


def killed(site, kill, *, times, seed, in_the_middle):
    """Kill so many times while people save. The database is looked at after each kill, and when all have ended."""
    form, began = site.form(date(1999, 1, 1)), time.monotonic()
    assert site.save(form) == 302
    took = time.monotonic() - began
    before = site.people_by_day()
    writers = [Writer(site, number) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    chance = random.Random(seed)
    try:
        for number in range(times):
            time.sleep(chance.uniform(0, 2 * WRITERS * took))  # in the middle of some save, on any machine
            kill()
            site.until_it_answers()
            acknowledged = set().union(*(frozenset(writer.acknowledged) for writer in writers))
            there = site.people_by_day()
            assert set(there.values()) == {PEOPLE}
            assert acknowledged <= there.keys()
            if number == times // 2:
                in_the_middle()
    finally:
        for writer in writers:
            writer.ends.set()
        for writer in writers:
            writer.join()
    check(site, writers, before)


def check(site, writers, before):
    assert not [repr(writer.fault) for writer in writers if writer.fault]
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    assert sum(writer.repeated for writer in writers), "no kill came early enough to prove anything"
    # Everything that was begun was sent until it was acknowledged; so nothing else is there, and nothing twice.
    assert site.people_by_day() == before | dict.fromkeys(acknowledged, PEOPLE)
    assert "whole" in site.manage("verify_audit")


def backup_of(site):
    """Made while people save, and looked at as an installation of its own."""
    site.manage("backup", site.folder / "meanwhile.backup")


def check_backup(site, tmp_path):
    restored = Site.__new__(Site)
    restored.folder, restored.database_url = tmp_path / "restored", ""
    keys = {
        name.upper(): (site.folder / "keys" / name).read_text().strip()
        for name in ("audit_keys", "identity_keys", "backup_keys")
    }
    others = {name: value for name, value in site.environment.items() if name != "DATABASE_URL"}
    restored.environment = others | keys | {"CASETRACKER_VAR": str(restored.folder)}
    said = restored.manage("restore", site.folder / "meanwhile.backup")
    assert "digest" in said
    assert set(restored.people_by_day().values()) == {PEOPLE}
    assert "whole" in restored.manage("verify_audit", "--against", site.folder / "meanwhile.backup.head.json")
