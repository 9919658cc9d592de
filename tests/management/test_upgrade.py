"""Several servers that start at once migrate one after the other; the public's views are made anew."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from decisions.actions import public_site
from decisions.management.commands import upgrade
from decisions.queries import rights, versions
from tests.public_process import role_name

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is the file of one server"),
]


def test_a_server_waits_until_another_one_is_done():
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [upgrade.KEY])
    done = threading.Event()

    def wait():
        with upgrade.alone():
            done.set()
        connection.close()  # this thread's own

    thread = threading.Thread(target=wait)
    thread.start()
    waited = not done.wait(0.5)
    other.close()

    assert waited
    assert done.wait(20)
    thread.join(20)


def test_views_are_taken_away_for_a_migration_and_made_again(monkeypatch):
    monkeypatch.setattr(upgrade, "needs_migration", lambda: True)
    seen = []
    monkeypatch.setattr(
        upgrade, "call_command", lambda name, **options: seen.append((name, rights.views() == [], options))
    )
    with transaction.atomic():
        made, before = public_site.make_role(role=role_name()), versions.current()
        call_command("upgrade", role=role_name())
        after = versions.current()
        transaction.set_rollback(True)

    assert made
    assert after != before  # a replica that has not followed yet is not read
    assert [(name, without_views) for name, without_views, _options in seen] == [
        ("migrate", True), ("load_report", True), ("make_public_role", True),
    ]  # fmt: skip
    assert seen[-1][2]["role"] == role_name()
