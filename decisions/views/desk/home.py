"""The desk's first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from decisions import policy
from decisions.actions.series import FORM as SERIES
from decisions.filters import address
from decisions.queries import desk, detention, kept, marks, our_rulings, removal
from decisions.queries.deadlines import deadlines
from decisions.queries.terms import terms
from decisions.views.desk.kept import RULING, STEP
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role, Status


@require_safe
@for_role(Role.LAWYER)
def show(request: SignedInRequest) -> HttpResponse:
    """What is not saved, deadlines, own rulings by state, the team's, and how many wait for a review."""
    now = timezone.now()
    home = desk.home(request.user, now=now)
    law = terms()
    due = deadlines(request.user, terms=law, today=now.date())
    shown = due[: desk.MOST]
    without_ground = detention.board(request.user, terms=law, today=now.date()).without_ground
    shelves = [
        (_("Sent back to you"), home.sent_back, _mine(Status.DRAFT)),
        (_("Withdrawn in the last 30 days"), home.withdrawn, _mine(Status.WITHDRAWN)),
        (_("Your drafts"), home.drafts, _mine(Status.DRAFT)),
        (_("In review"), home.in_review, _mine(Status.IN_REVIEW)),
        (_("Your team is working on"), home.team, reverse("desk_rulings")),
        (_("Published in the last 30 days"), home.published, _mine(Status.PUBLISHED)),
    ]
    named = [*(one.ruling for one in shown), *(one.ruling for one in without_ground)]
    on_shelves = [ruling for _title, shelf, _every in shelves for ruling in shelf.rulings]
    told = marks.marks([*named, *on_shelves], user=request.user)
    reviews = policy.has_role(request.user, Role.REVIEWER)
    context = {
        "section": "home",
        "offered": [
            *kept.offers(kept.all_of(request.user, form=SERIES, now=now)),
            *kept.offers_of_rulings(request.user, form=RULING, now=now),
            *kept.offers_of_events(request.user, form=STEP, now=now),
        ],
        "without_ground": marks.beside(without_ground, told),
        "deadlines": marks.beside(shown, told),
        "more_deadlines": max(len(due) - desk.MOST, 0),
        "shelves": [
            (title, our_rulings.hearings(shelf.rulings, told=told), shelf.more, every)
            for title, shelf, every in shelves
            if shelf.rulings
        ],
        "waiting": home.waiting if reviews else 0,
        "requests": removal.pending(today=timezone.now().date()) if reviews else None,
    }
    return render(request, "desk/home.html", context)


def _mine(status: Status) -> str:
    """The list of all that this person entered and that are in this state."""
    return address(reverse("desk_rulings"), [("status", status.value), ("mine", "1")])
