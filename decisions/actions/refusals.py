"""Why an action did not happen. Each carries the sentences that a page shows."""

from collections.abc import Sequence

from decisions.queries.doubts import Doubt


class Refused(Exception):
    """The action is not possible; `reasons` has every reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = list(reasons)


class Doubtful(Exception):
    """Something looks wrong; the action happens when the codes of all `doubts` are confirmed."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(" ".join(str(doubt.message) for doubt in doubts))
        self.doubts = list(doubts)


class Conflict(Exception):
    """Somebody saved the record after the person had opened it."""
