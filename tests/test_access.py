"""The table of roles as a matrix: every door of the URL configuration and every action, for every role."""

import io
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from decisions import policy
from decisions.actions import (
    accounts,
    audit,
    erasure,
    exports,
    imports,
    invitations,
    merges,
    notes,
    proceedings,
    reference,
    refusals,
    releases,
    removal,
    reports,
    rulings,
    second_factor,
    series,
    spellings,
    stories,
    workflow,
)
from decisions.actions.proceedings import Happening
from decisions.actions.series import Account, Person
from decisions.models import Court, DataVersion, ImportName, Judge, JudgeSpelling, Region, Team
from decisions.queries import published, versions
from decisions.queries.audit import Asked
from decisions.queries.duplicates import Sketch
from decisions.queries.import_plan import Planner
from decisions.text.redaction import Needle
from decisions.vocabulary import Basis, EventKind, ImportOutcome, RequestOutcome, Role, Status, Withdrawal
from tests import make
from tests.access import ACTIONS, DOORS, PERSONS, Answer
from tests.headers import faults_of
from tests.test_architecture import PUBLIC
from tests.views.pages import let_go

pytestmark = [pytest.mark.django_db, pytest.mark.long]


# Doors


def doors(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address pattern below, as it is written."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from doors(one, before + str(one.pattern))


ALL = list(doors(get_resolver()))


def name_may_be_read(merged: Court | Judge, kept: Court | Judge) -> list[str]:
    """The tick that says that everybody may read the name of what is merged."""
    return [f"published-names-{merged.pk}-{kept.pk}"]


class World:
    """The cast, and one record of every kind that an address can name."""

    def __init__(self) -> None:
        blue = make.team()
        self.people = {
            "lawyer": make.account("lawyer", Role.LAWYER, team=blue),
            "stranger": make.account("stranger", Role.LAWYER, team=make.team("Green team")),
            "reviewer": make.account("reviewer", Role.REVIEWER, team=blue),
            "administrator": make.account("administrator", Role.ADMINISTRATOR),
            "switched_off": make.account("switched-off", Role.ADMINISTRATOR),
        }
        self.people["switched_off"].is_active = False
        self.people["switched_off"].save()
        self.series = make.series()
        self.court, self.judge = make.court(), make.judge()
        place: dict[str, Any] = {"court": self.court, "judge": self.judge, "series": self.series}
        self.rulings = {
            "draft": make.ruling(Status.DRAFT, **place, position=1),
            "in_review": make.ruling(Status.IN_REVIEW, **place, position=2),
            "published": make.ruling(Status.PUBLISHED, **place, position=3),
        }
        self.event = make.event(self.rulings["draft"])
        self.person = make.person(by=self.people["lawyer"], ruling=self.rulings["draft"])
        self.paper = make.paper(self.rulings["draft"], by=self.people["lawyer"])
        self.provision, self.source = make.provision(), make.source()
        self.merged_court, self.merged_judge = make.court(region=self.court.region), make.judge()
        how: dict[str, Any] = {"by": self.people["reviewer"], "now": make.NOW, "reason": "A sample reason."}
        self.court_merge = merges.merge_courts(
            court=self.merged_court,
            into=self.court,
            confirmed=name_may_be_read(self.merged_court, self.court),
            **how,
        )
        self.judge_merge = merges.merge_judges(
            judge=self.merged_judge,
            into=self.judge,
            confirmed=name_may_be_read(self.merged_judge, self.judge),
            **how,
        )
        self.court_spelling = make.spelling(self.court)
        self.judge_spelling = make.spelling(self.judge)
        self.removal = make.removal_request()
        self.batch = imports.upload(
            content=b"court\nSample\n", name="a.csv", by=self.people["administrator"], now=make.NOW
        )
        self.story = make.story()
        self.release = releases.make(by=self.people["administrator"], now=make.NOW)
        self.official_series = make.official_series(subject="presence")
        for year in (2018, 2019):
            make.official_value(self.official_series, year, value=3)

    def parameters(self, record: str) -> dict[str, str]:
        """What stands for the variable parts of an address that names this record."""
        if record in self.rulings:
            return {"public_id": self.rulings[record].public_id}
        named: dict[str, dict[str, Any]] = {
            "": {},
            "key": {"pk": "1"},
            "kept": {"key": "0" * 32},
            "nothing": {"content_type_id": "1", "object_id": "1"},
            "application": {"app_label": "decisions"},
            "nowhere": {"url": "nowhere/"},
            "region": {"iso": self.court.region.iso, "object_id": self.court.region.pk},
            "court": {"slug": self.court.slug, "object_id": self.court.pk},
            "judge": {"slug": self.judge.slug, "object_id": self.judge.pk},
            "series": {"number": self.series.number, "object_id": self.series.pk},
            "court_spelling": {"slug": self.court.slug, "number": self.court_spelling.pk},
            "judge_spelling": {"slug": self.judge.slug, "number": self.judge_spelling.pk},
            "court_merge": {"slug": self.court.slug, "number": self.court_merge.pk},
            "judge_merge": {"slug": self.judge.slug, "number": self.judge_merge.pk},
            "release": {"number": self.release.number, "name": "rulings.csv"},
            "import": {"key": self.batch.key},
            "removal": {"reference": self.removal.reference},
            "user": {"number": self.people["lawyer"].pk},
            "ruling": {"object_id": self.rulings["draft"].pk},
            "person": {"pseudonym": self.person.pseudonym},
            "paper": {"key": self.paper.stored_as},
            "provision": {"object_id": self.provision.pk},
            "source": {"object_id": self.source.pk},
            "event": {"public_id": self.event.ruling.public_id, "number": self.event.pk},
            "term": {"object_id": make.term().pk},
            "story": {"slug": self.story.slug, "object_id": self.story.pk},
            "official_series": {"slug": self.official_series.slug},
            "officialseries": {"object_id": make.official_series().pk},
            "calendarday": {"object_id": make.day_off().pk},
            "team": {"object_id": getattr(Team.objects.first(), "pk", 0)},
        }
        return {name: str(value) for name, value in named[record].items()}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, releases_folder: None) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def address(pattern: str, parameters: dict[str, str]) -> str:
    """The address that a pattern stands for."""
    plain = pattern.replace("^", "").replace("$", "")
    return "/" + re.sub(
        r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda found: parameters[found[1] or found[2]], plain
    )


