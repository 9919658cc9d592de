"""What has run out is deleted every day, whatever else is the matter."""

import io

import pytest
from django.core.management import CommandError, call_command

from decisions.management.commands import daily


def test_a_part_that_fails_is_said_and_stops_none_of_the_others(monkeypatch):
    ran = []

    def command(name, **_options):
        ran.append(name)
        if name == "clearsessions":
            raise OSError("a sample failure")

    monkeypatch.setattr(daily, "call_command", command)

    with pytest.raises(CommandError, match="clearsessions: a sample failure"):
        call_command("daily", stdout=io.StringIO())
    assert tuple(ran) == daily.COMMANDS
