from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from decisions.filters import address
from decisions.models import ReleaseFile, release_files
from decisions.queries import citations, releases
from decisions.queries.releases import release_url
from decisions.tables.packages import content_type
from decisions.views.asked import not_known
from decisions.views.downloads import public_file, refuse
from decisions.views.public import is_public, not_for_robots, public_page
from decisions.vocabulary import ReleaseState, Text


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a release as its page shows it."""

    record: ReleaseFile
    use: Text
    media_type: str


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Every data release, and what was taken out of it afterwards."""
    return render(request, "decisions/releases.html", {"releases": releases.for_list()})


@public_page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One release: its files with their checksums, what it counts, and what became of it."""
    release = get_object_or_404(releases.for_page(), number=number)
    places = {name: place for place, name in enumerate(releases.USES)}
    context = {
        "release": release,
        "available": release.state == ReleaseState.AVAILABLE,
        "url": release_url(release.number),
        "files": [
            FileLine(one, releases.USES.get(one.name, _("everything in one file")), content_type(one.name))
            for one in sorted(release.files.all(), key=lambda one: places.get(one.name, -1))
        ],
    }
    return render(request, "decisions/release.html", context)


@public_file
def file(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """One file. Whether it may be handed out is asked of the database each time."""
    release = get_object_or_404(releases.for_page(), number=number)
    if request.GET:
        return refuse(not_known(request.GET))
    if release.state != ReleaseState.AVAILABLE:
        return _gone()
    found = next((one for one in release.files.all() if one.name == name), None)
    if found is None:
        raise Http404
    etag = f'"{found.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return not_for_robots(unchanged)
    try:
        content = release_files.opened(release.label, name)
    except release_files.Missing:
        return _gone()
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type(name))
    response["ETag"] = etag
    return not_for_robots(response)


def _gone() -> HttpResponse:
    sentence = _(
        "This file is not available any more. The release is being made anew without something that must "
        "not be public; come back later."
    )
    return HttpResponse(f"{sentence}\n", status=410, content_type="text/plain; charset=utf-8")


def cited(request: HttpRequest) -> dict[str, Any]:
    """A context processor: public pages say which release they cite, and where it stands how to cite them.

    The release is looked up only where a page shows it.
    """
    match = request.resolver_match
    if match is None or not is_public(match.func):
        return {}
    can_be_cited = match.url_name in citations.PAGES
    return {
        "data_release": SimpleLazyObject(releases.current),
        "cite": address("/cite/", [("to", request.get_full_path())]) if can_be_cited else "",
    }
