"""The page of one ruling: every field with its evidence, every kind of emptiness unlike the others."""

from datetime import timedelta

import pytest

from decisions import vocabulary
from decisions.actions import rulings
from decisions.actions.rulings import Reading
from decisions.text import dates
from decisions.vocabulary import Basis, Empty, Status
from tests import make
from tests.corpus_files import HOME
from tests.views import corpus
from tests.views.pages import links, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def fields(read):
    """Each field of the page: its label, then its value and evidence as elements."""
    return {
        line.one("dt").text.removesuffix(" §"): line.all("dd")
        for box in read.all("dl", "fields")
        for line in box.children
        if not isinstance(line, str)
    }


def of_series(number, position=1):
    (found,) = [
        record["public_id"]
        for record in corpus.rulings()
        if (record["series"], record["position"]) == (str(number), str(position))
    ]
    return f"/rulings/{found}/"


def test_every_field_of_the_codebook_is_shown_in_its_group(client):
    read = page(client, of_series(1))

    assert list(fields(read)) == [str(field.label) for field in vocabulary.FIELDS.values()]
    heads = [head.text for head in read.all("h2")]
    assert heads[: len(vocabulary.GROUPS)] == [str(label) for label, _fields in vocabulary.GROUPS]


def test_every_coded_value_of_the_corpus_is_shown_with_its_basis_and_note(client):
    shown = 0
    for record in corpus.rulings():
        read = fields(page(client, f"/rulings/{record['public_id']}/"))
        for coding in corpus.read("codings.csv"):
            if coding["series"] != record["series"]:
                continue
            if int(record["position"]) not in corpus.positions(coding["positions"]):
                continue
            _value, evidence = read[str(vocabulary.FIELDS[coding["field"]].label)]
            # That something is unknown rests on nothing, so only the note stands beside it.
            bases = [] if coding["value"] == "unknown" else [coding["basis"]]
            assert [span.text for span in evidence.all("span", "basis")] == bases
            assert " ".join(coding["note"].split()) in evidence.text
            assert str(vocabulary.RULES.get(coding["rule"], "")) in evidence.text
            assert coding["place"] in evidence.text
            shown += 1
    assert shown > 500


def test_a_field_that_nobody_coded_has_no_evidence(client):
    value, *evidence = fields(page(client, of_series(1)))["Case number"]

    assert value.text == "unknown"
    assert evidence == []


def test_the_values_are_in_words(client):
    read = {label: cells[0].text for label, cells in fields(page(client, of_series(12))).items()}

    expected = {
        "Court": "Kalininsky District Court of Ufa",
        "Judge": "E. N. Grafenkova",
        "Decided on": "20 April 2019",
        "Article": "unknown",
        "Sanction": "expulsion",
        "Form of expulsion": "forced expulsion",
        "Placement in detention": "yes",
        "Plea": "kept silent",
        "Nationality": "North Korea",
        "Objected to expulsion": "yes",
    }
    assert {label: read[label] for label in expected} == expected


@pytest.mark.parametrize(
    ("number", "label", "text"),
    [
        (9, "Length in words", "about 400"),
        (14, "In Russia since", "about April 2018"),
        (13, "In Russia since", "1994"),
        (16, "Article", "Art. 18.8"),
        (16, "Judge", "unknown"),
    ],
)
def test_an_inexact_value_says_how_exact_it_is(client, number, label, text):
    assert fields(page(client, of_series(number)))[label][0].text == text


@pytest.mark.parametrize("kind", Empty.values)
def test_each_kind_of_emptiness_has_a_look_of_its_own(client, kind):
    made = make.ruling(
        judge=Empty(kind),
        form=Empty(kind),
        interpreter=Empty(kind),
        word_count=Empty(kind),
        provisions=Empty(kind),
    )
    read = fields(page(client, f"/rulings/{made.public_id}/"))

    for label in ("Judge", "Form of expulsion", "Interpreter", "Length in words", "Article"):
        (value,) = read[label][0].all("span")
        assert value.classes == [f"value-{kind}"]
        assert value.text == str(Empty(kind).label)


def test_no_yes_and_a_value_look_unlike_each_other_and_unlike_emptiness(client):
    made = make.ruling(interpreter="no", counsel="yes", form="forced", purpose_of_entry="study")
    read = fields(page(client, f"/rulings/{made.public_id}/"))

    looks = [read[label][0].one("span").classes for label in ("Interpreter", "Counsel", "Form of expulsion")]
    assert looks == [["value-no"], ["value-yes"], ["value-value"]]
    assert read["Purpose of entry"][0].one("span").classes == ["value-value"]


def test_every_look_is_in_the_style_sheet_and_none_is_like_another(client):
    text = (HOME / "static" / "decisions" / "site.css").read_text(encoding="utf-8")

    looks = {}
    for kind in [*Empty.values, "yes", "no"]:
        assert f".value-{kind} {{" in text
        looks[kind] = text.split(f".value-{kind} {{", 1)[1].split("}", 1)[0]
    assert len(set(looks.values())) == len(looks)


def test_a_quotation_its_place_and_its_note_stand_beside_the_value(client):
    made = make.ruling(
        plea="denied",
        readings=[
            Reading(
                field="plea",
                basis=Basis.STATED,
                quotation="вину не признал <...>",
                document="Ruling",
                page="p. 2",
                note="Second paragraph & after",
            )
        ],
    )
    _value, evidence = fields(page(client, f"/rulings/{made.public_id}/"))["Plea"]

    assert evidence.one("blockquote").text == "вину не признал <...>"
    assert "Ruling, p. 2" in evidence.text
    assert "Second paragraph & after" in evidence.text


