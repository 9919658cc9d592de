"""Pages and files of releases, and how to cite what the site shows."""

import hashlib
import json
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from decisions.actions import releases, stories, workflow
from decisions.models import Release, Story
from decisions.vocabulary import ReleaseState, Withdrawal
from tests import make
from tests.views.pages import count, downloaded, links, messages, notices, page, records

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.RELEASES_ROOT = tmp_path / "releases"


@pytest.fixture
def release(report, administrator):
    return releases.make(by=administrator, now=make.NOW)


def held_back(release, reviewer):
    ruling = release.held.order_by("ruling__public_id").first().ruling
    return workflow.withdraw(
        ruling=ruling, by=reviewer, now=make.NOW, way=Withdrawal.QUIET, reason="A sample reason."
    )


def test_every_file_is_handed_out_as_its_page_says(client, release):
    shown = page(client, "/releases/1/")
    files = shown.one("ul", "files").all("li")

    assert len(files) == 9
    for file in files:
        content = downloaded(client, file.one("a").attributes["href"])
        assert hashlib.sha256(content).hexdigest() == file.one("code", "sum").text
    assert records(client, "/releases/1/rulings.csv") == sorted(
        records(client, "/rulings.csv"), key=lambda record: record["public_id"]
    )


def test_a_file_is_asked_for_anew_each_time_and_kept_by_no_search_engine(client, release):
    response = client.get("/releases/1/rulings.csv")
    response.getvalue()

    assert response["Cache-Control"] == "no-cache"
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert response["ETag"] == f'"{release.files.get(name="rulings.csv").sha256}"'
    assert (
        client.get("/releases/1/rulings.csv", headers={"If-None-Match": response["ETag"]}).status_code == 304
    )


def test_nothing_is_handed_out_of_a_release_that_is_held_back_also_to_who_has_it_already(
    client, release, reviewer
):
    etag = release.files.get(name="rulings.csv").sha256
    assert page(client, "/releases/1/").all("ul", "files")

    held_back(release, reviewer)

    for file in release.files.all():
        answer = client.get(f"/releases/1/{file.name}", headers={"If-None-Match": f'"{etag}"'})
        assert (answer.status_code, answer["Cache-Control"]) == (410, "no-cache")
        assert b"not available" in answer.content
    shown = page(client, "/releases/1/")
    assert not shown.all("ul", "files")
    assert "being made anew" in shown.text


def test_a_rebuilt_release_says_how_much_was_removed_and_when_and_never_what(
    client, release, reviewer, django_capture_on_commit_callbacks
):
    old = release.files.get(name="rulings.csv").sha256
    with django_capture_on_commit_callbacks(execute=True):
        ruling = held_back(release, reviewer)

    shown, listed = page(client, "/releases/1/"), page(client, "/releases/")
    new = release.files.get(name="rulings.csv").sha256
    assert shown.one("h1").text == "Data release 1.r1"
    assert "1.r1 · 2 March 2026 1 ruling removed" in shown.text
    assert {old, new} <= set(shown.text.split())
    assert "r1, 2 Mar 2026: 1 ruling" in listed.text
    files = [client.get(f"/releases/1/{file.name}").getvalue() for file in release.files.all()]
    said = "".join([shown.text, listed.text, *(file.decode(errors="replace") for file in files)])
    assert ruling.public_id not in said


def test_a_release_that_does_not_say_what_is_a_minimum_has_pages_too(client, release):
    assert "≥ 50" in page(client, "/releases/1/").text
    release.counts.pop("at_least")
    release.save()

    assert "50" in page(client, "/releases/").one("tbody").text
    assert "≥" not in page(client, "/releases/1/?x").one("main").text


def test_a_page_says_which_release_it_cites(client, release):
    assert "Data release 1 (2026-03-02)" in page(client, "/about/").one("footer").text

    Release.objects.update(state=ReleaseState.UNAVAILABLE, revision=1)

    assert "Data release 1.r1 (2026-03-02)" in page(client, "/about/?x").one("footer").text


@pytest.mark.parametrize(
    "address",
    [
        "/releases/2/",
        "/releases/0/",
        "/releases/1/nothing.csv",
        "/releases/1/..%2Fsecret",
        "/releases/2/rulings.csv",
    ],
)
def test_there_is_nothing_else(client, release, address):
    assert client.get(address).status_code == 404


def test_a_file_takes_no_question(client, release):
    assert client.get("/releases/1/rulings.csv?form=forced").status_code == 400


