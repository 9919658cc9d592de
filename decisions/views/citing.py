"""How to cite a page or table. `to` is its address as the browser shows it: path and query string."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions.filters import Pairs, RulingFilter, address, unknown_names
from decisions.queries import citations, places, releases
from decisions.queries.facets import finders
from decisions.queries.grounds import grounds
from decisions.queries.overview import sources
from decisions.queries.releases import Cited
from decisions.text.citations import Citation, bibtex, csl_json, plain
from decisions.views import summary
from decisions.views.asked import NAMES_PER_PAGE, not_known, not_used, notices, page_of
from decisions.views.downloads import public_file, refuse
from decisions.views.pictures import doors as pictures
from decisions.views.profiles import NAMES as PROFILE_NAMES
from decisions.views.profiles import asked_of_profile
from decisions.views.public import public_page

NAMES = ("to",)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is cited, or why not; `cited_page` leads back to it. `released`: data releases tell it too."""

    citation: Citation | None = None
    cited_page: str = ""
    released: bool = True
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
        "canonical": "",
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
    door, data = match.url_name or "", QueryDict(query)
    if door in TABLES:
        return _table(path, data, TABLES[door])
    if door in citations.LISTS:
        return _list(door, path, data)
    if door not in citations.THINGS:
        return _no_such_page()
    (part,) = match.kwargs.values()
    return _thing(door, part, data)


def _no_such_page() -> Asked:
    return Asked(sentences=(_("to: there is no page or table at this address that can be cited."),))


def _list(door: str, path: str, data: QueryDict) -> Asked:
    """A page of names, or of nothing that varies; what is cited is all of its pages."""
    wrong = not_used([name for name in data if name != "page"])
    if door in NAMES_BY_PAGE:
        wrong += page_of(NAMES_BY_PAGE[door](), data, per_page=NAMES_PER_PAGE).sentences
    return Asked(sentences=tuple(wrong)) if wrong else _page(door, str(citations.LISTS[door]), path)


def _thing(door: str, part: str, data: QueryDict) -> Asked:
    """The page of one thing. An address from before a merge is cited as the one to which it leads."""
    title = citations.THINGS[door](part)
    if title is None and door in citations.MOVED and (kept := citations.MOVED[door](part)):
        return _thing(door, kept, data)
    if title is None:
        return _no_such_page()
    profile = asked_of_profile(data) if door in PROFILES else None
    known = PROFILE_NAMES if profile else ("page",)
    wrong = [*(profile.sentences if profile else ()), *not_used([name for name in data if name not in known])]
    if wrong:
        return Asked(sentences=tuple(wrong))
    if door == "release":
        return _release(part, reverse(door, args=[part]), title)
    return _page(door, title, address(reverse(door, args=[part]), profile.pairs if profile else ()))


def _page(door: str, title: str, address_: str) -> Asked:
    """A page whose address names no release shows what holds on the day of the visit."""
    released = door not in citations.NOT_RELEASED
    newest = releases.current() if released else None
    return Asked(_citation(title, address_, newest=newest), address_, released=released)


def _release(number: str, address_: str, title: str) -> Asked:
    """A release is cited as itself: its number, its revision and its day."""
    found = releases.of_number(int(number))
    return Asked(
        _citation(title, address_, kind="dataset", named=[found] if found else [], lasting=True), address_
    )


# Tables: each is read as its page reads it


@dataclass(frozen=True, slots=True)
class Table:
    """What the page makes of its address beside the filters: the subject, its own names and pairs, what is wrong."""

    subject: str
    names: Sequence[str]
    pairs: Pairs
    sentences: Sequence[str]


Read = Callable[[RulingFilter, QueryDict], Table]


def _rulings(filter_: RulingFilter, data: QueryDict) -> Table:
    return Table(_("Rulings"), ("page", *finders()), (), page_of(filter_.qs, data).sentences)


def _summary(filter_: RulingFilter, data: QueryDict) -> Table:
    axes = summary.axes_of(data)
    _answer, wrong = summary.for_page(filter_, axes, grounds(sources(filter_.qs)))
    return Table(citations.subject_of(axes.question), summary.NAMES, axes.pairs, wrong)


def _pictures(_filter: RulingFilter, data: QueryDict) -> Table:
    question = pictures.question_of(data)
    return Table(_("Pictures of the rulings"), pictures.BESIDE, question.pairs, question.sentences)


TABLES: Mapping[str, Read] = {"rulings": _rulings, "summary": _summary, "pictures": _pictures}
NAMES_BY_PAGE: Mapping[str, Callable[[], QuerySet[Any]]] = {
    "courts": places.courts,
    "judges": places.judges,
    "series_list": places.series,
}
PROFILES = ("region", "court", "judge")


def _table(path: str, data: QueryDict, read: Read) -> Asked:
    """The rulings of a release, of the newest if none is asked for."""
    shown = RulingFilter(data)
    table = read(shown, data)
    wrong = [*shown.sentences, *table.sentences, *not_used(unknown_names(data, beside=table.names))]
    if wrong:
        return Asked(sentences=tuple(dict.fromkeys(wrong)))
    newest = releases.current()
    asked = data.copy()
    if newest and not data.get("release"):
        asked["release"] = str(newest.number)
    filter_ = RulingFilter(asked)
    numbers = sorted(int(choice.code) for choice in filter_.chosen.get("release", []))
    named = [found for found in map(releases.of_number, numbers) if found]
    permanent = address(path, [*filter_.pairs, *table.pairs])
    return Asked(
        _citation(citations.title_of_table(filter_, table.subject), permanent, kind="dataset", named=named),
        permanent,
    )


def _citation(
    title: str,
    address_: str,
    *,
    kind: str = "webpage",
    named: Sequence[Cited] = (),
    lasting: bool = False,
    newest: Cited | None = None,
) -> Citation:
    return citations.citation(
        title=title,
        address=address_,
        today=timezone.now().date(),
        kind=kind,
        named=named,
        lasting=lasting,
        newest=newest,
    )
