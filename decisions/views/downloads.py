"""Files of rows, streamed; and the plain refusal where no honest file can be made."""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.filters import Pairs, RulingFilter, address
from decisions.tables import parquet, sheets
from decisions.tables.columns import Column
from decisions.tables.crosstab import Part
from decisions.tables.files import BYTE_ORDER_MARK, csv_text, json_text
from decisions.tables.wilson import Interval
from decisions.views.asked import one_of
from decisions.views.public import View, public_page
from decisions.vocabulary import Answer, Empty, Text

# What every door of a file takes beside the filters; `excel` changes CSV only.
OPTIONS = ("excel", "lang")


@dataclass(frozen=True, slots=True)
class FileLink:
    """A kind of file in which a page can be taken away, and what it is good for."""

    name: str
    use: Text
    address: str


USES: Mapping[str, Text] = {
    "csv": gettext_lazy("for any program"),
    "xlsx": gettext_lazy("for Excel and other spreadsheets"),
    "json": gettext_lazy("a list of objects"),
    "parquet": gettext_lazy("with types, for Python and R"),
}


def file_links(path: str, pairs: Pairs) -> list[FileLink]:
    """Every kind of file of the same rows: `<path>.<ending>`."""
    return [FileLink(ending.upper(), use, address(f"{path}.{ending}", pairs)) for ending, use in USES.items()]


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


def file_name(stem: str, ending: str, filter_: RulingFilter) -> str:
    """`rulings.csv`; where rulings of a release are asked for also that their values are those of today."""
    if not filter_.releases:
        return f"{stem}.{ending}"
    numbers = "-".join(filter_.releases[:3])
    return f"{stem}-of-release-{numbers}-as-on-{timezone.now().date().isoformat()}.{ending}"


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


def json_response(records: Iterable[Mapping[str, str]], *, filename: str) -> StreamingHttpResponse:
    """The records as an array of objects."""
    response = StreamingHttpResponse(json_text(records), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


@dataclass(frozen=True, slots=True)
class Made:
    """A kind of file that is made whole before it is sent. `most_rows`: what it has room for."""

    write: Callable[..., None]
    content_type: str
    most_rows: int | None = None


MADE: Mapping[str, Made] = {
    "xlsx": Made(
        partial(sheets.write, name="rulings"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        sheets.MOST_ROWS,
    ),
    "parquet": Made(parquet.write, "application/vnd.apache.parquet"),
}


def made_response(
    made: Made,
    *,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    empties: Iterable[str],
    filename: str,
) -> FileResponse:
    """The rows in a file on the disk, which is gone as soon as it is sent: memory does not grow with their number."""
    file = tempfile.NamedTemporaryFile(suffix=Path(filename).suffix)  # noqa: SIM115 the response closes it
    try:
        made.write(Path(file.name), columns, rows, empties=empties)
    except BaseException:
        file.close()
        raise
    return FileResponse(file, as_attachment=True, filename=filename, content_type=made.content_type)


# The columns that tell a share: of how many, how large; and in series, with the bounds of the interval.
PART_ENDINGS = ("_base", "_share")
INTERVAL_ENDINGS = ("_series", "_series_base", "_low", "_high")
TOO_FEW = "too_few"


def part_texts(part: Part | None, *, intervals: bool) -> list[str]:
    """A share as cells of these columns. What is left out of the base or has none is not applicable."""
    none = Empty.NOT_APPLICABLE.value
    if part is None:
        return [none] * len((*PART_ENDINGS, *(INTERVAL_ENDINGS if intervals else ())))
    shown = TOO_FEW if part.few else decimal_text(part.share)
    return [str(part.base), shown, *(interval_texts(part.interval) if intervals else ())]


def interval_texts(interval: Interval | None) -> list[str]:
    if interval is None:
        return [TOO_FEW] * len(INTERVAL_ENDINGS)
    bounds = (decimal_text(interval.low), decimal_text(interval.high))
    return [str(interval.count), str(interval.base), *bounds]


def yes_or_no(fact: bool) -> str:
    return Answer.YES.value if fact else Answer.NO.value


def decimal_text(share: float | None) -> str:
    """A share from 0 to 1 as exact as anybody will need it; a share of nothing is not applicable."""
    return Empty.NOT_APPLICABLE.value if share is None else f"{share:.4f}"
