"""Events, and what follows from them: for the desk from all, for everybody from the public ones alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from decisions import policy
from decisions.actions import erasure, proceedings, rulings, workflow
from decisions.actions.proceedings import Happening
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.models import AuditEvent, Event, Ruling
from decisions.queries.proceedings import (
    additions,
    after,
    in_order,
    open_complaints,
    public_events,
    public_timeline,
    unsure_complaints,
)
from decisions.queries.workflow import blockers
from decisions.text import dates
from decisions.vocabulary import (
    TELLS,
    AppealResult,
    Basis,
    Empty,
    EventKind,
    Form,
    Sanction,
    Standing,
    Status,
    Withdrawal,
)
from tests import make

pytestmark = pytest.mark.django_db

APPEAL = EventKind.APPEAL_DECIDED
CASSATION = EventKind.CASSATION_DECIDED
TODAY = make.NOW.date()


def placed_ruling(status=Status.PUBLISHED, **values):
    return make.ruling(status, sanction=Sanction.EXPULSION, form=Form.FORCED, placement="yes", **values)


def stored(ruling):
    now = Ruling.objects.get(pk=ruling.pk)
    return now.standing, now.form_now, now.placement_now


def decided(ruling, result, kind=APPEAL, on="2019-05-20", **values):
    return make.event(ruling, kind, on, result=result, **values)


def all_of(ruling):
    now = after(ruling, ruling.events.all())
    return now.standing, now.form, now.placement


# What follows


UNKNOWN = ("unknown", "unknown", "unknown")
GONE = ("annulled", "not_applicable", "not_applicable")


@pytest.mark.parametrize(
    ("result", "values", "expected"),
    [
        (AppealResult.UPHELD, {}, ("in_force", "forced", "yes")),
        (AppealResult.ANNULLED, {}, GONE),
        (AppealResult.SENT_BACK, {}, GONE),
        (AppealResult.NOT_EXAMINED, {}, UNKNOWN),
        (AppealResult.CHANGED, {}, ("changed", "unknown", "unknown")),
        (AppealResult.CHANGED, {"fine_amount": Decimal(2000)}, ("changed", "forced", "yes")),
        (AppealResult.CHANGED, {"form": "controlled_departure"}, ("changed", "controlled_departure", "no")),
        (AppealResult.CHANGED, {"placement": "no"}, ("changed", "forced", "no")),
        (AppealResult.CHANGED, {"sanction": "fine_only"}, ("changed", "not_applicable", "not_applicable")),
        (AppealResult.CHANGED, {"sanction": "unknown"}, ("changed", "unknown", "unknown")),
        (AppealResult.CHANGED, {"form": "unknown"}, ("changed", "unknown", "yes")),
    ],
)
def test_a_public_decision_of_a_higher_court_changes_what_everybody_reads(result, values, expected):
    ruling = placed_ruling()

    decided(ruling, result, public=True, **values)

    assert stored(ruling) == all_of(ruling) == expected


def test_nothing_known_is_unknown_and_not_what_the_first_instance_said():
    assert stored(placed_ruling()) == UNKNOWN


@pytest.mark.parametrize("kind", EventKind)
def test_a_private_event_changes_nothing_that_everybody_reads(kind):
    ruling = placed_ruling()
    before = Ruling.objects.filter(pk=ruling.pk).values().get()

    make.event(ruling, kind, result="annulled" if kind in (APPEAL, CASSATION) else "")

    assert Ruling.objects.filter(pk=ruling.pk).values().get() == before
    assert public_timeline(ruling, public_events(ruling)) == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (EventKind.APPEAL_LODGED, ("under_appeal", "unknown", "unknown")),
        (EventKind.PLACED, ("unknown", "unknown", "yes")),
        (EventKind.RELEASED, ("unknown", "unknown", "no")),
        (EventKind.EXPELLED, ("carried_out", "unknown", "not_applicable")),
        (EventKind.LAPSED, ("lapsed", "not_applicable", "not_applicable")),
        (EventKind.INTERIM_MEASURE, UNKNOWN),
        (EventKind.RESETTLED, UNKNOWN),
    ],
)
def test_the_desk_sees_what_the_public_does_not(kind, expected):
    ruling = placed_ruling()

    make.event(ruling, kind)

    assert all_of(ruling) == expected
    assert stored(ruling) == UNKNOWN


def test_the_last_decision_counts_and_what_is_undated_comes_last():
    ruling = placed_ruling()
    decided(ruling, AppealResult.UPHELD, CASSATION, on="2019-09-01", public=True)
    decided(ruling, AppealResult.CHANGED, on="2019-05-20", form="controlled_departure", public=True)

    assert stored(ruling) == ("changed", "controlled_departure", "no")

    decided(ruling, AppealResult.ANNULLED, CASSATION, on="", public=True)
    assert stored(ruling) == GONE


def test_what_was_not_examined_leaves_an_earlier_decision_standing():
    ruling = placed_ruling()
    decided(ruling, AppealResult.UPHELD, public=True)
    decided(ruling, AppealResult.NOT_EXAMINED, CASSATION, on="2019-09-01", public=True)

    assert stored(ruling) == ("in_force", "forced", "yes")


def test_an_appeal_that_was_not_examined_is_no_longer_open():
    ruling = placed_ruling()
    make.event(ruling, EventKind.APPEAL_LODGED, "2019-05-01")
    decided(ruling, AppealResult.NOT_EXAMINED)

    assert all_of(ruling) == UNKNOWN
    assert open_complaints(ruling.events.all()) == []


def test_a_second_appeal_after_the_first_was_decided_is_open():
    ruling = placed_ruling()
    make.event(ruling, EventKind.APPEAL_LODGED, "2019-05-01")
    decided(ruling, AppealResult.SENT_BACK, on="2019-05-20")
    lodged = make.event(ruling, EventKind.APPEAL_LODGED, "2019-06-01")

    assert open_complaints(ruling.events.all()) == [lodged]
    assert [one.kind for one in in_order(ruling.events.all())][-1] == EventKind.APPEAL_LODGED


LODGED, COMPLAINED = EventKind.APPEAL_LODGED, EventKind.CASSATION_LODGED


@pytest.mark.parametrize(
    ("story", "still_open", "unsure", "standing"),
    [
        ([(LODGED, ""), (APPEAL, "2019-05-20")], 0, 0, "in_force"),
        ([(LODGED, ""), (APPEAL, "")], 0, 0, "in_force"),
        ([(APPEAL, "2019-05-20"), (LODGED, "")], 0, 1, "in_force"),
        ([(LODGED, ""), (LODGED, "2019-05-01"), (APPEAL, "2019-05-20")], 0, 1, "in_force"),
        ([(LODGED, "2019-05-01"), (APPEAL, "2019-05-20"), (LODGED, "")], 1, 0, "under_appeal"),
        ([(LODGED, "2019-05-01"), (APPEAL, "2019-05-20"), (LODGED, ""), (APPEAL, "2019-09")], 0, 0, "in_force"),
        ([(LODGED, ""), (COMPLAINED, ""), (APPEAL, "2019-05-20")], 1, 0, "in_force"),
        ([(LODGED, ""), (COMPLAINED, ""), (CASSATION, "2019-09"), (APPEAL, "2019-05")], 0, 0, "in_force"),
    ],
)  # fmt: skip
def test_what_was_lodged_on_an_unknown_day_is_closed_by_its_decision(
    reviewer, story, still_open, unsure, standing
):
    ruling = placed_ruling(Status.IN_REVIEW)
    for kind, on in story:
        result = "upheld" if kind in (APPEAL, CASSATION) else ""
        make.event(ruling, kind, on, result=result, confirmed=["event-twice"])

    events = ruling.events.all()
    assert (len(open_complaints(events)), len(unsure_complaints(events))) == (still_open, unsure)
    assert all_of(ruling)[0] == standing
    said = [blocker.sentence for blocker in blockers(ruling, reviewer=reviewer, today=TODAY)]
    assert [("not sure" in one, "is open." in one) for one in said] == [
        (bool(unsure), bool(still_open)) for _one in range(still_open or unsure)
    ]


def test_events_of_one_day_stand_in_the_order_of_a_case():
    ruling = placed_ruling()
    decision = decided(ruling, AppealResult.UPHELD, on="2019-05-20")
    lodged = make.event(ruling, EventKind.APPEAL_LODGED, "2019-05-20")

    assert in_order(ruling.events.all()) == [lodged, decision]


def test_a_standing_that_somebody_typed_stays_until_an_event_tells_another():
    ruling = placed_ruling(standing=Standing.IN_FORCE)
    make.event(ruling, EventKind.RELEASED, public=True)
    assert stored(ruling)[0] == Standing.IN_FORCE

    annulled = decided(ruling, AppealResult.ANNULLED, public=True)
    assert stored(ruling)[0] == Standing.ANNULLED

    hide(annulled)
    assert stored(ruling) == ("unknown", "unknown", "no")


def hide(event, reviewer=None):
    who = reviewer or make.account("reviewer", "reviewer", team=make.team())
    now = Event.objects.get(pk=event.pk)
    return proceedings.set_public(event=now, by=who, now=make.NOW, version=now.version, public=False)


def test_evidence_for_another_standing_is_put_aside():
    reading = rulings.Reading(field="standing", basis=Basis.STATED, quotation="in force")
    ruling = placed_ruling(standing=Standing.IN_FORCE, readings=[reading])

    decided(ruling, AppealResult.ANNULLED, public=True)

    assert not ruling.evidence.get(field="standing").accepted


def test_a_correction_of_the_first_instance_reaches_what_follows_from_it(reviewer):
    ruling = placed_ruling()
    decided(ruling, AppealResult.UPHELD, public=True)
    now = Ruling.objects.get(pk=ruling.pk)

    rulings.correct(
        ruling=now, by=reviewer, now=make.NOW, version=now.version, reason="Misread.",
        values={"form": Form.CONTROLLED_DEPARTURE, "placement": "no"},
    )  # fmt: skip

    assert stored(ruling) == ("in_force", "controlled_departure", "no")


def test_nobody_types_another_standing_over_a_public_event(reviewer):
    ruling = placed_ruling()
    decided(ruling, AppealResult.ANNULLED, public=True)
    now = Ruling.objects.get(pk=ruling.pk)

    with pytest.raises(Refused, match="follows from the public events"):
        rulings.correct(
            ruling=now, by=reviewer, now=make.NOW, version=now.version, reason="x",
            values={"standing": Standing.IN_FORCE},
        )  # fmt: skip


@pytest.mark.parametrize(("field", "place"), [("form", 1), ("placement", 2)])
def test_what_is_withheld_of_the_first_instance_is_not_told_by_what_followed(reviewer, field, place):
    ruling = placed_ruling()
    decided(ruling, AppealResult.CHANGED, form="forced", placement="yes", public=True)
    now = Ruling.objects.get(pk=ruling.pk)

    erasure.withhold(
        ruling=now, by=reviewer, now=make.NOW, version=now.version, field=field, reason="A sample."
    )

    assert stored(ruling)[place] == Empty.WITHHELD
    assert set(ruling.history.values_list(f"{field}_now", flat=True)) == {"withheld"}
    shown = {str(label) for label, _text in told(ruling)[0].outcome}
    assert not any(label.lower().startswith(field) for label in shown)


def test_a_withheld_standing_takes_the_events_with_it(reviewer):
    ruling = placed_ruling()
    decided(ruling, AppealResult.CHANGED, form="controlled_departure", public=True)
    now = Ruling.objects.get(pk=ruling.pk)

    erasure.withhold(
        ruling=now, by=reviewer, now=make.NOW, version=now.version, field="standing", reason="A sample."
    )

    assert stored(ruling) == ("withheld", "unknown", "unknown")
    assert told(ruling) == []


# Who may


def test_events_are_recorded_by_the_team_and_by_nobody_else(lawyer, colleague, stranger, reviewer):
    ruling = placed_ruling(by=lawyer)

    for who in (lawyer, colleague, reviewer):
        make.event(ruling, by=who, confirmed=["event-twice"])
    with pytest.raises(PermissionDenied):
        make.event(ruling, by=stranger)
    assert ruling.events.count() == 3


@pytest.mark.parametrize("way", Withdrawal)
def test_a_withdrawn_case_is_not_followed(lawyer, way):
    with pytest.raises(PermissionDenied):
        make.event(placed_ruling(Status.WITHDRAWN, by=lawyer, way=way), by=lawyer)


def test_what_is_public_is_changed_and_removed_by_reviewers_only(lawyer, reviewer):
    event = decided(placed_ruling(by=lawyer), AppealResult.UPHELD, public=True)
    annulled = Happening(kind=APPEAL, on=dates.parse("2019-05-20"), result="annulled")

    for who in (lawyer, make.account("other", "lawyer", team=make.team())):
        with pytest.raises(PermissionDenied):
            proceedings.change(event=event, by=who, now=make.NOW, version=event.version, happening=annulled)
        with pytest.raises(PermissionDenied):
            proceedings.remove(event=event, by=who, now=make.NOW, version=event.version)
    assert stored(event.ruling)[0] == Standing.IN_FORCE

    changed = proceedings.change(
        event=event, by=reviewer, now=make.NOW, version=event.version, happening=annulled
    )
    assert (changed.public, stored(event.ruling)) == (True, GONE)
    proceedings.remove(event=changed, by=reviewer, now=make.NOW, version=changed.version)
    assert stored(event.ruling) == UNKNOWN


def test_who_recorded_an_event_does_not_make_it_public(reviewer, settings):
    event = decided(placed_ruling(), AppealResult.UPHELD, by=reviewer)
    show = {"event": event, "by": reviewer, "now": make.NOW, "version": 1, "public": True}

    with pytest.raises(Refused, match="Somebody other"):
        proceedings.set_public(**show)
    settings.FOUR_EYES = False
    assert proceedings.set_public(**show).public


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in (APPEAL, CASSATION)])
def test_where_a_person_is_becomes_public_only_with_a_reason(reviewer, kind):
    event = make.event(placed_ruling(), kind)

    with pytest.raises(Refused, match="Say why"):
        proceedings.set_public(event=event, by=reviewer, now=make.NOW, version=1, public=True, reason=" ")
    with pytest.raises(Refused, match=f"would tell everybody {TELLS[kind]}. Confirm"):
        proceedings.set_public(event=event, by=reviewer, now=make.NOW, version=1, public=True, reason="Told.")
    assert not Event.objects.get(pk=event.pk).public


@pytest.mark.parametrize(
    ("kind", "code"), [(EventKind.PLACED, "in-detention"), (EventKind.APPEAL_LODGED, "open-appeal")]
)
def test_while_somebody_is_held_or_an_appeal_is_open_an_event_is_public_only_overruled(reviewer, kind, code):
    event = make.event(placed_ruling(), kind)
    show = {"event": event, "by": reviewer, "now": make.NOW, "version": 1, "public": True, "reason": "Told."}

    with pytest.raises(Refused, match="Overrule it"):
        proceedings.set_public(**show, confirmed=["event-tells"])
    assert proceedings.set_public(**show, confirmed=["event-tells", code]).public

    told = AuditEvent.objects.get(action="event.publish")
    assert (told.fields, told.reason) == (["event-tells", code], "Told.")


def test_a_decided_appeal_is_public_by_a_button_also_while_somebody_is_held(reviewer):
    ruling = placed_ruling()
    make.event(ruling, EventKind.PLACED)
    event = decided(ruling, AppealResult.UPHELD)

    assert proceedings.set_public(event=event, by=reviewer, now=make.NOW, version=1, public=True).public


def test_another_kind_of_event_is_private_again(reviewer):
    event = decided(placed_ruling(), AppealResult.UPHELD, public=True)
    placed = Happening(kind=EventKind.PLACED, on=dates.parse("2019-05-20"))

    changed = proceedings.change(
        event=event, by=reviewer, now=make.NOW, version=event.version, happening=placed
    )

    assert not changed.public
    assert stored(event.ruling) == UNKNOWN


# What the public page dates


LATER = make.NOW + timedelta(days=62)


def dated(ruling):
    return [
        (one.day.isoformat(), one.label, one.added)
        for one in additions(stored_ruling(ruling), public_events(ruling))
    ]


def told(ruling):
    return public_timeline(now := stored_ruling(ruling), public_events(now))


def stored_ruling(ruling):
    return Ruling.objects.get(pk=ruling.pk)


def test_what_becomes_public_after_publication_is_dated(client, reviewer):
    ruling = placed_ruling(Status.IN_REVIEW)
    decided(ruling, AppealResult.UPHELD, public=True)
    workflow.publish(ruling=ruling, by=reviewer, now=make.NOW)
    assert dated(ruling) == []

    quashed = decided(ruling, AppealResult.ANNULLED, CASSATION, on="2019-09-01", public=True, now=LATER)
    assert dated(ruling) == [("2026-05-03", "cassation complaint decided", True)]
    page = client.get(f"/rulings/{ruling.public_id}/").content.decode()
    assert 'Added on 3 May 2026: <a href="#after">cassation complaint decided</a>' in page

    same = {"kind": CASSATION, "on": dates.parse("2019-09-01")}
    given = {"event": quashed, "by": reviewer, "now": LATER + timedelta(days=1)}
    unseen = proceedings.change(
        **given, version=2, happening=Happening(**same, result="annulled", source="a sample source")
    )
    assert len(dated(ruling)) == 1
    proceedings.change(**given, version=unseen.version, happening=Happening(**same, result="sent_back"))
    assert dated(ruling)[1:] == [("2026-05-04", "cassation complaint decided", False)]

    hide(quashed)
    assert dated(ruling) == []


# Saving


def test_a_button_pressed_twice_records_one_event(lawyer):
    ruling = placed_ruling(by=lawyer)
    given = {"ruling": ruling, "by": lawyer, "now": make.NOW, "key": "a" * 32}
    happening = Happening(kind=EventKind.PLACED, on=dates.parse("2019-04"), facility="A sample centre")

    first, second = (proceedings.add(happening=happening, **given) for _press in (1, 2))

    assert first == second
    assert AuditEvent.objects.filter(action="event.add").count() == 1


def test_a_lapse_confirmed_twice_is_one_event(lawyer):
    ruling = placed_ruling(by=lawyer)

    first, second = (proceedings.lapse(ruling=ruling, by=lawyer, now=make.NOW, on=TODAY) for _press in (1, 2))

    assert (first, first.on) == (second, TODAY)


def test_a_lapse_that_turned_out_to_be_a_release_can_come_later(lawyer):
    ruling = placed_ruling(by=lawyer)
    mistaken = proceedings.lapse(ruling=ruling, by=lawyer, now=make.NOW, on=TODAY)
    release = Happening(kind=EventKind.RELEASED, on=dates.parse("2019-05-01"))
    proceedings.change(event=mistaken, by=lawyer, now=make.NOW, version=1, happening=release)

    assert proceedings.lapse(ruling=ruling, by=lawyer, now=make.NOW, on=TODAY).kind == EventKind.LAPSED
    assert ruling.events.count() == 2


def test_a_purge_reaches_an_event_and_a_form_opened_before_brings_nothing_back(lawyer, reviewer):
    event = make.event(
        placed_ruling(by=lawyer),
        EventKind.PLACED,
        source="Sample Person said so",
        facility="Sample Person house",
    )
    same = Happening(kind=EventKind.PLACED, on=dates.parse("2019-05-06"), source="Sample Person said so")

    how = {"ruling": event.ruling, "by": reviewer, "now": make.NOW, "passage": "Sample Person"}
    with pytest.raises(erasure.Reaches) as reach:
        erasure.purge(**how, sure_of=None)
    erasure.purge(**how, sure_of=reach.value.number)

    now = Event.objects.get(pk=event.pk)
    assert (now.source, now.facility.open()) == ("[removed] said so", "[removed] house")
    assert set(Event.history.values_list("source", flat=True)) == {"[removed] said so"}
    with pytest.raises(Conflict):
        proceedings.change(event=event, by=lawyer, now=make.NOW, version=1, happening=same)


def test_the_second_of_two_who_changed_an_event_is_told(lawyer, colleague):
    event = make.event(placed_ruling(by=lawyer), EventKind.RELEASED)
    other = Happening(kind=EventKind.RELEASED, on=dates.parse("2019-06"))
    proceedings.change(event=event, by=colleague, now=make.NOW, version=1, happening=other)

    with pytest.raises(Conflict):
        proceedings.change(event=event, by=lawyer, now=make.NOW, version=1, happening=other)
    with pytest.raises(Conflict):
        proceedings.remove(event=event, by=lawyer, now=make.NOW, version=1)


def test_the_same_again_is_no_change(lawyer, judge, court):
    values = {"court": court, "judges": [judge], "facility": "", "source": "letter"}
    event = decided(placed_ruling(by=lawyer), AppealResult.UPHELD, **values)
    same = Happening(kind=APPEAL, on=dates.parse("2019-05-20"), result="upheld", **values)

    assert proceedings.change(event=event, by=lawyer, now=make.NOW, version=1, happening=same).version == 1


def test_where_somebody_is_held_is_sealed_and_has_no_history(lawyer):
    event = make.event(placed_ruling(by=lawyer), EventKind.PLACED, facility="Sample centre 7")

    read = Event.objects.get(pk=event.pk)
    assert read.facility.open() == "Sample centre 7"
    assert "Sample centre" not in read.facility.token
    assert not hasattr(read.history.get(), "facility")
    assert "Sample centre" not in str(AuditEvent.objects.values_list("fields", "reason", "target"))


def test_a_place_that_no_key_opens_stays_when_the_rest_is_changed(lawyer, settings):
    event = make.event(placed_ruling(by=lawyer), EventKind.PLACED, facility="Sample centre 7")
    keys = settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]

    proceedings.change(
        event=event, by=lawyer, now=make.NOW, version=1,
        happening=Happening(kind=EventKind.PLACED, on=dates.parse("2019-05-07")),
    )  # fmt: skip

    settings.IDENTITY_KEYS = keys
    assert Event.objects.get(pk=event.pk).facility.open() == "Sample centre 7"


# Sense


@pytest.mark.parametrize(
    ("kind", "on", "values", "said"),
    [
        (EventKind.RELEASED, "2026-03-03", {}, "future"),
        (EventKind.RELEASED, "2027", {}, "future"),
        (EventKind.RELEASED, "2019-03", {}, "before the decision"),
        (EventKind.RELEASED, "", {"about": True}, "needs a date"),
        (APPEAL, "2019-05", {}, "how it was decided"),
        (EventKind.PLACED, "2019-05", {"result": "upheld"}, "Only a decision"),
        (APPEAL, "2019-05", {"result": "upheld", "form": "forced"}, "only where the ruling was changed"),
        (APPEAL, "2019-05", {"result": "changed", "fine_amount": Decimal(-1)}, "not negative"),
        (EventKind.RELEASED, "2019-05", {"facility": "A sample"}, "detention centre"),
        (APPEAL, "2019-05", {"result": "nonsense"}, "Result"),
        (EventKind.RELEASED, "2019-05", {"source": "x" * 301}, "Source"),
    ],
)
def test_what_cannot_be_is_refused(kind, on, values, said):
    ruling = placed_ruling()

    with pytest.raises(Refused, match=f"(?i){said}"):
        make.event(ruling, kind, on, **values)
    assert not ruling.events.exists()


@pytest.mark.parametrize("kind", [EventKind.PLACED, EventKind.INTERIM_MEASURE, EventKind.ASYLUM_GRANTED])
def test_some_things_happen_before_the_ruling(kind):
    assert make.event(placed_ruling(), kind, "2018")


def test_the_year_and_the_month_of_the_decision_are_not_before_it():
    ruling = placed_ruling()

    assert make.event(ruling, EventKind.COPY_RECEIVED, "2019-04")
    assert make.event(ruling, EventKind.APPEAL_LODGED, "2019")


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ((EventKind.APPEAL_LODGED, "2019-06-01", {}), (APPEAL, "2019-05-20", {"result": "upheld"}), "event-order"),
        ((APPEAL, "2019-05-20", {"result": "upheld"}), (EventKind.APPEAL_LODGED, "2019-06-01", {}), "event-order"),
        ((EventKind.PLACED, "2019-06-01", {}), (EventKind.RELEASED, "2019-05-01", {}), "event-order"),
        ((EventKind.PLACED, "2019-06-01", {}), (EventKind.PLACED, "2019-06-01", {}), "event-twice"),
        (
            (EventKind.PLACED, "2019-06-01", {}),
            (APPEAL, "2019-07", {"result": "changed", "form": "controlled_departure", "placement": "yes"}),
            "event-placement",
        ),
        ((EventKind.RELEASED, "2019-10-02", {}), (EventKind.DETENTION_REVIEWED, "2019-11-01", {}), "event-after"),
        ((EventKind.DETENTION_REVIEWED, "2019-11-01", {}), (EventKind.RELEASED, "2019-10-02", {}), "event-after"),
        ((EventKind.EXPELLED, "2019-10-01", {}), (EventKind.RELEASED, "2019-10-02", {}), "event-after"),
        ((EventKind.EXPELLED, "2019-12-01", {}), (EventKind.PLACED, "2020-12-01", {}), "event-after"),
        ((EventKind.RESETTLED, "2019-12-01", {}), (EventKind.EXPELLED, "2020-12-01", {}), "event-after"),
        ((EventKind.EXPELLED, "2019-12-01", {}), (EventKind.LAPSED, "", {}), "event-exclusive"),
        ((APPEAL, "2019-06", {"result": "annulled"}), (EventKind.EXPELLED, "2019-10-01", {}), "event-no-order"),
        ((EventKind.EXPELLED, "2019-10-01", {}), (APPEAL, "2019-06", {"result": "annulled"}), "event-no-order"),
        (
            (EventKind.COPY_RECEIVED, "2019-05-01", {}),
            (APPEAL, "2019-07", {"result": "changed", "sanction": "fine_only", "form": "forced"}),
            "event-sanction",
        ),
        (
            (EventKind.COPY_RECEIVED, "2019-05-01", {}),
            (APPEAL, "2019-07", {"result": "changed", "sanction": "terminated", "placement": "yes"}),
            "event-sanction",
        ),
        (
            (APPEAL, "2019-06", {"result": "changed", "form": "controlled_departure"}),
            (CASSATION, "2019-07", {"result": "changed", "placement": "yes"}),
            "event-placement",
        ),
        (
            (EventKind.COPY_RECEIVED, "2019-05-01", {}),
            (APPEAL, "2019-07", {"result": "changed", "fine_amount": Decimal(90000)}),
            "event-fine",
        ),
    ],
)  # fmt: skip
def test_what_looks_wrong_is_asked_about(first, second, code):
    ruling = placed_ruling(provisions=[make.provision(fine_min_rub=2000, fine_max_rub=5000)])
    make.event(ruling, first[0], first[1], **first[2])

    with pytest.raises(Doubtful) as caught:
        make.event(ruling, second[0], second[1], **second[2])
    assert [doubt.code for doubt in caught.value.doubts] == [code]

    assert make.event(ruling, second[0], second[1], **second[2], confirmed=[code])


@pytest.mark.parametrize(
    "story",
    [
        [(EventKind.PLACED, "2019-05"), (EventKind.RELEASED, "2019-06"), (EventKind.PLACED, "2019-08"),
         (EventKind.DETENTION_REVIEWED, "2019-09"), (EventKind.RELEASED, "2019-10")],
        [(EventKind.EXPELLED, "2019-05"), (COMPLAINED, "2019-06"), (EventKind.RESETTLED, "2020")],
        [(EventKind.RELEASED, "2019-10"), (EventKind.DETENTION_REVIEWED, "2019-10-20")],
        [(EventKind.RELEASED, "2019-10"), (EventKind.DETENTION_REVIEWED, "")],
    ],
)  # fmt: skip
def test_what_can_have_happened_in_this_order_is_not_asked_about(story):
    ruling = placed_ruling()

    for kind, on in story:
        make.event(ruling, kind, on)

    assert ruling.events.count() == len(story)


def test_a_lapse_before_the_limit_is_asked_about(lawyer):
    make.term("execution", length=2, unit="year", legal_source="CAO Art. 31.9")
    ruling = placed_ruling(by=lawyer, in_force_on="2019-05-01")

    with pytest.raises(Doubtful, match="before 1 May 2021"):
        proceedings.lapse(ruling=ruling, by=lawyer, now=make.NOW, on=dates.parse("2021-04-30").first)
    assert proceedings.lapse(ruling=ruling, by=lawyer, now=make.NOW, on=dates.parse("2021-05-01").first)


# Publication


def codes(ruling, reviewer):
    return [blocker.code for blocker in blockers(ruling, reviewer=reviewer, today=TODAY)]


@pytest.mark.parametrize(
    ("opened", "closed", "code"),
    [
        (EventKind.APPEAL_LODGED, (APPEAL, "upheld"), "open-appeal"),
        (EventKind.CASSATION_LODGED, (CASSATION, "not_examined"), "open-appeal"),
        (EventKind.PLACED, (EventKind.RELEASED, ""), "in-detention"),
        (EventKind.PLACED, (EventKind.EXPELLED, ""), "in-detention"),
    ],
)
def test_an_open_appeal_and_current_detention_stand_in_the_way(reviewer, opened, closed, code):
    ruling = placed_ruling(Status.IN_REVIEW)
    make.event(ruling, opened, "2019-05-01")
    assert codes(ruling, reviewer) == [code]

    with pytest.raises(Refused):
        workflow.publish(ruling=ruling, by=reviewer, now=make.NOW)

    make.event(ruling, closed[0], "2019-06-01", result=closed[1])
    assert codes(ruling, reviewer) == []


def test_detention_of_which_nobody_knows_the_end_stands_in_the_way_too(reviewer):
    ruling = placed_ruling(Status.IN_REVIEW)
    make.event(ruling, EventKind.PLACED, "")

    (blocker,) = blockers(ruling, reviewer=reviewer, today=TODAY)
    assert "unknown" in blocker.sentence
    assert workflow.publish(
        ruling=ruling, by=reviewer, now=make.NOW, overrule=["in-detention"], reason="Counsel agrees."
    )


def test_events_of_a_draft_become_public_with_it(reviewer):
    ruling = placed_ruling(Status.IN_REVIEW)
    decided(ruling, AppealResult.ANNULLED, public=True)
    assert not policy.public_rulings().filter(standing="annulled").exists()

    workflow.publish(ruling=ruling, by=reviewer, now=make.NOW)

    assert policy.public_rulings().filter(standing="annulled", form_now="not_applicable").exists()
