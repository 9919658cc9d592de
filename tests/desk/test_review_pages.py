import re
from decimal import Decimal
from html import unescape
from urllib.parse import unquote

import pytest

from decisions.actions import erasure, notes, proceedings, rulings, workflow
from decisions.models import AuditEvent, Ruling
from decisions.queries import history
from decisions.text import dates
from decisions.vocabulary import Basis, Empty, Form, Status
from tests import make

pytestmark = pytest.mark.django_db

PAGES = ["", "history/"]
STEPS = [
    "submit",
    "discard",
    "note",
    "release",
    "clear",
    "send-back",
    "publish",
    "withdraw",
    "withhold",
    "purge",
]
FOR_REVIEWERS = ["clear", "send-back", "publish", "withdraw", "withhold", "purge"]


def address(ruling, page=""):
    return f"/desk/rulings/{ruling.public_id}/{page}"


def text(response):
    return unescape(response.content.decode())


def now_of(ruling):
    return Ruling.objects.get(pk=ruling.pk)


def sent(form, ruling, **typed):
    """What a form of the ruling's page sends, from a page that shows it as it is now."""
    return {f"{form}-{name}": value for name, value in {"version": now_of(ruling).version, **typed}.items()}


def seen(*rulings):
    """The versions that the queue shows of the rulings of a series."""
    return {"seen": [f"{one.public_id}:{now_of(one).version}" for one in rulings]}


# Who may open what


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["lawyer", "colleague", "reviewer", "administrator"])
def test_a_draft_is_shown_to_its_team_and_to_reviewers(browser_of, lawyer, request, who, page):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    answer = browser_of(request.getfixturevalue(who)).get(address(ruling, page))

    assert answer.status_code == 200
    assert ruling.public_id in text(answer)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_of_another_team_does_not_exist(browser_of, lawyer, stranger, page):
    assert browser_of(stranger).get(address(make.ruling(Status.DRAFT, by=lawyer), page)).status_code == 404


def test_what_another_team_published_is_shown_as_the_public_sees_it(browser_of, lawyer, stranger):
    ruling = make.ruling(by=lawyer)
    browser = browser_of(stranger)

    assert browser.get(address(ruling))["Location"] == f"/rulings/{ruling.public_id}/"
    assert browser.get(address(ruling, "history/")).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "correct/"])
def test_visitors_are_sent_to_the_login(client, page):
    answer = client.get(address(make.ruling(), page))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_visitors_do_not_see_the_queue(client):
    assert client.get("/desk/queue/").status_code == 302


@pytest.mark.parametrize("step", STEPS)
def test_steps_are_taken_by_post_only(browser_of, reviewer, step):
    assert browser_of(reviewer).get(address(make.ruling(Status.DRAFT), f"{step}/")).status_code == 405


@pytest.mark.parametrize("step", [*FOR_REVIEWERS, "correct"])
def test_reviewers_steps_are_refused_to_lawyers(browser_of, lawyer, step):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)

    assert browser_of(lawyer).post(address(ruling, f"{step}/")).status_code == 403
    assert now_of(ruling).status == Status.IN_REVIEW


@pytest.mark.parametrize("step", ["submit", "note", "release"])
def test_no_step_is_taken_with_a_draft_of_another_team(browser_of, lawyer, stranger, step):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    assert browser_of(stranger).post(address(ruling, f"{step}/"), {"note-text": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["lawyer", "reviewer"])
def test_a_page_takes_the_same_number_of_queries_however_much_it_shows(
    browser_of, request, who, lawyer, reviewer, django_assert_max_num_queries
):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)
    for number in range(6):
        notes.write(ruling=ruling, by=lawyer, now=make.NOW, text=f"Note {number}")
    browser = browser_of(request.getfixturevalue(who))

    with django_assert_max_num_queries(30):
        browser.get(address(ruling))


# Steps


def test_a_lawyer_gives_the_basis_and_submits(browser_of, lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, publication_basis="")
    browser = browser_of(lawyer)

    browser.post(
        address(ruling, "release/"),
        {"release-version": 1, "release-publication_basis": "consent", "release-publish_not_before": ""},
    )
    browser.post(address(ruling, "submit/"))

    assert (now_of(ruling).publication_basis, now_of(ruling).status) == ("consent", Status.IN_REVIEW)


