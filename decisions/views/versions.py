"""Public pages of an unchanged data set are made once: they are kept by data version, in the memory of the process."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, cast

from django.core.cache import caches
from django.db import Error as DatabaseFault
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from decisions.queries import replica, versions
from decisions.queries.versions import Version

# Larger pages are made anew each time: a visitor who asks for many must not fill the memory.
MOST_BYTES = 256 * 1024
_FASTEST = 1


@dataclass(frozen=True, slots=True)
class Kept:
    headers: dict[str, str]
    packed: bytes


def kept_by_version(view: Any) -> Any:
    """Answers from memory while nothing public has changed. For pages that are the same for everybody (docs/adr/0003).

    The data version is read first and the page is made after it, so that a page is never kept under a version
    that is newer than what it shows. The day is part of the question: pages may say what today is.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
        version = versions.current()
        key = _key(request, version)
        kept = caches["pages"].get(key)
        if kept is not None:
            return _opened(kept)
        response = _made(partial(view, request, *args, **parameters), version)
        if isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies:
            _keep(key, response)
        return response

    return guarded


def _made(view: Callable[[], HttpResponseBase], version: Version) -> HttpResponseBase:
    """Read from the replica if it shows this version, all of it; else, or where it breaks down, from the database."""
    if replica.may_be_asked():
        try:
            with replica.reading():
                if replica.shows(version):
                    return _read_to_the_end(view())
        except DatabaseFault:
            replica.failed()
    return view()


def _read_to_the_end(response: HttpResponseBase) -> HttpResponseBase:
    """A file that is made while it is sent goes on reading from where it began."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        pieces = cast("Iterator[bytes]", response.streaming_content)
        response.streaming_content = replica.read_to_the_end(pieces)
    return response


def _key(request: HttpRequest, version: Version) -> str:
    """Everything that the page depends on. As a digest, since addresses are as long as people like."""
    day = timezone.now().date().isoformat()
    parts = [version.token, day, get_language() or "", request.get_full_path()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _keep(key: str, response: HttpResponse) -> None:
    packed = zlib.compress(response.content, _FASTEST)
    if len(packed) <= MOST_BYTES:
        caches["pages"].set(key, Kept(dict(response.headers), packed))


def _opened(kept: Kept) -> HttpResponse:
    return HttpResponse(zlib.decompress(kept.packed), headers=kept.headers)
