from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from decisions import policy
from decisions.queries import minimums, places
from decisions.queries.rulings import for_list
from decisions.queries.series import compared
from decisions.views.asked import NAMES_PER_PAGE, page_links, page_of
from decisions.views.public import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    asked = page_of(places.series(), request.GET, per_page=NAMES_PER_PAGE)
    context = {
        "section": "series",
        "series_list": places.counted(asked.page.object_list, "series"),
        "page": asked.page,
        "page_links": page_links(asked.page, "/series/"),
        "sentences": asked.sentences,
        "minimum": minimums.sentence(policy.public_rulings()),
    }
    return render(request, "decisions/series_list.html", context)


@public_page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One series: what happened in our own words, and its rulings."""
    series = get_object_or_404(places.series_for_page(), number=int(number))
    rulings = list(for_list(policy.public_rulings().filter(series=series).order_by("position")))
    context = {
        "section": "series",
        "series": series,
        "rulings": rulings,
        "first": rulings[0],
        "compared": compared(rulings),
        "list": f"/rulings/?series={number}",
        "earlier": policy.public_series().filter(number__lt=series.number).last(),
        "later": policy.public_series().filter(number__gt=series.number).first(),
    }
    return render(request, "decisions/series.html", context)
