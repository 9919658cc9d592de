"""An administrator's day on an installation of its own: a worse table than anybody sends, and the loss of the host."""

import csv
import hashlib
import io
import os
import re
import shutil
import signal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from decisions.tables.cells import unguarded
from tests.accounts.logins import PASSWORD, code
from tests.browser import sent_table
from tests.browser.seen import looks_well
from tests.browser.test_accounts import type_in
from tests.faults.sites import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]

WIDE = {"width": 1280, "height": 900}
ADMINISTRATOR, NEWCOMER = "chief-sample", "newcomer-sample"
REASON = "The text of the ruling says so."

# What is there before: a court with its judge, a series, and rulings at every point of their life.
THERE = """
import json
from datetime import date
from decisions.models import Ruling
from decisions.vocabulary import Plea, Role, Status
from tests import make
court = make.court(slug="obraztsovsky", name_en="Obraztsovsky District Court", name_ru="Образцовский районный суд",
    code="99RS0001", level="district")
judge = make.judge(slug="primerova-t-e", name="T. E. Primerova")
make.spelling(judge, "Примерова Т. Е.", language="ru")
judge.posts.create(court=court)
make.provision(fine_min_rub=2000, fine_max_rub=5000)
for part in range(1, 12):
    make.provision(part=str(part))
make.provision(part="1.1")
source = make.source(slug="sample-of-a-day", title="A sample of a day")
make.series(number=9001, source=source)
here = {"court": court, "judge": judge, "source": source}
team = make.team("Day team")
made = {
    "draft": make.ruling(Status.DRAFT, decided_on=date(2018, 2, 1), case_number="5-899/2018", **here),
    "same": make.ruling(Status.DRAFT, decided_on=date(2018, 2, 2), plea=Plea.SILENT, **here),
    "number": make.ruling(Status.IN_REVIEW, decided_on=date(2018, 2, 3), case_number="5-900/2018",
        plea=Plea.ADMITTED, **here),
    "published": make.ruling(decided_on=date(2018, 6, 18), case_number="5-901/2018", interpreter="yes",
        uid="99RS0001-01-2018-000901-41", **here),
    "withdrawn": make.ruling(Status.WITHDRAWN, decided_on=date(2018, 2, 5), **here),
}
make.person(by=made["draft"].entered_by, ruling=made["draft"])
make.paper(made["draft"], by=made["draft"].entered_by)
print("made", json.dumps({name: one.public_id for name, one in made.items()}))
"""

# What must be as it was when an import is undone; versions, history and audit say that something was done.
_PASSES = {"version", "corrected_at", "search_words", "updated_at"}


class Installation(Site):
    """A site with a worker of its own, whose host can be lost."""

    def open(self):
        self.serve()
        self.worker = self.started("db_worker", "--interval", "0.1", "--no-startup-delay", "--no-reload")

    def close(self):
        self.worker.terminate()
        self.worker.communicate(timeout=20)
        self.stop()

    def lose(self, empty):
        """Database, papers and releases are gone; keys and static files lie elsewhere. There is an empty database."""
        shutil.rmtree(self.folder / "documents")
        for path in self.folder.glob("casetracker.sqlite3*"):
            path.unlink()
        shutil.copy(empty, self.folder / "casetracker.sqlite3")

    def said(self):
        """What the rulings, their evidence and everything that they refer to say, as one number."""
        found = []
        for table in (
            "ruling",
            "rulingprovision",
            "court",
            "judge",
            "judgespelling",
            "judgepost",
            "source",
            "series",
        ):
            names = [
                row[1] for row in self.rows(f"PRAGMA table_info(decisions_{table})") if row[1] not in _PASSES
            ]
            found.append(self.rows(f"SELECT {', '.join(names)} FROM decisions_{table} ORDER BY id"))  # noqa: S608
        found.append(
            self.rows(
                "SELECT ruling_id, field, value, basis FROM decisions_evidence WHERE accepted ORDER BY 1, 2"
            )
        )
        return hashlib.sha256(repr(found).encode()).hexdigest()


@pytest.fixture(scope="module")
def db(migrated):
    """An empty database. By the name of the fixture pytest-django knows that it has to make one."""
    return migrated


