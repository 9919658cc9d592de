"""How much a program may ask, and that nobody's address is kept."""

import pytest
from django.core.cache import caches

from decisions.api import limits
from tests.api.asked import errors

OURS = "127.0.0.1"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(settings):
    settings.API_MOST_A_MINUTE, settings.API_MOST_A_MINUTE_OVER_ONION = 2, 3
    caches["limits"].clear()
    yield
    caches["limits"].clear()


def answers(client, number, address, **headers):
    return [
        client.get("/api/v1/regions/", REMOTE_ADDR=address, **headers).status_code for _time in range(number)
    ]


def test_who_asks_too_much_is_told_when_to_go_on(client):
    assert answers(client, 3, "192.0.2.1") == [200, 200, 429]
    client.defaults["REMOTE_ADDR"] = "192.0.2.1"
    response = client.get("/api/v1/courts/")

    assert 1 <= int(response["Retry-After"]) <= 60
    assert "came from your address within a minute: 2 are answered." in errors(client, "courts/", status=429)
    assert answers(client, 2, "192.0.2.2") == [200, 200]


def test_this_machine_is_a_visitor_like_others_where_no_onion_service_comes_from_it(client, settings):
    assert settings.ONION_ADDRESSES == []
    assert answers(client, 3, OURS) == [200, 200, 429]


def test_visitors_of_the_onion_service_share_a_larger_count(client, settings):
    settings.ONION_ADDRESSES = [OURS]
    assert answers(client, 4, OURS) == [200, 200, 200, 429]
    assert answers(client, 1, "192.0.2.1") == [200]


def test_what_is_counted_does_not_say_whose_it_is(client):
    answers(client, 1, "192.0.2.77")
    answers(client, 1, "2001:db8::77")

    kept = str(caches["limits"]._cache)
    assert "192.0.2" not in kept
    assert "2001" not in kept
    assert len(caches["limits"]._cache) == 2


def test_a_network_of_the_newer_kind_is_one_visitor(client):
    assert answers(client, 2, "2001:db8::1") == [200, 200]
    assert answers(client, 1, "2001:db8::ffff:2") == [429]
    assert answers(client, 1, "2001:db8:0:1::1") == [200]
    assert limits._network("::ffff:192.0.2.1") == "192.0.2.1"
    assert limits._network("unix") == "unix"


def test_what_a_visitor_says_of_the_address_is_believed_behind_a_proxy_only(client, settings):
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.9"}

    assert answers(client, 2, "192.0.2.1") == [200, 200]
    assert answers(client, 1, "192.0.2.1", **forged) == [429]
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert answers(client, 1, "192.0.2.1", **forged) == [200]
