from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from decisions import policy
from decisions.models import Judge
from decisions.queries import minimums, places, profiles, removal
from decisions.views.asked import NAMES_PER_PAGE, not_used, page_links, page_of
from decisions.views.downloads import public_file
from decisions.views.profiles import profile_context, profile_file
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
        "minimum": minimums.sentence(policy.public_rulings()),
    }
    return render(request, "decisions/judges.html", context)


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One judge: spellings of the name, posts, what the judge replied; rulings beside those of court, region, all."""
    judge = places.judge_for_page().filter(slug=slug).first()
    if judge is None:
        return moved_permanently("judge", policy.moved_judges([slug]).get(slug))
    context = {
        "section": "judges",
        "judge": judge,
        "replies": removal.public_replies(judge),
        "by_judge": policy.judge_statistics(),
    }
    if policy.judge_statistics():
        context |= _profile(request, judge)
    else:
        context["notices"] = not_used(list(request.GET))
    return render(request, "decisions/judge.html", context)


def _profile(request: HttpRequest, judge: Judge) -> dict[str, object]:
    subject = profiles.of_judge(judge)
    beside = policy.public_rulings().filter(subject.scopes[1].rulings)
    neighbours = [other for other in places.judges_of(beside) if other.record != judge]
    return {"neighbours": neighbours} | profile_context(request, subject)


@public_file
def csv_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The profile of the judge; there is none where judges are not counted."""
    if not policy.judge_statistics():
        raise Http404
    judge = places.judge_for_page().filter(slug=slug).first()
    if judge is None:
        return moved_permanently("judge_csv", policy.moved_judges([slug]).get(slug))
    return profile_file(request, profiles.of_judge(judge), filename=f"judge-{slug}.csv")
