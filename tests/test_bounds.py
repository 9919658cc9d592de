"""What is made to take our time or memory is refused before it does."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from decisions.forms.logins import Credential
from decisions.text import passages

ROOT = Path(__file__).resolve().parent.parent

# In a process that may have no more than this: whoever wants more gets a MemoryError or is ended.
LIMITED = """
import io, resource, zipfile
resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from decisions.text import papers

def docx(*more, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in (("[Content_Types].xml", "x"), ("word/document.xml", "x"), *more):
            archive.writestr(name, content)
    return made.getvalue()

def bomb():
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a", "w") as part:
        for _ in range(256):
            part.write(bytes(1 << 20))
    return made.getvalue()

ENTITIES = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
PAPERS = {
    "bomb": bomb(),
    "names": docx() + b"PK\\x01\\x02" * 500_000,
    "lzma": docx(("word/a", bytes(1 << 20)), method=zipfile.ZIP_LZMA),
    "entities": docx(("word/styles.xml", ENTITIES)),
    "svg": ('<svg>' + ENTITIES).encode(),
    "png": b"\\x89PNG\\r\\n\\x1a\\n" + (bytes(4) + b"tEXt" + bytes.fromhex("bfcf2b0d")) * 500_000,
    "jpeg": b"\\xff\\xd8\\xff" + b"\\xff" * (24 << 20),
    "pdf": b"%PDF-1.4 /Encrypt" + b" " * (12 << 20) + b"1" * (12 << 20),
    "line": b"a" * (24 << 20),
    "large": b"a" * (26 << 20),
}
for name in list(PAPERS):
    try:
        print(name, papers.recognise(PAPERS.pop(name)).name)
    except papers.Unusable as error:
        print(name, error.fault.name)
"""


def test_no_paper_takes_more_time_or_memory_than_it_is_worth():
    done = subprocess.run([sys.executable, "-c", LIMITED], cwd=ROOT, capture_output=True, text=True)

    assert dict(line.split() for line in done.stdout.splitlines()) == {
        "bomb": "TOO_LARGE", "names": "TOO_LARGE", "lzma": "WRONG_TYPE", "entities": "DOCX", "svg": "WRONG_TYPE",
        "png": "TRUNCATED", "jpeg": "TRUNCATED", "pdf": "TRUNCATED", "line": "TXT", "large": "TOO_LARGE",
    }, done.stderr  # fmt: skip


@pytest.mark.parametrize(
    "credential", ["[" * 60_000, '{"id":' * 10_000, "9" * 5_000, '"' + "x" * 70_000 + '"']
)
def test_json_without_an_end_is_no_answer_of_a_security_key(credential):
    with pytest.raises(ValidationError):
        Credential().clean(credential)


def test_a_line_without_an_end_is_searched_for_names_in_passing():
    assert len(passages.find("김" * 200_000)) == 0


@pytest.fixture
def signed_in(lawyer):
    client = Client()
    client.force_login(lawyer)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/about/removal/", "/accounts/login/", "/rulings/", "/api/v1/rulings/"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_nothing_large_is_taken_from_people_whom_we_do_not_know(client, address, kind):
    response = client.post(address, b"", content_type=kind, CONTENT_LENGTH=str(10**10))

    assert response.status_code == 413
    assert b"This is too large" in response.content


@pytest.mark.django_db
def test_a_file_is_taken_at_the_desk_only_and_up_to_a_size(client, signed_in):
    def sent(browser, size, address="/desk/rulings/bbbbbbbbbb/papers/"):
        kind = "multipart/form-data; boundary=x"
        return browser.post(address, b"--x--", content_type=kind, CONTENT_LENGTH=str(size)).status_code

    assert sent(client, 30 << 20) == 302  # to log in; it is not even read
    assert sent(signed_in, 200 << 20) == 413
    assert sent(signed_in, 30 << 20, "/accounts/password/") == 413


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/about/removal/", "/desk/series/new/", "/accounts/login/"])
def test_many_fields_many_files_and_long_headers_are_refused_or_passed_over(signed_in, address):
    fields = "&".join(f"f{number}=" for number in range(6000))
    many = {f"f{number}": (f"n{number}.txt", b"x") for number in range(150)}
    boundary = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n{content.decode()}\r\n'
        for name, (file, content) in many.items()
    )

    told = signed_in.post(address, fields, content_type="application/x-www-form-urlencoded").status_code
    assert told == (413 if address.startswith("/desk/") else 400)
    assert (
        signed_in.post(
            address, boundary + "--x--", content_type="multipart/form-data; boundary=x"
        ).status_code
        == 400
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["cookie", "accept-language", "if-none-match", "if-modified-since", "accept", "x-forwarded-for"]
)
def test_a_long_header_changes_nothing(client, header):
    assert client.get("/about/privacy/", headers={header: 'a=b;,"*q=0.' * 20_000}).status_code == 200


@pytest.mark.django_db
def test_a_long_question_is_answered_with_a_sentence(client):
    assert client.get("/rulings/?q=" + "a" * 500_000).status_code == 200
    assert client.get("/rulings.csv?court=" + "a" * 500_000).status_code == 400
