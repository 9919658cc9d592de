"""The timeline, the form of an event, the deadlines and the page of people who are held."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from decisions.models import Court, Event, Judge, Ruling
from decisions.vocabulary import Empty, EventKind, Form, Status
from tests import make

pytestmark = pytest.mark.django_db

KEY = "c" * 32


def address(ruling, page="events/add/"):
    return f"/desk/rulings/{ruling.public_id}/{page}"


def page_of(event, page=""):
    return address(event.ruling, f"events/{event.pk}/{page}")


def text(response):
    return unescape(response.content.decode())


def typed(kind=EventKind.APPEAL_DECIDED, on="2019-05-20", **more):
    return {"key": KEY, "version": "0", "kind": kind, "on": on, **more}


def draft(lawyer, **values):
    return make.ruling(Status.DRAFT, by=lawyer, form=Form.FORCED, placement="yes", **values)


# The form


def test_a_decision_is_recorded_with_court_judges_and_outcome(browser_of, lawyer):
    ruling = draft(lawyer)
    court = make.court(name_en="Sample Regional Court", code="99OS0000")
    judges = [make.judge(name="A. B. Sample"), make.judge(name="C. D. Example")]

    answer = browser_of(lawyer).post(
        address(ruling),
        typed(
            result="changed", court=court.pk, judge=[one.pk for one in judges], case_number="7-12/2019",
            form="controlled_departure", fine_amount="2000", source="letter of counsel",
        ),
    )  # fmt: skip

    assert answer["Location"] == address(ruling, "#after")
    event = ruling.events.get()
    assert (event.court, event.precision, event.public) == (court, "day", False)
    assert [link.judge for link in event.judge_links.order_by("pk")] == judges
    page = text(browser_of(lawyer).get(address(ruling, "")))
    for said in (
        "Sample Regional Court",
        "A. B. Sample, C. D. Example",
        "7-12/2019",
        "2000 RUB",
        "letter of",
    ):
        assert said in page


def test_two_standings_on_one_page_say_whose_they_are(browser_of, lawyer):
    ruling = draft(lawyer)
    make.event(ruling, EventKind.APPEAL_LODGED)

    page = text(browser_of(lawyer).get(address(ruling, "")))

    assert "Standing, by all events" in page
    assert "as everybody reads it: by public events alone" in page


def test_pressed_twice_it_is_one_event(browser_of, lawyer):
    ruling = draft(lawyer)
    browser = browser_of(lawyer)

    for _press in (1, 2):
        browser.post(address(ruling), typed(EventKind.RELEASED))

    assert ruling.events.count() == 1


def test_the_empty_form_has_a_new_key_each_time(browser_of, lawyer):
    browser, where = browser_of(lawyer), address(draft(lawyer))

    keys = {browser.get(where).context["form"]["key"].value() for _visit in (1, 2)}

    assert len(keys) == 2


BROKEN = [
    {},
    {"key": "x", "kind": "released"},
    {"key": KEY, "kind": "released"},
    typed(""),
    typed("nonsense"),
    typed(on="18.04.2019"),
    typed(on="2019-02-30"),
    typed(on="9" * 5000),
    typed(EventKind.RELEASED, result="nonsense"),
    typed(EventKind.RELEASED, on="2999"),
    typed(result="changed", fine_amount="1e400"),
    typed(result="changed", fine_amount="NaN"),
    typed(result="changed", fine_amount="-1"),
    typed(result="upheld", court="nowhere at all"),
    typed(result="upheld", court="x" * 5000),
    typed(result="upheld", court_text="nowhere at all"),
    typed(result="upheld", judge=["9" * 30]),
    typed(result="upheld", judge_text="\0 somebody"),
    typed(result="upheld", case_number="no digits"),
    typed(EventKind.PLACED, facility="x" * 201),
    typed(EventKind.PLACED, facility="\0"),
    typed(EventKind.PLACED, source="\0"),
    typed(EventKind.PLACED, version="-1"),
    typed(EventKind.PLACED, version="9" * 30),
    typed(["released", "placed"], on=["2019", "x"]),
]


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_form_is_given_back_and_nothing_is_saved(browser_of, lawyer, data):
    ruling = draft(lawyer)

    answer = browser_of(lawyer).post(address(ruling), data)

    assert answer.status_code == 200
    assert "nothing that you typed is lost" in text(answer)
    assert not ruling.events.exists()


def test_what_was_typed_stays_in_a_broken_form(browser_of, lawyer):
    answer = browser_of(lawyer).post(
        address(draft(lawyer)), typed(EventKind.PLACED, on="x", facility="Sample centre", source="a letter")
    )

    assert 'value="Sample centre"' in text(answer)
    assert 'value="a letter"' in text(answer)


def test_court_and_judges_are_found_by_letters_and_chosen(browser_of, lawyer):
    north, _south = (make.court(name_en=f"Sample City Court of {place}") for place in ("North", "South"))
    one, two = make.judge(name="A. B. Sample"), make.judge(name="C. D. Example")
    ruling = draft(lawyer)
    browser = browser_of(lawyer)

    letters = typed(result="upheld", court_text="Sample City", judge=[one.pk], judge_text="exam", on="x")
    found = browser.post(address(ruling), letters | {"do": "find"})
    assert "nothing that you typed is lost" not in text(found)
    assert 'value="x"' in text(found)
    assert [str(choice.label) for choice in found.context["court"]["picker"].choices] == [
        "Sample City Court of North",
        "Sample City Court of South",
    ]
    assert found.context["judges"]["picker"].ticked == {one.pk, two.pk}  # chosen, and the only answer

    unclear = browser.post(address(ruling), typed(result="upheld", court_text="Sample City"))
    assert "Choose what “Sample City” means below" in text(unclear)

    chosen = {"court": north.pk, "court_text": "Sample City", "court_searched": "Sample City"}
    several = {"judge": [one.pk, two.pk], "judge_text": "exam", "judge_searched": "exam"}
    browser.post(address(ruling), typed(result="upheld", **chosen, **several))
    event = ruling.events.get()
    assert (event.court, event.judges.count()) == (north, 2)


def test_at_most_five_judges_decide(browser_of, lawyer):
    ruling = draft(lawyer)
    six = [make.judge(name=f"A. B. Sample{letter}").pk for letter in "abcdef"]

    answer = browser_of(lawyer).post(address(ruling), typed(result="upheld", judge=six))

    assert "At most 5." in text(answer)
    assert not ruling.events.exists()


def test_a_court_and_a_judge_who_are_missing_are_added_on_the_way(browser_of, lawyer, region):
    ruling = draft(lawyer)
    known = make.judge(name="A. B. Sample")
    browser = browser_of(lawyer)
    court = {
        "new_court-name_en": "Sample Regional Court",
        "new_court-region": region.pk,
        "new_court-kind": "court",
    }
    court |= {"new_court-name_ru": "Образцовый областной суд"}

    added = browser.post(
        address(ruling), typed(result="upheld", source="a letter", **court) | {"do": "court"}
    )
    assert 'value="a letter"' in text(added)
    pk = added.context["court"]["picker"].chosen
    assert Court.objects.get(pk=pk).name_en == "Sample Regional Court"

    judge = {
        "new_judge-spelling": "Новый Н. Н.",
        "new_judge-language": "ru",
        "court": pk,
        "judge": [known.pk],
    }
    added = browser.post(address(ruling), typed(result="upheld", **judge) | {"do": "judge"})
    new = Judge.objects.get(spellings__spelling="Новый Н. Н.")
    assert added.context["judges"]["picker"].ticked == {known.pk, new.pk}
    assert new.posts.get().court_id == pk
    assert not ruling.events.exists()


def test_a_doubt_is_confirmed_with_a_tick(browser_of, lawyer):
    ruling = draft(lawyer)
    make.event(ruling, EventKind.PLACED, "2019-06-01")
    browser = browser_of(lawyer)
    data = typed(EventKind.RELEASED, on="2019-05-01")

    asked = browser.post(address(ruling), data)
    ((tick, sentence),) = asked.context["questions"]
    assert "“released” is dated before “placed in detention”." in sentence
    again = browser.post(address(ruling), data | {"confirmed": tick, "on": "2019-05-02"})
    assert len(again.context["questions"]) == 1  # another value is asked about again
    browser.post(address(ruling), data | {"confirmed": tick})

    assert ruling.events.count() == 2


def test_a_lapse_before_the_limit_is_asked_about_on_the_form(browser_of, lawyer, waiting):
    lapse, _appeal = waiting
    early = str(lapse.in_force_on + timedelta(days=700))
    browser = browser_of(lawyer)

    asked = browser.post(address(lapse, "lapse/"), {"on": early}, follow=True)

    assert "The limit does not end before" in text(asked)
    assert not lapse.events.exists()
    form = asked.context["form"]
    data = typed(EventKind.LAPSED, on=form["on"].value(), key=form["key"].value())
    assert (data["on"], form["kind"].value()) == (early, "lapsed")
    ((tick, _sentence),) = browser.post(address(lapse), data).context["questions"]
    browser.post(address(lapse), data | {"confirmed": tick})
    assert str(lapse.events.get().on) == early


def test_the_second_of_two_sees_what_the_other_saved_and_keeps_what_was_typed(browser_of, lawyer, colleague):
    event = make.event(draft(lawyer), EventKind.RELEASED, source="first")
    browser_of(colleague).post(page_of(event), typed(EventKind.RELEASED, on="2019-07", version="1"))

    second = typed(EventKind.RELEASED, on="2019-08", version="1", source="mine")
    answer = browser_of(lawyer).post(page_of(event), second)

    assert "July 2019" in text(answer)
    assert 'value="mine"' in text(answer)
    assert 'name="version" value="2"' in text(answer)
    browser_of(lawyer).post(page_of(event), second | {"version": "2"})
    assert str(Event.objects.get(pk=event.pk).on) == "2019-08-01"


def test_the_form_of_a_stored_event_says_what_is_stored(browser_of, lawyer, court, judge):
    event = make.event(
        draft(lawyer), EventKind.APPEAL_DECIDED, "2019-05", result="upheld", court=court, judges=[judge],
        about=True,
    )  # fmt: skip
    browser = browser_of(lawyer)
    form = browser.get(page_of(event)).context["form"]
    data = {box.html_name: box.value() for box in form if box.value() not in (None, "", False)}

    assert (data["on"], data["court"], data["judge"]) == ("2019-05", court.pk, [judge.pk])
    assert browser.post(page_of(event), data).status_code == 302
    assert Event.objects.get(pk=event.pk).version == 1  # nothing changed


def test_a_detention_centre_that_no_key_opens_does_not_break_the_pages(browser_of, lawyer, settings):
    event = make.event(draft(lawyer), EventKind.PLACED, facility="Sample centre")
    settings.IDENTITY_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]

    for where in (page_of(event), address(event.ruling, "")):
        assert browser_of(lawyer).get(where).status_code == 200


# Other people's records


@pytest.mark.parametrize("page", ["", "remove/", "public/"])
def test_an_event_is_found_under_its_own_ruling_only(browser_of, lawyer, reviewer, page):
    event = make.event(draft(lawyer), EventKind.RELEASED)
    other = draft(lawyer)

    answer = browser_of(reviewer).post(address(other, f"events/{event.pk}/{page}"), {"version": "1"})

    assert answer.status_code == 404
    assert Event.objects.filter(pk=event.pk, public=False, version=1).exists()


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
def test_a_number_that_is_none_finds_nothing(browser_of, lawyer, number):
    assert browser_of(lawyer).get(address(draft(lawyer), f"events/{number}/")).status_code == 404


def test_a_published_ruling_of_another_team_has_no_form(browser_of, lawyer, stranger):
    ruling = make.ruling(by=lawyer)

    assert browser_of(stranger).post(address(ruling), typed(EventKind.RELEASED)).status_code == 404
    assert browser_of(stranger).post(address(ruling, "lapse/")).status_code == 404
    assert not ruling.events.exists()


def test_a_lawyer_is_told_that_a_public_event_is_the_reviewers(browser_of, lawyer):
    event = make.event(make.ruling(by=lawyer), EventKind.APPEAL_DECIDED, result="upheld", public=True)
    browser = browser_of(lawyer)

    assert "a reviewer changes it" in text(browser.get(page_of(event), follow=True))
    assert browser.post(page_of(event, "remove/"), {"version": event.version}).status_code == 403
    assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("page", ["", "remove/", "public/"])
def test_nothing_happens_without_the_token_of_the_page(lawyer, reviewer, page):
    event = make.event(draft(lawyer), EventKind.RELEASED)
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)

    assert client.post(page_of(event, page), {"version": "1", "public": "yes"}).status_code == 403
    assert Event.objects.filter(pk=event.pk, public=False, version=1).exists()


# Making public, removing


def test_a_reviewer_makes_a_decision_public_and_private_again(browser_of, client, lawyer, reviewer):
    ruling = make.ruling(by=lawyer, form=Form.FORCED, placement="yes")
    court = make.court(name_en="Sample Regional Court")
    event = make.event(ruling, EventKind.APPEAL_DECIDED, "2019-05-20", result="annulled", court=court)
    own = f"/rulings/{ruling.public_id}/"
    assert "After the ruling" not in text(client.get(own))

    browser_of(reviewer).post(page_of(event, "public/"), {"version": "1", "public": "yes"})

    page = text(client.get(own))
    for said in (
        "After the ruling",
        "20 May 2019",
        "appeal decided",
        "annulled and terminated",
        "Sample Regional Court",
    ):
        assert said in page
    assert ruling.public_id in text(client.get("/rulings/?standing=annulled&form_now=not_applicable"))
    file = b"".join(client.get("/rulings.csv").streaming_content).decode()
    line = next(row for row in file.splitlines() if ruling.public_id in row)
    assert ",annulled,annulled,not_applicable,not applicable,not_applicable,not applicable," in line

    browser_of(reviewer).post(page_of(event, "public/"), {"version": "2", "public": "no"})
    assert "After the ruling" not in text(client.get(own))
    assert Ruling.objects.get(pk=ruling.pk).standing == Empty.UNKNOWN


def test_a_placement_that_follows_from_the_form_is_called_inferred_where_it_is_read(
    browser_of, client, lawyer
):
    ruling = make.ruling(by=lawyer, sanction="expulsion", form=Form.FORCED, placement="yes")
    decided = {"kind": EventKind.APPEAL_DECIDED, "result": "changed", "public": True}
    make.event(ruling, on="2019-05-20", form="controlled_departure", **decided)
    own, badge = f"/rulings/{ruling.public_id}/", 'basis-inferred">inferred</span></dd>'

    for page in (client.get(own), browser_of(lawyer).get(address(ruling, ""))):
        assert "no, inferred: Controlled independent departure leaves" in text(page)
    assert badge in text(client.get(own))

    make.event(ruling, on="2019-09-01", placement="no", **decided)
    assert badge not in text(client.get(own))


def test_where_somebody_is_needs_a_reason(browser_of, client, lawyer, reviewer):
    event = make.event(make.ruling(by=lawyer), EventKind.RELEASED, "2019-05-20")
    browser = browser_of(reviewer)

    refused = browser.post(page_of(event, "public/"), {"version": "1", "public": "yes"}, follow=True)
    assert "Say why it may be public" in text(refused)
    assert "I know that it tells everybody that the person is at liberty, and since when." in text(refused)
    said = {"version": "1", "public": "yes", "reason": "They told the press."}
    assert "Confirm that it may" in text(browser.post(page_of(event, "public/"), said, follow=True))
    browser.post(page_of(event, "public/"), said | {"confirmed": "event-tells"})

    page = text(client.get(f"/rulings/{event.ruling.public_id}/"))
    assert "20 May 2019: released" in page
    assert "told the press" not in page


@pytest.mark.parametrize(
    "data", [{}, {"version": "1"}, {"version": "x", "public": "yes"}, {"version": "7", "public": "yes"}]
)
def test_a_broken_or_old_button_makes_nothing_public(browser_of, lawyer, reviewer, data):
    event = make.event(draft(lawyer), EventKind.APPEAL_DECIDED, result="upheld")

    answer = browser_of(reviewer).post(page_of(event, "public/"), data, follow=True)

    assert "Look at it again" in text(answer)
    assert not Event.objects.get(pk=event.pk).public


def test_what_was_recorded_by_mistake_is_removed(browser_of, lawyer):
    event = make.event(draft(lawyer), EventKind.RELEASED)
    browser = browser_of(lawyer)

    browser.post(page_of(event, "remove/"), {"version": "2"})
    assert Event.objects.filter(pk=event.pk).exists()
    browser.post(page_of(event, "remove/"), {"version": "1"})

    assert not Event.objects.filter(pk=event.pk).exists()
    assert Event.history.filter(id=event.pk, history_type="-").exists()
    assert browser.post(page_of(event, "remove/"), {"version": "1"}).status_code == 404


def test_the_history_says_what_changed_in_an_event_and_not_where_somebody_is(browser_of, lawyer):
    event = make.event(draft(lawyer), EventKind.PLACED, facility="Sample centre", source="a letter")
    browser = browser_of(lawyer)
    browser.post(page_of(event), typed(EventKind.PLACED, on="2019-07", version="1", facility="Other centre"))
    browser.post(page_of(event, "remove/"), {"version": "2"})

    page = text(browser.get(address(event.ruling, "history/")))

    for said in ("placed in detention", "July 2019", "a letter", "event changed", "event removed"):
        assert said in page
    assert "centre" not in page.lower().replace("detention centre", "")


# The first page, the calendar, the people who are held


def today():
    return timezone.now().date()


@pytest.fixture
def waiting(lawyer):
    """A lapse to confirm and an appeal that can still be lodged."""
    make.term()
    make.term("execution", length=2, unit="year", legal_source="CAO Art. 31.9")
    make.term("detention_review", length=3, unit="month")
    start = today() - timedelta(days=740)
    lapse = make.ruling(
        Status.DRAFT, by=lawyer, sanction="expulsion", decided_on=start, in_force_on=start,
        now=timezone.now(),
    )  # fmt: skip
    appeal = draft(lawyer)
    make.event(appeal, EventKind.COPY_RECEIVED, today().isoformat(), now=timezone.now())
    make.event(appeal, EventKind.PLACED, "2019-05", facility="Sample centre", now=timezone.now())
    return lapse, appeal


def test_the_first_page_has_the_deadlines_and_a_person_confirms_a_lapse(browser_of, lawyer, waiting):
    lapse, _appeal = waiting
    browser = browser_of(lawyer)
    page = text(browser.get("/desk/"))
    assert "Limit for carrying the ruling out" in page
    assert "Term of appeal" in page

    limit = lapse.in_force_on.replace(year=lapse.in_force_on.year + 2)
    assert f'name="on" value="{limit}"' in page

    assert "on which day did it lapse?" in text(browser.post(address(lapse, "lapse/"), follow=True))
    assert not lapse.events.exists()
    browser.post(address(lapse, "lapse/"), {"on": str(limit)})
    browser.post(address(lapse, "lapse/"), {"on": str(limit)})

    event = lapse.events.get()
    assert event.on == limit
    assert (event.kind, event.entered_by, event.public) == (EventKind.LAPSED, lawyer, False)
    assert "Limit for carrying the ruling out" not in text(browser.get("/desk/"))
    assert Ruling.objects.get(pk=lapse.pk).standing == Empty.UNKNOWN


def test_the_calendar_says_nothing_about_anybody(browser_of, lawyer, stranger, waiting, settings):
    settings.SITE_URL = "https://rulings.example"  # where the public is served, perhaps without a desk
    answer = browser_of(lawyer).get("/desk/deadlines.ics")

    file = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert file.count("BEGIN:VEVENT") == 3
    for ruling in waiting:
        assert f"http://testserver/desk/rulings/{ruling.public_id}/" in file
        assert ruling.court.name_en not in file
    assert "Sample centre" not in file
    assert "Test" not in file
    assert "VEVENT" not in browser_of(stranger).get("/desk/deadlines.ics").content.decode()


def test_people_are_listed_by_the_identifier_of_their_ruling(browser_of, lawyer, stranger, waiting):
    _lapse, appeal = waiting

    page = text(browser_of(lawyer).get("/desk/detention/"))

    assert appeal.public_id in page
    assert "none recorded" in page
    assert "Sample centre" not in page
    assert appeal.public_id not in text(browser_of(stranger).get("/desk/detention/"))


def test_a_lawyer_can_tell_the_people_of_one_series_apart(browser_of, lawyer, colleague):
    make.term()
    make.term("detention_review", length=3, unit="month")
    series, court = make.series(), make.court(name_en="Sample District Court")
    rulings = [
        draft(lawyer, series=series, position=position, court=court, case_number=f"5-{position}/2019")
        for position in (1, 2, 3)
    ]
    person = make.person(by=lawyer, ruling=rulings[1])
    make.event(rulings[1], EventKind.COPY_RECEIVED, today().isoformat(), now=timezone.now())
    make.event(rulings[1], EventKind.PLACED, today().isoformat(), now=timezone.now())
    marks = ("Sample District Court", "18 April 2019", "person 2 of 3", "5-2/2019")

    for where in ("/desk/", "/desk/detention/"):
        page = text(browser_of(lawyer).get(where))
        for said in (*marks, person.pseudonym):
            assert said in page
        # The lists name a person only to who may read the identity.
        assert person.pseudonym not in text(browser_of(colleague).get(where))
    file = browser_of(lawyer).get("/desk/deadlines.ics").content.decode().replace("\r\n ", "")
    for said in (*marks, person.pseudonym):
        assert said not in file


def test_who_is_held_although_the_ground_ended_is_said_first_on_every_page(browser_of, lawyer):
    make.term("detention_review", length=3, unit="month")
    ruling = draft(lawyer)
    make.event(ruling, EventKind.PLACED, "2019-05-01")
    make.event(ruling, EventKind.APPEAL_DECIDED, "2019-05-06", result="changed", form="controlled_departure")
    browser = browser_of(lawyer)

    said = "A court ended the ground for detention (appeal decided, 6 May 2019); no release is recorded."
    for where in ("/desk/", "/desk/detention/", address(ruling, "")):
        page = text(browser.get(where))
        assert said in page
        assert "Review of detention" not in page
    browser.post(address(ruling), typed(EventKind.RELEASED, on="2019-05-07"))
    for where in ("/desk/", "/desk/detention/", address(ruling, "")):
        assert "ended the ground" not in text(browser.get(where))


@pytest.mark.parametrize("where", ["/desk/", "/desk/detention/"])
def test_pages_take_a_constant_number_of_queries(
    browser_of, lawyer, waiting, where, django_assert_max_num_queries
):
    for position in range(1, 6):
        ruling = draft(lawyer, series=make.series(), position=position)
        make.event(ruling, EventKind.PLACED, "2019-05")
        if position < 3:
            make.event(ruling, EventKind.APPEAL_DECIDED, "2019-06", result="annulled")
    browser = browser_of(lawyer)

    with django_assert_max_num_queries(20):
        browser.get(where)
