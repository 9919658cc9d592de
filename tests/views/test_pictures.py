"""Pictures: what they show is what the corpus files hold, and a file of one says by itself what it counts."""

import struct
from collections import Counter
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.charts.png import png
from decisions.charts.standalone import standalone
from decisions.charts.svg import Drawing
from decisions.models import Release
from decisions.queries import pictures
from decisions.vocabulary import Empty, Form
from tests import make
from tests.views import corpus
from tests.views.pages import chips, count, counted, links, messages, notices, page, records

NAMES = ["map", "months", "panels", "people"]
FILTERS = ["", "form=forced&form=unknown", "region=RU-KHA&decided_after=2018-10-20", "series=8&series=10"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def kept(question):
    asked = {}
    for pair in filter(None, question.split("&")):
        asked.setdefault(pair.split("=")[0], []).append(pair.split("=")[1])
    return [record for record in corpus.rulings() if corpus.matches(record, **asked)]


def section(client, name, question=""):
    read = page(client, f"/pictures/?{question}")
    (found,) = [part for part in read.all("section", "picture") if part.attributes["id"] == name]
    return found


def drawn(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"].startswith("image/svg+xml")
    return ElementTree.fromstring(response.content)


def words(root):
    return " ".join(shape.text or "" for shape in root.iter() if shape.tag.endswith("}text"))


@pytest.mark.parametrize("question", FILTERS)
def test_the_map_counts_the_rulings_of_each_region(client, question):
    expected = Counter(record["region"] for record in kept(question))
    tiles = section(client, "map", question).one("svg", "tiles", role="group").all("a")
    shown = {tile.one("title").text: tile.one("text", "tile-number").text for tile in tiles}
    lines = records(client, f"/pictures/map.csv?{question}")

    assert {line["region"]: int(line["rulings"]) for line in lines} == expected
    assert sorted(map(counted, shown.values())) == sorted(expected.values())
    for told, number in shown.items():
        assert "".join(told.rpartition(": ")[2].partition(" ruling")[0].split()) == number
    assert all(count(page(client, tile.attributes["href"])) in expected.values() for tile in tiles)


@pytest.mark.parametrize("share", ["form:forced", "placement:yes", "plea:admitted", "counsel:no"])
def test_a_share_is_of_what_is_known_and_of_no_fewer_than_the_setting_says(client, settings, share):
    field, code = share.split(":")
    groups = {}
    for record in corpus.rulings():
        groups.setdefault(record["region"], []).append(record[field])
    lines = {line["region"]: line for line in records(client, f"/pictures/map.csv?share={share}")}
    section_text = section(client, "map", f"share={share}").text

    assert lines.keys() == groups.keys()
    for region, values in groups.items():
        known = [value for value in values if value not in Empty.values]
        line = lines[region]
        assert (int(line["known"]), int(line["having"])) == (len(known), known.count(code))
        if not known:
            assert line["share"] == "unknown"
        elif len(known) < settings.FEWEST_RULINGS:
            assert line["share"] == "too_few"
        else:
            assert line["share"] == f"{known.count(code) / len(known):.4f}"
    known = sum(int(line["known"]) for line in lines.values())
    assert f"known for {known} of 50 rulings" in section_text


def test_zero_unknown_too_few_and_nothing_held_look_different(client):
    region = make.region(iso="XX-ZRO", name_en="Zero", tile_column=15, tile_row=9)
    court = make.court(region=region)
    for _number in range(5):
        make.ruling(court=court, form=Form.CONTROLLED_DEPARTURE)
    svg = section(client, "map", "share=form:forced").one("svg", "tiles", role="group")
    kinds = Counter(
        name
        for tile in svg.walk()
        for name in tile.classes
        if name.startswith("tile-") and "tile" in tile.classes
    )

    assert kinds["tile-zero"] == 1
    assert min(kinds["tile-unknown"], kinds["tile-few"], kinds["tile-none"], kinds["tile-heat"]) >= 1
    assert "0 %" in svg.text


@pytest.mark.parametrize("question", FILTERS)
def test_every_hearing_is_a_block_of_the_time_line(client, question):
    expected = Counter((record["decided_on"], record["court"], record["series"]) for record in kept(question))
    lines = records(client, f"/pictures/months.csv?{question}")
    least = {series["number"] for series in corpus.read("series.csv") if series["at_least"] == "yes"}
    part = section(client, "months", question)

    assert {
        (line["decided_on"], line["court"], line["series"]): int(line["rulings"]) for line in lines
    } == expected
    assert all((line["at_least"] == "yes") == (line["series"] in least) for line in lines)
    assert len(part.one("svg", "time-line", role="group").all("rect")) == len(expected)
    for link in part.one("tbody").all("a"):
        if link.attributes["href"].startswith("/rulings/"):
            assert count(page(client, link.attributes["href"])) == counted(link.text)


def test_with_too_many_hearings_the_time_line_shows_months(client, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_HEARINGS", 10)
    expected = Counter(record["month"] for record in corpus.rulings())
    lines = records(client, "/pictures/months.csv")

    assert {line["decided_on"]: int(line["rulings"]) for line in lines} == expected
    assert sum(int(line["hearings"]) for line in lines) == 16
    assert len(section(client, "months").one("svg", "time-line", role="group").all("rect")) == len(expected)


@pytest.mark.parametrize("each", pictures.SPLIT_BY)
def test_small_multiples_count_each_member_by_month(client, each):
    expected = Counter((record[each], record["month"]) for record in corpus.rulings())
    lines = records(client, f"/pictures/panels.csv?each={each}")
    part = section(client, "panels", f"each={each}")

    assert {(line[each], line["month"]): int(line["rulings"]) for line in lines} == expected
    assert len(part.all("svg", "panel", role="group")) == len({member for member, _month in expected})
    for link in set(links(part.one("tbody"))):
        # As a file, which takes a tenth of the page's time.
        assert records(client, link.replace("/rulings/?", "/rulings.csv?")), link


@pytest.mark.parametrize("question", FILTERS)
def test_every_person_has_a_mark(client, question):
    def kind(record):
        if record["form"] == Form.CONTROLLED_DEPARTURE:
            return "departure"
        if record["form"] == Form.FORCED:
            return "placed" if record["placement"] == "yes" else "forced"
        return "open" if record["sanction"] == "expulsion" else "other"

    expected = Counter((record["region"], kind(record)) for record in kept(question))
    part = section(client, "people", question)
    found = {
        (line["region"], name): int(line[name])
        for line in records(client, f"/pictures/people.csv?{question}")
        for name in ("placed", "forced", "departure", "open", "other")
        if line[name] != "0"
    }

    assert found == expected
    assert len(
        [mark for mark in part.one("svg", "people", role="group").walk() if "dot" in mark.classes]
    ) == len(kept(question))
    for link in part.one("tbody").all("a"):
        if link.attributes["href"].startswith("/rulings/"):
            assert count(page(client, link.attributes["href"])) == counted(link.text)


def test_many_people_share_marks_and_the_picture_says_so(client, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_MARKS", 40)
    part = section(client, "people")

    assert part.one("h2").text == "One mark for at most 10 people"
    assert (
        len([mark for mark in part.one("svg", "people", role="group").walk() if "dot" in mark.classes]) < 40
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_it_counts_where_it_comes_from_and_of_which_release(client, name, settings):
    Release.objects.create(number=3, made_at=make.NOW)
    root = drawn(client, f"/pictures/{name}.svg?form=forced")
    said = words(root)

    assert section(client, name, "form=forced").one("h2").text in said
    assert "One recognized refugee in nine years" in said
    assert "Data release 3 (2026-" in said
    assert "Form of expulsion: forced expulsion" in said
    assert f"{settings.SITE_URL}/pictures/{name}.svg?form=forced" in said.replace(" ", "")
    assert {key for shape in root.iter() for key in shape.attrib}.isdisjoint({"style", "class", "href"})


@pytest.mark.parametrize("name", NAMES)
def test_a_png_is_the_picture_and_not_blank(client, name):
    svg = drawn(client, f"/pictures/{name}.svg")
    response = client.get(f"/pictures/{name}.png")
    width, height = struct.unpack(">II", response.content[16:24])
    blank = png(
        standalone(Drawing(ElementTree.Element("svg"), float(svg.get("width")), 300), title="", notes=[])
    )

    assert response["Content-Type"] == "image/png"
    assert (width, height) == tuple(round(2 * float(svg.get(key))) for key in ("width", "height"))
    assert 10 * len(blank) < len(response.content) < 600_000


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_a_picture_has_a_line_for_each_line_of_the_file(client, name):
    part = section(client, name)

    assert len(part.one("tbody").all("tr")) == len(records(client, f"/pictures/{name}.csv"))
    assert all(picture.one("desc").text for picture in part.all("svg", role="group"))
    assert {f"/pictures/{name}.{ending}" for ending in ("svg", "png", "csv")} <= set(links(part))


@pytest.mark.parametrize(
    "question",
    [
        "share=form", "share=form:", "share=:forced", "share=form:unknown", "share=judge:x", "share=FORM:forced",
        "share=form:forced&share=form:controlled_departure", "each=judge", "each=court", "form=maybe",
    ],
)  # fmt: skip
def test_a_bad_question_is_refused_and_nothing_is_drawn(client, question):
    read = page(client, f"/pictures/?{question}")
    name = "panels" if question.startswith("each") else "map"

    assert messages(read)
    assert not read.all("section", "picture")
    for ending in ("svg", "png", "csv"):
        response = client.get(f"/pictures/{name}.{ending}?{question}")
        assert response.status_code == 400
        assert response["Content-Type"].startswith("text/plain")


def test_a_name_that_means_nothing_is_a_notice_on_the_page_and_refused_for_a_file(client):
    assert "“colour” is not a filter" in notices(page(client, "/pictures/?colour=red"))
    assert client.get("/pictures/map.svg?colour=red").status_code == 400
    assert client.get("/pictures/months.svg?share=form:forced").status_code == 400
    assert client.get("/pictures/map.svg?excel=1").status_code == 400
    assert client.get("/pictures/map.svg?" + "&".join(["form=forced"] * 1100)).status_code == 400


def test_a_filter_in_use_can_be_taken_away_and_leaves_the_share(client):
    read = page(client, "/pictures/?form=forced&share=placement:yes&each=source")

    assert list(chips(read).values()) == ["/pictures/?share=placement%3Ayes&each=source"]


@given(
    st.dictionaries(st.sampled_from(["share", "each", "region", "form"]), st.text(max_size=20), max_size=3)
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_a_picture(client, asked):
    question = urlencode(asked, errors="surrogatepass")

    assert client.get(f"/pictures/?{question}").status_code in (200, 400)
    assert client.get(f"/pictures/map.svg?{question}").status_code in (200, 400)


def test_the_map_of_the_regions_leads_to_their_pages(client):
    tiles = page(client, "/regions/").one("svg", "tiles", role="group").all("a")

    assert {tile.attributes["href"] for tile in tiles} == {
        f"/regions/{region['iso']}/" for region in corpus.read("../reference/regions.csv")
    }
