"""A search by words: what somebody typed as a query, whether texts hold it, and where it stands in them.

Databases are given the same words in the same order, so that each finds what `holds` says.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from decisions.text import spellings
from decisions.text.words import COMMON, LONGEST_WORD, MARK, Word, lemmas, not_possessive, words

LONGEST = 300
MOST_WORDS = 20
SHORTEST = 2  # letters or digits in all
# So many ways to read a phrase are tried; most words have one or two dictionary forms.
_MOST_READINGS = 32

_PART = re.compile(r'"([^"]*)"|([^\s"]+)')
# One syllable of Korean is a word: 최 is a family name.
_SYLLABLE = re.compile("[가-힣]")
_QUOTES = re.compile("[«»„“”‟″〝〞「」『』]")

Phrase = tuple[str, ...]


class Why(StrEnum):
    """Why a query cannot be searched for."""

    TOO_LONG = "too long"
    TOO_MANY_WORDS = "too many words"
    NO_WORDS = "no words"
    TOO_SHORT = "too short"
    ONLY_COMMON = "only common words"


class Unsearchable(ValueError):
    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why.value)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be there: a word or words in a row, in any of these readings."""

    readings: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """All of the terms must be there. `text` says the same when it is read again."""

    text: str
    terms: tuple[Term, ...]

    @property
    def in_a_row(self) -> "Query":
        """The same words, but one right after the other."""
        rows = product(*(term.readings for term in self.terms))
        readings = (tuple(word for phrase in row for word in phrase) for row in rows)
        return Query(self.text, (Term(tuple(islice(readings, _MOST_READINGS))),))


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term stands in a text; `term` is its number in the query."""

    term: int
    span: tuple[int, int]


# Reading a query


def parse(text: str) -> Query:
    """Words, "phrases in quotes", and words-with-hyphens, which are phrases. Raises Unsearchable.

    Nothing else is syntax: AND, NEAR, * and brackets are words or nothing.
    """
    tidy = _tidy(text)
    if len(tidy) > LONGEST:
        raise Unsearchable(Why.TOO_LONG)
    parts = [(quoted or plain, bool(quoted)) for quoted, plain in _PART.findall(_QUOTES.sub('"', tidy))]
    found = [(list(words(part)), quoted) for part, quoted in parts]
    said = [word for row, _quoted in found for word in row]
    if not said:
        raise Unsearchable(Why.NO_WORDS)
    if len(said) > MOST_WORDS:
        raise Unsearchable(Why.TOO_MANY_WORDS)
    if sum(len(word.text) for word in said) < SHORTEST and not _SYLLABLE.fullmatch(said[0].text):
        raise Unsearchable(Why.TOO_SHORT)
    telling = [row for row, quoted in found if row and (quoted or not _is_common(row))]
    if not telling:
        raise Unsearchable(Why.ONLY_COMMON)
    return Query(tidy, tuple(dict.fromkeys(_term(row) for row in telling)))


def _tidy(text: str) -> str:
    """One line without what cannot be seen."""
    spaced = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text[:20_000])
    seen = "".join(one for one in spaced if unicodedata.category(one) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(seen.split())


def _is_common(row: Sequence[Word]) -> bool:
    return len(row) == 1 and row[0].text in COMMON


def _term(row: Sequence[Word]) -> Term:
    """Every combination of dictionary forms; as it is written; and as both sound, which only names are kept by."""
    forms = list(islice(product(*(lemmas(word.text) for word in row)), _MOST_READINGS))
    written = tuple(word.text for word in row)
    sounds = [tuple(map(_sound, reading, reading)) for reading in (*forms, written)]
    return Term(tuple(dict.fromkeys([*forms, written, *sounds, _sounds(row)])))


# Words of a text


def sequences(row: Sequence[Word], *, named: bool) -> list[list[str]]:
    """The words as they are kept, one for each word of the text; `named` texts also as written and as they sound."""
    rows = [[lemmas(word.text)[0] for word in row]]
    if named:
        rows += [[word.text for word in row], list(_sounds(row))]
    return rows


def _sounds(row: Sequence[Word]) -> Phrase:
    """As the words sound with the marks that they have: š is no s."""
    return tuple(_sound(not_possessive(word.said), word.text) for word in row)


def _sound(said: str, word: str) -> str:
    """Tsoi, Tsoy and Цой sound alike (Choi does not), also in other cases. The mark keeps sounds apart from words."""
    sound = spellings.family("".join(spellings.words(said)))[:LONGEST_WORD]
    return f"{MARK}{sound}" if sound.isascii() and sound.isalpha() else word


def kept(texts: Iterable[str], *, named: bool = False) -> str:
    """What an index keeps of the texts: words apart by spaces, and a mark wherever a phrase cannot go on."""
    rows = [" ".join(row) for text in texts for row in sequences(list(words(text)), named=named)]
    return " ".join(f"{MARK} {row}" for row in dict.fromkeys(rows) if row)


def holds(query: Query, *kept_texts: str) -> bool:
    """Whether every term stands in one of what `kept` made."""
    rows = [text.split() for text in kept_texts]
    return all(
        any(_places(reading, row) for row in rows for reading in term.readings) for term in query.terms
    )


def _places(phrase: Phrase, row: Sequence[str]) -> list[int]:
    size = len(phrase)
    return [
        i for i in range(len(row) - size + 1) if row[i] == phrase[0] and tuple(row[i : i + size]) == phrase
    ]


# Showing where it stands


def hits(query: Query, text: str, *, named: bool = False) -> list[Hit]:
    """Where the terms stand in the text, in order and without overlap."""
    row = list(words(text))
    found = [
        Hit(number, (row[place].span[0], row[place + len(reading) - 1].span[1]))
        for kept_row in sequences(row, named=named)
        for number, term in enumerate(query.terms)
        for reading in term.readings
        for place in _places(reading, kept_row)
    ]
    apart: list[Hit] = []
    for hit in sorted(found, key=lambda one: (one.span[0], -one.span[1], one.term)):
        if not apart or hit.span[0] >= apart[-1].span[1]:
            apart.append(hit)
    return apart


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `hit` says that it is what was searched for."""

    text: str
    hit: bool = False


def excerpt(text: str, found: Sequence[Hit], *, length: int) -> list[Piece]:
    """About `length` characters around the first hits, cut between words, with … where something is left out."""
    start, end = _window(text, found, length)
    pieces, at = [Piece("…")] if start else [], start
    for hit in found:
        if start <= hit.span[0] and hit.span[1] <= end:
            pieces += [Piece(text[at : hit.span[0]]), Piece(text[hit.span[0] : hit.span[1]], True)]
            at = hit.span[1]
    pieces += [Piece(text[at:end]), Piece("…" if end < len(text) else "")]
    return [piece for piece in pieces if piece.text]


def _window(text: str, found: Sequence[Hit], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    first = found[0].span if found else (0, 0)
    start = max(0, min(first[0] - length // 3, len(text) - length))
    end = max(min(start + length, len(text)), first[1])
    if start:
        space = text.find(" ", start, first[0])
        start = start if space < 0 else space + 1
    if end < len(text):
        space = text.rfind(" ", first[1], end)
        end = end if space < 0 else space
    return start, end