def test_a_draft_is_discarded_by_who_entered_it_and_offered_to_nobody_else(browser_of, lawyer, colleague):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    assert "Discard the draft" not in text(browser_of(colleague).get(address(ruling)))
    assert "Discard the draft" in text(browser_of(lawyer).get(address(ruling)))
    unsure = browser_of(lawyer).post(address(ruling, "discard/"), sent("discard", ruling))
    assert "This field is required" in text(unsure)
    assert (
        browser_of(lawyer).post(address(ruling, "discard/"), sent("discard", ruling, sure="on")).url
        == "/desk/"
    )
    assert not Ruling.objects.exists()


def test_a_basis_is_given_for_a_whole_series_from_the_queue_and_from_the_page_of_one(
    browser_of, lawyer, reviewer
):
    drafts, waiting = (
        [
            make.ruling(status, by=lawyer, series=series, position=position, publication_basis="")
            for position in (1, 2)
        ]
        for status, series in ((Status.DRAFT, make.series()), (Status.IN_REVIEW, make.series()))
    )

    typed = sent("release", drafts[0], publication_basis="consent")
    browser_of(lawyer).post(address(drafts[0], "release/"), typed | {"series": "1"})
    assert "Save for all of them" in text(browser_of(reviewer).get("/desk/queue/"))
    browser_of(reviewer).post(
        f"/desk/series/{waiting[0].series.number}/release/",
        seen(*waiting) | {"release-publication_basis": "consent"},
    )

    assert {now_of(one).publication_basis for one in (*drafts, *waiting)} == {"consent"}


def test_a_basis_given_from_an_old_page_keeps_what_was_typed(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    rulings.revise(ruling=ruling, by=reviewer, now=make.NOW, version=1, values={"form": Form.FORCED})

    answer = browser_of(lawyer).post(
        address(ruling, "release/"),
        {
            "release-version": 1,
            "release-publication_basis": "consent",
            "release-publish_not_before": "2030-01-02",
        },
    )

    assert "was saved after you had opened the page" in text(answer)
    assert 'value="2030-01-02"' in text(answer)
    assert 'name="release-version" value="2"' in text(answer)
    assert now_of(ruling).publication_basis == "court_publication"


def test_notes_go_in_both_directions(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)

    browser_of(reviewer).post(address(ruling, "note/"), {"note-text": "Is the fine right?"})
    browser_of(lawyer).post(address(ruling, "note/"), {"note-text": "It is. <b>Really</b>"})

    page = browser_of(lawyer).get(address(ruling)).content.decode()
    assert "Is the fine right?" in page
    assert "It is. &lt;b&gt;Really&lt;/b&gt;" in page


def test_an_empty_note_is_refused(browser_of, lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)

    answer = browser_of(lawyer).post(address(ruling, "note/"), {"note-text": " "})

    assert answer.status_code == 200
    assert not ruling.notes.exists()


def test_a_note_that_no_key_opens_does_not_break_the_page(browser_of, lawyer, settings):
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    notes.write(ruling=ruling, by=lawyer, now=make.NOW, text="Secret")
    settings.IDENTITY_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]

    answer = browser_of(lawyer).get(address(ruling))

    assert answer.status_code == 200
    assert "no longer has" in text(answer)


def test_a_reviewer_sends_back_and_the_lawyer_reads_why(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)

    browser_of(reviewer).post(
        address(ruling, "send-back/"), sent("back", ruling, reason="The judge is another one.")
    )

    assert now_of(ruling).status == Status.DRAFT
    assert "The judge is another one." in text(browser_of(lawyer).get(address(ruling)))


def test_what_was_typed_stays_when_a_step_is_refused(browser_of, reviewer):
    ruling = make.ruling(Status.DRAFT)

    answer = browser_of(reviewer).post(
        address(ruling, "send-back/"), sent("back", ruling, reason="My long reason")
    )

    assert "Only a ruling in review can be sent back." in text(answer)
    assert "My long reason" in text(answer)


