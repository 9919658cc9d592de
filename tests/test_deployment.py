"""What the files of deploy/, docker-compose.yml and the page about them must say, without an engine that reads them.

`make test-deployment` follows the page on a Debian of its own.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from casetracker import serving, timetable
from decisions.filters import MOST_SEARCHES
from decisions.management.commands import daily
from decisions.text.searching import LONGEST

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
COMMON = (DEPLOY / "nginx-common.conf").read_text(encoding="utf-8")
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
UNITS = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir()}
SERVICES = {name: text for name, text in UNITS.items() if name.endswith(".service")}
SECRETS = {"SECRET_KEY", "AUDIT_KEYS", "IDENTITY_KEYS", "BACKUP_KEYS"}
OURS = {name for name, one in COMPOSE["services"].items() if one.get("image") == "casetracker"}
# What the page names for itself and for docker-compose.yml; the settings know nothing of it.
OF_THE_PAGE = {
    "ONION", "REPLICATION", "PASSWORD", "PUBLIC_DATABASE_PASSWORD", "POSTGRES_PASSWORD", "PGPASSWORD", "PUBLIC_HOST",
    "DESK_HOST", "CASETRACKER_MAIL", "ONION_HOST",
}  # fmt: skip
FROM_THE_IMAGE = {
    "CASETRACKER_VAR", "CASETRACKER_TASKS_AT_ONCE", "CASETRACKER_PAGES_KEPT", "CASETRACKER_REBUILT_AT_ONCE",
    "CASETRACKER_SECOND_FACTOR", "REMOVAL_FORM",
}  # fmt: skip


# Containers


def test_only_the_desk_s_side_has_a_secret():
    given = {name: set(COMPOSE["services"][name]["environment"]) for name in OURS}

    assert {name for name in given if given[name] & SECRETS} == {"upgrade", "desk", "worker", "timer"}
    for name in ("public", "public-onion"):
        one = COMPOSE["services"][name]
        assert one["environment"]["CASETRACKER_SITE"] == "public"
        assert "casetracker_public:" in one["environment"]["DATABASE_URL"]
        assert one["volumes"] == ["releases:/releases:ro"]


def test_containers_of_ours_can_do_nothing_but_their_work():
    for name in OURS:
        one = COMPOSE["services"][name]
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"]), name
        assert one["security_opt"] == ["no-new-privileges:true"], name
    assert COMPOSE["networks"]["private"]["internal"]
    for name in ("db", "upgrade", "worker", "timer"):
        networks = COMPOSE["services"][name]["networks"]
        assert set(networks) <= {"private"} or name == "upgrade", name
    assert [name for name, one in COMPOSE["services"].items() if "ports" in one] == ["proxy"]


def test_everything_waits_for_the_upgrade_and_every_volume_is_declared():
    for name in OURS - {"upgrade"}:
        waits = COMPOSE["services"][name]["depends_on"]["upgrade"]["condition"]
        assert waits == "service_completed_successfully", name
    used = {
        volume.split(":")[0]
        for one in COMPOSE["services"].values()
        for volume in one.get("volumes", [])
        if not volume.startswith(".")
    }
    assert used == set(COMPOSE["volumes"])


def test_what_an_organisation_decides_can_be_set():
    """All settings of the README but those that a container has from its image or needs not."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("## Settings", 1)[1].split("## ", 1)[0]
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))
    given = {name for one in COMPOSE["services"].values() for name in one.get("environment", {})}

    assert named - given == FROM_THE_IMAGE
    for name in (
        "JUDGE_STATISTICS",
        "FEWEST_RULINGS",
        "FEWEST_SERIES",
        "CONTACT",
        "POSTAL_ADDRESS",
        "REMOVAL_DAYS",
    ):
        desk, public = (COMPOSE["services"][one]["environment"][name] for one in ("desk", "public"))
        assert desk == public, "pages would differ by who serves them"


def test_tor_finds_the_web_server_where_it_is():
    proxy = COMPOSE["services"]["proxy"]["networks"]["onion"]["ipv4_address"]
    tor = COMPOSE["services"]["tor"]["networks"]["onion"]["ipv4_address"]

    assert f"HiddenServicePort 80 {proxy}:8081" in (DEPLOY / "tor" / "torrc").read_text()
    assert COMPOSE["services"]["public-onion"]["environment"]["ONION_ADDRESSES"] == tor


# Web servers


def test_no_web_server_keeps_an_address():
    """Caddy logs faults with address and question unless it is told otherwise."""
    assert NGINX.count("server {") == NGINX.count("include snippets/casetracker.conf;") == 4
    assert re.search(r"^access_log off;$", COMMON, re.MULTILINE)
    assert re.search(r"^error_log \S+ crit;$", COMMON, re.MULTILINE)
    assert "exclude http.log" in CADDY
    assert not re.search(r"^\t*log(\s*\{)?$", CADDY, re.MULTILINE)


def test_what_writes_goes_to_the_desk_and_nothing_that_was_sent_to_a_disk():
    assert NGINX.count("location /about/removal/ {\n        proxy_pass http://127.0.0.1:8001;") == 1
    assert CADDY.count("@form path /about/removal/*") == 2
    assert CADDY.count("reverse_proxy @form desk:8000") == 2
    assert "client_body_buffer_size 3m;" in NGINX
    assert "proxy_request_buffering off;" in NGINX
    assert "proxy_max_temp_file_size 0;" in COMMON


