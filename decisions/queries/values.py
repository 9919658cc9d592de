"""The value of a field as one piece of text: what evidence supports and what files hold."""

from datetime import date
from decimal import Decimal
from typing import Any

from decisions.models import Court, Judge, Ruling
from decisions.text.dates import PartialDate
from decisions.vocabulary import KNOWN, Empty


def text_of(ruling: Ruling, name: str) -> str:
    """The code, slug, ISO date, number or text of the field, or the empty kind; provisions as `18.8;18.10`."""
    if name == "provisions":
        return provisions_text(ruling)
    value = ruling.value(name)
    if name == "in_russia_since" and isinstance(value, date):
        return str(PartialDate(value, ruling.in_russia_since_precision))
    return plain(value)


def plain(value: Any) -> str:
    """One value as text, independent of language and of how a database returns it."""
    if isinstance(value, Court | Judge):
        return value.slug
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def provisions_text(ruling: Ruling) -> str:
    if ruling.provisions_state != KNOWN:
        return Empty(ruling.provisions_state).value
    return ";".join(sorted(link.provision.code for link in ruling.provision_links.all()))