def visited(world: World, person: str, pattern: str) -> Any:
    door = DOORS[pattern]
    client = Client()
    if person != "visitor":
        client.force_login(world.people[person])
    ask = client.post if door.post else client.get
    return ask(address(pattern, world.parameters(door.record)))


def answer(response: Any) -> Answer:
    let_go(response)
    if response.status_code == 302 and response["Location"].startswith(
        ("/accounts/login/?", "/admin/login/")
    ):
        return Answer.LOGIN
    if response.status_code == 302 and response["Location"] == "/accounts/login/":
        return Answer.LOGIN
    assert response.status_code not in (405, 500), response.status_code
    return {403: Answer.FORBIDDEN, 404: Answer.NOT_FOUND}.get(response.status_code, Answer.OPEN)


def test_every_door_has_a_line_and_every_line_a_door():
    assert sorted(set(ALL)) == sorted(DOORS), "tests/access.py says who may go where"


@pytest.mark.parametrize("pattern", DOORS)
def test_a_door_opens_to_whom_it_should(world, pattern):
    found = {}
    for person in PERSONS:
        with transaction.atomic():
            response = visited(world, person, pattern)
            assert faults_of(response) == []
            found[person] = answer(response)
            transaction.set_rollback(True)

    assert found == {person: DOORS[pattern].answer(person) for person in PERSONS}


@pytest.mark.parametrize(
    "pattern", [pattern for pattern in DOORS if pattern.startswith(("desk/", "accounts/"))]
)
def test_what_is_behind_the_login_is_kept_by_no_browser(world, pattern):
    response = visited(world, "lawyer", pattern)

    if response.status_code == 200:
        assert "no-store" in response["Cache-Control"]


