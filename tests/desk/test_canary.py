"""A marked string in every private place, and then everything that a visitor can fetch: it is nowhere."""

import io
import logging
import re
import zipfile

import pytest
from arro3.io import read_parquet

from decisions.actions import erasure, kept, notes, rulings, workflow
from decisions.actions.rulings import Reading
from decisions.vocabulary import DECISIONS, Basis, EventKind, Form, Role, Standing, Status, Withdrawal
from tests import make

pytestmark = pytest.mark.django_db

CANARY = "canary"
SECRET_DAY = "2020-02-02"  # of every private event
FILES = [
    "/rulings.csv",
    "/rulings.csv?excel=1",
    "/rulings.xlsx",
    "/rulings.json",
    "/rulings.parquet",
    "/statistics.csv",
    "/api/v1/rulings/",
    "/api/v1/series/",
    "/api/v1/courts/",
    "/api/v1/judges/",
    "/summary.csv?rows=court&columns=judge",
    "/summary/?rows=how_found",
]
MISTAKES = [
    "/nothing/",
    f"/rulings/?q={'x' * 9}",
    "/rulings/?nothing=1",
    "/series/999999999/",
    "/desk/queue/",
    "/admin/",
]


@pytest.fixture
def log(monkeypatch):
    stream = io.StringIO()
    for name in (None, "django", "django.server", "django.request"):
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.fixture
def world(db):
    """Rulings of every status whose private sides all say canary; one public word proves that pages are read."""
    team = make.team(f"{CANARY} team")
    lawyer = make.account(f"{CANARY}-lawyer", Role.LAWYER, team=team)
    reviewer = make.account(f"{CANARY}-reviewer", Role.REVIEWER, team=team)
    public = _published(lawyer, reviewer, how_found="in a public market", fine="private")
    open_ = _withdrawn(_published(lawyer, reviewer), reviewer, Withdrawal.OPEN)
    quiet = _withdrawn(_published(lawyer, reviewer), reviewer, Withdrawal.QUIET)
    draft = make.ruling(
        Status.DRAFT, by=lawyer, how_found=CANARY, judge=make.judge(name=f"C. {CANARY}", slug=CANARY)
    )
    make.removal_request(f"{CANARY} request", about=CANARY, contact=f"{CANARY}@cases.example")
    kept.keep(owner=lawyer, form="series", key="k", content={"note": [CANARY]}, now=make.NOW)
    return [public, open_, quiet, draft]


def _published(lawyer, reviewer, how_found="public", fine=""):
    readings = [
        Reading(field="purpose_of_entry", basis=Basis.STATED, quotation=f"{CANARY} quotation", note=CANARY),
        Reading(field="form", basis=Basis.STATED, quotation=f"{CANARY} put aside"),
    ]
    ruling = make.ruling(
        Status.IN_REVIEW, by=lawyer, readings=readings, how_found=how_found, purpose_of_entry=CANARY,
        form=Form.FORCED, standing=Standing.UNDER_APPEAL,
    )  # fmt: skip
    notes.write(ruling=ruling, by=lawyer, now=make.NOW, text=f"{CANARY} note")
    _follow(ruling)
    ruling = workflow.send_back(ruling=ruling, by=reviewer, now=make.NOW, reason=f"{CANARY} reason")
    ruling = rulings.revise(
        ruling=ruling, by=lawyer, now=make.NOW, version=ruling.version, values={"form": Form.CONTROLLED_DEPARTURE},
        reason=f"{CANARY} revision",
    )  # fmt: skip
    ruling = workflow.submit(ruling=ruling, by=lawyer, now=make.NOW)
    ruling = workflow.publish(
        ruling=ruling,
        by=reviewer,
        now=make.NOW,
        overrule=["open-appeal", "in-detention"],
        reason=f"{CANARY} overruled",
    )
    return erasure.withhold(
        ruling=ruling,
        by=reviewer,
        now=make.NOW,
        version=ruling.version,
        field="purpose_of_entry",
        reason=CANARY,
    )


