from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from decisions import policy
from decisions.queries import places
from decisions.queries.dimensions import offered
from decisions.queries.rulings import newest
from decisions.views.asked import NAMES_PER_PAGE, PER_PAGE, page_links, page_of
from decisions.views.public import moved_permanently, public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    asked = page_of(places.courts(), request.GET, per_page=NAMES_PER_PAGE)
    context = {
        "section": "courts",
        "courts": places.counted(asked.page.object_list, "court"),
        "page": asked.page,
        "page_links": page_links(asked.page, "/courts/"),
        "sentences": asked.sentences,
    }
    return render(request, "decisions/courts.html", context)


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One court: its names, its judges as far as we know them, its rulings."""
    court = places.court_for_page().filter(slug=slug).first()
    if court is None:
        return moved_permanently("court", policy.moved_courts([slug]).get(slug))
    rulings = policy.public_rulings().filter(court=court)
    context = {
        "section": "courts",
        "court": court,
        "total": rulings.count(),
        "breakdowns": places.breakdowns(
            rulings,
            pairs=[("court", slug)],
            names=[name for name in ("form", "placement", "judge") if name in offered()],
        ),
        "rulings": newest(rulings, most=PER_PAGE),
        "list": f"/rulings/?court={slug}",
    }
    return render(request, "decisions/court.html", context)
