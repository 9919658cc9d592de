"""Stories: dated events in our own words, withdrawn at once, and never rulings."""

import pytest

from decisions.actions import corpus, erasure, stories
from decisions.actions.erasure import Reaches
from decisions.actions.refusals import Refused
from decisions.models import AuditEvent, Ruling, Story, StoryEvent
from decisions.vocabulary import Role, Status, Withdrawal
from tests import make
from tests.corpus_files import STORIES
from tests.views.corpus import read
from tests.views.pages import links, page

TSOI = "/stories/annulled-in-nine-days/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(report, db):
    """The report's stories, published."""


def events(client, address):
    """What happened, as (time, kind), in the order of the page."""
    items = page(client, address).one("ol", "timeline").all("li")
    return [(item.one("span", "when").text, item.classes[0].removeprefix("event-")) for item in items]


def test_the_six_stories_are_told_with_three_names_and_three_neutral_titles(loaded, client):
    items = page(client, "/stories/").one("ul", "stories").all("li")

    assert [item.one("h2").text for item in items] == [
        story["title_en"] for story in read("../stories/stories.csv")
    ]
    assert [item.one("h2").text for item in items if "name has been changed" not in item.text] == [
        "Jong",
        "Tsoi",
        "Ryu",
    ]
    assert len(items) == 6


def test_the_courts_of_one_story_are_events_and_no_rulings(loaded, client):
    found = events(client, TSOI)

    assert ("about 31 January 2017 · Vsevolozhsk City Court · a court", "court") in found
    assert ("about February 2017 · Strasbourg · an international body", "measure") in found
    assert ("9 February 2017 · Leningrad Regional Court · a court", "court") in found
    assert Ruling.objects.count() == 50
    assert not Ruling.objects.filter(court__region="RU-LEN").exists()


def test_a_date_is_as_exact_as_the_source_and_a_missing_one_says_so(loaded, client):
    found = [when for when, _kind in events(client, "/stories/escaped-twice/")]

    assert found[0].startswith("1997 · China")
    assert found[1].startswith("about 2007 · ")
    assert found[2].startswith("date not given · DPRK")
    assert [time.attributes["datetime"] for time in page(client, TSOI).all("time")][-3:] == [
        "2017-02-10",
        "2017",
        "2017-11",
    ]


def test_an_event_leads_to_the_law_and_to_what_courts_here_did(loaded, client):
    story = page(client, TSOI)
    law = {element.attributes.get("id") for element in page(client, "/about/law/").walk()}

    to_law = [link for link in links(story) if link.startswith("/about/law/#")]
    assert {link.split("#")[1] for link in to_law} <= law
    assert "/about/law/#placement" in to_law
    (compared,) = [link for link in story.all("a") if link.attributes["href"].startswith("/rulings/?")]
    assert compared.text == "Return risk examined: no (≥ 50)"


def test_five_of_six_stories_lead_to_rulings_and_to_none_where_no_court_of_theirs_is_held(loaded, client):
    led = {
        story["slug"]: [
            link.text
            for link in page(client, f"/stories/{story['slug']}/").all("a")
            if link.attributes["href"].startswith("/rulings/?")
        ]
        for story in read("../stories/stories.csv")
    }

    assert led["six-days-in-november"] == ["Region: Moscow Region (≥ 2)", "Region: Primorsky Territory (4)"]
    assert led["the-interview-that-was-not-held"] == ["Region: Primorsky Territory (4)"]
    assert all(led.values())


def test_the_law_counts_the_rulings_under_each_article(loaded, client):
    rows = {
        row.one("th").text: row.all("td")[-1].one("a")
        for row in page(client, "/about/law/").one("tbody").all("tr")
    }

    assert (rows["CAO 18.8"].text, rows["CAO 18.8"].attributes["href"]) == ("≥ 42", "/rulings/?article=18.8")
    assert rows["CAO 18.10"].text == "0"


# Withdrawal


@pytest.mark.parametrize(("way", "status"), [(Withdrawal.OPEN, 410), (Withdrawal.QUIET, 404)])
def test_a_withdrawn_story_is_gone_at_once(loaded, client, reviewer, way, status):
    story = Story.objects.get(slug="after-the-sentence")
    before = client.get(f"/stories/{story.slug}/")
    stories.withdraw(story=story, by=reviewer, now=make.NOW, way=way, reason="A reason for nobody's eyes.")

    response = client.get(f"/stories/{story.slug}/", headers={"If-None-Match": before["ETag"]})

    assert response.status_code == status
    for told in ("Ryu", "Amur", "reason for"):
        assert told not in response.content.decode()
    assert "Ryu" not in page(client, "/stories/").text
    assert "after-the-sentence" not in str(page(client, "/stories/escaped-twice/"))
    if way == Withdrawal.QUIET:
        assert response.content == client.get("/stories/never-was/").content
    else:
        assert "2 March 2026" in response.content.decode()
    assert AuditEvent.objects.filter(action="story.withdraw").get().reason == "A reason for nobody's eyes."


def test_loading_again_never_revives_a_withdrawn_story_and_leaves_an_edited_one_alone(
    loaded, client, reviewer
):
    withdrawn = Story.objects.get(slug="after-the-sentence")
    stories.withdraw(
        story=withdrawn, by=reviewer, now=make.NOW, way=Withdrawal.OPEN, reason="A sample reason."
    )

    again = corpus.load_stories(directory=STORIES, now=make.NOW)

    assert (again.added, again.corrected) == (0, 0)
    assert client.get("/stories/after-the-sentence/").status_code == 410


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_public_is_not_found(client, status):
    story = make.story(status, way=Withdrawal.QUIET)

    assert client.get(f"/stories/{story.slug}/").status_code == 404
    assert story.title_en not in page(client, "/stories/").text


