"""What a file is, by its content: its name proves nothing."""

import io
import re
import zipfile
import zlib
from enum import StrEnum

LARGEST = 25 * 1024 * 1024
# A paper that grows to more than this when it is unpacked is no paper.
_LARGEST_UNPACKED = 200 * 1024 * 1024
# Nor is one of so many parts: each costs time, and a ZIP of nothing but names fills the memory before it is read.
_MOST_PARTS = 100_000
_MOST_ENTRIES = 5_000
_PIECE = 1024 * 1024


class Kind(StrEnum):
    """The value is the media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TXT = "text/plain"
    JPEG = "image/jpeg"
    PNG = "image/png"


ENDINGS: dict[Kind, tuple[str, ...]] = {
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx",),
    Kind.TXT: (".txt",),
    Kind.JPEG: (".jpg", ".jpeg"),
    Kind.PNG: (".png",),
}


class Fault(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too large"
    WRONG_TYPE = "wrong type"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"


class Unusable(Exception):
    """The file cannot be kept; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def recognise(content: bytes) -> Kind:
    """What the file is. Raises Unusable."""
    if not content.strip(b"\0 \t\r\n"):
        raise Unusable(Fault.EMPTY)
    if len(content) > LARGEST:
        raise Unusable(Fault.TOO_LARGE)
    if b"%PDF-" in content[:1024]:
        return _pdf(content)
    for start, read in _STARTS:
        if content.startswith(start):
            return read(content)
    return _text(content)


# PDF

_PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")


def _pdf(content: bytes) -> Kind:
    if _PDF_ENCRYPTED.search(content):
        raise Unusable(Fault.ENCRYPTED)
    # Mail programs and scanners hang a little behind the end.
    if not _PDF_END.search(content[-4096:]):
        raise Unusable(Fault.TRUNCATED)
    return Kind.PDF


# DOCX, which is a ZIP of XML files; an encrypted one is wrapped in the container of the older Office

_ENCRYPTED_FLAG = 0x1
_ENTRY = b"PK\x01\x02"  # begins each line of the list of contents
# Word packs with no other; some of the others ask for memory before they unpack anything.
_WAYS_TO_PACK = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def _docx(content: bytes) -> Kind:
    if content.count(_ENTRY) > _MOST_ENTRIES:
        raise Unusable(Fault.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unusable(Fault.TRUNCATED) from error
    return Kind.DOCX


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise Unusable(Fault.ENCRYPTED)
    if any(entry.compress_type not in _WAYS_TO_PACK for entry in entries):
        raise Unusable(Fault.WRONG_TYPE)
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "word/document.xml"} <= names or "word/vbaProject.bin" in names:
        raise Unusable(Fault.WRONG_TYPE)
    left = _LARGEST_UNPACKED
    for entry in entries:
        # Reading to the end checks the sum of every part.
        with archive.open(entry) as part:
            while piece := part.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unusable(Fault.TOO_LARGE)


def _older_office(content: bytes) -> Kind:
    encrypted = "EncryptedPackage".encode("utf-16-le") in content
    raise Unusable(Fault.ENCRYPTED if encrypted else Fault.WRONG_TYPE)


# Pictures

_NO_LENGTH = {0x01, *range(0xD0, 0xD8)}
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"


def _png(content: bytes) -> Kind:
    at = 8
    for _part in range(_MOST_PARTS):
        if at + 12 > len(content):
            break
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(
            content[end - 4 : end], "big"
        ):
            break
        if kind == b"IEND":
            return Kind.PNG
        at = end
    raise Unusable(Fault.TRUNCATED)


def _jpeg(content: bytes) -> Kind:
    """The segments up to the picture must be whole, and the picture must end."""
    at = 2
    for _part in range(_MOST_PARTS):
        if at + 4 > len(content) or content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == _START_OF_SCAN:
            if content.find(_END_OF_IMAGE, at) < 0:
                break
            return Kind.JPEG
        at += 1 if marker == 0xFF else 2
        if marker not in _NO_LENGTH and marker != 0xFF:
            at += int.from_bytes(content[at : at + 2], "big")
    raise Unusable(Fault.TRUNCATED)


# Text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
# Text too, and yet something else.
_OTHER_TEXT = re.compile(
    r"\s*(?:\{\\rtf|<\?xml|<!doctype|<html|<svg|%!PS|From: .*\r?\n|MIME-Version:)", re.IGNORECASE
)


def _text(content: bytes) -> Kind:
    text = _decoded(content)
    if _CONTROL.search(text) or _OTHER_TEXT.match(text) or not any(map(str.isalnum, text)):
        raise Unusable(Fault.WRONG_TYPE)
    return Kind.TXT


def _decoded(content: bytes) -> str:
    """UTF-16 says so with its first two bytes; what is no UTF-8 is read as Windows writes Russian."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable(Fault.TRUNCATED if wide else Fault.WRONG_TYPE)


_STARTS = (
    (b"PK\x03\x04", _docx),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _older_office),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
)