def test_search_engines_read_what_the_data_set_is(client, release):
    (dataset,) = page(client, "/releases/1/").all("article", itemtype="https://schema.org/Dataset")
    said = {meta.attributes["itemprop"]: meta.attributes["content"] for meta in dataset.all("meta")}

    assert said["version"] == "1"
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["temporalCoverage"] == "2018-10-05/2019-09-04"
    assert len(dataset.all("li", itemtype="https://schema.org/DataDownload")) == 9


# The rulings of a release


def test_the_list_shows_the_rulings_of_a_release(client, release):
    make.ruling()

    assert (count(page(client, "/rulings/")), count(page(client, "/rulings/?release=1"))) == (51, 50)
    assert len(records(client, "/rulings.csv?release=1&form=forced")) == 17
    assert client.get("/rulings.csv?release=2").status_code == 400


NOW = "These are rulings of data release 1 as they are now, with corrections made since"


@pytest.mark.parametrize("path", ["/rulings/", "/summary/", "/pictures/"])
def test_pages_say_that_the_rulings_of_a_release_have_the_values_of_today(client, release, path):
    notice = notices(page(client, f"{path}?release=1"))

    assert NOW in notice
    assert "The release’s own files have the values as they were: /releases/1/" in notice
    assert NOW not in notices(page(client, path))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/rulings.csv", "rulings"), ("/rulings.xlsx", "rulings"), ("/rulings.json", "rulings"),
        ("/rulings.parquet", "rulings"), ("/summary.csv", "summary"), ("/pictures/map.csv", "casetracker-map"),
        ("/pictures/map.svg", "casetracker-map"),
    ],
)  # fmt: skip
def test_files_of_the_rulings_of_a_release_are_called_after_the_day_whose_values_they_have(
    client, release, path, name
):
    response = client.get(f"{path}?release=1")
    content = b"".join(response)
    ending, today = path.partition(".")[2], timezone.now().date().isoformat()

    assert (
        response["Content-Disposition"]
        == f'attachment; filename="{name}-of-release-1-as-on-{today}.{ending}"'
    )
    assert ending != "svg" or "release 1 as they are now" in re.sub(r"<[^>]*>", "", content.decode()).replace(
        "\n", " "
    )


# Citing


def cited(client, to):
    return page(client, f"/cite/?{urlencode({'to': to})}")


def test_a_table_is_cited_with_its_filters_its_number_and_its_release(client, release, settings):
    make.ruling(form="forced")
    shown = cited(client, "/rulings/?form=forced&page=1")
    address = f"{settings.SITE_URL}/rulings/?release=1&form=forced"

    plain = shown.all("p", "quoted")[1].text
    assert plain.startswith(
        "casetracker contributors, “Rulings; Form of expulsion: forced expulsion (17 rulings)”, casetracker: expulsion "
        f"rulings of Russian courts, data release 1 of 2026-03-02, corrections made after the "
        f"release show at the address, {address} (accessed "
    )
    assert count(page(client, shown.all("p", "quoted")[0].one("a").attributes["href"])) == 17


def test_bibtex_and_csl_say_the_same(client, release, settings):
    to = urlencode({"to": "/summary/?rows=region&columns=form&article=18.8"})
    address = f"{settings.SITE_URL}/summary/?article=18.8&release=1&rows=region&columns=form"

    bibtex = client.get(f"/cite.bib?{to}").content.decode()
    (csl,) = json.loads(client.get(f"/cite.json?{to}").content)

    assert f"  url = {{{address}}},\n" in bibtex
    assert bibtex.count("{") == bibtex.count("}")
    assert (csl["URL"], csl["version"], csl["issued"]) == (address, "1", {"date-parts": [[2026, 3, 2]]})
    assert csl["title"] == "Rulings by region and form of expulsion; Article: Art. 18.8 (at least 42 rulings)"
    assert re.match(rf"@misc\{{{csl['id']},\n", bibtex)


@pytest.mark.parametrize(
    ("to", "title"),
    [
        ("/", "Overview"),
        ("/courts/kalininsky-ufa/", "Kalininsky District Court of Ufa"),
        ("/judges/grafenkova-e-n/", "E. N. Grafenkova"),
        ("/regions/RU-BA/", "Bashkortostan"),
        ("/series/12/", "Series 12"),
        ("/releases/1/", "Data release 1"),
        ("/stories/annulled-in-nine-days/", "A story of casetracker"),
        ("/regions/RU-BA/?empty=out&source=one-recognized-refugee-2020", "Bashkortostan"),
        ("/pictures/?share=form:forced", "Pictures of the rulings (at least 50 rulings)"),
        (
            "/summary/?rows=region&columns=form&split=year",
            "Rulings by region and form of expulsion, for each year (at least 50 rulings)",
        ),
    ],
)
def test_a_page_is_cited_by_its_name(client, release, to, title):
    assert cited(client, to).one("p", "lead").text == title