@pytest.fixture(scope="module")
def site(db, tmp_path_factory):
    """In the place of the server with the report's rulings."""
    folder = tmp_path_factory.mktemp("day")
    variables = {
        "CASETRACKER_TASKS_AT_ONCE": "0",
        "CASETRACKER_SECOND_FACTOR": "1",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    site = Installation(folder, prepare=THERE, migrated=db, **variables)
    site.manage("createsuperuser", "--noinput", "--username", ADMINISTRATOR)
    site.open()
    yield site
    site.close()


@pytest.fixture(scope="module")
def rows(site):
    return sent_table.table(site.made)


def test_the_whole_day(site, db, rows, visit, heard, tmp_path):
    page = visit("/desk/imports/", java_script_enabled=False, viewport=WIDE)
    secret = she_logs_in_for_the_first_time(page)

    before = site.said()
    a_paper_is_no_table(page)
    the_table_is_sent_and_matched_by_hand(page, rows)
    every_row_is_shown_with_what_is_wrong(page, rows)
    names_are_decided(page, rows)
    some_are_unticked_and_others_confirmed(page, rows)
    it_is_applied_while_she_waits(page, site, rows)
    it_is_undone(page)
    assert site.said() == before

    the_same_table_is_applied_again(page, rows)
    taken = the_import_is_exported(page, rows)
    the_export_changes_nothing(page, taken)

    link = somebody_is_invited(page)
    newcomer = visit(link, java_script_enabled=False, viewport=WIDE)
    the_newcomer_chooses_a_password_and_imports_nothing(newcomer)
    the_link_is_dead(newcomer, link)
    the_audit_says_who_did_all_this(page)

    shown = newest_import(page)
    at_night = site.manage("backup", tmp_path / "night.backup")
    site.close()
    site.lose(db)
    it_is_restored(site, tmp_path / "night.backup", at_night)
    site.open()

    again = visit("/desk/imports/", viewport=WIDE)
    she_logs_in_again(again, secret)
    assert newest_import(again) == shown
    noted = ("verbose:", "Failed to load resource")
    assert [one for one in heard.complaints if not any(text in one for text in noted)] == []
    assert heard.elsewhere == []


# Logging in


def she_logs_in_for_the_first_time(page):
    """Nothing opens before the second factor is set up."""
    type_in(page, ADMINISTRATOR)
    expect(page.get_by_text("Your role needs a second factor")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.key").inner_text()
    page.get_by_label("code").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".codes code")).to_have_count(10)
    return secret


def she_logs_in_again(page, secret):
    """A code counts once, also after a restore: this is the one that the app shows next."""
    type_in(page, ADMINISTRATOR)
    page.get_by_label("Code").fill(code(secret, 1))
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Imports")


# Importing


def send(page, name, content):
    page.goto("/desk/imports/")
    page.get_by_label("Table (CSV or XLSX)").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Send").click()


def a_paper_is_no_table(page):
    send(page, "ruling.pdf", b"%PDF-1.7 sample")
    expect(page.get_by_text("This is no table. Send CSV or XLSX.")).to_be_visible()


def the_table_is_sent_and_matched_by_hand(page, rows):
    send(page, "от коллег.csv", sent_table.content(rows))
    expect(page.get_by_text("Read as CSV, CP1251, separated by semicolons")).to_be_visible()
    chosen = {name: box_of(page, name).input_value() for name in sent_table.HEADINGS}
    by_itself = {name: name for name in sent_table.HEADINGS}
    assert chosen == by_itself | dict.fromkeys(sent_table.BY_HAND, "") | dict.fromkeys(
        sent_table.NOT_IMPORTED, ""
    )
    looks_well(page)
    for name in sent_table.BY_HAND:
        box_of(page, name).select_option(name)
    rows_are_checked(page)


def box_of(page, name):
    return page.get_by_label(sent_table.HEADINGS[name], exact=True)


def rows_are_checked(page):
    page.get_by_label("Team of new rulings").select_option(label="Day team")
    page.get_by_role("button", name="Check the rows").click()
    is_done(page)


def is_done(page):
    """Whoever does not wait for the page to look again by itself looks again."""
    for _time in range(300):
        if not page.get_by_text("This page looks again by itself").is_visible():
            return
        page.wait_for_timeout(100)
        page.reload()
    raise AssertionError("the worker does nothing")


READ = """rows => rows.map(row => ({
    line: Number(row.querySelector("th").innerText),
    what: row.querySelector("th + td").innerText,
    outcome: row.querySelector(".status").innerText,
    ticked: Boolean(row.querySelector("input:checked")),
    told: [...row.querySelectorAll(".error, .import-doubt, dt")].map(
        one => one.tagName === "DT" ? `${one.innerText} ${one.nextElementSibling.innerText}` : one.innerText),
    which: row.querySelector(".import-which").innerText,
}))"""


