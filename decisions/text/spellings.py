"""Names in several scripts: one key under which Цой, Tsoi and Tsoy are found, and a Latin spelling for addresses."""

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ye", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    # Letters of ISO 9 and of Czech, whose marks are no ornament.
    "š": "sh", "ž": "zh", "č": "ch", "ŝ": "shch",
}  # fmt: skip
_TO_LATIN = str.maketrans(_LATIN | {one.upper(): latin.capitalize() for one, latin in _LATIN.items()})

# Romanisations differ in these only; each group of spellings becomes one letter. Longer ones come first.
_ONE_SOUND = {
    "shch": "W", "sch": "W", "sh": "W", "zh": "Z", "ch": "C", "ts": "c", "tz": "c", "kh": "h",
    "schtsch": "W", "tsch": "C", "szcz": "W", "sz": "W", "cz": "C",  # German and Polish
    "yu": "u", "iu": "u", "ju": "u", "ya": "a", "ia": "a", "ja": "a", "ye": "e", "ie": "e", "je": "e",
    "yo": "e", "io": "e", "jo": "e", "y": "i", "j": "i", "w": "v", "x": "ks", "q": "k",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_ONE_SOUND, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")
# Some write the soft sign as j: Ustj, Gorjky. Between consonants nobody writes j for anything else.
_SOFT = re.compile("(?<=[bcdfghklmnpqrstvwxz])j(?![aeiouy])")
# After ж, ч, ш, щ the same vowel is written е, ё or о: Черновол, Чёрновол, Чорновол. Short names differ in just that.
_AFTER_HUSHING = re.compile("(?<=[ZCW])o")
_LONG_NAME = 5
# Endings, as they sound, of family names and of courts that are named as families are.
_ENDING = re.compile(
    r"(.{2,}(?:sk|ck))(?:i|a|oe|e|oi|ogo|omu|im|om|u|ih|imi)|(.{2,}(?:ov|ev|in))(?:a|u|im|e|oi|i|ih|imi)"
)
_LANGUAGES = {"CYRILLIC": "ru", "HANGUL": "ko"}
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Of words: from how many letters on, and from what share of the same letters on, a slip is thought possible.
_LONG_ENOUGH = 4
_CLOSE = 0.85
_APOSTROPHES = re.compile("['’ʹʼ`´]")


def latin(text: str) -> str:
    """Cyrillic letters in Latin ones, as English-language maps write them; everything else as it is."""
    return unicodedata.normalize("NFC", text).translate(_TO_LATIN)


def language_of(text: str) -> str:
    """`ru`, `ko` or `en`, by the script of the first letter that is Cyrillic or Korean; Latin letters are English."""
    for letter in text:
        script = unicodedata.name(letter, "").partition(" ")[0]
        if script in _LANGUAGES:
            return _LANGUAGES[script]
    return "en"


def words(text: str) -> list[str]:
    """The words of a text as they are compared: without case, marks, or the romanisation that somebody chose."""
    return list(_words(text[:300]))


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[str, ...]:
    romanised = latin(_APOSTROPHES.sub("", text)).casefold()
    plain = "".join(one for one in unicodedata.normalize("NFKD", romanised) if not unicodedata.combining(one))
    return tuple(_sounds(word) for word in _BETWEEN_WORDS.split(plain) if word)


def _sounds(word: str) -> str:
    if any(one.isdigit() for one in word):
        return word
    sound = _SOUND.sub(lambda match: _ONE_SOUND[match[0]], _SOFT.sub("", word))
    return _DOUBLED.sub(r"\1", sound)


def family(sound: str) -> str:
    """What the cases and spellings of a family name have in common, out of how a word of it sounds.

    Шиверская, Шиверской and Шиверский are one; so are Chornovol and Chernovol.
    """
    even = _AFTER_HUSHING.sub("e", sound) if len(sound) >= _LONG_NAME else sound
    match = _ENDING.fullmatch(even)
    return (match[1] or match[2]) if match else even


def closeness(asked: str, names: list[str]) -> int | None:
    """How well the best of the names answers: 0 says the same, 1 begins so, 2 has such words, 3 holds the letters.

    None: not at all. Nothing asked is answered by nothing.
    """
    wanted = words(asked)
    if not wanted:
        return None
    found = [rank for name in names if (rank := _rank(wanted, words(name))) is not None]
    return min(found, default=None) if found else _across(wanted, names)


def alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: a family name with at most a slip, and initials that agree.

    `Sample Terry Example`, `T. E. Sample` and `Sampel` are; so are the same names in other scripts.
    """
    ours, theirs = words(one), words(other)
    return any(
        _slip(word, name) and _agree(_initials(ours, word), _initials(theirs, name))
        for word in ours
        for name in theirs
    )


def begin_alike(one: str, other: str) -> bool:
    """Whether the first words are the same but for a slip: that of a court is what tells it from others."""
    ours, theirs = words(one), words(other)
    return bool(ours and theirs) and _slip(ours[0], theirs[0])


def _slip(one: str, other: str) -> bool:
    """Two longer words that are the same, or differ in a letter or so."""
    if min(len(one), len(other)) < _LONG_ENOUGH:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE


def _initials(name: list[str], family_name: str) -> Counter[str]:
    return Counter(word[0] for word in name if word != family_name)


def _agree(ours: Counter[str], theirs: Counter[str]) -> bool:
    """Whether one has no initial that the other lacks."""
    return ours <= theirs or theirs <= ours


def _rank(wanted: list[str], name: list[str]) -> int | None:
    if wanted == name:
        return 0
    if name[: len(wanted) - 1] == wanted[:-1] and "".join(name[len(wanted) - 1 :]).startswith(wanted[-1]):
        return 1
    if all(any(word.startswith(one) for word in name) for one in wanted):
        return 2
    return 3 if " ".join(wanted) in " ".join(name) else None


def _across(wanted: list[str], names: list[str]) -> int | None:
    """`khabarovsk industr`: one word from the region, one from the court. Whole words also in another case."""
    everything = [word for name in names for word in words(name)]
    families = {family(word) for word in everything}
    return 2 if all(family(one) in families or _begins(everything, one) for one in wanted) else None


def _begins(everything: list[str], start: str) -> bool:
    return any(word.startswith(start) for word in everything)
