"""Any query string at all: an answer, never an error, never an unpublished ruling."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from decisions.filters import RulingFilter
from decisions.models import Ruling
from decisions.vocabulary import Empty, Form, Sanction, Standing, Status
from tests import make

pytestmark = pytest.mark.django_db

NAMES = sorted(RulingFilter.base_filters)
KNOWN_VALUES = [
    *Empty.values, *Form.values, *Sanction.values, *Standing.values, "yes", "no", "KP", "RU-PRI", "UA-43",
    "khimki", "karpov-a-v", "18.8", "18.8:", "18.8:1.1", "1", "16", "one-recognized-refugee-2020",
    "2018-10-05", "2019-09-04", "court", "-decided_on", "", "\0", "😀",
]  # fmt: skip
names = st.sampled_from(NAMES) | st.text(max_size=5)
values = st.sampled_from(KNOWN_VALUES) | st.text(max_size=20) | st.dates().map(str)
pairs = st.lists(st.tuples(names, values), max_size=6)
queries = pairs.map(urlencode) | st.text(max_size=60)


@pytest.fixture(scope="module")
def unpublished(report, django_db_blocker):
    """A ruling of every other status beside the report's fifty."""
    with django_db_blocker.unblock():
        return [make.ruling(status) for status in Status if status != Status.PUBLISHED]


def read(query):
    return RulingFilter(QueryDict(query))


@given(query=queries)
@hypothesis_settings(max_examples=300)
def test_any_query_string_is_answered_and_never_with_unpublished_rulings(report, unpublished, query):
    asked = read(query)

    found = list(asked.qs)

    assert {ruling.status for ruling in found} <= {Status.PUBLISHED}
    assert not (asked.sentences and found)


@given(query=queries)
def test_the_pairs_of_a_query_string_ask_the_same(report, unpublished, query):
    asked = read(query)

    if not asked.sentences:
        again = read(urlencode(asked.pairs))
        assert list(again.qs) == list(asked.qs)
        assert again.pairs == asked.pairs


@given(query=queries)
def test_a_filter_only_takes_rows_away(report, unpublished, query):
    asked = read(query)

    total = asked.qs.count()

    assert all(asked.without(name).count() >= total for name in asked.chosen)


def test_the_unpublished_rulings_of_these_tests_exist(unpublished):
    assert Ruling.objects.exclude(status=Status.PUBLISHED).count() == 3
