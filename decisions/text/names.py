"""Names as they are compared: the same letters in any script, however they are cased, spaced and hyphenated."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
# Accents and parts of Hangul may stand behind their letter as characters of their own.
_WORD_IN_TEXT = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
# What Korean text hangs on a name without a space.
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:씨|님|은|는|이|가|을|를|의|에게|와|과|도|께서|라는)$")
MOST_WORDS = 6
SHORTEST = 2  # letters of a name that is kept


@dataclass(frozen=True, slots=True)
class Candidate:
    """Neighbouring words that could be somebody's name; `span` is where they stand in the text."""

    key: str
    span: tuple[int, int]


def key(name: str) -> str:
    """What two writings of one name have in common: their letters and digits in order. Empty if there is none.

    Latin, Cyrillic and Hangul stay apart: another script is another spelling.
    """
    return "".join(_WORD.findall(_folded(name)))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Composed again: folding takes some letters apart. Russian print writes е for ё.
    return unicodedata.normalize("NFKC", folded).replace("ё", "е")


def candidates(text: str) -> Iterator[Candidate]:
    """Every run of up to six words, as the key of a name would be; the last word also without its particle."""
    words = list(_WORD_IN_TEXT.finditer(text))
    for first in range(len(words)):
        for last in range(first, min(first + MOST_WORDS, len(words))):
            span = (words[first].start(), words[last].end())
            # A word in lower case is no name by itself: Ли is one, ли is a particle.
            if first == last and (text[span[0]].islower() or len(words[first][0]) < SHORTEST):
                continue
            whole = key(text[span[0] : span[1]])
            yield Candidate(whole, span)
            short = _PARTICLE.sub("", whole)
            if short != whole:
                yield Candidate(short, (span[0], span[1] - len(whole) + len(short)))
