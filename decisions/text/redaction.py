"""Taking a passage out of texts, whatever their case and line breaks."""

import re
from dataclasses import dataclass
from typing import Any

REMOVED = "[removed]"
SHORTEST = 4
SHORTEST_IN_HANGUL = 2
# Fewer letters at the end of a text that was cut tell nobody anything.
_SHORTEST_BEGINNING = 3


class TooShort(ValueError):
    """Such a passage would tear holes into every text. `least` is how many characters it takes."""

    def __init__(self, least: int) -> None:
        super().__init__(least)
        self.least = least


@dataclass(frozen=True, slots=True)
class Needle:
    """The passage to be removed, word by word."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, passage: str) -> "Needle":
        """Raises TooShort, also for a passage that the mark of removal itself contains."""
        words = tuple(passage.split())
        letters = "".join(words)
        least = SHORTEST_IN_HANGUL if re.search("[가-힣]", letters) else SHORTEST
        if len(letters) < least or letters.lower() in REMOVED:
            raise TooShort(least)
        return cls(words)

    @property
    def pattern(self) -> "re.Pattern[str]":
        return re.compile(r"\s+".join(map(re.escape, self.words)), re.IGNORECASE)

    def removed_from(self, text: str) -> str:
        return self.pattern.sub(REMOVED, text)

    def removed_from_json(self, value: Any) -> Any:
        """A value of JSON in which every text is without the passage."""
        if isinstance(value, str):
            return self.removed_from(value)
        if isinstance(value, list):
            return [self.removed_from_json(one) for one in value]
        if isinstance(value, dict):
            return {name: self.removed_from_json(one) for name, one in value.items()}
        return value

    def removed_from_cut(self, text: str, *, cut_at: int) -> str:
        """The same for a text that was cut at a length and may end in the middle of the passage."""
        text, cut = self.removed_from(text), len(text) >= cut_at
        passage = " ".join(self.words)
        for length in range(len(passage) - 1, _SHORTEST_BEGINNING - 1, -1) if cut else ():
            if text.lower().endswith(passage[:length].lower()):
                return text[:-length] + REMOVED
        return text