def test_a_reading_that_was_not_accepted_is_not_shown(client, reviewer):
    made = make.ruling(
        Status.DRAFT,
        form="forced",
        readings=[Reading(field="form", basis=Basis.STATED, note="First reading")],
    )
    revised = rulings.revise(
        ruling=made,
        by=reviewer,
        now=make.NOW,
        version=made.version,
        values={"form": "controlled_departure"},
        readings=[Reading(field="form", basis=Basis.STATED, note="Second reading")],
    )
    revised.status, revised.published_at, revised.published_by = Status.PUBLISHED, make.NOW, reviewer
    revised.save()

    text = page(client, f"/rulings/{revised.public_id}/").text

    assert "Second reading" in text
    assert "First reading" not in text


def test_the_series_its_other_rulings_and_the_neighbours_in_time_are_linked(client):
    read = page(client, of_series(15, 2))

    found = links(read.one("main"))
    assert "Ruling 2 of 3 in series 15." in read.text
    assert "/series/15/" in found
    assert {of_series(15, 1), of_series(15, 3), of_series(14), of_series(16)} <= set(found)
    assert of_series(15, 2) not in found


def test_the_first_has_nothing_before_it_and_the_last_nothing_after(client):
    assert "Before:" not in page(client, of_series(1)).text
    assert "After: 12 October 2018" in page(client, of_series(1)).text
    assert "After:" not in page(client, of_series(16)).text
    assert "Before: 27 August 2019" in page(client, of_series(16)).text


def test_neighbours_lead_through_all_series_and_back(client):
    def step(address, word):
        (link,) = [a for a in page(client, address).all("a") if a.text.startswith(word)] or [None]
        return link and link.attributes["href"]

    way, here = [], of_series(1)
    while here:
        way.append(here)
        here = step(here, "After:")
    assert len(way) == 16
    back, here = [], way[-1]
    while here:
        back.append(here)
        here = step(here, "Before:")
    assert len(back) == 16


def test_the_permanent_address_and_the_way_to_cite_are_given(client, settings):
    settings.SITE_URL = "https://cases.example"
    address = of_series(9)
    cite = page(client, address).one("div", "cite").text

    assert f"https://cases.example{address}" in cite
    assert f"record {address.split('/')[2]}" in cite
    assert "Published here on 2 March 2026" in cite
    assert "Frunzensky District Court of Vladivostok, ruling of 18 April 2019" in cite


def test_the_source_and_the_place_in_it_are_named(client):
    text = page(client, of_series(9)).one("main").text

    assert "One recognized refugee in nine years" in text
    assert "section V, example 9" in text


def test_a_correction_is_shown_with_its_date_and_reason(client, reviewer):
    made = make.ruling(plea="denied")
    rulings.correct(
        ruling=made,
        by=reviewer,
        now=make.NOW + timedelta(days=9),
        version=made.version,
        values={"plea": "admitted", "in_russia_since": dates.parse("2017-02")},
        reason="The plea was misread.",
    )
    read = page(client, f"/rulings/{made.public_id}/")

    assert "Corrected on 11 March 2026: The plea was misread." in read.one("div", "notice").text
    assert fields(read)["Plea"][0].text == "admitted"
    assert fields(read)["In Russia since"][0].text == "February 2017"


def test_what_the_law_does_not_know_is_recorded_and_said(client):
    made = make.ruling(form="controlled_departure", placement="yes", confirmed=["placement-without-forced"])

    assert (
        "both are recorded as ordered"
        in page(client, f"/rulings/{made.public_id}/").one("div", "notice").text
    )


def test_a_ruling_of_no_series_says_nothing_of_one(client):
    made = make.ruling()
    read = page(client, f"/rulings/{made.public_id}/")

    assert "series" not in read.one("main").text.lower()


def test_a_number_in_a_series_tells_nothing_of_rulings_that_are_not_public(client, lawyer):
    series = make.series()
    court = make.court()
    make.ruling(Status.DRAFT, court=court, series=series, position=1)
    second = make.ruling(court=court, series=series, position=2)
    make.ruling(Status.IN_REVIEW, court=court, series=series, position=3)
    make.ruling(Status.WITHDRAWN, way="quiet", court=court, series=series, position=4)
    fifth = make.ruling(court=court, series=series, position=5)

    assert "Ruling 1 of 2 in series" in page(client, f"/rulings/{second.public_id}/").text
    read = page(client, f"/rulings/{fifth.public_id}/")
    assert "Ruling 2 of 2 in series" in read.text
    assert [item.text.split()[:2] for item in read.one("ol", "names").all("li")] == [
        ["Ruling", "1"],
        ["Ruling", "2"],
    ]


def test_robots_are_asked_to_keep_nothing(client):
    response = client.get(of_series(1))

    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert page(client, of_series(1)).one("meta", name="robots").attributes["content"] == "noindex, noarchive"


def test_a_browser_asks_each_time_and_is_told_when_nothing_has_changed(client, reviewer):
    made = make.ruling()
    address = f"/rulings/{made.public_id}/"
    first = client.get(address)
    assert first["Cache-Control"] == "no-cache"

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    rulings.correct(
        ruling=made,
        by=reviewer,
        now=make.NOW,
        version=made.version,
        values={"plea": "denied"},
        reason="Misread.",
    )
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
