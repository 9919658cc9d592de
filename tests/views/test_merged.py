"""What the public sees of two records that became one: the kept one, also under the old address."""

import pytest

from decisions.actions import merges
from decisions.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db

HOW = {"now": make.NOW, "reason": "The same signature on both."}


@pytest.fixture
def kept(court):
    judge = make.judge(name="A. Tsoi", slug="tsoi")
    make.ruling(court=court, judge=judge)
    return judge


@pytest.fixture
def merge(court, kept, reviewer):
    """Choi, public until merged into Tsoi."""
    judge = make.judge(name="A. Choi", slug="choi")
    make.ruling(court=court, judge=judge)
    return merges.merge_judges(judge=judge, into=kept, by=reviewer, **HOW)


def lines(client, question):
    answer = client.get(f"/rulings.csv?{question}")
    return answer.status_code, answer.getvalue().decode().count("\n")


def test_the_old_address_leads_to_the_kept_judge_for_good(client, merge):
    answer = client.get("/judges/choi/")

    assert (answer.status_code, answer["Location"]) == (301, "/judges/tsoi/")
    assert not answer.cookies


def test_the_list_has_the_kept_judge_with_both_rulings(client, merge):
    text = client.get("/judges/").content.decode()

    assert "/judges/tsoi/" in text
    assert "/judges/choi/" not in text
    assert 'href="/rulings/?judge=tsoi">2</a>' in text
    assert "A. Choi" in client.get("/judges/tsoi/").content.decode()


@pytest.mark.parametrize("question", ["judge=choi", "judge=tsoi", "judge=choi&judge=tsoi"])
def test_an_old_value_of_the_filter_means_the_kept_judge(client, merge, question):
    assert lines(client, question) == (200, 3)


def test_pages_name_the_kept_judge_for_an_old_value(client, merge):
    text = client.get("/rulings/?judge=choi").content.decode()

    assert "A. Tsoi" in text
    assert "judge=choi" not in text


def test_of_several_merges_in_a_row_every_old_address_leads_to_the_last(client, kept, merge, reviewer):
    last = make.judge(name="T. H. Last", slug="last")
    merges.merge_judges(judge=kept, into=last, by=reviewer, **HOW)

    assert client.get("/judges/choi/")["Location"] == "/judges/last/"
    assert lines(client, "judge=choi") == (200, 3)


def test_an_undone_merge_gives_the_address_back(client, merge, reviewer):
    merges.undo(merge=merge, by=reviewer, **HOW)

    assert client.get("/judges/choi/").status_code == 200
    assert lines(client, "judge=choi") == (200, 2)


def test_a_judge_who_was_never_public_leaves_no_address(client, court, kept, reviewer):
    judge = make.judge(name="D. Raft", slug="raft")
    make.ruling(Status.DRAFT, court=court, judge=judge)
    confirmed = [f"published-names-{judge.pk}-{kept.pk}"]
    merges.merge_judges(judge=judge, into=kept, by=reviewer, confirmed=confirmed, **HOW)

    assert client.get("/judges/raft/").status_code == 404
    assert client.get("/rulings.csv?judge=raft").status_code == 400


def test_an_old_court_leads_to_the_kept_one(client, court, reviewer):
    old = make.court(region=court.region, slug="old-court")
    make.ruling(court=old)
    make.ruling(court=court)
    merges.merge_courts(court=old, into=court, by=reviewer, **HOW)

    assert client.get("/courts/old-court/")["Location"] == f"/courts/{court.slug}/"
    assert client.get("/courts/old-court/").status_code == 301
    assert lines(client, "court=old-court") == (200, 3)
    assert old.name_en in client.get(f"/courts/{court.slug}/").content.decode()
