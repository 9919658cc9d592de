"""Discarding a draft that was a mistake."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models

from decisions.actions import drafts, kept, notes, workflow
from decisions.actions.refusals import Conflict, Refused
from decisions.actions.rulings import Reading
from decisions.models import (
    AuditEvent,
    Document,
    InternalNote,
    Respondent,
    Ruling,
    Sealed,
    Series,
)
from decisions.queries.workflow import against_discarding
from decisions.vocabulary import Basis, EventKind, Status
from tests import make

pytestmark = pytest.mark.django_db
MARK = "Sam Pel Invented"


def where_it_stands(text):
    """The columns of all tables, histories too, that hold the text, also sealed."""
    found = set()
    for model in apps.get_app_config("decisions").get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField | models.TextField | models.JSONField):
                values = model._default_manager.values_list(column.attname, flat=True)
                opened = (one.open() if isinstance(one, Sealed) and one else str(one) for one in values)
                found |= {f"{model._meta.model_name}.{column.name}" for one in opened if text in one}
    return found


def test_nothing_of_what_it_said_is_left_and_the_history_says_that_it_was_there(lawyer, tmp_path, settings):
    quoted = Reading(field="plea", basis=Basis.STATED, quotation=f"{MARK} denies.")
    series = make.series(narrative_en=f"{MARK} and others.")
    ruling = make.ruling(
        Status.DRAFT,
        by=lawyer,
        plea="denied",
        readings=[quoted],
        purpose_of_entry=MARK,
        series=series,
        position=1,
    )
    event = make.event(ruling, EventKind.APPEAL_DECIDED, source=MARK, result="upheld", judges=[make.judge()])
    notes.write(ruling=ruling, by=lawyer, now=make.NOW, text=MARK)
    kept.keep(
        owner=lawyer, form="ruling", key=f"{ruling.public_id}.1", content={"how_found": [MARK]}, now=make.NOW
    )
    paper = make.paper(ruling, by=lawyer)
    person = make.person("Somebody Else", by=lawyer, ruling=ruling)
    assert len(where_it_stands(MARK)) > 5

    drafts.discard(ruling=ruling, by=lawyer, now=make.NOW)

    assert where_it_stands(MARK) == set()
    assert [model for model in (Ruling, InternalNote, Series) if model.objects.exists()] == []
    assert not type(event).history.exists()
    assert [(row.history_type, row.public_id, row.history_user) for row in Ruling.history.all()] == [
        ("-", ruling.public_id, lawyer)
    ]
    assert (
        AuditEvent.objects.filter(action="ruling.discard", target=ruling.public_id, actor=lawyer).count() == 1
    )
    assert not Document.objects.filter(pk=paper.pk).exists()
    assert Respondent.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "administrator"])
def test_nobody_discards_what_somebody_else_entered(lawyer, who, request):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    with pytest.raises(PermissionDenied):
        drafts.discard(ruling=ruling, by=request.getfixturevalue(who), now=make.NOW)


def test_what_was_ever_submitted_is_withdrawn_by_a_reviewer_instead(lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)
    with pytest.raises(PermissionDenied):
        drafts.discard(ruling=ruling, by=lawyer, now=make.NOW)
    back = workflow.send_back(ruling=ruling, by=reviewer, now=make.NOW, reason="A sample reason.")

    with pytest.raises(Refused) as refused:
        drafts.discard(ruling=back, by=lawyer, now=make.NOW)

    assert refused.value.reasons == against_discarding(back, user=lawyer)
    assert len(refused.value.reasons) == 1


def test_a_draft_that_was_saved_in_between_is_not_discarded(lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    with pytest.raises(Conflict):
        drafts.discard(ruling=ruling, by=lawyer, now=make.NOW, version=ruling.version + 1)


def test_a_mistaken_hearing_goes_as_a_whole_but_for_what_others_see_by_now(lawyer):
    series = make.series()
    first, _second, _third = [
        make.ruling(status, by=lawyer, series=series, position=position)
        for position, status in enumerate((Status.DRAFT, Status.DRAFT, Status.IN_REVIEW), start=1)
    ]

    assert drafts.discard_series(ruling=first, by=lawyer, now=make.NOW) == 2

    assert [ruling.position for ruling in series.rulings.all()] == [3]
