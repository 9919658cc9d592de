"""The release that every page and picture cites."""

from datetime import timedelta

import pytest

from decisions.models import Release
from decisions.queries import releases
from decisions.vocabulary import ReleaseState
from tests import make

pytestmark = pytest.mark.django_db


def test_before_the_first_release_none_is_cited():
    assert releases.current() is None


def test_the_newest_release_is_cited_with_its_revision_also_while_it_is_rebuilt(django_assert_num_queries):
    Release.objects.create(number=2, revision=1, made_at=make.NOW, state=ReleaseState.UNAVAILABLE)
    Release.objects.create(number=1, made_at=make.NOW - timedelta(days=30))

    with django_assert_num_queries(1):
        cited = releases.current()

    assert cited == releases.Cited(number=2, label="2.r1", made_on=make.NOW.date())
