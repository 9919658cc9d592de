"""Who is held longest, and the deadlines as a file for a calendar program."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.queries import deadlines, detention, marks
from decisions.queries.terms import terms
from decisions.text.icalendar import calendar
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@never_cache
@require_safe
@for_role(Role.LAWYER)
def held(request: SignedInRequest) -> HttpResponse:
    """People in detention by the identifiers of their rulings; nothing here leads to a person."""
    board = detention.board(request.user, terms=terms(), today=timezone.now().date())
    told = marks.marks(board.rulings, user=request.user)
    context = {
        "section": "home",
        "board": board,
        "without_ground": marks.beside(board.without_ground, told),
        "held": marks.beside(board.held, told),
        "unknown": marks.beside(board.unknown, told),
    }
    return render(request, "desk/detention.html", context)


@never_cache
@require_safe
@for_role(Role.LAWYER)
def calendar_file(request: SignedInRequest) -> HttpResponse:
    """Downloaded by hand: a calendar program cannot log in, and a secret address would be a key without a lock."""
    now = timezone.now()
    found = deadlines.deadlines(request.user, terms=terms(), today=now.date())
    # Of the name under which the desk was asked: the public one may have no desk.
    entries = deadlines.entries(found, desk=request.build_absolute_uri("/desk/"))
    file = calendar(entries, name=_("Deadlines"), now=now)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response
