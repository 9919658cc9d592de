"""The head of the audit chain as it is written down outside of the database: how many events, and the newest seal."""

import re
from dataclasses import dataclass

_HEAD = re.compile(r"\b(0|[1-9][0-9]{0,17}):([0-9a-f]{64}|)(?![0-9a-f:])")


@dataclass(frozen=True, slots=True)
class Head:
    """`str()` of it is what is written down, such as `1204:` and 64 hexadecimal digits; `0:` of an empty chain."""

    length: int
    seal: str

    def __str__(self) -> str:
        return f"{self.length}:{self.seal}"


def heads_in(text: str) -> list[Head]:
    """Every head that stands in a text, whatever stands around it: in a line of its own, or in JSON."""
    return [Head(int(length), seal) for length, seal in _HEAD.findall(text) if seal or length == "0"]
