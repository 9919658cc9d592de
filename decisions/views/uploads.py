"""Where an uploaded file goes: into memory, never as a plain copy onto a disk."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from decisions import policy
from decisions.tables import incoming
from decisions.text import papers
from decisions.vocabulary import Role

# Where administrators send tables, which may be larger than any paper.
TABLES_COME_TO = "/desk/imports/"


def _most(request: Any) -> int:
    user = getattr(request, "user", None)
    if user is not None and request.path == TABLES_COME_TO and policy.has_role(user, Role.ADMINISTRATOR):
        return incoming.LARGEST
    return papers.LARGEST


class InMemory(FileUploadHandler):
    """Keeps at most the largest paper or table for all files of a request; what is more is counted and dropped."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._left = _most(request)
        self._content = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: self._left]
        self._content.write(kept)
        self._left -= len(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._content.seek(0)
        return InMemoryUploadedFile(
            file=self._content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
