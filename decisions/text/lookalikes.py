"""Names that look alike: whether letters of two scripts stand in one name, and what a name looks like."""

import unicodedata

# Small letters that many typefaces draw alike, by the one that stands for all of them.
_ALIKE = {
    "a": "аα",
    "b": "в",
    "c": "сϲ",
    "d": "ԁ",
    "e": "е",
    "h": "нһ",
    "k": "кκ",
    "l": "i1іιӏ",
    "j": "ј",
    "m": "м",
    "n": "η",
    "o": "0оο",
    "p": "рρ",
    "q": "ԛ",
    "s": "ѕ",
    "t": "тτ",
    "v": "ν",
    "w": "ԝω",
    "x": "хχ",
    "y": "уүγ",
}
_ONE_FOR_ALL = str.maketrans({letter: one for one, letters in _ALIKE.items() for letter in letters})
_PAIRS = (("rn", "m"), ("vv", "w"))


def scripts(name: str) -> set[str]:
    """The scripts of its letters, such as `LATIN` and `CYRILLIC`; digits and signs belong to none."""
    letters = [letter for letter in unicodedata.normalize("NFKC", name) if letter.isalpha()]
    return {unicodedata.name(letter, "UNKNOWN").partition(" ")[0] for letter in letters}


def looks(name: str) -> str:
    """The same for names that look alike at a glance: case, accents and width do not count."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    text = "".join(part for part in parts if not unicodedata.combining(part)).translate(_ONE_FOR_ALL)
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text
