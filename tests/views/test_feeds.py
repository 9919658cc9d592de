"""The Atom feed: what is new, corrected and withdrawn openly, under any filter, and nothing else."""

from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from decisions import policy
from decisions.actions import releases, rulings, workflow
from decisions.queries import changes
from decisions.vocabulary import Form, Status, Withdrawal
from tests import make
from tests.views import corpus
from tests.views.pages import links, page, records

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = make.NOW + timedelta(days=3)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def feed(client, question=""):
    """The feed, which must have what RFC 4287 asks of every feed and entry."""
    response = client.get(f"/feeds/rulings.atom{question and '?'}{question}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    read = ElementTree.fromstring(response.content)
    assert read.tag == f"{ATOM}feed"
    for element in (read, *read.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = element.findall(f"{ATOM}{name}")
            assert only.text, name
    assert read.find(f"{ATOM}author/{ATOM}name").text == "casetracker"
    assert {link.get("rel") for link in read.findall(f"{ATOM}link")} == {"self", "alternate"}
    return read


def entries(client, question=""):
    return {
        urlsplit(entry.find(f"{ATOM}link").get("href")).path.split("/")[2]: entry
        for entry in feed(client, question).iter(f"{ATOM}entry")
    }


def text(entry, name):
    found = entry.find(f"{ATOM}{name}")
    return "" if found is None else found.text


def corrected(reviewer, **values):
    made = make.ruling(form=Form.FORCED, **values)
    return rulings.correct(
        ruling=made, by=reviewer, now=LATER, version=made.version, values={"plea": "denied"},
        reason="Misread <b>before</b>.",
    )  # fmt: skip


@pytest.mark.parametrize("question", ["", "form=forced", "region=RU-TA&sort=court&page=7", "judge=unknown"])
def test_it_has_the_rulings_of_the_list(client, question):
    expected = {line["public_id"] for line in records(client, f"/rulings.csv?{question}")}

    assert set(entries(client, question)) == expected


def test_a_correction_comes_first_with_its_reason_and_under_the_same_name(client, reviewer):
    made = make.ruling(now=LATER - timedelta(days=1))
    before = text(entries(client)[made.public_id], "id")
    changed = corrected(reviewer)

    found = entries(client)
    assert list(found)[:2] == [changed.public_id, made.public_id]
    entry = found[changed.public_id]
    assert text(entry, "title").startswith("Corrected: ")
    assert "Corrected on 2026-03-05 (Plea): Misread &lt;b&gt;before&lt;/b&gt;." in text(entry, "summary")
    assert (text(entry, "published"), text(entry, "updated")) == (
        "2026-03-02T09:00:00+00:00",
        "2026-03-05T09:00:00+00:00",
    )
    assert text(found[made.public_id], "id") == before == f"tag:127.0.0.1,2026:rulings/{made.public_id}"
    assert text(feed(client), "updated") == "2026-03-05T09:00:00+00:00"


def test_what_was_withdrawn_openly_is_told_by_identifier_and_day_alone(client, reviewer):
    made = corrected(reviewer)
    name = text(entries(client)[made.public_id], "id")
    workflow.withdraw(ruling=made, by=reviewer, now=LATER, way=Withdrawal.OPEN, reason="Marked reason")

    entry = entries(client)[made.public_id]
    assert (text(entry, "id"), text(entry, "published")) == (name, "")
    whole = ElementTree.tostring(entry, encoding="unicode")
    for secret in (made.court.name_en, made.court.slug, "Misread", "Marked", "forced", "18 April 2019"):
        assert secret not in whole
    assert text(entry, "title") == f"Withdrawn: record {made.public_id}"


def test_a_feed_under_a_filter_does_not_tell_what_a_withdrawn_ruling_was(client, reviewer):
    made = make.ruling(Status.WITHDRAWN, form=Form.FORCED)

    assert made.public_id in entries(client, "sort=judge")
    for question in ("form=forced", "decided_after=1991-01-01", "nationality=unknown"):
        assert made.public_id not in entries(client, question)


def test_what_was_withdrawn_quietly_or_never_published_is_nowhere(client):
    hidden = [make.ruling(Status.WITHDRAWN, way=Withdrawal.QUIET), make.ruling(Status.DRAFT)]

    body = client.get("/feeds/rulings.atom").content.decode()
    assert [one.public_id for one in hidden if one.public_id in body] == []


def test_it_holds_the_newest_hundred(client):
    source, court = make.source(), make.court()
    made = [
        make.ruling(source=source, court=court, now=LATER + timedelta(minutes=number)) for number in range(60)
    ]

    assert list(entries(client))[:60] == [one.public_id for one in reversed(made)]
    assert len(entries(client)) == 100


def test_a_list_without_rulings_has_a_feed_that_waits(client):
    assert entries(client, "decided_before=1991-01-01") == {}


@pytest.mark.parametrize("question", ["form=maybe", "color=red", "court=marked", "excel=1"])
def test_what_means_nothing_is_refused(client, question):
    response = client.get(f"/feeds/rulings.atom?{question}")

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert f"“{question.split('=')[0]}”" in response.content.decode() or "one of its values" in (
        response.content.decode()
    )


def test_text_that_xml_has_no_room_for_and_marks_of_its_own_do_no_harm(client):
    made = make.ruling(court=make.court(name_en="Court \x08 <&> \ufffe of Exampletown"))

    assert "<&>" in text(entries(client)[made.public_id], "title")


def test_the_list_leads_to_the_feed_of_its_own_question(client):
    read = page(client, "/rulings/?form=forced&sort=court")

    assert read.one("link", rel="alternate").attributes["href"] == "/feeds/rulings.atom?form=forced"
    assert "/feeds/rulings.atom?form=forced" in links(read)
    assert not page(client, "/rulings/?form=maybe").all("link", rel="alternate")


def test_what_a_robot_may_know(client, settings, administrator, tmp_path):
    settings.RELEASES_ROOT = tmp_path / "releases"
    releases.make(by=administrator, now=make.NOW)
    lines = client.get("/robots.txt").content.decode().splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    read = ElementTree.fromstring(client.get("/sitemap.xml").content)
    named = [place.text.removeprefix(settings.SITE_URL) for place in read.iter() if place.tag.endswith("loc")]

    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
    assert not [path for path in closed if "desk" in path or "admin" in path]
    assert not [path for path in ("/rulings/", "/rulings/s5sbwtr4y7/") if path.startswith(tuple(closed))]
    for path in ("/rulings.csv", "/cite/?to=/about/", "/cite.bib", "/api/v1/rulings/"):
        assert path.startswith(tuple(closed)), path
    assert {f"/{place}/*.csv" for place in ("regions", "courts", "judges")} <= set(closed)
    assert {"/releases/", "/releases/1/", "/statistics/", "/stories/", "/about/law/"} <= set(named)
    assert len(named) == len(set(named))
    assert not [one for one in named if one.startswith("/rulings/") and one != "/rulings/"]
    assert {f"/judges/{judge['slug']}/" for judge in corpus.read("judges.csv")} <= set(named)
    assert [one for one in named if client.get(one).status_code != 200] == []


def test_where_nothing_counts_by_judge_no_robot_is_led_to_judges(client, settings):
    settings.JUDGE_STATISTICS = False

    assert b"/judges/" not in client.get("/sitemap.xml").content


def shared(client, address):
    """What other sites may show of the page, and its one address."""
    read = page(client, address)
    named = {
        one.attributes["property"]: one.attributes["content"]
        for one in read.all("meta")
        if "property" in one.attributes
    }
    canonical = [one.attributes["href"] for one in read.all("link", rel="canonical")]
    assert canonical == ([named["og:url"]] if "og:url" in named else [])
    return named


@pytest.mark.parametrize(
    ("address", "title", "told", "canonical"),
    [
        (
            "/rulings/?form=forced&colour=red&page=1", "Rulings; Form of expulsion: forced expulsion · casetracker",
            "17 rulings", "/rulings/?form=forced",
        ),
        ("/rulings/?series=8", "Rulings; Series: Series 8 · casetracker", "≥ 2 rulings", "/rulings/?series=8"),
        (
            "/summary/?rows=court&columns=year&region=RU-TA", "Court by year; Region: Tatarstan · casetracker",
            "rulings of Russian courts", "/summary/?region=RU-TA&rows=court&columns=year",
        ),
        (
            "/courts/sovetsky-kazan/", "Sovetsky District Court of Kazan · casetracker",
            "12 rulings that we hold from Sovetsky District Court of Kazan", "/courts/sovetsky-kazan/",
        ),
        ("/regions/RU-TA/?empty=out", "Tatarstan · casetracker", "13 rulings", "/regions/RU-TA/?empty=out"),
        ("/judges/?page=1", "Judges · casetracker", "Court rulings that expel", "/judges/"),
    ],
)  # fmt: skip
def test_a_shared_page_says_what_it_is_and_which_address_it_has(
    client, settings, address, title, told, canonical
):
    found = shared(client, address)

    assert found["og:title"] == title == page(client, address).one("head").one("title").text
    assert told in found["og:description"].replace("\N{NO-BREAK SPACE}", " ")
    assert found["og:url"] == f"{settings.SITE_URL}{canonical}"
    assert found["og:image"].startswith(f"{settings.SITE_URL}/static/decisions/sharing.")


def test_of_rulings_stories_searches_and_what_is_withdrawn_nothing_is_said(client, reviewer):
    ruling, story = shared(client, "/rulings/s5sbwtr4y7/"), shared(client, "/stories/annulled-in-nine-days/")
    assert (ruling["og:title"], story["og:title"]) == ("One ruling · casetracker", "One story · casetracker")
    assert not [word for word in ("Court of", "2018", "2019", "Tsoi") if word in str((ruling, story))]
    searched = shared(client, "/rulings/?q=Kazan")
    assert ("og:url" in searched, "Kazan" in str(searched)) == (False, False)
    assert "og:url" not in shared(client, "/rulings/?form=maybe")

    made = make.ruling()
    workflow.withdraw(ruling=made, by=reviewer, now=make.NOW, way=Withdrawal.OPEN, reason="A sample reason.")
    for address, status in ((f"/rulings/{made.public_id}/", 410), ("/nothing/", 404)):
        text = client.get(address).content.decode()
        assert client.get(address).status_code == status
        assert not [word for word in ("og:", "canonical") if word in text]


def test_of_many_changes_it_has_the_newest(reviewer):
    """An early ruling that was corrected late comes before what was published in between."""
    late = [make.ruling(now=LATER + timedelta(days=day)) for day in range(3)]
    first, second = late[0], make.ruling()
    for made, day in ((second, 9), (first, 1)):
        rulings.correct(
            ruling=made, by=reviewer, now=LATER + timedelta(days=day), version=made.version,
            values={"plea": "denied"}, reason="Misread.",
        )  # fmt: skip

    found = changes.newest(policy.public_rulings(), most=3, withdrawn=False)

    order = [(second, 9), (late[2], 2), max((late[1], 1), (first, 1), key=lambda one: one[0].public_id)]
    assert [(one.ruling, (one.at - LATER).days) for one in found] == order
