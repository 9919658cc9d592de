"""Whether anything beyond the rulings themselves may be said: that depends on how their sources chose them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from decisions.models import Source
from decisions.vocabulary import Selection

# Only here did nobody pick the rulings, so only here does a share say something about others.
SAID_OF_OTHERS = (Selection.CENSUS, Selection.SAMPLE)


@dataclass(frozen=True, slots=True)
class Grounds:
    """How the rulings were chosen: each selection with its number of rulings, most first."""

    selections: tuple[tuple[Selection, int], ...]

    @property
    def mixed(self) -> bool:
        return len(self.selections) > 1

    @property
    def intervals(self) -> bool:
        """Whether intervals and expected shares may stand beside the shares."""
        return not self.mixed and any(selection in SAID_OF_OTHERS for selection, _number in self.selections)

    @property
    def sentence(self) -> str:
        """Why there are intervals, or why there are none."""
        if not self.selections:
            return ""
        if self.mixed:
            return _mixed(self.selections)
        return str(_SENTENCES[self.selections[0][0]]())


def grounds(sources: Iterable[tuple[Source, int]]) -> Grounds:
    """The grounds of rulings that come from these sources, each with its number of rulings."""
    numbers: dict[Selection, int] = {}
    for source, number in sources:
        selection = Selection(source.selection)
        numbers[selection] = numbers.get(selection, 0) + number
    return Grounds(tuple(sorted(numbers.items(), key=lambda item: -item[1])))


def _mixed(selections: Iterable[tuple[Selection, int]]) -> str:
    named = ", ".join(f"{selection.label}: {number}" for selection, number in selections)
    sentence = _(
        "These rulings were chosen in different ways (%(selections)s), and what is mixed stands for nothing beyond "
        "itself: there is no interval. Count the rulings of one source to compare."
    )
    return sentence % {"selections": named}


_SENTENCES = {
    Selection.SELECTED_EXAMPLES: lambda: _(
        "There is no interval beside the shares: an interval says how far chance may have moved a share, and these "
        "rulings were picked as examples, not drawn by chance."
    ),
    Selection.UNKNOWN: lambda: _(
        "There is no interval beside the shares: it is not known how these rulings were chosen."
    ),
    Selection.CENSUS: lambda: _(
        "The rulings are all of what the source covers. The 95 % intervals (Wilson) are of series, because rulings "
        "of a series are near copies: they say how far chance alone might move a share of so few decisions."
    ),
    Selection.SAMPLE: lambda: _(
        "The rulings are a sample. The 95 % intervals (Wilson) are of series, because rulings of a series are near "
        "copies: they say how far chance may have moved a share."
    ),
}
