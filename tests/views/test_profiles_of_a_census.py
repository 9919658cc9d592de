"""What a census lets us say of a court: intervals, and what would be expected of its mix of articles."""

from datetime import date

import pytest

from decisions.models import Source
from decisions.vocabulary import Selection
from tests import make
from tests.views.pages import figures, linked_figures, links, listed, notices, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def census(settings):
    """Two courts of one region. Others expel 1 of 4 series under one article, 3 of 4 under the other."""
    settings.FEWEST_SERIES = 4
    source, region = make.source(selection=Selection.CENSUS), make.region()
    own, other = make.court(region=region), make.court(region=region)
    light, heavy = make.provision("99.1"), make.provision("99.2")
    outcomes = {
        (own, light): ["forced", "forced", "controlled_departure"],
        (own, heavy): ["forced"],
        (other, light): ["forced"] + ["controlled_departure"] * 3,
        (other, heavy): ["forced"] * 3 + ["controlled_departure"],
    }
    for (court, provision), forms in outcomes.items():
        for form in forms:
            series = make.series(source=source)
            for position in (1, 2):
                make.ruling(
                    court=court, source=source, series=series, position=position, provisions=[provision], form=form
                )  # fmt: skip
    return own


def test_a_census_has_intervals_and_what_is_expected_of_the_mix_of_articles(client, census):
    told = figures(client, f"/courts/{census.slug}.csv")["form", "forced", "court"]
    read = page(client, f"/courts/{census.slug}/")

    # 3 of 4 series; three under the article with 1 of 4 and one under that with 3 of 4: 1.5 of 4.
    assert (told["count"], told["base"], told["share"]) == ("6", "8", "0.7500")
    assert (told["series"], told["series_base"], told["expected"]) == ("3", "4", "0.3750")
    assert (told["low"], told["high"]) == ("0.3006", "0.9544")
    assert "3 of 4 30 % to 95 % 38 % of 4 series" in read.text


def test_too_few_series_have_neither(client, census, settings):
    settings.FEWEST_SERIES = 5
    told = figures(client, f"/courts/{census.slug}.csv")["form", "forced", "court"]

    assert (told["low"], told["expected"]) == ("too_few", "too_few")


def test_sources_that_chose_in_different_ways_are_told_apart(client, census):
    picked = make.source(selection=Selection.SELECTED_EXAMPLES)
    make.ruling(court=census, source=picked, form="controlled_departure", decided_on=date(2020, 1, 5))
    read = page(client, f"/courts/{census.slug}/")
    (other,) = [link for link in links(read) if f"/courts/{census.slug}/?source={picked.slug}" == link]
    of_census = other.replace(picked.slug, Source.objects.get(selection=Selection.CENSUS).slug)

    assert "chosen in different ways" in notices(read)
    assert "3 of 4" not in read.text
    assert "3 of 4 30 % to 95 %" in page(client, of_census).text
    assert len(listed(page(client, other))) == 9
    for link, number in linked_figures(page(client, other)):
        assert f"source={picked.slug}" in link
        assert number <= 1
