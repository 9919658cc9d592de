"""What columns of a file can become, and which of them its header seems to mean."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from decisions import vocabulary
from decisions.models import ImportMapping
from decisions.models.fingerprints import fingerprint, fingerprints
from decisions.queries.import_words import headers, plain
from decisions.vocabulary import Text

HEADER = "header of an import"
CONTENT = "content of an import"

# In the order in which they are offered. The names are those of our files (docs/doors.md).
_AROUND: Mapping[str, Text] = {
    "public_id": _("identifier"),
    "court": _("court"),
    "court_label": _("name of the court, where the column before has its address"),
    "court_code": _("court code"),
    "region": _("region of the court"),
    "judge": _("judge"),
    "judge_label": _("name of the judge, where the column before has the address"),
    "source": _("source"),
    "source_label": _("title of the source, where the column before has its address"),
    "source_locator": _("place in the source"),
    "series": _("series"),
    "position": _("place in the series"),
    "series_at_least": _("that the number of people in the series is a minimum"),
    "fine_currency": _("currency of the fine"),
    "fine_qualifier": _("exactness of the fine"),
    "fine_rub_qualifier": _("exactness of the fine in roubles"),
    "in_russia_since_qualifier": _("exactness of the arrival"),
    "word_count_qualifier": _("exactness of the length"),
    "form_basis": _("basis of the form"),
    "placement_basis": _("basis of the placement"),
    "publication_basis": _("basis for publication"),
    "publish_not_before": _("not to be published before"),
}
_WRITTEN_AS = {"provisions": ("article",), "fine_amount": ("fine_rub", "fine_amount")}
_FIELDS: Mapping[str, Text] = {
    column: field.label
    for name, field in vocabulary.FIELDS.items()
    if name not in ("court", "judge")
    for column in _WRITTEN_AS.get(name, (name,))
}
_STATES: Mapping[str, Text] = {
    f"{column}_state": _("why there is no value")
    for name, field in vocabulary.FIELDS.items()
    if field in vocabulary.TYPED
    for column in _WRITTEN_AS.get(name, (name,))
}
COLUMNS: Mapping[str, Text] = {**_AROUND, **_FIELDS, **_STATES}
_FINES = {"fine_rub": _("Fine in roubles"), "fine_amount": _("Fine in its own currency")}


def label(column: str) -> str:
    """What a column is called on the pages."""
    if column.endswith("_state") and column in _STATES:
        return f"{label(column.removesuffix('_state'))}: {COLUMNS[column]}"
    text = str(_FINES.get(column) or COLUMNS[column])
    return text[:1].upper() + text[1:]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The columns in groups, as forms take them."""
    of_fields = [
        (title, [column for field in fields for column in _WRITTEN_AS.get(field.name, (field.name,))])
        for title, fields in vocabulary.GROUPS
    ]
    around = [
        (_("Which ruling, which court"), list(_AROUND)[:13]),
        *((title, [column for column in columns if column in _FIELDS]) for title, columns in of_fields),
        (_("Exactness and basis"), list(_AROUND)[13:20]),
        (_("Publication"), list(_AROUND)[20:]),
        (_("Why there is no value"), list(_STATES)),
    ]
    return [(str(title), [(column, label(column)) for column in columns]) for title, columns in around]


def header_fingerprint(header: Sequence[str]) -> str:
    return fingerprint(HEADER, "\n".join(header))


def matched(header: Sequence[str]) -> dict[str, str]:
    """Which place of the header is which column: as it was the last time, else as its names say."""
    return _remembered(header) or _guessed(header)


def _remembered(header: Sequence[str]) -> dict[str, str]:
    wanted = fingerprints(HEADER, "\n".join(header))
    found = ImportMapping.objects.filter(header_fingerprint__in=wanted).order_by("-saved_at").first()
    return valid(found.mapping, header) if found else {}


def _guessed(header: Sequence[str]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for exactly in (True, False):
        for place, name in enumerate(header):
            column = name if exactly else headers().get(plain(name), "")
            if column in COLUMNS and column not in taken.values() and str(place) not in taken:
                taken[str(place)] = column
    return taken


def valid(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The part of a mapping that this header and our columns still have."""
    return {
        place: column
        for place, column in mapping.items()
        if place.isdecimal() and int(place) < len(header) and column in COLUMNS
    }
