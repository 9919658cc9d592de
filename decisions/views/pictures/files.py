"""Pictures as files of their own, and what they say of their origin."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from decisions.charts.png import png
from decisions.charts.standalone import standalone
from decisions.charts.svg import Drawing
from decisions.models import Source
from decisions.queries import releases

MOST_SOURCES = 5


def picture_file(
    request: HttpRequest, drawing: Drawing, *, title: str, notes: Sequence[str], filename: str
) -> HttpResponse:
    """The picture under its title with the notes and its address, as SVG, or as PNG if the file's name ends so."""
    address = f"{settings.SITE_URL}{request.get_full_path()}"
    picture = standalone(drawing, title=title, notes=[*notes, address])
    if filename.endswith(".png"):
        response = HttpResponse(png(picture), content_type="image/png")
    else:
        response = HttpResponse(str(picture), content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def origin(found: Sequence[tuple[Source, int]]) -> list[str]:
    """Sources, release, and what a picture of rulings cannot say."""
    named = [
        _("Source: %(title)s (%(publisher)s, %(year)s). Selection: %(selection)s.")
        % {
            "title": source.title,
            "publisher": source.publisher,
            "year": source.published,
            "selection": source.get_selection_display(),
        }
        for source, _number in found[:MOST_SOURCES]
    ]
    if len(found) > MOST_SOURCES:
        named.append(_("And %(number)s other sources.") % {"number": len(found) - MOST_SOURCES})
    return [*named, _release_told(), _("These are rulings that we hold, not all rulings that were made.")]


def _release_told() -> str:
    """Which release of the data a picture cites."""
    release = releases.current()
    if release is None:
        return _("No release of the data has been made yet.")
    return _("Data release %(label)s (%(day)s)") % {
        "label": release.label,
        "day": release.made_on.isoformat(),
    }
