"""One setting turns off everything that counts or compares judges; a ruling still names its judge."""

import pytest

from decisions.vocabulary import Form
from tests import make
from tests.views.pages import links, listed, messages, notices, page, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruling(settings):
    settings.JUDGE_STATISTICS = False
    return make.ruling(judge=make.judge(name="T. E. Counted"), form=Form.FORCED)


def test_no_dimension_filter_choice_or_order_is_left(client, ruling):
    slug = ruling.judge.slug

    for question in ("rows=judge&columns=form", "rows=form&columns=judge"):
        assert "“judge” is not one of its values" in messages(page(client, f"/summary/?{question}"))
        assert client.get(f"/summary.csv?{question}").status_code == 400
    for path in ("/rulings/", "/summary/"):
        read = page(client, path)
        assert not [one for one in read.all("input") if one.attributes["name"] == "judge"]
        assert not [one for one in read.all("option") if one.attributes["value"] == "judge"]
        assert "“judge” is not a filter of this page" in notices(page(client, f"{path}?judge={slug}"))
        assert client.get(f"{path.rstrip('/')}.csv?judge={slug}").status_code == 400
    assert "does not say one order" in messages(page(client, "/rulings/?sort=judge"))


def test_judges_are_named_without_numbers_and_rulings(client, ruling):
    read = page(client, "/judges/")
    own = page(client, f"/judges/{ruling.judge.slug}/")

    assert f"/judges/{ruling.judge.slug}/" in links(read)
    assert not read.all("td", "number")
    assert "does not count, compare or list rulings by judge" in read.text
    assert "T. E. Counted" in own.text
    assert not listed(own)
    assert not own.all("td", "number")
    for address in (
        "/judges/",
        f"/judges/{ruling.judge.slug}/",
        f"/courts/{ruling.court.slug}/",
        "/rulings/",
    ):
        assert not [link for link in links(page(client, address)) if "judge=" in link]


def test_a_ruling_still_names_its_judge(client, ruling):
    assert "T. E. Counted" in page(client, f"/rulings/{ruling.public_id}/").text
    assert records(client, "/rulings.csv")[0]["judge"] == ruling.judge.slug
