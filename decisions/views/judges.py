from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from decisions import policy
from decisions.queries import places, removal
from decisions.queries.rulings import newest
from decisions.views.asked import NAMES_PER_PAGE, PER_PAGE, page_links, page_of
from decisions.views.public import moved_permanently, public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Every judge by name; with their numbers only where judges may be counted."""
    asked = page_of(places.judges(), request.GET, per_page=NAMES_PER_PAGE)
    context = {
        "section": "judges",
        "by_judge": policy.judge_statistics(),
        "judges": asked.page.object_list,
        "counted": places.counted(asked.page.object_list, "judge") if policy.judge_statistics() else [],
        "page": asked.page,
        "page_links": page_links(asked.page, "/judges/"),
        "sentences": asked.sentences,
    }
    return render(request, "decisions/judges.html", context)


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One judge: spellings of the name, posts, what the judge replied, rulings."""
    judge = places.judge_for_page().filter(slug=slug).first()
    if judge is None:
        return moved_permanently("judge", policy.moved_judges([slug]).get(slug))
    context = {"section": "judges", "judge": judge, "replies": removal.public_replies(judge)}
    if policy.judge_statistics():
        context |= _counted(slug)
    return render(request, "decisions/judge.html", context)


def _counted(slug: str) -> dict[str, object]:
    """The rulings of one judge in numbers and as a list."""
    rulings = policy.public_rulings().filter(judge__slug=slug)
    return {
        "total": rulings.count(),
        "breakdowns": places.breakdowns(
            rulings, pairs=[("judge", slug)], names=("form", "placement", "year")
        ),
        "rulings": newest(rulings, most=PER_PAGE),
        "list": f"/rulings/?judge={slug}",
    }
