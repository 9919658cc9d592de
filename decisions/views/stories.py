from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from decisions import policy
from decisions.queries import stories as queries
from decisions.views.public import not_for_robots, public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    stories = [(story, queries.span(story)) for story in queries.for_list(policy.public_stories())]
    return render(request, "decisions/stories.html", {"section": "stories", "stories": stories})


@public_page
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One story as dated events; or the tombstone of one that was withdrawn openly."""
    withdrawn = policy.story_tombstones().filter(slug=slug).first()
    if withdrawn is not None:
        context: dict[str, object] = {"section": "stories", "on": withdrawn.withdrawn_at}
        return not_for_robots(render(request, "decisions/story_withdrawn.html", context, status=410))
    found = queries.for_list(policy.public_stories()).select_related("source")
    story = get_object_or_404(found, slug=slug)
    earlier, later = queries.neighbours(story)
    context = {
        "section": "stories",
        "story": story,
        "events": queries.events(story),
        "earlier": earlier,
        "later": later,
    }
    return not_for_robots(render(request, "decisions/story.html", context))
