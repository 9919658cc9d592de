"""Files of rows, streamed; and the plain refusal where no honest file can be made."""

from collections.abc import Iterable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils.translation import gettext as _

from decisions.tables.files import csv_text
from decisions.views.asked import one_of
from decisions.views.public import View, public_page

# What every CSV door takes beside the filters.
OPTIONS = ("excel", "lang")
BYTE_ORDER_MARK = "\ufeff"


def public_file(view: View) -> View:
    """A public page that is a file: even a query string that is too long to be read is refused in plain text."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **parameters)
        except TooManyFieldsSent:
            most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            return refuse([_("The address asks for more than %(most)s things at once.") % {"most": most}])

    return public_page(guarded)


def option_sentences(data: QueryDict) -> list[str]:
    """What is wrong with the options of the file."""
    languages = [code for code, _name in settings.LANGUAGES]
    asked = (one_of(data, "excel", ["1"]), one_of(data, "lang", languages))
    return [option.sentence for option in asked if option.sentence]


def refuse(sentences: Sequence[str]) -> HttpResponse:
    return HttpResponse("\n".join(sentences) + "\n", status=400, content_type="text/plain; charset=utf-8")


def csv_response(
    request: HttpRequest, *, header: Sequence[str], rows: Iterable[Sequence[str]], filename: str
) -> StreamingHttpResponse:
    """The rows as CSV (RFC 4180, UTF-8); `excel=1` adds the mark by which Excel knows UTF-8."""
    mark = BYTE_ORDER_MARK if "1" in request.GET.getlist("excel") else ""
    response = StreamingHttpResponse(
        csv_text(header, rows, mark=mark), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-cache"
    return response
