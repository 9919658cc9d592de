"""Searching by words as a visitor does: the box, the marks, the orders, the chips, and the choices beside the list."""

import csv
import io
from datetime import date

import pytest

from decisions.actions.rulings import Reading
from decisions.queries.facets import LONGEST
from decisions.vocabulary import Basis, Empty
from tests import make
from tests.views.pages import count, listed, page

pytestmark = pytest.mark.django_db

LIST = "/rulings/?q="


@pytest.fixture
def ruling():
    judge = make.judge(name="A. Tsoi", slug="tsoi")
    reading = Reading(field="plea", basis=Basis.STATED, page="3", note="<b>Ferry</b> & train")
    series = make.series(narrative_en="Came by ferry. " + "Nothing else is told. " * 30 + "Left by train.")
    return make.ruling(judge=judge, series=series, position=1, plea="admitted", readings=[reading])


def marks(element):
    return [mark.text for mark in element.all("mark")]


def chips(element):
    return [link.attributes["href"] for link in element.one("ul", "chips").all("a")]


def test_words_are_marked_where_they_stand_and_nothing_else_is_markup(client, ruling):
    answer = client.get(f"{LIST}ferries+tsoy")

    assert b"<b>" not in answer.content
    assert marks(page(client, f"{LIST}ferries+tsoy")) == ["Tsoi", "ferry"]
    assert (
        b"&lt;b&gt;<mark>Ferry&lt;/b&gt; &amp; train</mark>"
        in client.get(f"{LIST}%22ferry+b+train%22").content
    )


def test_the_box_keeps_what_was_searched_for_and_the_other_filters(client, ruling):
    element = page(client, f"{LIST}ferry&q=balloon&plea=admitted")
    boxes = [box for box in element.all("input") if box.attributes.get("name") == "q"]

    assert [box.attributes["value"] for box in boxes] == ["ferry", "balloon"]
    assert {box.attributes["form"] for box in boxes} == {element.one("form", "filters").attributes["id"]}
    assert count(element) == 1
    assert page(client, "/").one("div", "by-words")


def test_words_that_are_values_of_a_filter_are_offered_as_filters(client):
    article = make.provision(article="18.8")
    ruling = make.ruling(provisions=[article], decided_on=date(2019, 4, 18), nationality="KP")
    make.ruling(provisions=[article], decided_on=date(2018, 4, 18), plea="admitted")

    def offered(question):
        notice = [one for one in page(client, f"{LIST}{question}").all("div", "notice") if one.all("a")]
        return [link.attributes["href"] for one in notice for link in one.all("a")]

    for asked in ("18.8", "Art.+18.8", "ст.18.8", "nothing+18.8"):
        (link,) = offered(asked)
        assert link == "/rulings/?article=18.8"
        assert count(page(client, link)) == 2
    assert offered("18.8&plea=admitted") == ["/rulings/?plea=admitted&article=18.8"]
    assert offered("18.04.2019") == ["/rulings/?decided_after=2019-04-18&decided_before=2019-04-18"]
    assert offered("2019") == ["/rulings/?decided_after=2019-01-01&decided_before=2019-12-31"]
    assert "/rulings/?nationality=KP" in offered("north+korea")
    assert offered(ruling.court.region_id) == [f"/rulings/?region={ruling.court.region_id}"]
    assert offered("18.9") == offered("interpreter") == []
    assert "filters; the search looks for words" in page(client, f"{LIST}interpreter").text


def test_a_search_can_be_taken_away_and_its_order_goes_with_it(client, ruling):
    element = page(client, f"{LIST}ferry&sort=relevance&plea=admitted")

    assert "/rulings/?plea=admitted" in chips(element)
    assert "/rulings/?q=ferry&sort=relevance" in chips(element)


def test_both_orders_are_one_link_away(client, ruling):
    make.ruling(series=make.series(narrative_en="A ferry."), position=1)

    def links(address):
        return [link.attributes["href"] for link in page(client, address).one("div", "bar").all("a")]

    assert f"{LIST}ferry&sort=relevance" in links(f"{LIST}ferry")
    assert f"{LIST}ferry" in links(f"{LIST}ferry&sort=relevance")


def test_the_summary_and_the_file_take_the_same_search(client, ruling):
    make.ruling()
    rows = csv.DictReader(io.StringIO(_text(client.get("/rulings.csv?q=ferry&sort=relevance"))))

    assert [row["public_id"] for row in rows] == [ruling.public_id]
    assert "q=ferry" in client.get("/summary/?q=ferry").content.decode()
    *_rows, total = csv.DictReader(io.StringIO(_text(client.get("/summary.csv?q=ferry"))))
    assert total["total"] == "1"
    refused = client.get("/rulings.csv?q=the")
    assert (refused.status_code, refused["Content-Type"]) == (400, "text/plain; charset=utf-8")


def _text(response):
    return b"".join(response).decode()


def test_nobody_is_found_by_the_judge_where_nothing_counts_by_judge(client, ruling, settings):
    assert listed(page(client, f"{LIST}tsoy")) == [ruling.public_id]

    settings.JUDGE_STATISTICS = False

    assert listed(page(client, f"{LIST}tsoy&form=unknown")) == []
    assert listed(page(client, f"{LIST}tsoy+ferry&sort=relevance")) == []
    found = page(client, f"{LIST}ferry&sort=relevance&form=unknown")
    assert listed(found) == [ruling.public_id]
    assert "judges" not in found.one("div", "by-words").text


# The choices beside the list


def choices(element, name):
    return [
        box.attributes["value"]
        for box in element.all("input", type="checkbox")
        if box.attributes["name"] == name
    ]


def test_letters_narrow_the_courts_and_judges_that_can_be_chosen(client):
    made = [
        make.ruling(court=make.court(name_en=f"Court {number} of Sampleton"), judge=make.judge())
        for number in range(10)
    ]
    lake = make.ruling(
        court=make.court(name_en="Lakeside Court", slug="lakeside"), judge=make.judge(name="A. Цой")
    )
    nameless = make.ruling(judge=Empty.HIDDEN)
    element = page(
        client, f"/rulings/?find_court=lakes&find_judge=tsoy&court={made[0].court.slug}&court=lakeside"
    )

    assert choices(element, "court") == [made[0].court.slug, "lakeside"]
    (first, *others) = choices(page(client, "/rulings/?find_judge=tsoy"), "judge")
    assert first == lake.judge.slug
    assert "hidden" in others
    assert set(others) <= set(Empty.values), "no other judge"
    assert sorted(listed(element)) == sorted([lake.public_id, made[0].public_id])
    assert all("find_court=lakes&find_judge=tsoy" in link for link in chips(element)[:-1])
    assert nameless.judge is None
    assert client.get("/rulings.csv?find_court=lakes").status_code == 400


def test_a_court_that_is_too_small_to_be_shown_is_found_by_its_letters(client):
    region = make.region()
    for number in range(LONGEST + 2):
        make.ruling(court=make.court(region=region, name_en=f"Big Court {number:02}", slug=f"big-{number}"))
    slugs = choices(page(client, "/rulings/"), "court")
    (left_out, _other) = {f"big-{number}" for number in range(LONGEST + 2)} - set(slugs)

    assert choices(page(client, f"/rulings/?find_court={left_out[4:].zfill(2)}"), "court") == [left_out]
    assert choices(page(client, "/rulings/?find_court=nowhere%00"), "court") == []
