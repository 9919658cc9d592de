from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from decisions import policy
from decisions.queries import minimums, places, profiles
from decisions.views.asked import NAMES_PER_PAGE, page_links, page_of
from decisions.views.downloads import public_file
from decisions.views.profiles import profile_context, profile_file
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
        "minimum": minimums.sentence(policy.public_rulings()),
    }
    return render(request, "decisions/courts.html", context)


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One court: its names, its rulings beside those of its region and all, its judges and neighbours."""
    court = places.court_for_page().filter(slug=slug).first()
    if court is None:
        return moved_permanently("court", policy.moved_courts([slug]).get(slug))
    context = {
        "section": "courts",
        "court": court,
        "judges": places.judges_of(policy.public_rulings().filter(court=court)),
        "by_judge": policy.judge_statistics(),
        "neighbours": [other for other in places.courts_of(court.region) if other.record != court],
    }
    return render(
        request, "decisions/court.html", context | profile_context(request, profiles.of_court(court))
    )


@public_file
def csv_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The profile of the court."""
    court = places.court_for_page().filter(slug=slug).first()
    if court is None:
        return moved_permanently("court_csv", policy.moved_courts([slug]).get(slug))
    return profile_file(request, profiles.of_court(court), filename=f"court-{slug}.csv")
