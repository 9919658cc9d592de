from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from decisions import policy
from decisions.charts.svg import Svg
from decisions.charts.years import sample, years
from decisions.filters import shown
from decisions.queries import official
from decisions.queries import statistics as queries
from decisions.queries.coverage import coverage
from decisions.queries.statistics import Notes, Picture
from decisions.views.downloads import OPTIONS, csv_response, option_sentences, public_file, refuse
from decisions.views.public import public_page


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """What offices count, with every gap; the sum of a year; and how little of the whole is held here."""
    series = official.for_page(policy.official_series())
    notes = Notes()
    sections = [
        (section, [(picture, _drawn(picture)) for picture in section.pictures])
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


def _drawn(picture: Picture) -> Svg:
    said = _(
        "A bar for each number; the table beside it gives the same numbers with their sources. %(bars)s"
    ) % {"bars": "; ".join(bar.label for bar in picture.bars)}
    return years(picture.bars, axis=picture.axis, title=picture.title, description=said).on_page


@public_file
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """Every number of the page."""
    wrong = [
        *(
            _("“%(name)s” is not a name that this file knows.") % {"name": shown(name)}
            for name in request.GET
            if name not in OPTIONS
        ),
        *option_sentences(request.GET),
    ]
    if wrong:
        return refuse(wrong)
    rows = official.rows(official.for_page(policy.official_series()))
    return csv_response(request, header=official.HEADER, rows=rows, filename="statistics.csv")