def test_publication_is_refused_with_every_reason(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, publication_basis="", how_found="Ким И. О. was stopped")

    answer = browser_of(reviewer).post(address(ruling, "publish/"), sent("publish", ruling))

    assert "Nobody has said on what basis" in text(answer)
    assert "1 passage may name somebody" in text(answer)
    assert now_of(ruling).status == Status.IN_REVIEW


def test_a_reviewer_clears_a_passage_and_publishes(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, how_found="Ким И. О. was stopped")
    browser = browser_of(reviewer)
    page = text(browser.get(address(ruling)))
    mark = page.split('name="passage" value="')[1].split('"')[0]

    browser.post(address(ruling, "clear/"), {"passage": [mark]})
    browser.post(address(ruling, "publish/"), sent("publish", ruling))

    assert now_of(ruling).status == Status.PUBLISHED


def test_a_passage_is_cleared_in_the_whole_series_at_once(browser_of, lawyer, reviewer):
    values = {"by": lawyer, "series": make.series(), "how_found": "Ким И. О. was stopped"}
    first, second = (make.ruling(Status.IN_REVIEW, position=place, **values) for place in (1, 2))
    browser = browser_of(reviewer)
    mark = text(browser.get(address(first))).split('name="passage" value="')[1].split('"')[0]

    browser.post(address(first, "clear/"), {"passage": [mark], "series": "1"})
    browser.post(address(second, "publish/"), sent("publish", second))

    assert now_of(second).status == Status.PUBLISHED


def test_an_open_appeal_is_overruled_with_a_reason(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, standing="under_appeal")
    browser = browser_of(reviewer)

    browser.post(address(ruling, "publish/"), sent("publish", ruling, overrule="open-appeal"))
    assert now_of(ruling).status == Status.IN_REVIEW

    browser.post(
        address(ruling, "publish/"),
        sent("publish", ruling, overrule="open-appeal", reason="Counsel agrees."),
    )
    assert now_of(ruling).status == Status.PUBLISHED


def test_a_value_that_other_rulings_of_the_series_tell_is_not_withheld_unasked(browser_of, client, reviewer):
    judge, series = make.judge(name="T. E. Sample"), make.series()
    alike = {"series": series, "judge": judge}
    first, second = (make.ruling(position=place, **alike) for place in (1, 2))
    gone = make.ruling(Status.WITHDRAWN, position=3, **alike)
    other = make.ruling(position=4, series=series, judge=make.judge(name="O. T. Other"))
    browser, door = browser_of(reviewer), address(first, "withhold/")
    typed = sent("withhold", first, field="judge", reason="My long reason")

    asked = text(browser.post(door, typed))
    assert f"{second.public_id} (published). Choose where" in asked
    assert gone.public_id not in asked.split("Nothing is withheld yet")[1].split("</p>")[0]
    assert "My long reason" in asked
    assert now_of(first).judge == judge

    assert browser.post(door, typed | {"withhold-where": "here"}).status_code == 302
    page = browser.get(address(first))
    assert [(str(one.label), one.rulings) for one in page.context["still_told"]] == [
        ("Judge", (second, other))
    ]
    third = make.ruling(position=5, **alike)
    whole = sent("withhold", second, field="judge", reason="My long reason", where="series")
    assert browser.post(address(second, "withhold/"), whole).status_code == 302
    assert [now_of(one).judge_state for one in (first, second, third)] == ["withheld"] * 3
    assert now_of(other).judge_state == "known"
    assert "T. E. Sample" not in text(client.get(f"/rulings/{third.public_id}/"))
    assert third.corrections.get().reason == "A value is withheld to protect the person."


@pytest.mark.parametrize(("way", "status"), [("open", 410), ("quiet", 404)])
def test_a_withdrawn_ruling_has_left_the_public_pages(browser_of, client, reviewer, way, status):
    ruling = make.ruling()

    browser_of(reviewer).post(
        address(ruling, "withdraw/"), {"withdraw-way": way, "withdraw-reason": "Somebody is in danger."}
    )

    assert client.get(f"/rulings/{ruling.public_id}/").status_code == status
    assert ruling.public_id not in text(client.get("/rulings/"))


