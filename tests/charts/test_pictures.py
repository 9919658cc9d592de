"""The engines of pictures: everything inside the frame, nothing on anything else, and files that need nothing else."""

import re
import struct
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.charts import panels, people, tiles, timeline, years
from decisions.charts.months import axis
from decisions.charts.png import ZOOM, png
from decisions.charts.standalone import LOOKS, standalone
from tests.views import corpus

NAMES = [str(month) for month in range(1, 13)]
HOSTILE = "<script>&\"'\x0b\x00 \ud800 ]]> " + "ж" * 60


def region_tiles(**values):
    return [
        tiles.Tile(
            code=region["iso"].removeprefix("RU-"), column=int(region["tile_column"]), row=int(region["tile_row"]),
            label=region["name_en"], apart=region["country"] == "UA",
            **{"kind": "heat", "step": 1, "number": "100 %", "note": "n 13", "href": "/", **values},
        )
        for region in corpus.read("../reference/regions.csv")
    ]  # fmt: skip


def region_map(**values):
    return tiles.tile_map(
        region_tiles(**values), title="Map", description="Words", apart="Occupied territory of Ukraine",
        legend=[tiles.sample("few", "too few"), tiles.sample("heat", "1–2", step=5)],
    )  # fmt: skip


def line(blocks):
    return timeline.timeline(blocks, names=NAMES, title="Line", description="Words")


def every_drawing(words="Words"):
    blocks = [timeline.Block(12 * 2019 + month, 3, words, "/", at_least=month == 2) for month in (0, 2, 2)]
    group = people.Group(
        words, "30", [people.Marks(kind, 10, words, "/") for kind in ("placed", "open", "other")]
    )
    panel = panels.Panel(words, "3", {12 * 2019: 3}, words, "/")
    marks = [
        years.Bar(0, 1, kind, 2, words, words, high=3) for kind in ("exact", "about", "range", "at_least")
    ]
    return [
        region_map(number=words),
        line(blocks),
        panels.together([panel] * 7, title=words, description=words),
        people.people([group], title=words, description=words, per_row=26, legend=[people.sample("open", words)]),
        years.years(marks, axis=["2019"], title=words, description=words),
    ]  # fmt: skip


def boxes(root, name="rect"):
    for shape in root.iter(name):
        yield tuple(float(shape.get(key)) for key in ("x", "y", "width", "height"))


def test_tiles_lie_in_the_frame_and_none_on_another():
    drawing = region_map()
    squares = [box for box in boxes(drawing.root) if box[2] == box[3] == tiles.TILE]

    assert len(squares) == len(set(squares)) == 89
    for place, (x, y, size, _size) in enumerate(squares):
        assert min(x, y) >= 0
        assert x + size <= drawing.width
        assert y + size <= drawing.height
        for left, top, *_rest in squares[:place]:
            assert abs(left - x) >= size or abs(top - y) >= size


def test_the_block_that_stands_apart_holds_its_tiles_and_no_other():
    apart = [tile for tile in region_tiles() if tile.apart]
    (frame,) = [shape for shape in region_map().root.iter("rect") if shape.get("class") == "tile-frame"]
    x, y, width, height = (float(frame.get(key)) for key in ("x", "y", "width", "height"))
    inside = [
        box for box in boxes(region_map().root)
        if x < box[0] < x + width and y < box[1] < y + height and box[2] == tiles.TILE
    ]  # fmt: skip

    assert len(inside) == len(apart) == 6


@given(st.integers(0, 10**9))
def test_bands_hold_every_number_once(most):
    bands = tiles.bands(most)

    assert len(bands) <= tiles.STEPS
    assert [number for band in bands for number in (band[0], band[-1] + 1)] == sorted(
        number for band in bands for number in (band[0], band[-1] + 1)
    )
    assert (bands[0][0], bands[-1][-1]) == (1, most) if most else bands == []
    assert [tiles.step(place, len(bands)) for place in range(len(bands))][-1:] in ([], [tiles.STEPS])


@given(
    st.lists(
        st.tuples(st.integers(12, 12 * 9999), st.integers(1, 10**6), st.booleans()), min_size=1, max_size=40
    )
)
@settings(max_examples=60, deadline=None)
def test_blocks_lie_in_the_frame_one_on_another(found):
    drawing = line([timeline.Block(month, number, "x", at_least=least) for month, number, least in found])
    shapes = list(boxes(drawing.root))

    assert len(shapes) == len(found)
    for x, y, width, height in shapes:
        assert min(width, height) > 0 or (width, height) == (0, 0) or min(width, height) >= 0
        assert x >= 0
        assert y >= 0
        assert x + width <= drawing.width + 0.1
        assert y + height <= drawing.height
    for x in {box[0] for box in shapes}:
        in_column = sorted((top, top + high) for left, top, _wide, high in shapes if left == x)
        assert all(
            end <= start + 0.1 for (_top, end), (start, _end) in zip(in_column, in_column[1:], strict=False)
        )


