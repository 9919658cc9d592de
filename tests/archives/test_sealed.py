"""The sealed stream: what goes in comes out, and whoever touches it is noticed."""

import base64
import io
import secrets

import pytest

from decisions.archives import sealed
from decisions.archives.sealed import Damaged, NotOpened, UnusableKey

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OTHER = base64.urlsafe_b64encode(bytes(32)).decode()
CHUNK = 64 * 1024
START = len(sealed.MAGIC) + 32


def seal(content, key=KEY):
    file = io.BytesIO()
    sealer = sealed.Sealer(file, key)
    for start in range(0, len(content), 50_000):
        sealer.write(content[start : start + 50_000])
    sealer.finish()
    return file.getvalue()


def unseal(content, keys=(KEY,)):
    return sealed.opened(io.BytesIO(content), keys).read()


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_every_length_comes_back(length):
    content = secrets.token_bytes(length)

    assert unseal(seal(content), [OTHER, KEY]) == content


def test_the_same_content_never_looks_the_same():
    assert seal(b"sample") != seal(b"sample")


def test_another_key_opens_nothing():
    with pytest.raises(NotOpened):
        unseal(seal(b"sample"), [OTHER])


@pytest.mark.parametrize("key", ["", "word", "c2hvcnQ=", "ключ"])
def test_a_word_is_no_key(key):
    with pytest.raises(UnusableKey):
        seal(b"sample", key)


def chunks(content):
    body, size = content[START:], CHUNK + 16
    return content[:START], [body[start : start + size] for start in range(0, len(body), size)]


TOUCHES = {
    "a changed byte": lambda parts: [parts[0], parts[1][:-1] + bytes([parts[1][-1] ^ 1]), *parts[2:]],
    "chunks swapped": lambda parts: [parts[0], parts[2], parts[1], *parts[3:]],
    "a chunk twice": lambda parts: [parts[0], parts[1], *parts[1:]],
    "a chunk left out": lambda parts: [parts[0], *parts[2:]],
    "the end cut off": lambda parts: parts[:-1],
    "some bytes cut off": lambda parts: [*parts[:-1], parts[-1][:-3]],
    "something added": lambda parts: [*parts, b"more"],
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES.keys())
def test_whoever_touches_it_is_noticed(touch):
    start, parts = chunks(seal(secrets.token_bytes(4 * CHUNK)))

    with pytest.raises(Damaged):
        unseal(start + b"".join(touch(parts)))


def test_what_was_not_finished_is_not_opened_as_if_it_were_whole():
    file = io.BytesIO()
    sealed.Sealer(file, KEY).write(secrets.token_bytes(2 * CHUNK + 1))

    with pytest.raises((Damaged, NotOpened)):
        unseal(file.getvalue())
