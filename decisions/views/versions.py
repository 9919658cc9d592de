"""Public pages of an unchanged data set are made once: they are kept by data version, in the memory of the process."""

import hashlib
import zlib
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from decisions.queries import versions

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
        key = _key(request)
        kept = caches["pages"].get(key)
        if kept is not None:
            return _opened(kept)
        response: HttpResponseBase = view(request, *args, **parameters)
        if isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies:
            _keep(key, response)
        return response

    return guarded


def _key(request: HttpRequest) -> str:
    """Everything that the page depends on. As a digest, since addresses are as long as people like."""
    day = timezone.now().date().isoformat()
    parts = [versions.current().token, day, get_language() or "", request.get_full_path()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _keep(key: str, response: HttpResponse) -> None:
    packed = zlib.compress(response.content, _FASTEST)
    if len(packed) <= MOST_BYTES:
        caches["pages"].set(key, Kept(dict(response.headers), packed))


def _opened(kept: Kept) -> HttpResponse:
    return HttpResponse(zlib.decompress(kept.packed), headers=kept.headers)
