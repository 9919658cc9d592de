from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from decisions import policy
from decisions.filters import RulingFilter, Sort, address, replaced
from decisions.models import Ruling
from decisions.queries import exports, minimums, proceedings, search
from decisions.queries import rulings as queries
from decisions.queries.chips import chips
from decisions.queries.facets import facets, finders
from decisions.queries.offers import offers
from decisions.views.asked import notices, page_links, page_of, refusals
from decisions.views.downloads import (
    MADE,
    OPTIONS,
    csv_response,
    file_links,
    file_name,
    json_response,
    made_response,
    option_sentences,
    public_file,
    refuse,
)
from decisions.views.feeds import feed_address
from decisions.views.public import not_for_robots, public_page
from decisions.views.sharing import canonical


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The list under its filters, with the number of rulings beside every choice."""
    filter_ = RulingFilter(request.GET)
    searches = filter_.queries
    listed = queries.for_list(filter_.qs)
    asked = page_of(search.with_texts(listed) if searches else listed, request.GET)
    letters = {name: request.GET[name] for name in finders() if request.GET.get(name)}
    pairs = [*filter_.pairs, *letters.items()]
    sentences = [*filter_.sentences, *asked.sentences]
    context = {
        "section": "rulings",
        "page": asked.page,
        "page_links": page_links(asked.page, "/rulings/", pairs),
        "sentences": sentences,
        "mended": address("/rulings/", filter_.pairs),
        "notices": [*notices(request.GET, beside=("page", *finders())), *filter_.oddities],
        "chips": chips(filter_, beside=tuple(letters.items())),
        "typed": [text for text in dict.fromkeys(request.GET.getlist("q")) if text.strip()],
        "offers": offers(filter_) if searches else [],
        "excerpts": search.excerpts(asked.page.object_list, searches),
        "by_date": address("/rulings/", replaced(pairs, sort=None)),
        "by_relevance": address("/rulings/", replaced(pairs, sort=Sort.RELEVANCE)) if searches else "",
        "facets": facets(filter_, letters),
        "after": request.GET.get("decided_after", ""),
        "before": request.GET.get("decided_before", ""),
        "order": filter_.order,
        "orders": filter_.orders.items(),
        "releases": filter_.releases,
        "files": file_links("/rulings", filter_.pairs),
        "feed": feed_address(filter_.pairs),
        "canonical": "" if sentences else canonical("/rulings/", filter_.pairs, page=asked.page.number),
        "minimum": "" if asked.sentences else minimums.sentence(filter_.qs),
        "summary": address("/summary/", replaced(filter_.pairs, sort=None)),
    }
    return render(request, "decisions/rulings.html", context)


@public_file
def file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every ruling under the filters, in the order of the list, as `rulings.<ending>`."""
    filter_ = RulingFilter(request.GET)
    wrong = [*refusals(filter_, request.GET, beside=("page", *OPTIONS)), *option_sentences(request.GET)]
    made = MADE.get(ending)
    if not wrong and made and made.most_rows and filter_.qs.count() > made.most_rows:
        wrong = [_too_long(made.most_rows)]
    if wrong:
        return refuse(wrong)
    filename = file_name("rulings", ending, filter_)
    if ending == "csv":
        return csv_response(request, header=exports.HEADER, rows=exports.rows(filter_.qs), filename=filename)
    if made is None:
        return json_response(exports.records(filter_.qs), filename=filename)
    return made_response(
        made,
        columns=exports.COLUMNS,
        rows=exports.cells(filter_.qs),
        empties=exports.EMPTIES,
        filename=filename,
    )


def _too_long(most_rows: int) -> str:
    sentence = _("A sheet has room for %(most)s rulings. Filter them, or take another kind of file.")
    return sentence % {"most": number_format(most_rows, force_grouping=True)}


@public_page
def show(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One ruling with the evidence for every value; or the tombstone of one that was withdrawn openly."""
    withdrawn = policy.tombstones().filter(public_id=public_id).first()
    if withdrawn is not None:
        return _tombstone(request, withdrawn)
    ruling = get_object_or_404(queries.for_page(policy.public_rulings()), public_id=public_id)
    siblings = queries.siblings(ruling)
    events = proceedings.public_events(ruling)
    context: dict[str, object] = {
        "section": "rulings",
        "ruling": ruling,
        "title": queries.title(ruling),
        "groups": queries.groups(ruling),
        "contradictory": queries.contradictory(ruling),
        "afterwards": proceedings.public_timeline(ruling, events),
        "additions": proceedings.additions(ruling, events),
        "now": queries.afterwards(ruling),
        "placement_inferred": proceedings.after(ruling, events).inferred,
        "siblings": siblings,
        "place": queries.place(ruling, siblings),
        "neighbours": queries.neighbours(ruling),
        "url": exports.ruling_url(public_id),
        "today": timezone.now().date(),
    }
    return not_for_robots(render(request, "decisions/ruling.html", context))


def _tombstone(request: HttpRequest, ruling: Ruling) -> HttpResponseBase:
    context = {"section": "rulings", "public_id": ruling.public_id, "on": ruling.withdrawn_at}
    return not_for_robots(render(request, "decisions/withdrawn.html", context, status=410))
