"""Words as they are searched: in their dictionary form, without case and accents, ё as е, in any script."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import pymorphy3
import snowballstemmer

# Letters or digits, never both: 25RS0030 is three words in a row. Accents, soft hyphens and joiners may stand inside.
_TOKEN = re.compile(
    "[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060]|['’ʹʼ`´](?=[^\\W\\d_]))*|\\d+"
)
# The breve of й makes another letter of it; every other accent goes.
_ACCENTS = re.compile("(?<!и)[\u0300-\u036f]|(?<=и)[\u0300-\u0305\u0307-\u036f]")
_POSSESSIVE = re.compile("['’ʼ]s$", re.IGNORECASE)
_RUSSIAN = re.compile("[а-я]+")
_ENGLISH = re.compile("[a-z]+")
# What Korean hangs on a word without a space.
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:에서|에게|으로|은|는|이|가|을|를|의|에|와|과|도|로)$")
# And on a place: city, region, territory, district; -ский of Russian names.
_PLACE = re.compile(r"(?<=[가-힣]{2})(?:스키|변경주|시|주|구|군)$")
LONGEST_WORD = 50
# Marks words that the program makes itself; no text has it after folding.
MARK = "ǂ"

# Words that stand in almost every text. Single letters among them are left to who asks.
_COMMON = """
    a an and are as at be been by for from had has have he her his in is it its no nor not of on or our she
    so than that the their them then there they this to was we were which who with you а без бы был была
    были было быть в во вы для до его ее если же за и из или им их к как ко ли мы на над не него нее ни них
    но о об он она они оно от по под при с со та так то того тоже только тот ту ты у уже чем что чтобы эта
    эти это этот я
"""
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, folded; `span` is where it stands there, `said` what stands there."""

    text: str
    span: tuple[int, int]
    said: str


def words(text: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(text):
        folded = fold(match[0])
        if folded:
            yield Word(folded, match.span(), match[0])


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The letters or digits of one word, small and plain: Цой as цой, Ёлка as елка, １２ as 12."""
    if word[0].isdecimal():
        return "".join(str(unicodedata.digit(digit)) for digit in word)[:LONGEST_WORD]
    plain = unicodedata.normalize("NFKC", not_possessive(word)).casefold()
    composed = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    return "".join(one for one in composed if _is_letter(one))[:LONGEST_WORD]


def not_possessive(word: str) -> str:
    return _POSSESSIVE.sub("", word)


def _is_letter(character: str) -> bool:
    return character != MARK and unicodedata.category(character).startswith("L")


@lru_cache(maxsize=100_000)
def lemmas(word: str) -> tuple[str, ...]:
    """The dictionary forms that a folded word may have, the likeliest first; itself where we know none."""
    if _RUSSIAN.fullmatch(word):
        found = (parse.normal_form.replace("ё", "е") for parse in _russian().parse(word))
        return tuple(dict.fromkeys(form for form in found if _RUSSIAN.fullmatch(form))) or (word,)
    if _ENGLISH.fullmatch(word):
        return (str(_english().stemWord(word)) or word,)
    return (_PLACE.sub("", _PARTICLE.sub("", word)),)


@cache
def _russian() -> pymorphy3.MorphAnalyzer:
    """The dictionary is read when the first Russian word comes: about a tenth of a second and 30 MB."""
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _english() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
