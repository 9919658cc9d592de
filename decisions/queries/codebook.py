"""The codebook: every field with its codes, and what it is called in the query string and in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from decisions import vocabulary
from decisions.filters import filter_names
from decisions.queries.exports import AT_LEAST, EXACT, HEADER, written_as
from decisions.vocabulary import Empty, Field, LawTopic, Qualifier, Text

# Fields that other people's programs know by another name.
_ASKED_AS = {"provisions": ("article",), "decided_on": ("decided_after", "decided_before")}

# Columns of the file that are not fields of a ruling.
COLUMNS: Sequence[tuple[str, Text]] = (
    ("public_id", _("The permanent identifier of the record.")),
    ("series", _("Number of the series; not applicable for a ruling by itself.")),
    (
        "series_at_least",
        _(
            "Whether the source gives the number of the series' rulings only as a minimum, so that there may have been "
            "more than the lines here; not applicable for a ruling by itself."
        ),
    ),
    ("region", _("Federal subject by ISO 3166-2, from the court.")),
    ("court_code", _("Code of the court: two digits, two letters, four digits.")),
    ("fine_rub_qualifier", _("How exact the fine is; not applicable where there is no number.")),
    ("form_basis", _("Whether the form is stated or inferred; not applicable where it is unknown.")),
    (
        "placement_basis",
        _("Whether the placement is stated or inferred; not applicable where it is unknown."),
    ),
    ("in_russia_since_qualifier", _("How exact the date of arrival is; not applicable where there is none.")),
    ("word_count_qualifier", _("How exact the length is; not applicable where there is no number.")),
    ("source", _("Where the ruling is reported.")),
    ("source_locator", _("The place in the source.")),
    ("published_on", _("The day on which this installation published the record.")),
    ("corrected_on", _("The day of the last correction; not applicable if there was none.")),
    ("url", _("The permanent address of the record.")),
)
_EXACTNESS: Mapping[str, Text] = {EXACT: _("exact"), **{code.value: code.label for code in Qualifier}}
_CODES: Mapping[str, Mapping[str, Text]] = {
    "series_at_least": {code: label for code, label in AT_LEAST.items() if code not in Empty.values},
    **{name: _EXACTNESS for name in HEADER if name.endswith("_qualifier")},
}
AFTER_THE_RULING = _("After the ruling")
_THE_RECORD = _("The record")
# What a person calls the columns that are not fields of a ruling.
_CALLED: Mapping[str, Text] = {
    "public_id": _("Identifier"),
    "series": _("Series"),
    "series_at_least": _("Series: whether its number is a minimum"),
    "region": _("Region"),
    "court_code": _("Code of the court"),
    "source": _("Source"),
    "source_locator": _("Place in the source"),
    "published_on": _("Published on"),
    "corrected_on": _("Corrected on"),
    "url": _("Permanent address"),
}
# And those that stand beside another column: `%(column)s` is what that one is called.
_BESIDE: Mapping[str, Text] = {
    "_label": _("%(column)s, in words"),
    "_basis": _("%(column)s: stated or inferred"),
    "_qualifier": _("%(column)s: how exact"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`asked` are its names in the query string, `written` its column in the file; empty where it has none."""

    field: Field
    asked: tuple[str, ...]
    written: str
    codes: tuple[tuple[str, Text, Text], ...]
    law: LawTopic | None


def groups() -> list[tuple[Text, list[Entry]]]:
    every = (*vocabulary.GROUPS, (AFTER_THE_RULING, vocabulary.AFTERWARDS))
    return [(label, [_entry(field) for field in fields]) for label, fields in every]


def _entry(field: Field) -> Entry:
    asked = _ASKED_AS.get(field.name, (field.name,))
    written = written_as(field.name)
    codes = (
        ()
        if field.codes is None
        else tuple((code.value, code.label, vocabulary.DEFINITIONS.get(code, "")) for code in field.codes)
    )
    return Entry(
        field=field,
        asked=tuple(name for name in asked if name in filter_names()),
        written=written if written in HEADER else "",
        codes=codes,
        law=vocabulary.LAW.get(field.name),
    )


def meaning_of(column: str) -> Text:
    """What a column of the file says, in a sentence."""
    if column in dict(COLUMNS):
        return dict(COLUMNS)[column]
    if column.endswith("_label"):
        return _("In words what stands in the column without _label.")
    named = {written_as(name): name for name in vocabulary.EVERY_FIELD}
    return vocabulary.EVERY_FIELD[named[column]].definition


def codes_of(column: str) -> Mapping[str, Text]:
    """The codes of a column that is no field of a ruling, with their labels; most have none."""
    return _CODES.get(column, {})


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column of the files: `codes` are its own values with label and definition."""

    name: str
    label: Text
    definition: Text
    codes: tuple[tuple[str, Text, Text], ...] = ()


def columns() -> list[ColumnEntry]:
    """Every column of the files, in their order."""
    entries = {entry.written: entry for _label, group in groups() for entry in group}
    return [_column(name, entries.get(name)) for name in HEADER]


def _column(name: str, entry: Entry | None) -> ColumnEntry:
    if entry is None:
        codes = tuple((code, label, "") for code, label in codes_of(name).items())
        return ColumnEntry(name, name, meaning_of(name), codes)
    return ColumnEntry(name, entry.field.label, meaning_of(name), entry.codes)


def grouped_columns() -> list[tuple[Text, list[tuple[str, str]]]]:
    """Every column of the files with what a person calls it, in the groups of a ruling's page."""
    fields = {written_as(field.name): field.label for field in vocabulary.EVERY_FIELD.values()}
    labels: dict[str, Text] = {**fields, **_CALLED}
    places = {entry.written: label for label, entries in groups() for entry in entries}
    found: dict[Text, list[tuple[str, str]]] = {
        label: [] for label in (_THE_RECORD, *(label for label, _entries in groups()))
    }
    for name in HEADER:
        ending = next((one for one in _BESIDE if name not in labels and name.endswith(one)), "")
        column = name.removesuffix(ending)
        called = _BESIDE[ending] % {"column": labels[column]} if ending else labels[column]
        place = places.get("court" if name == "court_code" else column, _THE_RECORD)
        found[place].append((name, str(called)))
    return [(label, columns) for label, columns in found.items() if columns]
