import pytest
from django.test import Client


@pytest.fixture
def reviewing(reviewer):
    """A browser in which the reviewer has logged in."""
    client = Client()
    client.force_login(reviewer)
    return client


@pytest.fixture
def administering(administrator):
    """A browser in which the administrator has logged in."""
    client = Client()
    client.force_login(administrator)
    return client