def said(response: Any) -> Any:
    """What an answer holds; of a workbook all but the second in which it was made."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if not response["Content-Type"].endswith("spreadsheetml.sheet"):
        return content
    with ZipFile(io.BytesIO(content)) as workbook:
        return {name: workbook.read(name) for name in workbook.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize(
    "pattern", [pattern for pattern in DOORS if not pattern.startswith(("desk/", "accounts/", "admin/"))]
)
def test_a_public_page_is_the_same_for_everybody_and_sets_no_cookie(world, pattern):
    answers = [visited(world, person, pattern) for person in ("visitor", "administrator")]

    assert said(answers[0]) == said(answers[1])
    assert not [one for one in answers if one.cookies or "Cookie" in one.get("Vary", "")]


# Actions

REFUSALS = (refusals.Refused, refusals.Doubtful, refusals.Duplicated, refusals.Conflict)


def test_every_action_has_a_line_and_every_line_an_action():
    assert sorted(PUBLIC) == sorted(ACTIONS), "tests/access.py says who may do what"


def call(world: World, name: str, by: Any) -> None:
    """Does it, or raises why not."""
    draft, waiting, published = (world.rulings[key] for key in ("draft", "in_review", "published"))
    lawyer, now, why = world.people["lawyer"], make.NOW, "A sample reason."
    team, batch = lawyer.team or make.team(), world.batch
    person = Person(values={"court": world.court, "source": world.source})
    calls: dict[str, Any] = {
        "accounts.add": lambda: accounts.add(
            username="newcomer", password=None, role=Role.LAWYER, team=None, by=by, now=now
        ),
        "accounts.change": lambda: accounts.change(user=lawyer, role=Role.LAWYER, team=None, by=by, now=now),
        "accounts.end_sessions": lambda: accounts.end_sessions(user=lawyer, by=by, now=now),
        "accounts.hold_administrators": lambda: accounts.hold_administrators(by=by),
        "accounts.lock": lambda: accounts.lock(user=lawyer, by=by, now=now, reason=why),
        "accounts.set_reads_identities": lambda: accounts.set_reads_identities(
            user=lawyer, granted=True, by=by, now=now
        ),
        "accounts.unlock": lambda: accounts.unlock(user=lawyer, by=by, now=now, reason=why),
        "audit.take": lambda: audit.take(asked=Asked(), filters=[], by=by, now=now),
        "erasure.purge": lambda: erasure.purge(ruling=draft, by=by, now=now, passage="a sample passage", sure_of=0),
        "erasure.withhold": lambda: erasure.withhold(
            ruling=draft, by=by, now=now, version=draft.version, field="decided_on", reason=why
        ),
        "erasure.withhold_in_series": lambda: erasure.withhold_in_series(
            ruling=draft, by=by, now=now, version=draft.version, field="decided_on", reason=why
        ),
        "exports.take": lambda: exports.take(
            rulings=policy.visible_rulings(by), columns=["public_id"], kind="csv", filters=[], by=by, now=now
        ),
        "imports.apply": lambda: imports.apply(batch=batch, by=by, now=now),
        "imports.ask_again": lambda: imports.ask_again(name=ImportName(batch=batch), by=by, now=now),
        "imports.check_again": lambda: imports.check_again(batch=batch, by=by, now=now),
        "imports.checked": lambda: imports.checked(batch=batch, proposed={}, recalled={}, by=by, now=now),
        "imports.choose_around": lambda: imports.choose_around(
            batch=batch, team=team, source=None, submits=False, by=by, now=now
        ),
        "imports.clear_old": lambda: imports.clear_old(by=by, now=now),
        "imports.decide": lambda: imports.decide(batch=batch, decisions=[], by=by, now=now),
        "imports.discard": lambda: imports.discard(batch=batch, by=by, now=now),
        "imports.forget_files": lambda: imports.forget_files(by=by),
        "imports.forget_rows": lambda: imports.forget_rows(ruling=draft, by=by),
        "imports.give_up": lambda: imports.give_up(batch=batch, by=by, now=now, reasons=[why]),
        "imports.mark_faulty": lambda: imports.mark_faulty(batch=batch, faults={}, by=by),
        "imports.match": lambda: imports.match(
            batch=batch, mapping={"0": "court"}, team=team, source=None, submits=False, by=by, now=now
        ),
        "imports.request_apply": lambda: imports.request_apply(batch=batch, reason=why, by=by, now=now),
        "imports.request_undo": lambda: imports.request_undo(batch=batch, by=by, now=now),
        "imports.stage": lambda: imports.stage(
            batch=batch, planner=Planner(batch, by=by, today=now.date()), planned=[], by=by
        ),
        "imports.tick": lambda: imports.tick(batch=batch, shown=[], ticked=[], by=by),
        "imports.tick_all": lambda: imports.tick_all(batch=batch, outcome=ImportOutcome.NEW, ticked=True, by=by),
        "imports.undo": lambda: imports.undo(batch=batch, by=by, now=now),
        "imports.upload": lambda: imports.upload(content=b"court\nSample\n", name="a.csv", by=by, now=now),
        "invitations.invite": lambda: invitations.invite(
            username="invited", role=Role.LAWYER, team=None, by=by, now=now
        ),
        "invitations.renew": lambda: invitations.renew(user=lawyer, by=by, now=now, reason=why),
        "merges.merge_courts": lambda: merges.merge_courts(
            court=(other := make.court(region=world.court.region)), into=world.court, by=by, now=now, reason=why,
            confirmed=name_may_be_read(other, world.court),
        ),
        "merges.merge_judges": lambda: merges.merge_judges(
            judge=(other := make.judge()), into=world.judge, by=by, now=now, reason=why,
            confirmed=name_may_be_read(other, world.judge),
        ),
        "merges.undo": lambda: merges.undo(merge=world.judge_merge, by=by, now=now, reason=why),
        "notes.write": lambda: notes.write(ruling=draft, by=by, now=now, text="A sample note."),
        "proceedings.add": lambda: proceedings.add(
            ruling=draft, by=by, now=now, happening=Happening(kind=EventKind.RELEASED), key="1" * 32
        ),
        "proceedings.change": lambda: proceedings.change(
            event=world.event, by=by, now=now, version=1, happening=Happening(kind=EventKind.RELEASED)
        ),
        "proceedings.lapse": lambda: proceedings.lapse(ruling=draft, by=by, now=now, on=now.date()),
        "proceedings.remove": lambda: proceedings.remove(event=world.event, by=by, now=now, version=1),
        "proceedings.set_public": lambda: proceedings.set_public(
            event=world.event, by=by, now=now, version=1, public=True, reason=why,
            confirmed=["event-tells", "open-appeal", "in-detention"],
        ),
        "reference.add": lambda: reference.add(
            records=[Region(iso="XX-ZZ", country="XX", tile_column=1, tile_row=900)], by=by, now=now
        ),
        "reference.add_judge": lambda: reference.add_judge(
            judge=Judge(slug="invented", name="I. N. Vented"),
            spelling=JudgeSpelling(spelling="Sample", basis=Basis.STATED),
            court=None, by=by, now=now,
        ),
        "reference.change": lambda: reference.change(record=world.court, fields=["name_en"], by=by, now=now),
        "reference.remove": lambda: reference.remove(record=Team.objects.create(name="Red"), by=by, now=now),
        "releases.draft": lambda: entered(releases.draft(by=by, now=now)),
        "releases.hold_back": lambda: releases.hold_back(ruling=published, by=by, now=now),
        "releases.hold_back_passage": lambda: releases.hold_back_passage(
            needle=Needle.of("a sample passage"), by=by, now=now
        ),
        "releases.make": lambda: releases.make(by=by, now=now),
        "releases.rebuild": lambda: releases.rebuild(release=world.release, by=by, now=now),
        "removal.close": lambda: removal.close(
            request=world.removal, by=by, now=now, outcome=RequestOutcome.DECLINED, note=why
        ),
        "removal.read": lambda: removal.read(request=world.removal, by=by, now=now),
        "removal.reopen": lambda: removal.reopen(request=world.removal, by=by, now=now, reason=why),
        "reports.mark_seen": lambda: reports.mark_seen(ruling=draft, by=by, now=now, until=now),
        "rulings.correct": lambda: rulings.correct(
            ruling=published, by=by, now=now, version=published.version, values={"plea": "denied"}, reason=why
        ),
        "rulings.enter": lambda: rulings.enter(by=by, now=now, team=team, values=person.values),
        "rulings.enter_all": lambda: rulings.enter_all(by=by, now=now, team=team, drafts=[], reason=why),
        "rulings.revise": lambda: rulings.revise(
            ruling=draft, by=by, now=now, version=draft.version, values={"plea": "denied"}
        ),
        "rulings.set_afterwards": lambda: rulings.set_afterwards(ruling=draft, by=by, told=False),
        "rulings.set_withheld": lambda: rulings.set_withheld(ruling=draft, by=by, field="decided_on"),
        "second_factor.remove": lambda: second_factor.remove(user=lawyer, by=by, now=now, reason=why),
        "series.enter": lambda: series.enter(
            by=by, now=now, team=team, people=[person], account=Account(source=world.source), key="0" * 32
        ),
        "series.release": lambda: series.release(series=world.series, by=by, now=now),
        "series.report_duplicates": lambda: series.report_duplicates(
            sketch=Sketch(court=world.court, judge=None, decided_on=None, people=[]), by=by, now=now
        ),
        "spellings.add": lambda: spellings.add(
            spelling=JudgeSpelling(judge=world.judge, spelling="Other", language="en", basis=Basis.STATED),
            by=by, now=now,
        ),
        "spellings.remove": lambda: spellings.remove(
            spelling=make.spelling(world.judge, "Other"), by=by, now=now, reason=why
        ),
        "stories.publish": lambda: stories.publish(story=make.story(Status.DRAFT), by=by, now=now),
        "stories.withdraw": lambda: stories.withdraw(
            story=world.story, by=by, now=now, way=Withdrawal.OPEN, reason=why
        ),
        "workflow.clear": lambda: workflow.clear(ruling=waiting, by=by, now=now, fingerprints=[]),
        "workflow.clear_series": lambda: workflow.clear_series(
            series=world.series, by=by, now=now, fingerprints=[]
        ),
        "workflow.publish": lambda: workflow.publish(ruling=waiting, by=by, now=now),
        "workflow.publish_series": lambda: workflow.publish_series(series=world.series, by=by, now=now),
        "workflow.send_back": lambda: workflow.send_back(ruling=waiting, by=by, now=now, reason=why),
        "workflow.send_series_back": lambda: workflow.send_series_back(
            series=world.series, by=by, now=now, reason=why
        ),
        "workflow.submit": lambda: workflow.submit(ruling=draft, by=by, now=now),
        "workflow.submit_series": lambda: workflow.submit_series(series=world.series, by=by, now=now),
        "workflow.withdraw": lambda: workflow.withdraw(
            ruling=published, by=by, now=now, way=Withdrawal.OPEN, reason=why
        ),
    }  # fmt: skip
    calls[name]()


def entered(context: AbstractContextManager[object]) -> None:
    with context:
        pass


def is_refused(world: World, name: str, by: Any) -> bool:
    """Whether the person may not. A refusal of ours for another reason is as good as an opened door."""
    with suppress(*REFUSALS), transaction.atomic():
        try:
            call(world, name, by)
        except PermissionDenied:
            return True
        finally:
            transaction.set_rollback(True)
    return False


@pytest.mark.parametrize("name", [name for name, least in ACTIONS.items() if isinstance(least, Role)])
def test_an_action_is_done_for_whom_it_should(world, name):
    ranks = list(Role)
    nobody = make.account("nobody", "")
    cast = {
        role: world.people[person]
        for role, person in zip(ranks, ("lawyer", "reviewer", "administrator"), strict=True)
    }

    assert is_refused(world, name, nobody)
    assert {role for role in ranks if not is_refused(world, name, cast[role])} == set(
        ranks[ranks.index(ACTIONS[name]) :]
    )


def public_rows() -> dict[str, list[Any]]:
    """What the public may read of every table, but for the version itself."""
    return {
        table.name: sorted((row for part in table.parts for row in part.selected), key=repr)
        for table in published.tables()
        if table.model is not DataVersion
    }


def test_whatever_changes_what_the_public_may_read_gives_it_another_version(world):
    """Pages are kept, and a replica is read, for as long as the version stands."""
    before, version = public_rows(), versions.current()
    renewing, silent = set(), set()
    for name in [name for name, least in ACTIONS.items() if isinstance(least, Role)]:
        with suppress(PermissionDenied, *REFUSALS), transaction.atomic():
            try:
                call(world, name, world.people["administrator"])
                if versions.current() != version:
                    renewing.add(name)
                elif public_rows() != before:
                    silent.add(name)
            finally:
                transaction.set_rollback(True)

    assert not silent
    assert {"workflow.withdraw", "stories.withdraw", "rulings.correct", "releases.hold_back"} <= renewing


def test_a_second_factor_is_needed_behind_every_door_but_those_that_set_it_up(world, monkeypatch):
    monkeypatch.setattr(settings, "SECOND_FACTOR_REQUIRED", True)
    answers = {pattern: visited(world, "administrator", pattern) for pattern in DOORS}
    led = {
        pattern
        for pattern, response in answers.items()
        if response.headers.get("Location") == "/accounts/app/add/"
        and DOORS[pattern].answer("administrator") != Answer.LOGIN
    }
    for response in answers.values():
        let_go(response)

    behind = {pattern for pattern in DOORS if pattern.startswith(("desk/", "admin/", "accounts/"))}
    setting_up = {
        "accounts/", "accounts/login/", "accounts/logout/", "accounts/confirm/", "accounts/app/add/",
        "accounts/keys/add/", "admin/login/",
    }  # fmt: skip
    assert led == behind - setting_up


def test_who_has_a_second_factor_gets_everywhere(world, monkeypatch):
    monkeypatch.setattr(settings, "SECOND_FACTOR_REQUIRED", True)
    Authenticator.objects.create(
        user=world.people["reviewer"], type=Authenticator.Type.TOTP, data={"secret": "x"}
    )

    assert visited(world, "reviewer", "desk/").status_code == 200
    assert visited(world, "reviewer", "admin/").status_code == 200


def test_a_lawyer_needs_none(world, monkeypatch):
    monkeypatch.setattr(settings, "SECOND_FACTOR_REQUIRED", True)

    assert visited(world, "lawyer", "desk/").status_code == 200
