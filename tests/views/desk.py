"""What a browser sends from the page of a series, without a browser."""

import re

from tests import make


def fields(page):
    """The hidden inputs that a submit sends along."""
    text = page.content.decode()
    return {"ticket": re.search(r'name="ticket" value="([^"]+)"', text)[1]}


def hearing(court, judge, source, *, people=9, **more):
    """The shared fields of a hearing, as typed."""
    return {
        "court": str(court.pk),
        "judge": str(judge.pk),
        "decided_on": "2019-05-14",
        "source": str(source.pk),
        "sanction": "expulsion",
        "people": str(people),
        **more,
    }


def send(client, typed, *, do="save", address="/desk/series/new/", page=None):
    """The answer to a submit of the page that was opened before."""
    opened = page or client.get(address)
    return client.post(address, {**fields(opened), **typed, "do": do})


def person(name, role, *, team=None):
    return make.account(name, role, team=team or make.team())
