"""Regions, courts, judges, series, provisions and sources for programs."""

import pytest

from decisions.actions import merges
from decisions.models import JudgePost
from decisions.vocabulary import Status
from tests import make
from tests.api.asked import answer, errors
from tests.views import corpus

KINDS = {"regions": "iso", "courts": "slug", "judges": "slug", "series": "number"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def everything(client, kind, **more):
    return answer(client, f"{kind}/")["results"]


def test_what_is_held_of_each_is_what_the_corpus_says(client):
    for kind, key, column in [
        ("regions", "iso", "region"),
        ("courts", "slug", "court"),
        ("judges", "slug", "judge"),
        ("series", "number", "series"),
        ("sources", "slug", "source"),
    ]:
        for record in everything(client, kind):
            of_it = [one for one in corpus.rulings() if one[column] == str(record[key])]
            days = sorted(one["decided_on"] for one in of_it) or [None]
            held = (record["rulings"], record["first_decided_on"], record["last_decided_on"])
            assert held == (len(of_it), days[0], days[-1]), record
    (overstay,) = [one for one in everything(client, "provisions") if one["code"] == "18.8"]
    assert (overstay["rulings"], overstay["part"]) == (42, None)


@pytest.mark.parametrize("kind", KINDS)
def test_each_record_of_a_list_is_the_one_at_its_own_address(client, kind):
    for record in everything(client, kind)[:3]:
        own = answer(client, f"{kind}/{record[KINDS[kind]]}/")
        assert own == record
        assert client.get(own["url"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_names_come_in_their_own_letters_and_what_is_missing_is_null(client):
    make.ruling(court=make.court(slug="plain", name_ru=""))
    judge = answer(client, "judges/grafenkova-e-n/")

    assert "Графенкова".encode() in client.get("/api/v1/judges/").content
    assert judge["courts"] == ["kalininsky-ufa"]
    assert {one["basis"] for one in judge["spellings"]} == {"stated", "inferred"}
    plain = answer(client, "courts/plain/")
    assert (plain["name_ru"], plain["code"], plain["level"]) == (None, None, None)


def test_what_is_known_from_unpublished_rulings_only_is_not_there(client):
    judge, court, series = make.judge(), make.court(), make.series()
    make.ruling(Status.DRAFT, court=court, judge=judge, series=series, position=1)
    published = make.ruling(judge=make.judge())
    JudgePost.objects.create(judge=published.judge, court=court)

    errors(client, f"courts/{court.slug}/", status=404)
    errors(client, f"judges/{judge.slug}/", status=404)
    errors(client, f"series/{series.number}/", status=404)
    assert court.slug not in [one["slug"] for one in everything(client, "courts")]
    assert answer(client, f"judges/{published.judge.slug}/")["courts"] == []
    for name in ("0", "-1", "x", "9" * 30, "٢", "1/2", "%00"):
        errors(client, f"series/{name}/", status=404)


def test_an_old_address_leads_to_the_record_that_was_kept(client, reviewer):
    court = make.court()
    kept, other = (make.ruling(court=court, judge=make.judge()).judge for _time in range(2))
    merges.merge_judges(judge=other, into=kept, by=reviewer, now=make.NOW, reason="A sample reason.")

    response = client.get(f"/api/v1/judges/{other.slug}/?fields=slug")

    assert (response.status_code, response["Location"]) == (301, f"/api/v1/judges/{kept.slug}/?fields=slug")
    assert (
        answer(client, f"rulings/?judge={other.slug}&fields=judge")["results"] == [{"judge": kept.slug}] * 2
    )


def test_where_nothing_counts_by_judge_judges_are_named_only(client, settings):
    settings.JUDGE_STATISTICS = False

    for judge in (everything(client, "judges")[0], answer(client, "judges/karpov-a-v/")):
        assert (judge["rulings"], judge["first_decided_on"], judge["last_decided_on"]) == (None, None, None)
    assert "“judge” is not a name" in errors(client, "rulings/?judge=karpov-a-v")
    assert "does not say one order" in errors(client, "rulings/?sort=judge")


def test_lists_of_places_take_no_filter(client):
    for kind in KINDS:
        assert "“form” is not a name that this door knows" in errors(client, f"{kind}/?form=forced")
        assert "“page” is not a name" in errors(
            client, f"{kind}/{everything(client, kind)[0][KINDS[kind]]}/?page=1"
        )
    assert set(everything(client, "regions")[0]) > {"iso", "rulings"}
    assert list(answer(client, "regions/?fields=rulings,iso")["results"][0]) == ["iso", "rulings"]
