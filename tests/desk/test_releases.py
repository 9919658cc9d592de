"""Making a release from the desk: what is shown is what is made, and nothing else."""

import pytest

from decisions.actions import releases
from decisions.models import AuditEvent, Release
from decisions.vocabulary import ReleaseState, Status
from tests import make
from tests.views.pages import page

pytestmark = pytest.mark.django_db

PAGE = "/desk/releases/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.RELEASES_ROOT = tmp_path / "releases"


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator)
    return client


def told(read):
    facts = read.one("dl", "facts")
    return dict(zip((dt.text for dt in facts.all("dt")), (dd.text for dd in facts.all("dd")), strict=True))


def shown(read):
    return read.one("form", "step").one("input", name="shown").attributes["value"]


def test_the_page_says_what_the_next_release_will_hold_and_the_button_makes_it(signed_in, administrator):
    make.ruling()
    make.ruling(Status.DRAFT)
    releases.make(by=administrator, now=make.NOW)
    make.ruling()

    read = page(signed_in, PAGE)
    facts = told(read)
    assert (facts["Rulings"], facts["New since release 1"], facts["Corrected since release 1"]) == (
        "2",
        "1",
        "0",
    )

    answer = signed_in.post(f"{PAGE}make/", {"shown": shown(read)}, follow=True)

    assert "Release 2 is made." in answer.content.decode()
    assert Release.objects.get(number=2).counts["rulings"] == 2
    assert AuditEvent.objects.last().actor == administrator


def test_what_was_published_in_between_is_shown_before_anything_is_made(signed_in):
    make.ruling()
    before = shown(page(signed_in, PAGE))
    make.ruling()

    answer = signed_in.post(f"{PAGE}make/", {"shown": before})

    assert "Something was published or withdrawn in the meantime" in answer.content.decode()
    assert not Release.objects.exists()


def test_where_no_release_can_be_made_the_page_says_why_and_has_no_button(signed_in, settings):
    assert "nothing to release" in page(signed_in, PAGE).text
    make.ruling()
    settings.RELEASES_REBUILT_AT_ONCE = 0
    assert "manage.py make_release" in page(signed_in, PAGE).text
    Release.objects.create(number=1, made_at=make.NOW, state=ReleaseState.UNAVAILABLE, revision=1)
    read = page(signed_in, PAGE)
    assert "is being rebuilt" in read.text
    assert not read.all("form", "step")