def shown_rows(page):
    """Every row of the import, from all its pages."""
    address = urlsplit(page.url).path
    found = []
    for number in range(1, sent_table.ROWS // 100 + 1):
        page.goto(f"{address}?page={number}")
        found += page.locator("table.import-rows tbody tr").evaluate_all(READ)
    page.goto(address)
    return found


def every_row_is_shown_with_what_is_wrong(page, rows):
    both = zip(rows, shown_rows(page), strict=True)
    assert [(row, shown) for row, shown in both if not agrees(row, shown)] == []
    looks_well(page)


def agrees(row, shown):
    """Whether the page says of a row what it must, every fault with its column, and nothing else."""
    said = (shown["line"], shown["outcome"].removeprefix("likely "), shown["ticked"], len(shown["told"]))
    expected = (row.line, row.outcome, row.ticked, len(row.told))
    sentences = all(map(str.startswith, shown["told"], row.told))
    return said == expected and sentences and row.beside in shown["which"]


def names_are_decided(page, rows):
    """A court is created, a judge is one that we have; about a source and a series nobody decides."""
    expect(page.get_by_text("4 names that we do not have")).to_be_visible()
    court = page.get_by_role("group", name=sent_table.NEW_COURT)
    court.get_by_label("create it").check()
    court.get_by_label("Region, if it is created").select_option(index=1)
    judge = page.get_by_role("group", name=sent_table.JUDGE_OTHERWISE)
    judge.get_by_label("it is T. E. Primerova").check()
    page.get_by_role("button", name="Decide, and check again").click()
    is_done(page)
    ready = sum(row.ticked or row.waits for row in rows)
    expect(page.get_by_text(f"{ready} rows are ticked.")).to_be_visible()


def some_are_unticked_and_others_confirmed(page, rows):
    path = urlsplit(page.url).path
    for outcome in ("new", "duplicate"):
        page.goto(f"{path}?outcome={outcome}")
        for row in (one for one in rows if one.outcome == outcome):
            if row.confirmed:
                page.get_by_label(f"Apply line {row.line}", exact=True).check()
            if row in taken_back(rows):
                page.get_by_label(f"Apply line {row.line}", exact=True).uncheck()
        page.get_by_role("button", name="Save the ticks of this page").click()
        expect(page.get_by_text("The choice is saved.")).to_be_visible()
    page.goto(path)
    expect(page.get_by_text(f"{len(applied(rows))} rows are ticked.")).to_be_visible()


def taken_back(rows):
    return [row for row in rows if row.outcome == "new" and row.ticked][2:5]


def applied(rows):
    left = {row.line for row in taken_back(rows)}
    return {row.line for row in rows if row.ticked or row.waits or row.confirmed} - left


def it_is_applied_while_she_waits(page, site, rows):
    """The worker is held up, so that the page is seen on which she waits; it looks again by itself."""
    page.get_by_role("button", name="Apply the ticked rows").click()
    expect(page.get_by_role("alert")).to_contain_text("give the reason")
    before = site.count()
    page.get_by_label("Reason, which its page will show").fill(REASON)
    os.kill(site.worker.pid, signal.SIGSTOP)
    page.get_by_role("button", name="Apply the ticked rows").click()
    expect(page.get_by_text("All rows together, or none.")).to_be_visible()
    looks_well(page)
    os.kill(site.worker.pid, signal.SIGCONT)
    expect(page.get_by_text(re.compile(f"Applied on .* by {ADMINISTRATOR}"))).to_be_visible(timeout=60_000)
    assert site.count()[0] - before[0] == len(applied(rows)) - 2  # two were there
    every_row_says_whether_it_was_applied(page, rows)


def every_row_says_whether_it_was_applied(page, rows):
    said = {one["line"]: one["what"].removeprefix(one["outcome"]).strip() for one in shown_rows(page)}
    same = {row.line for row in rows if row.outcome == "same"}
    assert {line for line, what in said.items() if what == "applied"} == applied(rows)
    assert {line for line, what in said.items() if what == "not applied"} == set(said) - applied(rows) - same


def it_is_undone(page):
    page.get_by_role("button", name="Undo the import").click()
    is_done(page)
    expect(page.get_by_text("Undone on")).to_be_visible()


def the_same_table_is_applied_again(page, rows):
    """Its columns are remembered; its names are asked about anew, since the court went with the import."""
    send(page, "от коллег.csv", sent_table.content(rows))
    assert [box_of(page, name).input_value() for name in sent_table.BY_HAND] == list(sent_table.BY_HAND)
    rows_are_checked(page)
    names_are_decided(page, rows)
    some_are_unticked_and_others_confirmed(page, rows)
    page.get_by_label("Reason, which its page will show").fill(REASON)
    page.get_by_role("button", name="Apply the ticked rows").click()
    is_done(page)
    expect(page.get_by_text("Applied on")).to_be_visible()


# Exporting


def the_import_is_exported(page, rows):
    """The files, one as text and one as a spreadsheet, and every cell of what the table said."""
    page.get_by_role("link", name="Export the rulings of this import").click()
    number = len(applied(rows))
    expect(page.get_by_role("heading", name=f"{number} rulings")).to_be_visible()
    page.get_by_label("all columns, public or not").check()
    taken = {kind: file_of(page, label, number) for kind, label in (("csv", "CSV"), ("xlsx", "XLSX"))}

    records = list(csv.DictReader(io.StringIO(taken["csv"].decode("utf-8-sig"))))
    by_number = {one["case_number"]: {name: unguarded(cell) for name, cell in one.items()} for one in records}
    wrong = [
        (row.line, name, said, by_number[row.says["case_number"]][name])
        for row in rows
        if row.says and row.line in applied(rows)
        for name, said in row.says.items()
        if by_number[row.says["case_number"]][name] != said
    ]
    assert wrong == []
    assert any(one["purpose_of_entry"].startswith("'=HYPERLINK") for one in records)

    header, *sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(taken["xlsx"])).get_sheet_by_index(0).to_python()
    )
    assert header == list(records[0])
    cells = [list(map(unguarded, one.values())) for one in records]
    wrong = [pair for pair in zip(sheet, cells, strict=True) if list(map(as_text, pair[0])) != pair[1]]
    assert wrong == []
    return taken["csv"]


