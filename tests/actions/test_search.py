"""After every action the index holds what a freshly built one would hold, and nothing else."""

from contextlib import suppress

import pytest
from django.db import connection, transaction

from decisions import policy
from decisions.actions import (
    corpus,
    erasure,
    merges,
    proceedings,
    reference,
    rulings,
    search,
    spellings,
    workflow,
)
from decisions.actions.refusals import Doubtful
from decisions.actions.rulings import Reading
from decisions.models import CourtFormerName, Judge, JudgeSpelling, Ruling, SearchText
from decisions.queries.search import rows
from decisions.vocabulary import Basis, EventKind, Role, Status, Withdrawal
from tests import make
from tests.access import ACTIONS
from tests.corpus_files import CORPUS, REFERENCE
from tests.test_access import REFUSALS, World, call

pytestmark = pytest.mark.django_db

WHY = "A sample reason."
WORDS = ("court", "judge", "narrative", "notes")


def kept():
    return {row.pk: tuple(getattr(row, part) for part in WORDS) for row in SearchText.objects.all()}


def is_up_to_date():
    if connection.vendor == "sqlite":  # raises an error where the index is not what the table says
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO decisions_search (decisions_search, rank) VALUES ('integrity-check', 1)"
            )
    return kept() == {
        row.pk: tuple(getattr(row, part) for part in WORDS) for row in rows(policy.public_rulings())
    }


class Site:
    """Two rulings of one series, one published and one in review, with words in every public text."""

    def __init__(self):
        self.reviewer = make.account("reviewer", Role.REVIEWER, team=make.team())
        self.administrator = make.account("administrator", Role.ADMINISTRATOR)
        self.court = make.court(name_en="Lakeside Court")
        self.former = CourtFormerName.objects.create(court=self.court, name_ru="Старый суд")
        self.judge = make.judge(name="A. Tsoi")
        self.spelling = make.spelling(self.judge, "A. Choi")
        self.series = make.series(narrative_en="They came by ferry from Sampleton.")
        place = {"court": self.court, "judge": self.judge, "series": self.series}
        reading = Reading(field="plea", basis=Basis.STATED, page="3", note="Said through a neighbour.")
        self.published = make.ruling(**place, position=1, plea="admitted", readings=[reading])
        self.waiting = make.ruling(Status.IN_REVIEW, **place, position=2)

    @property
    def how(self):
        return {"by": self.reviewer, "now": make.NOW}

    def standing(self):
        """A published ruling whose evidence for its standing a public event will put aside."""
        reading = Reading(field="standing", basis=Basis.STATED, page="4", note="Standing as printed.")
        return make.ruling(standing="in_force", readings=[reading])


def purge(site):
    how = site.how | {"ruling": site.published, "passage": "ferry from Sampleton"}
    with pytest.raises(erasure.Reaches) as reach:
        erasure.purge(**how, sure_of=None)
    erasure.purge(**how, sure_of=reach.value.number)


def set_public(site):
    event = make.event(site.standing(), EventKind.APPEAL_DECIDED, result="annulled")
    return proceedings.set_public(event=event, version=event.version, public=True, reason=WHY, **site.how)


def set_afterwards(site):
    ruling = site.standing()
    rulings.set_afterwards(ruling=ruling, by=site.reviewer, told=True)


def join(site, record, into):
    """Asked whether everybody may read the name, the reviewer says yes."""
    kind = "judge" if isinstance(record, Judge) else "court"
    merge = getattr(merges, f"merge_{kind}s")
    how = site.how | {kind: record, "into": into, "reason": WHY}
    try:
        return merge(**how)
    except Doubtful as doubt:
        return merge(**how, confirmed=[one.code for one in doubt.doubts])


def merge_and_undo(site):
    merge = join(site, make.judge(name="B. Kim"), site.judge)
    assert is_up_to_date()
    merges.undo(merge=merge, reason=WHY, **site.how)
    join(site, site.judge, make.judge(name="C. Pak"))


def change(site, record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    reference.change(record=record, fields=list(values), by=site.administrator, now=make.NOW)


CHANGES = {
    "workflow.publish": lambda site: workflow.publish(ruling=site.waiting, **site.how),
    "workflow.publish_series": lambda site: workflow.publish_series(series=site.series, **site.how),
    "workflow.withdraw": lambda site: workflow.withdraw(
        ruling=site.published, way=Withdrawal.QUIET, reason=WHY, **site.how
    ),
    "rulings.correct": lambda site: rulings.correct(
        ruling=site.published, version=site.published.version, values={"facility": "Centre Birch"}, reason=WHY,
        **site.how,
    ),
    "rulings.set_afterwards": set_afterwards,
    "proceedings.set_public": set_public,
    "erasure.withhold": lambda site: erasure.withhold(
        ruling=site.published, version=site.published.version, field="plea", reason=WHY, **site.how
    ),
    "erasure.purge": purge,
    "merges.merge_judges": lambda site: join(site, make.judge(name="B. Kim"), site.judge),
    "merges.merge_courts": lambda site: join(
        site, make.court(name_en="Hillside Court", region=site.court.region), site.court
    ),
    "merges.undo": merge_and_undo,
    "spellings.add": lambda site: spellings.add(
        spelling=JudgeSpelling(judge=site.judge, spelling="А. Цой", language="ru", basis=Basis.STATED), **site.how
    ),
    "spellings.remove": lambda site: spellings.remove(spelling=site.spelling, reason=WHY, **site.how),
    "reference.add": lambda site: reference.add(
        records=[CourtFormerName(court=site.court, name_ru="Иной суд")], by=site.administrator, now=make.NOW
    ),
    "reference.change": lambda site: change(site, site.series, narrative_en="They came by train."),
    "reference.change of a name": lambda site: change(site, site.court, name_en="Hillside Court"),
    "reference.change of a region": lambda site: change(site, site.court.region, name_en="Otherland"),
    "reference.change of whose it is": lambda site: change(site, site.spelling, judge=make.judge()),
    "reference.remove": lambda site: reference.remove(record=site.former, by=site.administrator, now=make.NOW),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_public_text_changes_the_index(name):
    site = Site()
    before = kept()
    assert before
    assert is_up_to_date()

    CHANGES[name](site)

    assert is_up_to_date()
    assert kept() != before


def test_no_action_leaves_the_index_behind():
    """Every action that a person may do, as the table of roles tries it."""
    world = World()
    search.rebuild(now=make.NOW)  # its spellings were made past the actions
    for name, least in ACTIONS.items():
        if isinstance(least, Role):
            with transaction.atomic():
                with suppress(*REFUSALS):
                    call(world, name, world.people["administrator"])
                assert is_up_to_date(), name
                transaction.set_rollback(True)


def test_a_corpus_that_is_loaded_is_found_and_what_it_corrects_as_well(corpus_copy):
    corpus.load_reference(directory=REFERENCE, now=make.NOW)
    corpus.load(directory=CORPUS, now=make.NOW)
    assert len(kept()) == Ruling.objects.count() == 50
    before = kept()

    file = corpus_copy / "series.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("visa", "permit"), encoding="utf-8")
    corpus.load(directory=corpus_copy, now=make.NOW)

    assert is_up_to_date()
    assert kept() != before


def test_refreshing_again_changes_nothing():
    Site()
    before = kept()

    search.refresh(rulings=list(before))
    search.rebuild(now=make.NOW)

    assert kept() == before
