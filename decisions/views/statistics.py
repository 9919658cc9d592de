from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from decisions import policy
from decisions.charts.svg import Drawing, Sample
from decisions.charts.years import sample, years
from decisions.filters import shown
from decisions.queries import official
from decisions.queries import statistics as queries
from decisions.queries.coverage import coverage
from decisions.queries.statistics import Notes, Picture
from decisions.views.downloads import OPTIONS, csv_response, option_sentences, public_file, refuse
from decisions.views.pictures.files import picture_file
from decisions.views.public import public_page
from decisions.vocabulary import OfficialQualifier


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """What offices count, with every gap; the sum of a year; and how little of the whole is held here."""
    series = official.for_page(policy.official_series())
    notes = Notes()
    sections = [
        (section, [(picture, _drawn(picture).on_page) for picture in section.pictures])
        for section in queries.sections(series, notes)
    ]
    context = {
        "section": "statistics",
        "sections": sections,
        "legend": [
            (sample(kind, str(kind.label)).svg, kind, meaning) for kind, meaning in queries.meanings()
        ],
        "losses": queries.losses(series),
        "coverage": coverage(policy.public_rulings(), series, notes),
        "notes": list(notes),
    }
    return render(request, "decisions/statistics.html", context)


def _drawn(picture: Picture) -> Drawing:
    said = _(
        "A bar for each number; the table beside it gives the same numbers with their sources. %(bars)s"
    ) % {"bars": "; ".join(bar.label for bar in picture.bars)}
    kinds = {bar.kind for bar in picture.bars}
    legend = [sample(kind, str(kind.label)) for kind, _meaning in queries.meanings() if kind in kinds]
    legend = [*_fills(picture), *legend]
    return years(picture.bars, axis=picture.axis, title=picture.title, description=said, legend=legend)


def _fills(picture: Picture) -> list[Sample]:
    """Which bars are of which series, where several are drawn together."""
    if len(picture.series) < 2:
        return []
    return [
        sample(OfficialQualifier.EXACT, one.title_en, series=place)
        for place, one in enumerate(picture.series, start=1)
    ]


@public_file
def picture_of(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """One picture as a file that says what it counts. Raises Http404 if nothing of this name is drawn."""
    wrong = _unknown(request, known=())
    if wrong:
        return refuse(wrong)
    sections = queries.sections(official.for_page(policy.official_series()), Notes())
    pictures = {picture.slug: picture for section in sections for picture in section.pictures}
    if slug not in pictures:
        raise Http404
    picture = pictures[slug]
    notes = [
        *(f"{one.title_en}: {one.counts_en}" for one in picture.series),
        *picture.longer_and_shorter,
        _("A gap is a gap and not a zero."),
        *(_("Source: %(source)s") % {"source": source} for source in picture.sources),
        _("Official numbers are in no data release."),
    ]
    return picture_file(
        request, _drawn(picture), title=picture.title, notes=notes, filename=f"casetracker-{slug}.{ending}"
    )


@public_file
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """Every number of the page."""
    wrong = [*_unknown(request, known=OPTIONS), *option_sentences(request.GET)]
    if wrong:
        return refuse(wrong)
    rows = official.rows(official.for_page(policy.official_series()))
    return csv_response(request, header=official.HEADER, rows=rows, filename="statistics.csv")


def _unknown(request: HttpRequest, *, known: Sequence[str]) -> list[str]:
    sentence = _("“%(name)s” is not a name that this file knows.")
    return [sentence % {"name": shown(name)} for name in request.GET if name not in known]