def test_a_correction_shows_its_reason_on_the_public_page(browser_of, client, reviewer):
    ruling = make.ruling()
    browser = browser_of(reviewer)
    form = browser.get(address(ruling, "correct/")).context["form"]
    data = filled(form) | {"form": "forced", "reason": "The text says escorted."}

    assert browser.post(address(ruling, "correct/"), data).status_code == 302
    assert "The text says escorted." in text(client.get(f"/rulings/{ruling.public_id}/"))


def test_a_correction_that_changes_nothing_is_not_called_one(browser_of, reviewer):
    ruling = make.ruling()
    browser = browser_of(reviewer)
    data = filled(browser.get(address(ruling, "correct/")).context["form"]) | {"reason": "Read again."}

    answer = browser.post(address(ruling, "correct/"), data)

    assert "Nothing differs from what is published" in text(answer)
    assert "Read again." in text(answer)
    assert now_of(ruling).version == ruling.version


def test_a_correction_asks_about_names_before_the_world_reads_them(browser_of, client, reviewer):
    ruling = make.ruling()
    browser = browser_of(reviewer)
    form = browser.get(address(ruling, "correct/")).context["form"]
    data = filled(form) | {"how_found": "at the flat of Kim Chol-su", "reason": "Read again."}

    answer = browser.post(address(ruling, "correct/"), data)
    assert "Kim Chol" in text(answer)
    assert now_of(ruling).how_found is None
    code = text(answer).split('name="confirmed" value="')[1].split('"')[0]

    assert browser.post(address(ruling, "correct/"), data | {"confirmed": [code]}).status_code == 302
    assert now_of(ruling).how_found == "at the flat of Kim Chol-su"


def test_the_second_of_two_correctors_sees_both_versions_and_loses_nothing(
    browser_of, reviewer, administrator
):
    ruling = make.ruling()
    second = browser_of(administrator)
    data = filled(second.get(address(ruling, "correct/")).context["form"])
    rulings.correct(
        ruling=ruling,
        by=reviewer,
        now=make.NOW,
        version=ruling.version,
        values={"form": Form.FORCED},
        reason="First.",
    )

    answer = second.post(
        address(ruling, "correct/"), data | {"how_found": "at a market", "reason": "Second."}
    )

    page = text(answer)
    assert "Somebody else saved this ruling" in page
    assert "Saved by reviewer" in page
    assert 'value="at a market"' in page
    conflict = answer.context["conflict"]
    assert rows(conflict.differing) == {("How found", "unknown", "at a market")}
    assert rows(conflict.taken) == {("Form of expulsion", "forced expulsion", "unknown")}
    assert now_of(ruling).form == Form.FORCED

    again = filled(answer.context["form"]) | {"how_found": "at a market", "reason": "Second."}
    assert second.post(address(ruling, "correct/"), again).status_code == 302
    assert (now_of(ruling).form, now_of(ruling).how_found) == (Form.FORCED, "at a market")


def rows(differences):
    return {(str(one.label), one.stored, one.typed) for one in differences}


