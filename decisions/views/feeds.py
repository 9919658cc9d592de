"""The Atom feed (RFC 4287) of any list: what is new, what was corrected and why, what was withdrawn openly."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from decisions import vocabulary
from decisions.filters import Pairs, RulingFilter, address, replaced
from decisions.models import Correction, Ruling
from decisions.queries import changes, versions
from decisions.queries.changes import Change
from decisions.queries.exports import ruling_url
from decisions.queries.rulings import shown
from decisions.views.asked import refusals
from decisions.views.downloads import public_file, refuse
from decisions.views.public import not_for_robots

MOST = 100
# What an entry says of a ruling.
SUMMARY = (vocabulary.FORM, vocabulary.PLACEMENT, vocabulary.PROVISIONS, vocabulary.JUDGE)
NEVER = datetime(2020, 1, 1, tzinfo=UTC)
# By RFC 4151 a tag names who made it and when: ours are older than any feed of ours and never change.
TAG_YEAR = 2026


class Feed(Atom1Feed):
    """Changes at the time of the newest entry, or of the data where there is none."""

    def latest_post_date(self) -> datetime:
        newest: datetime = max((item["updateddate"] for item in self.items), default=self.feed["changed_at"])
        return newest


@public_file
def atom(request: HttpRequest) -> HttpResponseBase:
    """The newest changes of the rulings under the filters."""
    filter_ = RulingFilter(request.GET)
    wrong = refusals(filter_, request.GET, beside=("page",))
    if wrong:
        return refuse(wrong)
    pairs = replaced(filter_.pairs, sort=None)
    feed = Feed(
        title=_title(filter_),
        link=settings.SITE_URL + address("/rulings/", pairs),
        feed_url=settings.SITE_URL + feed_address(pairs),
        feed_guid=settings.SITE_URL + feed_address(pairs),
        description=None,
        language="en",
        author_name="casetracker",
        feed_copyright=_("Creative Commons Attribution 4.0 International (CC BY 4.0)"),
        changed_at=versions.current().changed_at or NEVER,
    )
    for change in changes.newest(filter_.qs, most=MOST, withdrawn=not filter_.chosen):
        feed.add_item(**_entry(change))
    text: str = feed.writeString("utf-8")
    return not_for_robots(HttpResponse(text, content_type=Atom1Feed.content_type))


def feed_address(pairs: Pairs) -> str:
    """Where the feed of a list is; its order has no meaning there."""
    return address("/feeds/rulings.atom", replaced(pairs, sort=None))


def _title(filter_: RulingFilter) -> str:
    parts = [
        f"{filter_.filters[name].label}: {', '.join(str(choice.label) for choice in choices)}"
        for name, choices in filter_.chosen.items()
    ]
    return _plain(" · ".join([_("casetracker, rulings"), *parts]))


def _entry(change: Change) -> dict[str, Any]:
    """The record has one name in all feeds and for ever, so that a reader replaces what it had of it."""
    host = urlsplit(settings.SITE_URL).hostname
    return {
        "unique_id": f"tag:{host},{TAG_YEAR}:rulings/{change.public_id}",
        "link": ruling_url(change.public_id),
        "updateddate": change.at,
        **(_tombstone(change) if change.ruling is None else _content(change.ruling, change)),
    }


def _tombstone(change: Change) -> dict[str, Any]:
    title = _("Withdrawn: record %(identifier)s") % {"identifier": change.public_id}
    sentence = _("This record was withdrawn. What was downloaded before cannot be recalled.")
    return {"title": title, "description": sentence}


def _content(ruling: Ruling, change: Change) -> dict[str, Any]:
    corrected = [_correction(one) for one in change.corrections]
    facts = [f"{field.label}: {shown(ruling, field.name).text}." for field in SUMMARY]
    return {
        "title": _plain(_heading(ruling, corrected=bool(corrected))),
        "description": escape(_plain(" ".join([*corrected, f"{ruling.court.region}.", *facts]))),
        "pubdate": ruling.published_at,
    }


def _heading(ruling: Ruling, *, corrected: bool) -> str:
    what = {"court": ruling.court, "day": shown(ruling, "decided_on").text}
    if corrected:
        return _("Corrected: %(court)s, %(day)s") % what
    return _("%(court)s, %(day)s") % what


def _correction(one: Correction) -> str:
    labels = [str(vocabulary.FIELDS[name].label) for name in one.fields if name in vocabulary.FIELDS]
    sentence = _("Corrected on %(day)s (%(fields)s): %(reason)s")
    return sentence % {"day": one.on.isoformat(), "fields": ", ".join(labels), "reason": one.reason}


def _plain(text: str) -> str:
    """XML has no room for control characters."""
    return "".join(character if character.isprintable() else " " for character in text)