def file_of(page, label, number):
    page.get_by_role("radio", name=re.compile(f"^{label},")).check()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Take {number} rulings").click()
    return download.value.path().read_bytes()


def as_text(cell):
    """A cell of a spreadsheet as our text has it."""
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else str(cell)
    return unguarded(str(cell))


def the_export_changes_nothing(page, taken):
    send(page, "export.csv", taken)
    rows_are_checked(page)
    said = page.locator(".import-kinds").inner_text().split("\n")
    number = taken.count(b"\r\n") - 1
    assert [one for one in said if not one.endswith(" 0")] == [f"all {number}", f"same {number}"]
    page.get_by_role("button", name="Discard the file").click()


# Users and audit


def somebody_is_invited(page):
    page.goto("/desk/users/")
    page.get_by_label("User name").fill(NEWCOMER)
    page.get_by_label("Role").select_option("lawyer")
    page.get_by_label("Team").select_option(label="Day team")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link").input_value()
    looks_well(page)
    return link


def the_newcomer_chooses_a_password_and_imports_nothing(page):
    looks_well(page)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    type_in(page, NEWCOMER)
    expect(page.locator("h1")).to_have_text("Desk")
    assert page.goto("/desk/imports/").status == 403


def the_link_is_dead(page, link):
    assert page.goto(link).status == 410
    expect(page.get_by_text("This link was used")).to_be_visible()


def the_audit_says_who_did_all_this(page):
    """The newest first. What was done to rulings, hundreds of events, is found beside it by its kind."""
    page.goto(f"/desk/audit/?who={ADMINISTRATOR}&notable=1")
    lines = page.locator("table.events tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')].slice(0, 2).map(one => one.innerText))"
    )
    assert lines == [[ADMINISTRATOR, what] for what in (
        "table thrown away import", "table sent in import", "rulings taken out export", "rulings taken out export",
        "table imported import", "table sent in import", "import undone import", "table imported import",
        "table sent in import",
    )]  # fmt: skip
    page.goto("/desk/audit/?kind=user")
    page.get_by_role("button", name="Take them as CSV")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take them as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    done = [(one["who"], one["action"], one["record"]) for one in csv.DictReader(io.StringIO(text))]
    for event in (
        (NEWCOMER, "account.login", NEWCOMER),
        (NEWCOMER, "account.password_by_link", NEWCOMER),
        (ADMINISTRATOR, "account.invite", NEWCOMER),
        (ADMINISTRATOR, "account.login", ADMINISTRATOR),
        ("reference-keeper", "account.add", ADMINISTRATOR),
    ):
        assert event in done


# The host is lost


def newest_import(page):
    """What the list of imports says, and the page of the newest that was not thrown away."""
    page.goto("/desk/imports/")
    listed = page.locator("main").inner_text()
    page.get_by_role("link", name="от коллег.csv").first.click()
    expect(page.get_by_text("Applied on")).to_be_visible()
    return listed, page.locator("main").inner_text()


def it_is_restored(site, backup, at_night):
    digest = re.search("content digest ([0-9a-f]{64})", at_night)[1]
    assert digest in site.manage("restore", backup)
    assert site.manage("content_digest").split()[0] == digest
    assert "still in it" in site.manage("verify_audit", "--against", f"{backup}.head.json")