def filled(form):
    """What a browser would send of an untouched form."""
    data = {"evidence-TOTAL_FORMS": "3", "evidence-INITIAL_FORMS": "0"}
    for box in form:
        value = box.value()
        if value not in (None, "", []):
            data[box.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return data


def test_where_both_changed_a_field_both_readings_stand_side_by_side(browser_of, reviewer, administrator):
    ruling = make.ruling()
    second = browser_of(administrator)
    data = filled(second.get(address(ruling, "correct/")).context["form"])
    change = {"fine_amount": Decimal(2000), "fine_currency": "RUB"}
    rulings.correct(
        ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, values=change, reason="First."
    )

    answer = second.post(address(ruling, "correct/"), data | {"fine_amount": "5000", "reason": "Second."})

    assert ("Fine", "2000.00", "5000") in rows(answer.context["conflict"].differing)
    assert 'value="5000"' in text(answer)
    assert now_of(ruling).fine_amount == 2000


# The queue


def test_the_queue_has_whole_series_with_their_differences(browser_of, reviewer, lawyer):
    series = make.series()
    court, source = make.court(), series.source
    alike = {"series": series, "court": court, "source": source, "by": lawyer}
    for position in (1, 2, 3):
        form = Form.FORCED if position == 3 else Form.CONTROLLED_DEPARTURE
        make.ruling(Status.IN_REVIEW, position=position, form=form, **alike)

    answer = browser_of(reviewer).get("/desk/queue/")

    (hearing,) = answer.context["hearings"]
    assert [str(field.label) for field in hearing.differing] == ["Form of expulsion"]
    assert [line.cells[0].odd for line in hearing.lines] == [False, False, True]
    assert f"Series {series.number}: 3 rulings" in text(answer)


def test_the_longest_waiting_comes_first(browser_of, reviewer, lawyer):
    later = make.ruling(Status.DRAFT, by=lawyer)
    earlier = make.ruling(Status.IN_REVIEW, by=lawyer)
    workflow.submit(ruling=later, by=lawyer, now=make.NOW.replace(month=4))

    hearings = browser_of(reviewer).get("/desk/queue/").context["hearings"]

    assert [hearing.first for hearing in hearings] == [earlier, later]


def test_a_lawyer_sees_the_own_part_of_the_queue_without_the_buttons(browser_of, lawyer, stranger):
    series = make.series()
    make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=1)

    assert "Publish all" not in text(browser_of(lawyer).get("/desk/queue/"))
    assert browser_of(stranger).get("/desk/queue/").context["hearings"] == []


@pytest.mark.parametrize("number", [1, 5])
def test_the_queue_takes_a_constant_number_of_queries(
    browser_of, reviewer, lawyer, number, django_assert_max_num_queries
):
    series = make.series()
    for position in range(1, number + 1):
        text = {"how_found": "Kim Chol-su was stopped"}
        make.event(make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=position, **text))
        make.ruling(Status.IN_REVIEW, by=lawyer)
    browser = browser_of(reviewer)

    with django_assert_max_num_queries(14):
        browser.get("/desk/queue/")


def test_a_series_is_published_at_once_and_each_refused_ruling_says_why(browser_of, reviewer, lawyer):
    series = make.series()
    good = make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=1)
    bad = make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=2, publication_basis="")

    answer = browser_of(reviewer).post(f"/desk/series/{series.number}/publish/", seen(good, bad), follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said[0] == "1 ruling published."
    assert bad.public_id in said[1]
    assert "on what basis" in said[1]
    assert (now_of(good).status, now_of(bad).status) == (Status.PUBLISHED, Status.IN_REVIEW)


def test_the_queue_says_what_stands_in_the_way_of_each_series_before_anything_is_pressed(
    browser_of, reviewer, lawyer
):
    series = make.series()
    alike = {"by": lawyer, "series": series}
    make.ruling(Status.IN_REVIEW, position=1, **alike)
    appealed = [
        make.ruling(Status.IN_REVIEW, position=place, standing="under_appeal", **alike) for place in (2, 3)
    ]
    make.event(appealed[0], "placed")

    (hearing,) = browser_of(reviewer).get("/desk/queue/").context["hearings"]

    assert hearing.free == 1
    told = {one.blocker.code: list(one.rulings) for one in hearing.hindrances}
    assert told == {"open-appeal": appealed, "in-detention": appealed[:1]}
    assert [code for code, _sentence in hearing.overridable] == ["open-appeal", "in-detention"]


def test_a_reviewer_overrules_for_a_whole_series_with_one_reason(browser_of, reviewer, lawyer):
    series = make.series()
    two = [
        make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=place, standing="under_appeal")
        for place in (1, 2)
    ]
    browser, door = browser_of(reviewer), f"/desk/series/{series.number}/publish/"

    silent = browser.post(door, {"publish-overrule": "open-appeal", **seen(*two)})
    assert "Say why it is published all the same." in text(silent)
    assert now_of(two[0]).status == Status.IN_REVIEW

    given = {"publish-overrule": "open-appeal", "publish-reason": "Counsel agrees.", **seen(*two)}
    other = browser.post(door, given | {"publish-overrule": ""})
    assert "is not published: An appeal is open." in text(other)
    assert "Counsel agrees." in text(other)

    assert browser.post(door, given).status_code == 302
    assert {now_of(one).status for one in two} == {Status.PUBLISHED}
    overruled = AuditEvent.objects.filter(action="ruling.overrule", reason="Counsel agrees.")
    assert overruled.count() == 2


