from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from decisions import policy
from decisions.queries import places
from decisions.queries.rulings import for_list
from decisions.views.asked import PER_PAGE
from decisions.views.public import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "decisions/judges.html", {"section": "judges", "judges": places.judges()})


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One judge: spellings of the name, posts, rulings."""
    judge = get_object_or_404(places.judge_for_page(), slug=slug)
    rulings = policy.public_rulings().filter(judge=judge)
    context = {
        "section": "judges",
        "judge": judge,
        "total": rulings.count(),
        "breakdowns": places.breakdowns(
            rulings, pairs=[("judge", slug)], names=("form", "placement", "year")
        ),
        "rulings": for_list(rulings)[:PER_PAGE],
        "list": f"/rulings/?judge={slug}",
    }
    return render(request, "decisions/judge.html", context)
