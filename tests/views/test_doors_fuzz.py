"""Any address at all of feed, pictures and citations: an answer or a refusal, never an error."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from decisions.queries import pictures
from tests.test_filters_fuzz import names, values

pytestmark = pytest.mark.django_db

OWN = [*pictures.shares(), *pictures.SPLIT_BY, "region", "judge", "year", "rows", "columns", "out", "2", "en"]
OWN_NAMES = st.sampled_from(
    ["share", "each", "rows", "columns", "split", "shares", "empty", "order", "page", "lang", "excel"]
)
pairs = st.lists(st.tuples(names | OWN_NAMES, values | st.sampled_from(OWN)), max_size=5)
PATHS = [
    "/", "/rulings/", "/summary/", "/pictures/", "/courts/", "/courts/kalininsky-ufa/", "/judges/karpov-a-v/",
    "/regions/RU-TA/", "/series/8/", "/stories/", "/releases/", "/nothing/", "/desk/", "/rulings.csv", "//x/", "",
]  # fmt: skip
DOORS = [
    "/feeds/rulings.atom",
    "/pictures/",
    "/pictures/map.csv",
    "/pictures/panels.svg",
    "/pictures/people.csv",
]


def answered(address):
    """The status of the answer, which is read to its end."""
    response = Client().get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


@given(door=st.sampled_from(DOORS), asked=pairs)
@hypothesis_settings(max_examples=40)
def test_feed_and_pictures_answer_any_query_string(report, door, asked):
    assert answered(f"{door}?{urlencode(asked)}") in (200, 400)


@given(
    door=st.sampled_from(["/cite/", "/cite.bib", "/cite.json"]),
    path=st.sampled_from(PATHS) | st.text(max_size=9),
    asked=pairs,
)
@hypothesis_settings(max_examples=40)
def test_whatever_is_to_be_cited_is_cited_or_refused(report, door, path, asked):
    assert answered(f"{door}?{urlencode({'to': f'{path}?{urlencode(asked)}'})}") in (200, 400)