# What somebody saved while the page was open


@pytest.mark.parametrize(
    ("step", "form", "typed"),
    [
        ("publish", "publish", {"overrule": "open-appeal", "reason": "My long reason"}),
        ("send-back", "back", {"reason": "My long reason"}),
        ("withhold", "withhold", {"field": "plea", "reason": "My long reason"}),
    ],
)
def test_no_step_is_taken_with_what_the_page_did_not_show(
    browser_of, reviewer, administrator, lawyer, step, form, typed
):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer, standing="under_appeal", plea="denied")
    data = sent(form, ruling, **typed)
    reading = rulings.Reading(field="form", basis=Basis.STATED, quotation="under escort")
    changes = {"form": Form.FORCED, "provisions": [make.provision("18.10")]}
    rulings.revise(
        ruling=ruling, by=administrator, now=make.NOW, version=ruling.version, values=changes,
        readings=[reading], confirmed=["fine"],
    )  # fmt: skip
    browser = browser_of(reviewer)

    answer = browser.post(address(ruling, f"{step}/"), data)

    page, since = text(answer), answer.context["since"]
    assert "was saved after you had opened the page" in page
    assert "My long reason" in page
    assert "under escort" in page
    assert [one.by for one in since.saved] == ["administrator"]
    assert {(str(one.label), one.before, one.after) for one in since.changes} == {
        ("Article", "unknown", "Art. 18.10"),
        ("Form of expulsion", "unknown", "forced expulsion"),
    }
    assert now_of(ruling).status == Status.IN_REVIEW

    assert browser.post(address(ruling, f"{step}/"), sent(form, ruling, **typed)).status_code == 302


def test_a_step_from_a_page_that_does_not_say_what_it_showed_is_not_taken(browser_of, reviewer, lawyer):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)

    answer = browser_of(reviewer).post(address(ruling, "publish/"))

    assert "did not say which version" in text(answer)
    assert f'name="publish-version" value="{ruling.version}"' in text(answer)
    assert now_of(ruling).status == Status.IN_REVIEW


@pytest.mark.parametrize(("step", "name"), [("publish", "publish-reason"), ("send-back", "reason")])
def test_nothing_of_a_series_moves_if_one_ruling_is_not_as_the_page_showed_it(
    browser_of, reviewer, administrator, lawyer, step, name
):
    series = make.series()
    first, second = (
        make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=place) for place in (1, 2)
    )
    data = {name: "My long reason", **seen(first, second)}
    rulings.revise(
        ruling=second, by=administrator, now=make.NOW, version=second.version, values={"plea": "denied"}
    )
    late = make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=3)
    browser, door = browser_of(reviewer), f"/desk/series/{series.number}/{step}/"

    page = text(browser.post(door, data))

    assert "The series was saved after you had opened the page" in page
    assert f"The page did not show: {late.public_id}." in page
    assert "My long reason" in page
    assert '<th scope="row">Plea</th><td>unknown</td><td>denied</td>' in page
    assert {now_of(one).status for one in (first, second, late)} == {Status.IN_REVIEW}

    assert browser.post(door, {name: "My long reason", **seen(first, second, late)}).status_code == 302
    assert Status.IN_REVIEW not in {now_of(one).status for one in (first, second, late)}


