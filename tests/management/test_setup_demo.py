import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from decisions.management.commands.setup_demo import DEMO_ACCOUNTS
from decisions.models import Ruling, User

# The report is there already: what loading it from nothing does is tested with that command.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def setup_demo():
    output = StringIO()
    call_command("setup_demo", stdout=output)
    return output.getvalue()


def passwords(folder):
    return json.loads((folder / "demo-accounts.json").read_text(encoding="ascii"))


def test_the_demonstration_has_the_report_and_accounts_that_can_log_in(folder):
    output = setup_demo()

    assert Ruling.objects.count() == 50
    assert passwords(folder).keys() == DEMO_ACCOUNTS.keys()
    assert stat.S_IMODE((folder / "demo-accounts.json").stat().st_mode) == 0o600
    for username, password in passwords(folder).items():
        assert password in output
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert user.role == DEMO_ACCOUNTS[username]
    assert "lawyer: /desk/" in output
    assert "administrator: /desk/ and /admin/" in output


def test_a_second_time_everything_stays_as_it_is(folder):
    setup_demo()
    before, kept = User.objects.count(), passwords(folder)

    output = setup_demo()

    assert (User.objects.count(), passwords(folder)) == (before, kept)
    assert "0 records added, 0 corrected, 140 unchanged, 0 left alone" in output
    assert all(password in output for password in kept.values())


def test_a_password_that_is_printed_is_the_one_that_works(folder):
    setup_demo()
    (folder / "demo-accounts.json").unlink()

    output = setup_demo()

    for username, password in passwords(folder).items():
        assert password in output
        assert User.objects.get(username=username).check_password(password)


def test_a_file_from_a_version_with_fewer_accounts_is_added_to(folder):
    (folder / "demo-accounts.json").write_text('{"demo-reviewer": "a kept password"}')

    setup_demo()

    assert passwords(folder).keys() == DEMO_ACCOUNTS.keys()
    assert passwords(folder)["demo-reviewer"] == "a kept password"


def test_production_is_refused(folder, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="only for CASETRACKER_ENV=demo or development"):
        setup_demo()
    assert not User.objects.filter(username__in=DEMO_ACCOUNTS).exists()
    assert not (folder / "demo-accounts.json").exists()
