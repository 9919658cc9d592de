"""Nothing typed is lost: kept while it is typed, through an expired session, and when the database goes away."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.csrf import csrf_failure as refused
from django.views.decorators.http import require_POST

from decisions.actions import kept
from decisions.actions.series import FORM as SERIES
from decisions.forms.entry import SeriesEntry, duplicate_sentence
from decisions.forms.series import keepable
from decisions.models import User
from decisions.queries import duplicates
from decisions.queries import kept as queries
from decisions.views.desk.links import of_duplicate
from decisions.views.outages import Outage, outage_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role

RULING = "ruling"
STEP = "step"
_SALT = "decisions.kept"
_A_DAY = 24 * 60 * 60
_OF_THE_SENDING = ("csrfmiddlewaretoken", "ticket")
_NOT_KEPT = gettext_lazy(
    "What you sent was too long to be kept, or the account is closed. It is still in your browser: go back."
)
# Where a whole page comes back with what was typed, so that nobody believes it was sent.
HERE_AGAIN = gettext_lazy("What you typed is here again. It is not saved and not submitted yet.")
# Where a button, or Enter in a box, shows the page again without saving.
NOT_SAVED = gettext_lazy("Nothing is saved yet. What you typed stands here as it was.")

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form carries, signed: who opened it, which form it is, and the key under which its content is kept."""

    owner: int
    form: str
    key: str

    def __str__(self) -> str:
        return signing.dumps([self.owner, self.form, self.key], salt=_SALT)


def ticket_of(request: HttpRequest) -> Ticket | None:
    """The ticket of the submitted form; None if there is none, it is older than a day, or nobody signed it."""
    try:
        owner, form, key = signing.loads(request.POST.get("ticket", ""), salt=_SALT, max_age=_A_DAY)
    except (signing.BadSignature, ValueError):
        return None
    return Ticket(owner, form, key)


def keep(request: HttpRequest, ticket: Ticket) -> bool:
    """Keep what was submitted, for the account that opened the form, whoever is logged in by now."""
    owner = User.objects.filter(pk=ticket.owner, is_active=True).first()
    return owner is not None and kept.keep(
        owner=owner, form=ticket.form, key=ticket.key, content=_content(request, ticket), now=timezone.now()
    )


def _content(request: HttpRequest, ticket: Ticket) -> dict[str, list[str]]:
    """What was typed. A step is a small form, of which only what belongs to the sending is left out."""
    if ticket.form != STEP:
        return keepable(request.POST)
    return {name: values for name, values in request.POST.lists() if name not in _OF_THE_SENDING}


def given_back(request: SignedInRequest, key: str) -> QueryDict | None:
    """What this person had typed into a small form, if the address asks for it."""
    asked = request.GET.get("kept") == key
    found = queries.one_of(request.user, form=STEP, key=key, now=timezone.now()) if asked else None
    if found is None or found.content is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in found.content.items():
        data.setlist(name, values)
    return data


def never_lost(view: View, *, page: str = "") -> View:
    """For forms in which people type: what they send survives an expired session and an absent database.

    `page` names the page on which the form stands, where it has a door of its own, with the same parameters.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method == "POST" and not request.user.is_authenticated:
                return _after_login(request)
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if request.method != "POST":
                raise
            return _database_is_away(request, outage_of(error))

    wrapper.__dict__["stands_on"] = page
    return wrapper


def _page_of(request: HttpRequest) -> str:
    """Where the submitted form stands."""
    match = resolve(request.path)
    page = getattr(match.func, "stands_on", "")
    if not page:
        return request.path
    try:
        return reverse(page, kwargs=match.kwargs)
    except NoReverseMatch:  # a page for all of them
        return reverse(page)


def _after_login(request: HttpRequest) -> HttpResponse:
    """To the login and back; whoever sent more than is kept is told so there."""
    ticket, page = ticket_of(request), _page_of(request)
    if ticket is None:
        return redirect_to_login(page)
    if not keep(request, ticket):
        messages.warning(request, _NOT_KEPT)
    return redirect_to_login(f"{page}?kept={ticket.key}")


def _database_is_away(request: HttpRequest, outage: Outage) -> HttpResponse:
    """A plain page that holds all that was typed, to be sent again."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    told = {"fields": fields, "outage": outage}
    return render(request, "desk/database_away.html", told, status=outage.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the last login is not saved; what was typed comes back to whoever opened it."""
    ticket = ticket_of(request)
    if ticket is None or not request.path.startswith("/desk/"):
        return refused(request, reason=reason)
    if not keep(request, ticket):
        messages.warning(request, _NOT_KEPT)
    again = f"{_page_of(request)}?kept={ticket.key}"
    if request.user.pk != ticket.owner:
        return redirect_to_login(again)
    messages.warning(
        request,
        _("The page was older than your login, so nothing was saved. What you typed is here: send it again."),
    )
    return redirect(again)


@require_POST
@for_role(Role.LAWYER)
def autosave(request: SignedInRequest, key: str) -> HttpResponse:
    """What a script sends a few seconds after a change; the answer says when, and what seems to be logged already."""
    ticket = ticket_of(request)
    if ticket is None or ticket.key != key or ticket.owner != request.user.pk:
        raise Http404
    done = keep(request, ticket)
    now = timezone.now()
    return JsonResponse(
        {
            "said": _("Kept at %(time)s UTC, not saved yet.") % {"time": time_format(now, "H:i:s")}
            if done
            else _("Not kept."),
            "duplicates": _duplicates(request) if ticket.form == SERIES else [],
        }
    )


def _duplicates(request: SignedInRequest) -> list[dict[str, str]]:
    entry = SeriesEntry(request.POST, by=request.user, today=timezone.now().date())
    found = duplicates.find(duplicates.sketch(entry.sketch_values), user=request.user)
    return [{"sentence": duplicate_sentence(one), **of_duplicate(one)} for one in found]


@require_POST
@for_role(Role.LAWYER)
def discard(request: SignedInRequest, key: str) -> HttpResponse:
    """The person does not want it back, and goes on where it was offered."""
    for form in (SERIES, RULING, STEP):
        kept.forget(owner=request.user, form=form, key=key)
    if request.POST.get("from") == "home":
        return redirect("desk_home")
    public_id, changes_ruling, version = key.partition(".")
    if version.startswith("event"):
        return redirect("desk_ruling", public_id)
    return redirect("desk_ruling_edit", public_id) if changes_ruling else redirect("desk_series_new")