@pytest.mark.parametrize(
    "to",
    [
        "", "//elsewhere.example/", "https://elsewhere.example/", "/nothing/", "/desk/", "/admin/", "/courts/nothing/",
        "/rulings/?form=maybe", "/rulings/2bw45zrsbx/", "/rulings.csv", "/cite/", "\0",
        "/rulings/?" + "form=forced&" * 400,
    ],
)  # fmt: skip
def test_what_is_no_page_of_ours_cannot_be_cited(client, release, to):
    shown = cited(client, to)

    assert "to:" in shown.text or "is not one of its values" in shown.text
    assert not shown.all("p", "quoted")
    assert client.get(f"/cite.bib?{urlencode({'to': to})}").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/rulings/?colour=red", "/rulings/?page=9", "/rulings/?sort=size", "/summary/?rows=court&columns=court",
        "/summary/?rows=size", "/summary/?split=form&columns=form", "/summary/?shares=none&shares=rows",
        "/summary/?page=2",
        "/pictures/?share=form:blue", "/pictures/?each=court", "/courts/kalininsky-ufa/?source=nothing",
        "/courts/kalininsky-ufa/?form=forced", "/regions/?form=forced", "/courts/?page=4", "/series/12/?form=forced",
    ],
)  # fmt: skip
def test_what_the_page_refuses_or_does_not_know_cannot_be_cited_for_the_same_reason(client, release, address):
    own, shown = page(client, address), cited(client, address)

    refused = client.get(f"/cite.json?{urlencode({'to': address})}")
    assert refused.status_code == 400
    for sentence in refused.content.decode().splitlines():
        assert sentence in f"{messages(own)} {notices(own)}"
        assert sentence in messages(shown)
    assert not shown.all("p", "quoted")


def test_a_story_is_cited_by_the_day_of_the_visit_until_it_is_withdrawn(client, release, reviewer, settings):
    address = "/stories/annulled-in-nine-days/"
    assert f"/cite/?{urlencode({'to': address})}" in links(page(client, address).one("main"))

    shown = cited(client, address)
    (csl,) = json.loads(client.get(f"/cite.json?{urlencode({'to': address})}").content)
    assert "in no data release" in shown.text
    assert (csl["URL"], csl["type"], "version" in csl) == (f"{settings.SITE_URL}{address}", "webpage", False)

    story = Story.objects.get(slug="annulled-in-nine-days")
    stories.withdraw(story=story, by=reviewer, now=make.NOW, way=Withdrawal.OPEN, reason="A sample reason.")
    assert "no page or table" in cited(client, address).text


def test_a_release_is_cited_as_itself_and_a_page_without_one_by_the_day(client, release):
    Release.objects.create(
        number=2, made_at=make.NOW, counts=release.counts, changes={"added": 0, "changed": 0}
    )

    itself = cited(client, "/releases/1/").all("p", "quoted")[1].text
    assert "data release 1 of 2026-03-02, http" in itself
    both = cited(client, "/rulings/?release=1&release=2").all("p", "quoted")[1].text
    assert "data release 1 of" in both
    assert "data release 2 of" in both
    live = cited(client, "/regions/RU-BA/").text
    assert "names no data release" in live
    assert "(newest data release: 2)" in live
    ruling = release.held.first().ruling.public_id
    title = cited(client, f"/rulings/{ruling}/").one("p", "lead").text
    assert title in page(client, f"/rulings/{ruling}/").one("div", "cite").text
    second, first = (row.text for row in page(client, "/releases/").one("tbody").all("tr"))
    assert "first" in first
    assert "–" not in second
    assert "≥ 0" not in page(client, "/rulings/?page=99").text


def test_a_quietly_withdrawn_ruling_is_cited_like_one_that_never_was(client, release, reviewer):
    ruling = held_back(release, reviewer)

    withdrawn, made_up = (cited(client, f"/rulings/{one}/").text for one in (ruling.public_id, "2bw45zrsbx"))
    assert withdrawn == made_up


def test_before_the_first_release_the_day_of_the_visit_is_given(client, report):
    shown = cited(client, "/rulings/")

    assert "There is no data release yet" in shown.text
    assert "data release" not in shown.all("p", "quoted")[1].text


def test_the_list_the_summary_and_the_profiles_lead_to_their_citation(client, release):
    for address in ("/rulings/?form=forced", "/summary/", "/courts/kalininsky-ufa/"):
        assert f"/cite/?{urlencode({'to': address})}" in links(page(client, address))


def test_a_name_that_means_nothing_is_a_notice(client, release):
    assert "“colour” is not a filter" in notices(page(client, "/cite/?to=%2F&colour=red"))
