"""What is answered when something of ours fails: what it is, that nothing was half-saved, and what to do."""

import errno
import sys
from dataclasses import dataclass
from typing import TypeVar

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseBase
from django.template import loader
from django.utils.translation import gettext_lazy as _

from decisions.vocabulary import Text

Answer = TypeVar("Answer", bound=HttpResponseBase)

# Seconds after which a program may try again.
_AGAIN_AFTER = 30
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
# What the databases say themselves when their disk is full.
_FULL = ("database or disk is full", "no space left on device")


@dataclass(frozen=True, slots=True)
class Outage:
    status: int
    heading: Text
    sentence: Text
    advice: Text


FAULT = Outage(
    500,
    _("Something went wrong"),
    _("The fault is ours. Nothing was half-saved."),
    _("Please try again in a moment."),
)
AWAY = Outage(
    503,
    _("Not available at the moment"),
    _("The database of this site cannot be reached or is busy. Nothing was half-saved."),
    _("Please try again in a minute. If you were saving something, go back and send the same page again."),
)
FULL = Outage(
    507,
    _("No room left"),
    _("The disk of this site is full, so nothing was saved."),
    _("Please tell an administrator. When there is room again, go back and send the same page again."),
)


def current() -> Outage:
    """What the exception means that nobody has caught."""
    return outage_of(sys.exc_info()[1])


def page(outage: Outage) -> HttpResponse:
    """It asks no database: that may be what is away."""
    return told(HttpResponse(loader.get_template("500.html").render({"outage": outage})), outage)


def told(answer: Answer, outage: Outage) -> Answer:
    """The answer with the status, and with the seconds after which a program may try again."""
    answer.status_code = outage.status
    if outage is AWAY:
        answer.headers["Retry-After"] = str(_AGAIN_AFTER)
    return answer


def outage_of(error: BaseException | None) -> Outage:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return FULL
    if isinstance(error, OperationalError) and any(words in str(error).lower() for words in _FULL):
        return FULL
    return AWAY if isinstance(error, OperationalError | InterfaceError) else FAULT