def _follow(ruling):
    """A case with one event of every kind: only the decision of a court is public, and of it the court's name."""
    place = make.court(name_en=f"{CANARY} court", slug=f"{CANARY}-{ruling.public_id}")
    private = {"court": place, "case_number": f"7-1/{CANARY}", "source": f"{CANARY} letter", "about": True}
    judges = [make.judge(name=f"J. {CANARY}", slug=f"{CANARY}-j-{ruling.public_id}")]
    for kind in EventKind:
        held = {"facility": f"{CANARY} centre"} if kind == EventKind.PLACED else {}
        decided = {"result": "annulled"} if kind in DECISIONS else {}
        make.event(
            ruling,
            kind,
            SECRET_DAY,
            judges=judges,
            confirmed=["event-no-ground", "event-exclusive", "event-after", "event-no-order"],
            **private,
            **held,
            **decided,
        )
    known = {"court": make.court(name_en="Sample Regional Court"), "result": "changed", "judges": judges}
    make.event(
        ruling, EventKind.CASSATION_DECIDED, "2019-09-01", form=Form.CONTROLLED_DEPARTURE, public=True,
        **known, case_number=f"16-1/{CANARY}", source=f"{CANARY} letter", confirmed=["event-order"],
    )  # fmt: skip


def _withdrawn(ruling, reviewer, way):
    return workflow.withdraw(ruling=ruling, by=reviewer, now=make.NOW, way=way, reason=f"{CANARY} withdrawal")


def readable(body):
    """The text of a page or a file: a spreadsheet and a table of columns are opened, since both are packed."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "".join(readable(packed.read(name)) for name in packed.namelist())
    if body.startswith(b"PAR1"):
        table = read_parquet(io.BytesIO(body)).read_all()
        return str([table.column(number).to_pylist() for number in range(table.num_columns)])
    return body.decode(errors="replace")


def crawl(client, first):
    """Every address that the pages link to, followed once; the filters' own addresses are left to FILES."""
    waiting, seen = list(first), {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = readable(body) + str(dict(answer.headers)) + str(answer.cookies)
        if "html" in answer.get("Content-Type", ""):
            links = re.findall(r'href="(/[^"#?]*)', body.decode())
            waiting += [link for link in links if not link.startswith(("/static/", "/admin/"))]
    return seen


def test_nothing_private_is_in_any_page_file_error_or_log(client, world, log):
    own = [f"/rulings/{ruling.public_id}/" for ruling in world]
    private = [
        f"/desk/rulings/{ruling.public_id}/{page}"
        for ruling in world
        for page in ("", "history/", "correct/")
    ]

    seen = crawl(client, ["/", *own, *private, *FILES, *MISTAKES])

    assert len(seen) >= 30
    assert "in a public market" in seen[own[0]]
    assert "withheld" in seen[own[0]]
    assert "Sample Regional Court" in seen[own[0]]
    days = (SECRET_DAY, "2 February 2020", "February 2020")
    assert [address for address, said in seen.items() if any(day in said for day in days)] == []
    measures = {address for address, said in seen.items() if re.search("Rule 39|interim measure", said)}
    assert measures <= {"/about/law/"}  # which says what the law is, and of nobody
    assert [address for address, said in seen.items() if CANARY in said.lower()] == []
    assert CANARY not in log.getvalue().lower()


def test_what_was_withdrawn_or_is_a_draft_is_named_by_no_other_page(client, world):
    _public, open_, quiet, draft = world

    seen = crawl(client, ["/", *FILES])

    for ruling in (quiet, draft):
        assert [address for address, said in seen.items() if ruling.public_id in said] == []
    # The feed of everything says that it was withdrawn, with its identifier and the day.
    assert [address for address, said in seen.items() if open_.public_id in said] == ["/feeds/rulings.atom"]


def test_who_did_what_is_never_public(client, world):
    seen = crawl(client, ["/", f"/rulings/{world[0].public_id}/", *FILES])

    words = ("entered_by", "published_by", "coder", "reviewer", "lawyer")
    told = {(a, word) for a, said in seen.items() for word in words if word in said}
    # What is told of people in stories that were printed elsewhere has lawyers in it.
    assert {(a, word) for a, word in told if not a.startswith("/about")} <= {("/stories/", "lawyer")}
