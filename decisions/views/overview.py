from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from decisions import policy
from decisions.charts.dots import Mark, dots, sample
from decisions.charts.svg import Svg
from decisions.filters import address
from decisions.queries import minimums
from decisions.queries import overview as queries
from decisions.queries.overview import Hearing
from decisions.views.public import public_page
from decisions.vocabulary import Empty


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """Every person as a dot, the numbers that lead to their rows, and what the numbers do not count."""
    rulings = policy.public_rulings()
    hearings = queries.hearings(rulings)
    outcomes = queries.outcome_counts(rulings)
    context = {
        "totals": queries.totals(rulings),
        "hearings": [
            (hearing, _picture(hearing), [hearing.count(found.outcome) for found in outcomes])
            for hearing in hearings
        ],
        "shown": sum(len(hearing.people) for hearing in hearings),
        "form_not_known": address("/rulings/", [("form", kind) for kind in Empty.values]),
        "legend": [
            (found, sample(found.outcome.kind), address("/rulings/", found.outcome.pairs))
            for found in outcomes
        ],
        "sources": queries.sources(rulings),
        "minimum": minimums.sentence(rulings),
    }
    return render(request, "decisions/overview.html", context)


def _picture(hearing: Hearing) -> Svg:
    marks = [
        Mark(person.outcome.kind, f"/rulings/{person.public_id}/", str(person.outcome.label))
        for person in hearing.people
    ]
    return dots(marks, title=_("%(court)s: one mark for each person") % {"court": hearing.court})
