from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from decisions import policy
from decisions.queries import places
from decisions.queries.rulings import for_list
from decisions.views.asked import PER_PAGE
from decisions.views.public import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "decisions/courts.html", {"section": "courts", "courts": places.courts()})


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One court: its names, its judges as far as we know them, its rulings."""
    court = get_object_or_404(places.court_for_page(), slug=slug)
    rulings = policy.public_rulings().filter(court=court)
    context = {
        "section": "courts",
        "court": court,
        "total": rulings.count(),
        "breakdowns": places.breakdowns(
            rulings, pairs=[("court", slug)], names=("form", "placement", "judge")
        ),
        "rulings": for_list(rulings)[:PER_PAGE],
        "list": f"/rulings/?court={slug}",
    }
    return render(request, "decisions/court.html", context)
