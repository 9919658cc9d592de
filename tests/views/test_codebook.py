"""The codebook says what other people's programs call things."""

import pytest

from decisions.filters import RulingFilter
from decisions.queries import codebook
from decisions.queries.exports import HEADER

pytestmark = pytest.mark.django_db


def test_every_column_of_the_file_is_in_the_codebook():
    fields = {entry.written for _label, entries in codebook.groups() for entry in entries}
    beside = {name for name, _definition in codebook.COLUMNS}
    labels = {name for name in HEADER if name.endswith("_label")}

    assert fields - {""} | beside | labels == set(HEADER)


def test_every_filter_of_a_field_is_in_the_codebook():
    asked = {name for _label, entries in codebook.groups() for entry in entries for name in entry.asked}

    assert set(RulingFilter.base_filters) - asked == {"q", "region", "series", "source", "release", "sort"}


def test_the_page_names_the_column_and_the_filter_of_a_field(client):
    text = client.get("/about/codebook/").content.decode()

    assert "<code>fine_rub</code>" in text
    assert "<code>decided_after</code>" in text
