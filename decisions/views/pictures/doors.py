from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.filters import Pairs, RulingFilter, address, replaced
from decisions.queries import minimums
from decisions.queries import pictures as queries
from decisions.queries.chips import chips
from decisions.queries.dimensions import DIMENSIONS, Dimension
from decisions.queries.overview import sources
from decisions.queries.pictures import Share
from decisions.views.asked import notices, one_of, refusals
from decisions.views.downloads import OPTIONS, csv_response, file_name, option_sentences, public_file, refuse
from decisions.views.pictures.files import origin, picture_file
from decisions.views.pictures.people import people_marks
from decisions.views.pictures.region_map import region_map
from decisions.views.pictures.shown import Shown
from decisions.views.pictures.small_multiples import small_multiples
from decisions.views.pictures.time_line import time_line
from decisions.views.public import public_page
from decisions.views.sharing import canonical
from decisions.vocabulary import Text

# What each picture takes beside the filters.
PICTURES: dict[str, tuple[str, ...]] = {"map": ("share",), "months": (), "panels": ("each",), "people": ()}
ENDINGS: dict[str, Text] = {
    "svg": gettext_lazy("sharp in every size"),
    "png": gettext_lazy("for documents and messages"),
    "csv": gettext_lazy("the numbers"),
}
BESIDE = ("share", "each")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for beside the filters, and what is wrong with it."""

    share: Share | None
    each: Dimension
    sentences: tuple[str, ...]

    @property
    def shared(self) -> str:
        """The value of `share`."""
        return f"{self.share.field.name}:{self.share.code}" if self.share else ""

    @property
    def pairs(self) -> Pairs:
        share = [("share", self.shared)] if self.share else []
        return share if self.each.name == queries.SPLIT_BY[0] else [*share, ("each", self.each.name)]


def question_of(data: QueryDict) -> Question:
    shares = queries.shares()
    share = one_of(data, "share", shares)
    each = one_of(data, "each", queries.SPLIT_BY, default=queries.SPLIT_BY[0])
    sentences = tuple(asked.sentence for asked in (share, each) if asked.sentence)
    return Question(shares.get(share.value), DIMENSIONS[each.value], sentences)


def _drawn(name: str, filter_: RulingFilter, question: Question) -> Shown:
    rulings, pairs = filter_.qs, replaced(filter_.pairs, sort=None)
    if name == "map":
        return region_map(queries.of_regions(rulings, question.share), question.share, pairs)
    if name == "months":
        return time_line(queries.time_line(rulings), pairs)
    if name == "panels":
        return small_multiples(queries.split(rulings, question.each), pairs)
    return people_marks(queries.people(rulings), pairs)


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """The pictures under the filters of the list, each with its numbers and its files."""
    filter_ = RulingFilter(request.GET)
    question = question_of(request.GET)
    sentences = [*question.sentences, *filter_.sentences]
    kept = replaced(filter_.pairs, sort=None)
    context = {
        "section": "pictures",
        "question": question,
        "pictures": [] if sentences else [_framed(name, filter_, question) for name in PICTURES],
        "shares": _grouped_shares(),
        "dimensions": [DIMENSIONS[name] for name in queries.SPLIT_BY],
        "sentences": sentences,
        "mended": address("/pictures/", kept),
        "notices": [*notices(request.GET, beside=BESIDE), *filter_.oddities],
        "chips": chips(filter_, path="/pictures/", beside=question.pairs),
        "cleared": address("/pictures/", question.pairs),
        "kept": kept,
        "list": address("/rulings/", kept),
        "sources": sources(filter_.qs),
        "canonical": "" if sentences else canonical("/pictures/", [*kept, *question.pairs]),
        "minimum": minimums.sentence(filter_.qs),
    }
    return render(request, "decisions/pictures.html", context)


@dataclass(frozen=True, slots=True)
class Framed:
    name: str
    shown: Shown
    files: tuple[tuple[str, Text, str], ...]


def _framed(name: str, filter_: RulingFilter, question: Question) -> Framed:
    own = [pair for pair in question.pairs if pair[0] in PICTURES[name]]
    pairs = [*replaced(filter_.pairs, sort=None), *own]
    files = tuple(
        (ending.upper(), use, address(f"/pictures/{name}.{ending}", pairs)) for ending, use in ENDINGS.items()
    )
    return Framed(name, _drawn(name, filter_, question), files)


def _grouped_shares() -> list[tuple[Text, list[tuple[str, Text]]]]:
    return [
        (field.label, [(f"{field.name}:{code}", field.labels[code]) for code in field.codes.values])
        for field in queries.SHARED.values()
        if field.codes
    ]


@public_file
def file(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """One picture as a file that says what it counts, or its numbers."""
    filter_ = RulingFilter(request.GET)
    question = question_of(request.GET)
    options = OPTIONS if ending == "csv" else ()
    wrong = [
        *question.sentences,
        *refusals(filter_, request.GET, beside=(*PICTURES[name], *options)),
        *(option_sentences(request.GET) if options else ()),
    ]
    if wrong:
        return refuse(wrong)
    shown = _drawn(name, filter_, question)
    filename = file_name(f"casetracker-{name}", ending, filter_)
    if ending == "csv":
        return csv_response(request, header=shown.header, rows=shown.lines, filename=filename)
    said = [*shown.sentences, *filter(None, [minimums.sentence(filter_.qs)])]
    notes = [*said, *origin(sources(filter_.qs)), *_filters(filter_), *filter_.as_they_are_now]
    return picture_file(request, shown.file(), title=shown.title, notes=notes, filename=filename)


def _filters(filter_: RulingFilter) -> list[str]:
    used = [f"{chip.filter_label}: {chip.label}" for chip in chips(filter_)]
    return [_("Only: %(filters)s") % {"filters": "; ".join(used)}] if used else []