def test_what_was_typed_before_the_session_ended_comes_back_with_what_changed_since(
    client, lawyer, reviewer, administrator
):
    ruling = make.ruling(Status.IN_REVIEW, by=lawyer)
    client.force_login(reviewer)
    ticket = client.get(address(ruling)).context["tickets"]["send_back"]
    data = sent("back", ruling, reason="My long reason") | {"ticket": str(ticket)}
    client.logout()
    again = client.post(address(ruling, "send-back/"), data)["Location"].split("next=")[1]
    rulings.revise(
        ruling=ruling, by=administrator, now=make.NOW, version=ruling.version, values={"plea": "denied"}
    )

    client.force_login(reviewer)
    answer = client.get(unquote(again))

    assert "My long reason" in text(answer)
    assert [str(one.label) for one in answer.context["since"].changes] == ["Plea"]


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN])
def test_who_has_no_step_to_take_is_told_what_happens_next(browser_of, lawyer, status):
    answer = browser_of(lawyer).get(address(make.ruling(status, by=lawyer)))

    assert answer.context["next_step"]
    assert text(answer).split('id="steps"')[1].split("</section>")[0].count("<p>") == 1


def test_a_series_is_sent_back_at_once(browser_of, reviewer, lawyer):
    series = make.series()
    two = [make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=n) for n in (1, 2)]
    browser = browser_of(reviewer)

    empty = browser.post(f"/desk/series/{series.number}/send-back/", {"reason": " "})
    assert empty.status_code == 200
    assert now_of(two[0]).status == Status.IN_REVIEW

    browser.post(f"/desk/series/{series.number}/send-back/", {"reason": "Wrong court.", **seen(*two)})
    assert {now_of(one).status for one in two} == {Status.DRAFT}
    assert [one.notes.get().text.open() for one in two] == ["Wrong court."] * 2


@pytest.mark.parametrize("step", ["publish", "send-back"])
def test_lawyers_do_nothing_with_a_whole_series(browser_of, lawyer, step):
    series = make.series()
    make.ruling(Status.IN_REVIEW, by=lawyer, series=series, position=1)

    assert (
        browser_of(lawyer).post(f"/desk/series/{series.number}/{step}/", {"reason": "x"}).status_code == 403
    )


# History


def test_the_history_says_what_changed_who_when_and_why(browser_of, lawyer, reviewer):
    reading = rulings.Reading(field="form", basis=Basis.STATED, quotation="without escort")
    ruling = make.ruling(Status.DRAFT, by=lawyer, form=Form.CONTROLLED_DEPARTURE, readings=[reading])
    rulings.revise(
        ruling=ruling, by=reviewer, now=make.NOW, version=1, values={"form": Form.FORCED}, reason="Read again"
    )

    page = text(browser_of(lawyer).get(address(ruling, "history/")))

    for said in (
        "controlled independent departure",
        "forced expulsion",
        "reviewer",
        "Read again",
        "changed",
    ):
        assert said in page