def test_the_axis_begins_with_the_first_month_and_is_a_year_at_least():
    drawing = line([timeline.Block(12 * 2018 + 9, 1, "x"), timeline.Block(12 * 2019 + 8, 1, "x")])
    texts = [shape.text for shape in drawing.root.iter("text") if shape.get("class") in {"month", "year"}]

    assert texts == [*NAMES[9:], *NAMES[:9], "2018", "2019"]
    assert [year for year, _left in axis([11, 12 * 5], width=200).years(room=40)] == [1, 2, 3, 4]
    assert [round(box[0]) for box in boxes(line([timeline.Block(11, 1, "x")]).root)] == [7]


def test_a_hearing_with_a_smallest_number_looks_and_reads_otherwise():
    drawing = line(
        [timeline.Block(12 * 2019, 9, "at least 9", at_least=True), timeline.Block(12 * 2019, 9, "9")]
    )

    assert [shape.get("class") for shape in drawing.root.iter("rect")] == ["block block-open", "block"]
    assert [shape.text for shape in drawing.root.iter("text")][:3] == ["≥9", "9", "≥18"]


def test_small_multiples_have_one_scale():
    small, large = panels.each([panels.Panel("a", "1", {0: 1}, "a"), panels.Panel("b", "10", {24: 10}, "b")])
    (one,), (ten,) = (list(boxes(drawing.root)) for drawing in (small, large))

    assert one[3] * 10 == pytest.approx(ten[3])
    (least,) = panels.each([panels.Panel("a", "≥ 1", {0: 1, 1: 1}, "a", at_least={1})])
    assert [bar.get("class") for bar in least.root.iter("rect")] == ["block", "block block-open"]
    assert (one[0], ten[0]) != (ten[0], one[0])


def test_every_person_has_a_mark_in_a_place_of_its_own():
    drawing = every_drawing()[3]
    places = [(mark.get("cx"), mark.get("cy")) for mark in drawing.root.iter("circle")]
    squares = [box[:2] for box in boxes(drawing.root)]

    assert len(set(places)) == 10
    assert len(set(squares)) == 10
    assert sum(1 for _mark in drawing.root.iter("path")) == 10


@pytest.mark.parametrize("place", range(5))
def test_a_file_carries_its_looks_and_leads_nowhere(place):
    drawing = every_drawing()[place]
    root = ElementTree.fromstring(standalone(drawing, title="Title", notes=["Counted.", "Data release 3"]))
    names = {name for shape in root.iter() for name in shape.attrib}
    written = " ".join(shape.text or "" for shape in root.iter() if shape.tag.endswith("text"))

    assert names.isdisjoint({"class", "style", "href", "tabindex", "id"})
    assert {shape.tag.rpartition("}")[2] for shape in root.iter()} <= {
        "svg", "g", "rect", "circle", "path", "text", "title", "desc", "tspan",
    }  # fmt: skip
    assert all(part in written for part in ("Title", "Counted.", "Data release 3"))
    shapes = [
        shape for shape in root.iter() if shape.tag.rpartition("}")[2] in {"rect", "circle", "path", "text"}
    ]
    assert all("fill" in shape.attrib for shape in shapes)


@pytest.mark.parametrize("place", range(5))
def test_nothing_that_a_record_is_called_breaks_a_picture(place):
    drawing = every_drawing(HOSTILE)[place]

    for made in (drawing.on_page, standalone(drawing, title=HOSTILE, notes=[HOSTILE] * 100)):
        root = ElementTree.fromstring(made)
        assert not [shape for shape in root.iter() if shape.tag.endswith("script")]
        assert "style=" not in made
        assert max(float(value) for value in re.findall(r"[\d.]+", root.get("viewBox"))) < 2000


def test_a_png_has_the_size_of_the_picture_and_its_letters_need_no_font_of_the_machine():
    drawn = [standalone(region_map(), title=title, notes=[]) for title in ("Регионы", "")]
    with_title, without = (png(picture) for picture in drawn)
    root = ElementTree.fromstring(drawn[0])

    assert with_title.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", with_title[16:24])
    assert (width, height) == tuple(round(ZOOM * float(root.get(key))) for key in ("width", "height"))
    assert len(with_title) != len(without)


def test_every_look_is_of_a_class_that_some_engine_writes():
    written = {
        name for drawing in [*every_drawing(), *(region_map(kind=kind) for kind in ("zero", "few", "unknown", "none"))]
        for shape in drawing.root.iter() for name in shape.get("class", "").split()
    }  # fmt: skip
    known = {name.split()[-1] for name in LOOKS}

    assert {"tile-square", "block-open", "dot-placed", "body"} <= known & written
