"""How to cite a page or table. `to` is its address as the browser shows it: path and query string."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions.filters import RulingFilter, address, unknown_names
from decisions.queries import citations, releases
from decisions.queries.releases import Cited
from decisions.text.citations import Citation, bibtex, csl_json, plain
from decisions.views.asked import not_known, notices
from decisions.views.downloads import public_file, refuse
from decisions.views.public import public_page

NAMES = ("to",)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is cited, or why it cannot be; `cited_page` leads back to it."""

    citation: Citation | None = None
    cited_page: str = ""
    sentences: tuple[str, ...] = ()


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """A page or table as a sentence, as BibTeX and as CSL-JSON."""
    asked = _asked(request.GET)
    context = {
        "asked": asked,
        "sentences": asked.sentences,
        "notices": notices(request.GET, beside=NAMES),
        "plain": asked.citation and plain(asked.citation),
        "bibtex": asked.citation and bibtex(asked.citation),
        "bibtex_file": address("/cite.bib", [("to", asked.cited_page)]),
        "csl_file": address("/cite.json", [("to", asked.cited_page)]),
    }
    return render(request, "decisions/cite.html", context)


@public_file
def bibtex_file(request: HttpRequest) -> HttpResponseBase:
    asked = _asked_of_file(request)
    if asked.citation is None:
        return refuse(asked.sentences)
    return _file(bibtex(asked.citation), "application/x-bibtex; charset=utf-8", "casetracker.bib")


@public_file
def csl_file(request: HttpRequest) -> HttpResponseBase:
    asked = _asked_of_file(request)
    if asked.citation is None:
        return refuse(asked.sentences)
    return _file(csl_json(asked.citation), "application/vnd.citationstyles.csl+json", "casetracker.json")


def _file(text: str, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _asked_of_file(request: HttpRequest) -> Asked:
    unknown = not_known(name for name in request.GET if name not in NAMES)
    return Asked(sentences=tuple(unknown)) if unknown else _asked(request.GET)


def _asked(data: QueryDict) -> Asked:
    values = [value for value in dict.fromkeys(data.getlist("to")) if value]
    if len(values) != 1 or len(values[0]) > LONGEST:
        return Asked(sentences=(_("to: say which page, as its address from the first slash on."),))
    path, _mark, query = values[0].partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return _no_such_page()
    door = match.url_name or ""
    if door in citations.TABLES:
        return _table(path, QueryDict(query))
    if door in citations.LISTS:
        return _page(str(citations.LISTS[door]), path)
    if door not in citations.THINGS:
        return _no_such_page()
    (part,) = match.kwargs.values()
    title = citations.THINGS[door](part)
    return _page(title, path) if title else _no_such_page()


def _no_such_page() -> Asked:
    return Asked(sentences=(_("to: there is no page or table at this address that can be cited."),))


def _page(title: str, path: str) -> Asked:
    release = releases.current()
    return Asked(_citation(title, path, release), path)


def _table(path: str, data: QueryDict) -> Asked:
    """The rulings of a release, of the newest if none is asked for. What else the address says is kept."""
    newest = releases.current()
    asked = data.copy()
    if newest and not data.get("release"):
        asked["release"] = str(newest.number)
    filter_ = RulingFilter(asked)
    if filter_.sentences:
        return Asked(sentences=tuple(filter_.sentences))
    beside = [
        (name, value) for name in unknown_names(asked, beside=("page",)) for value in asked.getlist(name)
    ]
    numbers = [choice.code for choice in filter_.chosen.get("release", [])]
    release = releases.of_number(int(numbers[0])) if len(numbers) == 1 else newest
    title = citations.title_of_table(filter_, rows=asked.get("rows", ""), columns=asked.get("columns", ""))
    permanent = address(path, [*filter_.pairs, *beside])
    return Asked(_citation(title, permanent, release), permanent)


def _citation(title: str, address_: str, release: Cited | None) -> Citation:
    return citations.citation(title=title, address=address_, release=release, today=timezone.now().date())
