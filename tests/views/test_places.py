"""Regions, courts, judges and series: lists with their numbers, and simple pages with their rulings."""

from collections import Counter

import pytest
from django.core.cache import caches

from decisions.models import CourtFormerName, JudgePost
from tests import make
from tests.views import corpus
from tests.views.pages import counted, links, listed, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def numbers(read):
    """The number of rulings beside each record of a list, by the address that it leads to."""
    found = {}
    for row in read.one("tbody").all("tr"):
        (link,) = [link for link in row.all("a") if link.attributes["href"].startswith("/rulings/?")]
        found[link.attributes["href"]] = counted(link.text)
    return found


@pytest.mark.parametrize(
    ("address", "name", "records_"),
    [
        ("/regions/", "region", 8),
        ("/courts/", "court", 12),
        ("/judges/", "judge", 15),
        ("/series/", "series", 16),
    ],
)
def test_a_list_has_every_record_with_the_number_of_its_rulings(client, address, name, records_):
    found = numbers(page(client, address))

    expected = Counter(record[name] for record in corpus.rulings() if record[name] != "unknown")
    assert found == {f"/rulings/?{name}={value}": number for value, number in expected.items()}
    assert len(found) == records_


def test_every_region_has_a_page_whether_or_not_we_hold_a_ruling(client):
    read = page(client, "/regions/")
    regions = corpus.read("../reference/regions.csv")

    assert {f"/regions/{region['iso']}/" for region in regions} <= set(links(read))
    assert (
        "This says nothing about whether people are expelled there" in page(client, "/regions/RU-MOW/").text
    )


def test_occupied_territories_stand_in_a_block_of_their_own_and_are_labelled_so(client):
    blocks = page(client, "/regions/").all("ul", "names")
    occupied = [
        region["iso"] for region in corpus.read("../reference/regions.csv") if region["country"] == "UA"
    ]

    assert occupied
    assert sorted(links(blocks[-1])) == sorted(f"/regions/{iso}/" for iso in occupied)
    assert not [link for link in links(blocks[0]) if "/UA-" in link]
    for iso in occupied:
        assert "Occupied territory of Ukraine" in page(client, f"/regions/{iso}/").one("div", "notice").text


@pytest.mark.parametrize(
    ("address", "filters"),
    [
        ("/regions/RU-KHA/", {"region": "RU-KHA"}),
        ("/courts/sovetsky-kazan/", {"court": "sovetsky-kazan"}),
        ("/judges/shiverskaya-o-a/", {"judge": "shiverskaya-o-a"}),
    ],
)
def test_a_page_lists_its_rulings_and_leads_to_all_of_them(client, address, filters):
    read = page(client, address)
    (name, value), *_rest = filters.items()

    assert listed(read) == corpus.identifiers(**filters)
    assert f"/rulings/?{name}={value}" in links(read)


def test_a_long_history_is_cut_to_a_page_and_the_link_says_how_many_there_are(client):
    court, source = make.court(), make.source()
    for _number in range(51):
        make.ruling(court=court, source=source)
    read = page(client, f"/courts/{court.slug}/")

    assert len(listed(read)) == 50
    assert "Filter and download all 51 rulings" in read.text


def test_the_page_of_a_court_has_its_names_code_and_region(client):
    text = page(client, "/courts/khasansky-primorsky/").one("main").text

    for told in (
        "Хасанский районный суд Приморского края",
        "연해주",
        "25RS0030",
        "Primorsky Territory",
        "district or city court",
    ):
        assert told in text


def test_the_page_of_a_court_has_former_names_and_the_successor(client):
    successor = make.court(name_en="The successor")
    court = make.court(succeeded_by=successor)
    CourtFormerName.objects.create(court=court, name_ru="Прежний суд", used_until="2018-12-31")
    make.ruling(court=court)
    text = page(client, f"/courts/{court.slug}/").one("main").text

    assert "Прежний суд (until 31 December 2018)" in text
    assert "Succeeded by The successor" in text


def test_the_page_of_a_judge_has_every_spelling_and_says_which_is_inferred(client):
    text = page(client, "/judges/taranushchenko-n-a/").one("main").text

    spellings = [line for line in corpus.read("spellings.csv") if line["judge"] == "taranushchenko-n-a"]
    assert len(spellings) > 2
    for line in spellings:
        told = f"{line['spelling']} (spelled back from Latin letters, may be wrong)"
        assert (told in text) == (line["basis"] == "inferred")
        assert line["spelling"] in text


def test_a_post_is_named_only_where_its_court_is_public(client):
    judge, public, secret = make.judge(), make.court(), make.court(name_en="Court of a draft")
    make.ruling(court=public, judge=judge)
    make.ruling("draft", court=secret, judge=judge)
    for court in (public, secret):
        JudgePost.objects.create(judge=judge, court=court)

    for address in ("/judges/", f"/judges/{judge.slug}/"):
        assert public.name_en in page(client, address).text
        assert "Court of a draft" not in page(client, address).text


def test_the_page_of_a_series_tells_its_story_and_what_its_rulings_have_alike(client):
    read = page(client, "/series/4/")
    story = next(line["narrative_en"] for line in corpus.read("series.csv") if line["number"] == "4")

    assert " ".join(story.split()) in read.text
    assert listed(read) == [
        record["public_id"]
        for record in sorted(corpus.rulings(), key=lambda record: int(record["position"]))
        if record["series"] == "4"
    ]
    alike = {line.one("dt").text: line.one("dd").text for line in read.one("dl", "fields").all("div")}
    assert alike["Court"] == "Industrialny District Court of Khabarovsk"
    assert "Form of expulsion" not in alike
    heads = [head.text for head in read.all("table")[0].one("thead").all("th")]
    assert heads == ["Ruling", "Form of expulsion", "Placement in detention", "Plea", "Reasons for the form",
                     "Reasons for placement", "Mitigation found"]  # fmt: skip
    assert {"/series/3/", "/series/5/"} <= set(links(read))


def test_a_series_whose_number_is_a_minimum_says_so(client):
    assert "at least 9 rulings" in page(client, "/series/10/").text
    assert "at least" not in page(client, "/series/2/").one("main").text
    cells = [row.text for row in page(client, "/series/").one("tbody").all("tr") if "≥" in row.text]
    assert len(cells) == 2


def test_the_codebook_prints_every_field_code_and_rule(client):
    text = page(client, "/about/codebook/").text

    for name in (
        "controlled_departure",
        "not_stated",
        "un_recommendations_considered",
        "placement-implies-forced",
        "carried_out",
    ):
        assert name in text


def test_the_privacy_page_names_the_contact_if_there_is_one(client, settings):
    assert "write to" not in page(client, "/about/privacy/").text

    settings.CONTACT = "help@cases.example"
    caches["pages"].clear()  # as a restart does, which a setting needs
    assert "write to help@cases.example" in page(client, "/about/privacy/").text