def test_a_note_pressed_twice_is_one_note(browser_of, lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    for _press in range(2):
        browser_of(lawyer).post(address(ruling, "note/"), {"note-text": "Once."})
    browser_of(lawyer).post(address(ruling, "note/"), {"note-text": "Another."})

    assert [str(one.text.open()) for one in ruling.notes.order_by("pk")] == ["Once.", "Another."]


def test_the_history_says_columns_in_words_and_no_version_numbers(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.PUBLISHED, by=lawyer)

    page = text(browser_of(reviewer).get(address(ruling, "history/")))

    assert "published_at" not in page
    assert '<th scope="row">version</th>' not in page
    assert '<th scope="row">Status</th>' in page


def test_the_history_speaks_of_values_and_not_of_columns(browser_of, lawyer, reviewer):
    article = make.provision("18.8", "1.1")
    ruling = make.ruling(
        Status.DRAFT, by=lawyer, form=Form.FORCED, fine_amount=2000, fine_currency="RUB", provisions=[article]
    )
    event = make.event(
        ruling, "appeal_decided", "2019-05", about=True, result="changed", form="controlled_departure",
        judges=[make.judge(name="C. D. Example")],
    )  # fmt: skip
    proceedings.change(
        event=event, by=lawyer, now=make.NOW, version=1,
        happening=proceedings.Happening(
            kind="appeal_decided", on=dates.parse("2019-05-20"), result="changed", form="controlled_departure"
        ),
    )  # fmt: skip
    rulings.revise(ruling=ruling, by=reviewer, now=make.NOW, version=1, values={"fine_amount": Empty.HIDDEN})
    released = make.event(ruling, "released", "2019-07", source="a letter")
    proceedings.remove(event=released, by=lawyer, now=make.NOW, version=1)

    page = text(browser_of(reviewer).get(address(ruling, "history/")))
    told = " ".join(re.sub(r"<[^>]*>", " ", page).split())

    for said in (
        "Entered",
        "Form of expulsion forced expulsion",
        "Fine 2000 RUB hidden",
        "On about May 2019 20 May 2019",
        "Form from then on controlled independent departure",
        "Article CAO 18.8:1.1",
        "C. D. Example",
        "Removed Field Before After What happened released – On July 2019 – Source a letter –",
    ):
        assert said in told
    for raw in ("about, kind", "precision", "False", "True", "value is", "unknown known", "controlled_dep"):
        assert raw not in told


def test_what_was_withheld_or_corrected_is_one_row_that_says_what(browser_of, lawyer, reviewer):
    ruling = make.ruling(by=lawyer, form=Form.FORCED, how_found="at a market")
    rulings.correct(
        ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, reason="Read again",
        values={"form": Form.CONTROLLED_DEPARTURE},
    )  # fmt: skip
    ruling = now_of(ruling)
    erasure.withhold(
        ruling=ruling, by=reviewer, now=make.NOW, version=ruling.version, field="how_found", reason="Telling."
    )

    found = history.versions(ruling)
    page = text(browser_of(reviewer).get(address(ruling, "history/")))

    # Entered, submitted, published, corrected, withheld.
    assert [version.reason for version in found] == [
        "How found withheld; the reason is in a sealed note.", "Read again", "", "", "",
    ]  # fmt: skip
    assert [change.label for change in found[1].changes] == ["Form of expulsion"]
    assert "in a sealed note" in page
    for secret in ("at a market", "Telling."):
        assert secret not in page


def test_a_purge_is_sent_twice_and_shows_how_far_it_reaches(browser_of, lawyer, reviewer):
    ruling = make.ruling(Status.DRAFT, by=lawyer, how_found="at the flat of Sam Sample")
    browser = browser_of(reviewer)

    told = text(browser.post(address(ruling, "purge/"), {"purge-passage": "Sam Sample", "purge-sure": "on"}))
    assert f"{ruling.public_id} (draft)" in told
    assert "Sam Sample" in now_of(ruling).how_found

    number = told.split('name="purge-sure_of" value="')[1].split('"')[0]
    done = {"purge-passage": "Sam Sample", "purge-sure_of": number, "purge-sure": "on"}
    assert browser.post(address(ruling, "purge/"), done).status_code == 302
    assert now_of(ruling).how_found == "at the flat of [removed]"


def test_the_drafts_of_a_series_are_submitted_at_once(browser_of, lawyer, colleague):
    series = make.series()
    first, second = (make.ruling(Status.DRAFT, by=lawyer, series=series, position=place) for place in (1, 2))
    other = make.ruling(Status.DRAFT, by=colleague, series=series, position=3)

    browser_of(lawyer).post(address(first, "submit/"), {"series": "1"})

    states = [now_of(one).status for one in (first, second, other)]
    assert states == [Status.IN_REVIEW, Status.IN_REVIEW, Status.DRAFT]


def test_who_sends_a_form_after_the_session_has_ended_comes_back_to_its_page(client, lawyer):
    ruling = make.ruling(Status.DRAFT, by=lawyer)
    page = address(ruling)

    sent = client.post(f"{page}submit/", headers={"referer": f"http://testserver{page}"})
    foreign = client.post(f"{page}submit/", headers={"referer": "http://elsewhere.example/desk/"})

    assert sent["Location"] == f"/accounts/login/?next={page}"
    assert foreign["Location"] == f"/accounts/login/?next={page}submit/"
