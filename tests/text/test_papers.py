import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text import papers
from decisions.text.papers import Fault, Kind, Unusable

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def docx(*, names=("[Content_Types].xml", "word/document.xml"), content=b"<w/>"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


def png():
    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xdb\x00\x03x\xff\xda\x00\x02scan\xff\xd9"
WHOLE = {
    Kind.PDF: PDF,
    Kind.DOCX: docx(),
    Kind.TXT: "Постановление\n".encode(),
    Kind.JPEG: JPEG,
    Kind.PNG: png(),
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def fault(content):
    with pytest.raises(Unusable) as caught:
        papers.recognise(content)
    return caught.value.fault


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_recognised_by_its_content(kind):
    assert papers.recognise(WHOLE[kind]) == kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_text_is_read_in_every_usual_encoding(encoding):
    assert papers.recognise("Постановление суда\r\n".encode(encoding)) == Kind.TXT


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b" \r\n\t"])
def test_nothing_is_empty(content):
    assert fault(content) == Fault.EMPTY


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.DOCX, Kind.JPEG, Kind.PNG])
def test_a_file_without_its_end_is_damaged(kind):
    assert fault(WHOLE[kind][:-8]) == Fault.TRUNCATED


def test_a_changed_part_is_damaged():
    picture, paper = bytearray(png()), bytearray(docx(content=b"<w>" + b"words " * 50 + b"</w>"))
    picture[20] ^= 1
    paper[60] ^= 255

    assert fault(bytes(picture)) == Fault.TRUNCATED
    assert fault(bytes(paper)) == Fault.TRUNCATED


def test_a_locked_file_is_said_to_be_locked():
    locked = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1

    assert fault(PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root")) == Fault.ENCRYPTED
    assert fault(bytes(locked)) == Fault.ENCRYPTED
    assert fault(OLD_OFFICE + "EncryptedPackage".encode("utf-16-le")) == Fault.ENCRYPTED


@pytest.mark.parametrize(
    "content",
    [
        OLD_OFFICE, docx(names=["a.txt"]),
        docx(names=["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
        b"GIF89a\x01\x00\x01\x00", b"MZ\x90\x00\x03", b"{\\rtf1 text}", b"<!DOCTYPE html><p>x", b"<svg>", b"---",
        b"\x7fELF\x02\x01", b"text\0text", b"Rar!\x1a\x07",
    ],
)  # fmt: skip
def test_anything_else_is_of_the_wrong_type(content):
    assert fault(content) == Fault.WRONG_TYPE


def test_what_is_too_large_or_unpacks_to_too_much_is_refused(monkeypatch):
    assert fault(b"x" * (papers.LARGEST + 1)) == Fault.TOO_LARGE
    assert papers.recognise(b"x" * papers.LARGEST) == Kind.TXT
    monkeypatch.setattr(papers, "_LARGEST_UNPACKED", 1000)
    assert fault(docx(content=b"0" * 5000)) == Fault.TOO_LARGE


@given(st.sampled_from([b"", *(whole[:12] for whole in WHOLE.values())]), st.binary(max_size=200))
def test_no_content_brings_it_down(start, rest):
    with suppress(Unusable):
        papers.recognise(start + rest)