def test_a_reviewer_publishes_and_withdraws_on_the_desk(client, reviewer):
    story = make.story(Status.DRAFT)
    client.force_login(reviewer)
    desk = f"/desk/stories/{story.slug}/"

    assert client.post(f"{desk}publish/").status_code == 302
    assert client.get(f"/stories/{story.slug}/").status_code == 200
    again = client.post(f"{desk}publish/").content.decode()
    assert "Only a draft can be published." in again
    silent = client.post(f"{desk}withdraw/", {"withdraw-way": "open", "withdraw-reason": ""})
    assert (silent.status_code, "This field is required." in silent.content.decode()) == (200, True)
    assert (
        client.post(f"{desk}withdraw/", {"withdraw-way": "open", "withdraw-reason": "Asked for."}).status_code
        == 302
    )
    assert client.get(f"/stories/{story.slug}/").status_code == 410
    assert story.history.first().history_user == reviewer


def test_an_administrator_writes_a_story_that_is_a_draft_at_first(client, administrator):
    client.force_login(administrator)
    form = {
        "title_en": "A sample", "slug": "a-sample", "order": "9", "summary_en": "Invented.",
        "source": str(make.source().pk), "events-TOTAL_FORMS": "1", "events-INITIAL_FORMS": "0",
        "events-0-position": "1", "events-0-kind": "life", "events-0-text_en": "Comes.",
        "events-0-rulings": "colour=red",
    }  # fmt: skip

    refused = client.post("/admin/decisions/story/add/", form)
    assert "Filters as they stand in the address" in refused.content.decode()
    assert (
        client.post("/admin/decisions/story/add/", form | {"events-0-rulings": "form=forced"}).status_code
        == 302
    )
    story = Story.objects.get(slug="a-sample")
    assert story.status == Status.DRAFT
    assert story.events.get().history.get().history_user == administrator


def test_a_text_with_the_name_of_a_recorded_person_is_neither_published_nor_written(
    client, reviewer, administrator
):
    make.person("Sam Pel Invented", by=make.account("lawyer", Role.LAWYER))
    story = make.story(Status.DRAFT, text="Tells Sam Pel Invented of it.")
    with pytest.raises(Refused, match="whom we keep sealed"):
        stories.publish(story=story, by=reviewer, now=make.NOW)

    client.force_login(administrator)
    event = story.events.get()
    form = {
        "title_en": "A sample", "slug": "a-sample", "order": "9", "summary_en": "Of Invented Sam Pel.",
        "source": str(story.source_id), "events-TOTAL_FORMS": "1", "events-INITIAL_FORMS": "1",
        "events-0-id": str(event.pk), "events-0-story": str(story.pk), "events-0-position": "1",
        "events-0-kind": "life", "events-0-text_en": "Goes.",
    }  # fmt: skip
    answer = client.post(
        f"/admin/decisions/story/{story.pk}/change/", form | {"summary_en": "Of Sam Pel Invented."}
    )
    assert "whom we keep sealed" in answer.content.decode()
    assert (
        client.post(
            f"/admin/decisions/story/{story.pk}/change/", form | {"summary_en": "Of nobody."}
        ).status_code
        == 302
    )


# A purge


def test_a_purge_reaches_stories_and_official_numbers_and_loading_does_not_bring_the_passage_back(
    loaded, client, reviewer
):
    ruling = Ruling.objects.get(public_id="2bw45zrsbw")
    series = make.official_series(slug="numbers-of-ignashino", title_en="Numbers of Ignashino")
    make.official_value(series, value=1, note="Counted in Ignashino.")

    def purge(sure_of):
        return erasure.purge(ruling=ruling, by=reviewer, now=make.NOW, passage="Ignashino", sure_of=sure_of)

    with pytest.raises(Reaches) as told:
        purge(None)
    done = purge(told.value.number)

    assert {"storyevent", "historicalstoryevent", "officialseries", "officialvalue"} <= done.records.keys()
    assert not StoryEvent.history.filter(place_en__contains="Ignashino").exists()
    assert "[removed]" in page(client, "/stories/after-the-sentence/").text
    corpus.load_stories(directory=STORIES, now=make.NOW)
    for address in ("/stories/after-the-sentence/", "/statistics/"):
        assert "ignashino" not in client.get(address).content.decode().lower()
    series.refresh_from_db()
    assert series.slug == f"removed-{series.pk}"


# The law


def test_every_topic_of_the_law_has_its_place_and_every_field_that_it_explains_leads_there(loaded, client):
    law = page(client, "/about/law/")
    ids = [element.attributes["id"] for element in law.walk() if "id" in element.attributes]
    ruling = page(client, "/rulings/2bw45zrsbw/")

    assert [heading.text for heading in law.all("h3") if not heading.text] == []
    led = {link.split("#")[1] for link in links(ruling) if link.startswith("/about/law/#")}
    assert {"placement", "forms", "articles", "un-recommendations"} <= led <= set(ids)
    assert {link.split("#")[1] for link in links(page(client, "/about/codebook/")) if "/law/#" in link} >= led
    assert {link[1:] for link in links(law) if link.startswith("#") and link != "#content"} <= set(ids)


def test_the_law_prints_articles_and_terms_as_they_are_recorded(loaded, client, administrator):
    text = page(client, "/about/law/").text

    assert "CAO 18.8 (1.1)" in text
    assert "2000–5000" in text
    assert "since 29 October 2024 (how the days are counted is disputed)" in text
    assert text.index("CAO 18.8 ") < text.index("CAO 18.10 ")
