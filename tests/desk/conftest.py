import pytest
from django.test import Client


@pytest.fixture
def browser_of():
    """A browser in which somebody has logged in."""

    def browser_of(user):
        client = Client()
        client.force_login(user)
        return client

    return browser_of
