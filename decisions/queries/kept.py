"""What somebody has typed and not saved, as it comes back to them and to nobody else."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions import policy
from decisions.models import Court, KeptInput, Unreadable, User
from decisions.vocabulary import EventKind, Status

# Names and values as a form sends them.
Content: TypeAlias = Mapping[str, list[str]]

FOR = timedelta(days=1)
_EVENT = re.compile(r"\.event[0-9]*\.")
_LONGEST = 60  # of what was typed, where it stands for the whole


@dataclass(frozen=True, slots=True)
class Kept:
    """One unsaved input. `content` is None where the key that sealed it is lost."""

    key: str
    kept_at: datetime
    content: Content | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An unsaved input as its owner recognises it. `public_id` is of the ruling that it is about, or empty.

    `event` is "new" or the number of the event of that ruling, or empty.
    """

    key: str
    kept_at: datetime
    readable: bool
    public_id: str
    words: str
    event: str = ""


def offers(found: Sequence[Kept]) -> list[Offer]:
    """The court, the date and the number of people of each, as somebody typed them, in one query."""
    chosen = {key for one in found if (key := _first(one, "court")).isdecimal() and len(key) < 19}
    courts = {str(pk): name for pk, name in Court.objects.filter(pk__in=chosen).values_list("pk", "name_en")}
    return [
        Offer(
            key=one.key,
            kept_at=one.kept_at,
            readable=one.content is not None,
            public_id=one.key.partition(".")[0] if "." in one.key else "",
            words=", ".join(_words(one, courts.get(_first(one, "court"), ""))),
        )
        for one in found
    ]


def offers_of_rulings(owner: User, *, form: str, now: datetime) -> list[Offer]:
    """Those of this form that change a ruling which the person may still see and nobody has published."""
    found = offers(all_of(owner, form=form, now=now))
    rulings = policy.followed_rulings(owner).exclude(status=Status.PUBLISHED)
    open_ = set(
        rulings.filter(public_id__in={one.public_id for one in found}).values_list("public_id", flat=True)
    )
    return [one for one in found if one.public_id in open_]


def offers_of_events(owner: User, *, form: str, now: datetime) -> list[Offer]:
    """Those that are about events, of rulings that the person may still follow: by what happened and when."""
    about = [one for one in all_of(owner, form=form, now=now) if _EVENT.search(one.key)]
    found = [_offer_of_event(one) for one in about]
    followed = policy.followed_rulings(owner).exclude(status=Status.WITHDRAWN)
    names = followed.filter(public_id__in={one.public_id for one in found})
    open_ = set(names.values_list("public_id", flat=True)) if found else set()
    return [one for one in found if one.public_id in open_]


def _offer_of_event(one: Kept) -> Offer:
    public_id, event, *_start = one.key.split(".")
    return Offer(
        key=one.key,
        kept_at=one.kept_at,
        readable=one.content is not None,
        public_id=public_id,
        words=", ".join(_words_of_event(one)),
        event=event.removeprefix("event") or "new",
    )


def _words_of_event(one: Kept) -> list[str]:
    kind = _first(one, "kind")
    return [
        str(EventKind(kind).label) if kind in EventKind.values else _("an event"),
        _first(one, "on")[:_LONGEST] or _("no date yet"),
    ]


def _words(one: Kept, court: str) -> list[str]:
    people = _first(one, "people")
    number = int(people) if people.isascii() and people.isdecimal() and len(people) < 4 else 0
    told = [
        court or _first(one, "court_text")[:_LONGEST] or _("no court yet"),
        _first(one, "decided_on")[:_LONGEST] or _("no date yet"),
        ngettext("%(number)s person", "%(number)s people", number) % {"number": number} if number else "",
    ]
    return [part for part in told if part]


def _first(one: Kept, name: str) -> str:
    values = (one.content or {}).get(name) or [""]
    return values[-1].strip()


def all_of(owner: User, *, form: str, now: datetime) -> list[Kept]:
    """The person's unsaved inputs of this form, the newest first."""
    rows = KeptInput.objects.filter(owner=owner, form=form, kept_at__gt=now - FOR).order_by("-kept_at", "pk")
    return [_opened(row) for row in rows]


def one_of(owner: User, *, form: str, key: str, now: datetime) -> Kept | None:
    """The person's own unsaved input under this key, if there is one."""
    found = (one for one in all_of(owner, form=form, now=now) if one.key == key)
    return next(found, None)


def _opened(row: KeptInput) -> Kept:
    try:
        return Kept(row.key, row.kept_at, json.loads(row.content.open()))
    except (Unreadable, json.JSONDecodeError):
        return Kept(row.key, row.kept_at, None)