def test_the_largest_table_comes_through_every_web_server():
    """Units differ: MB are a million for Caddy and 1,048,576 for nginx."""
    desk = CADDY.split("{$DESK_HOST} {")[2]
    assert int(re.search(r"max_size (\d+)MiB", desk)[1]) << 20 > settings.LARGEST_SENDING
    assert (
        int(re.search(r"client_max_body_size (\d+)m;", NGINX.split("server {")[4])[1]) << 20
        > settings.LARGEST_SENDING
    )
    for limit in (
        *re.findall(r"max_size (\d+)MiB", CADDY),
        *re.findall(r"client_max_body_size (\d+)m;", NGINX),
    ):
        assert int(limit) << 20 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_a_visitor_says_nothing_about_addresses_and_a_download_that_breaks_off_is_seen():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in COMMON
    assert "proxy_set_header X-Forwarded-Proto https;" in COMMON
    assert "proxy_http_version 1.1;" in COMMON


def test_what_a_web_server_answers_by_itself_is_in_our_words():
    pages = {path.stem for path in (DEPLOY / "pages").iterdir()}

    assert pages == set(re.findall(r"/(\d{3})\.html;", COMMON)) == {"400", "413", "414", "502"}
    for path in (DEPLOY / "pages").iterdir():
        assert not re.search(r"style|script|https?:", path.read_text(encoding="utf-8")), path


# Gunicorn


def test_the_longest_question_that_we_take_arrives():
    config = Config()
    for name in ("limit_request_line", "limit_request_fields", "limit_request_field_size"):
        config.set(name, getattr(serving, name))
    question = "&".join(["q=" + "%F0%9F%98%80" * LONGEST] * MOST_SEARCHES)
    sent = f"GET /rulings/?{question} HTTP/1.1\r\nHost: rulings.example\r\n\r\n".encode()

    assert len(sent) < 32 * 1024, "more than the web servers in front let through"
    assert next(RequestParser(config, iter([sent]), ("127.0.0.1", 1))).query == question
    assert "large_client_header_buffers 4 32k;" in COMMON
    assert "max_header_size 48KB" in CADDY


# Units


def test_units_are_locked_up_alike():
    locks = {name: locked_up(text) for name, text in SERVICES.items()}

    assert len(SERVICES) == 6
    assert len(set(locks.values())) == 1
    for line in ("ProtectSystem=strict", "CapabilityBoundingSet=", "IPAddressDeny=any"):
        assert f"{line}\n" in locks["casetracker-desk.service"]
    for name, text in SERVICES.items():
        assert re.search(r"^User=casetracker(-public)?$", text, re.MULTILINE), name
    public = SERVICES["casetracker-public.service"]
    assert "desk.env" not in public
    assert "InaccessiblePaths=-/etc/casetracker" in public


def locked_up(text):
    return text[text.index("NoNewPrivileges") : text.index("SystemCallArchitectures")]


def test_timers_have_their_services_and_what_is_run_is_there():
    run = re.findall(r"manage\.py (\w+)", "".join(UNITS.values()))

    assert {name.replace(".timer", ".service") for name in UNITS if name.endswith(".timer")} <= set(SERVICES)
    assert {*run, *daily.COMMANDS, *re.findall(r"manage(?:\.py)? (\w+)", PAGE)} <= set(get_commands())


def test_the_page_names_what_is_there():
    for path in re.findall(r"\bdeploy/[\w./-]*\w", PAGE):
        assert list(ROOT.glob(f"{path}*")), path
    known = "".join(
        (ROOT / "casetracker" / name).read_text() for name in ("settings.py", "health.py", "timetable.py")
    )
    for name in re.findall(r"^    (?:SITE_URL=\S+ )?([A-Z_]+)=", PAGE, re.MULTILINE):
        assert f'"{name}"' in known or name in OF_THE_PAGE, name
    started = re.findall(r"casetracker-\w+(?:\.timer)?", PAGE.split("daemon-reload")[1].split("###")[0])
    assert {name for name in UNITS if name.endswith(".timer")} <= set(started)


# The timetable of containers


NIGHT = datetime(2026, 3, 2, timetable.NIGHT, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, NIGHT - timedelta(hours=5), True),  # nothing was ever kept
        (NIGHT - timedelta(days=1), NIGHT - timedelta(minutes=1), False),
        (NIGHT - timedelta(minutes=1), NIGHT, True),
        (NIGHT + timedelta(minutes=1), NIGHT + timedelta(hours=20), False),
        (NIGHT - timedelta(days=3), NIGHT - timedelta(hours=5), True),  # it was switched off
    ],
)
def test_each_night_has_its_backup_and_one_that_was_missed_is_made_up_for(tmp_path, last, now, due):
    run = []
    when = timetable.turn(tmp_path, last=last, now=now, run=run.append)

    assert [one[0] for one in run[:2]] == ["rebuild_releases", "backup"]
    assert [one[0] for one in run[2:]] == (["daily", "backup", "verify_backup"] if due else [])
    assert when == (now if due else last)
    assert {one[0] for one in run} <= set(get_commands())
