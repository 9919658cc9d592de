"""Unsaved input: sealed, for the same account, for a day."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from decisions.actions import kept
from decisions.models import KeptInput
from decisions.queries import kept as queries
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(lawyer):
    def keep(words="canary-words", *, owner=lawyer, key="a", now=make.NOW):
        return kept.keep(owner=owner, form="series", key=key, content={"how_found": [words]}, now=now)

    return keep


def test_the_same_key_keeps_the_newest(keep, lawyer):
    keep("first")
    keep("second")

    assert queries.one_of(lawyer, form="series", key="a", now=make.NOW).content == {"how_found": ["second"]}


def test_nothing_of_it_can_be_read_in_the_database(keep):
    keep()

    assert "canary" not in str(KeptInput.objects.values_list().get())


def test_another_account_gets_nothing(keep, colleague):
    keep()

    assert queries.all_of(colleague, form="series", now=make.NOW) == []


def test_after_a_day_it_is_gone_even_before_it_is_deleted(keep, lawyer):
    keep()
    later = make.NOW + timedelta(days=1)

    assert queries.all_of(lawyer, form="series", now=later) == []
    assert kept.clear_expired(now=later) == 1
    assert not KeptInput.objects.exists()


def test_the_command_deletes_what_is_expired(keep, capsys):
    keep(now=timezone.now() - timedelta(days=2))
    keep(key="b", now=timezone.now())

    call_command("clear_kept_inputs")

    assert "1 deleted" in capsys.readouterr().out
    assert KeptInput.objects.get().key == "b"


def test_too_much_is_not_kept(keep):
    assert not keep("x" * kept.MOST_CHARACTERS)
    assert not KeptInput.objects.exists()


def test_whatever_the_server_takes_in_one_sending_is_kept_compressed(keep, lawyer, settings):
    words = "сказал, что вернуться не может " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 40)

    assert keep(words)
    assert queries.one_of(lawyer, form="series", key="a", now=make.NOW).content == {"how_found": [words]}
    assert len(KeptInput.objects.get().content.token) < len(words) / 10


def test_what_one_person_keeps_is_bounded_but_the_newest_stays(keep, monkeypatch):
    monkeypatch.setattr(kept, "MOST_SEALED_FOR_ONE_PERSON", 100)
    keep(key="old")
    keep(key="new", now=make.NOW + timedelta(seconds=1))

    assert KeptInput.objects.get().key == "new"


def test_the_oldest_go_when_there_are_too_many(keep):
    for number in range(kept.MOST_FOR_ONE_PERSON + 3):
        keep(key=str(number), now=make.NOW + timedelta(seconds=number))

    assert KeptInput.objects.count() == kept.MOST_FOR_ONE_PERSON
    assert not KeptInput.objects.filter(key="0").exists()


def test_a_lost_key_loses_the_input_and_nothing_else(keep, lawyer, settings):
    keep()
    settings.IDENTITY_KEYS = ["A" * 43 + "="]

    assert queries.one_of(lawyer, form="series", key="a", now=make.NOW).content is None


def test_what_is_marked_as_saved_is_not_kept_again(keep, lawyer):
    kept.mark_saved(owner=lawyer, form="series", key="a", now=make.NOW)

    assert not keep()
