"""A page asks the database the same number of questions, whatever the number of rulings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.models import JudgePost
from decisions.vocabulary import Form
from tests import make

pytestmark = pytest.mark.django_db

# `{0}` is the first ruling: its page, its region, court, judge and series.
PAGES = [
    "/",
    "/rulings/",
    "/rulings/?sort=court",
    "/rulings/?form=forced&article=18.8&region={0.court.region_id}&court={0.court.slug}&judge={0.judge.slug}",
    "/rulings/{0.public_id}/",
    "/summary/",
    "/summary/?rows=court&columns=judge",
    "/pictures/",
    "/pictures/?share=form:forced&each=source&court={0.court.slug}",
    "/pictures/people.svg",
    "/summary/?rows=article&columns=year",
    "/summary.csv?rows=series&columns=month",
    "/rulings.csv",
    "/regions/",
    "/regions/{0.court.region_id}/",
    "/courts/",
    "/courts/{0.court.slug}/",
    "/judges/",
    "/judges/{0.judge.slug}/",
    "/series/",
    "/series/{0.series.number}/",
    "/statistics/",
    "/statistics.csv",
    "/stories/",
    "/about/",
    "/about/law/",
    "/api/v1/rulings/",
    "/api/v1/rulings/?fields=public_id&court={0.court.slug}",
    "/api/v1/rulings/{0.public_id}/",
    "/api/v1/regions/",
    "/api/v1/courts/",
    "/api/v1/judges/",
    "/api/v1/series/",
    "/api/v1/provisions/",
    "/api/v1/sources/",
    "/api/v1/summary/?rows=court&columns=form",
    "/feeds/rulings.atom",
    "/sitemap.xml",
]


def of_a_court(number, *, provision, like=None):
    """A ruling with all that pages show of one: in a court of its own, or in the court and series of another."""
    judge = like.judge if like else make.judge()
    court = like.court if like else make.court()
    JudgePost.objects.get_or_create(judge=judge, court=court)
    return make.ruling(
        court=court,
        judge=judge,
        series=like.series if like else make.series(),
        position=number,
        provisions=[provision, make.provision("18.10", part=str(number))],
        form=Form.FORCED,
    )


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200
        for _part in response:
            pass
    return len(captured)


@pytest.mark.parametrize("together", [True, False], ids=["in one court", "in five courts"])
@pytest.mark.parametrize("page", PAGES)
def test_five_rulings_take_as_many_queries_as_one(client, provision, page, together):
    first = of_a_court(1, provision=provision)
    address = page.format(first)
    of_one = queries(client, address)

    for number in range(2, 6):
        of_a_court(number, provision=provision, like=first if together else None)

    assert queries(client, address) == of_one
