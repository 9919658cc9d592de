"""What the rulings of a series have in common, and where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions import vocabulary
from decisions.models import Ruling
from decisions.queries.rulings import Shown, shown
from decisions.vocabulary import Empty, Field, Text


@dataclass(frozen=True, slots=True)
class Compared:
    """`shared`: label and value of what all rulings have alike, unknown left out; `differing`: the other fields."""

    shared: tuple[tuple[Text, Shown], ...]
    differing: tuple[Field, ...]


def compared(rulings: Sequence[Ruling]) -> Compared:
    """The rulings, which come from `for_list`, compared field by field."""
    values = {name: [shown(ruling, name) for ruling in rulings] for name in vocabulary.FIELDS}
    alike = {name: texts[0] for name, texts in values.items() if len(set(texts)) == 1}
    return Compared(
        shared=tuple(
            (vocabulary.FIELDS[name].label, value)
            for name, value in alike.items()
            if value.kind != Empty.UNKNOWN
        ),
        differing=tuple(field for name, field in vocabulary.FIELDS.items() if name not in alike),
    )
