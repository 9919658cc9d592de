"""Why an action did not happen. Each carries the sentences that a page shows."""

from collections.abc import Sequence

from decisions.models import Respondent
from decisions.queries.doubts import Doubt
from decisions.queries.duplicates import Duplicate


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


class RowsRefused(Refused):
    """Some of several records cannot be saved; `rows` has the number of each, from 1, with its reasons."""

    def __init__(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        super().__init__([reason for _row, reasons in rows for reason in reasons])
        self.rows = list(rows)


class RowsDoubtful(Doubtful):
    """Something looks wrong about some of several records; `rows` has the number of each, from 1, with a doubt."""

    def __init__(self, rows: Sequence[tuple[int, Doubt]]) -> None:
        super().__init__([doubt for _row, doubt in rows])
        self.rows = list(rows)


class Duplicated(Exception):
    """It looks as if the same rulings were logged already; `duplicates` were not confirmed to be others."""

    def __init__(self, duplicates: Sequence[Duplicate]) -> None:
        super().__init__(" ".join(one.code for one in duplicates))
        self.duplicates = list(duplicates)


class Namesakes(Exception):
    """A person with this name is recorded already; `respondents` were not said to be somebody else."""

    def __init__(self, respondents: Sequence[Respondent]) -> None:
        super().__init__(" ".join(map(str, respondents)))
        self.respondents = list(respondents)


class Conflict(Exception):
    """Somebody saved the record after the person had opened it."""
