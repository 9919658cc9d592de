"""What the cells of one row mean: values as the actions take them, or what is wrong with which cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import vocabulary
from decisions.models import Court, Source
from decisions.models.ruling import EARLIEST_DECISION
from decisions.queries.doubts import misshapen
from decisions.queries.import_places import Places
from decisions.queries.import_words import EXACT, codes, countries, plain
from decisions.tables.cells import unguarded
from decisions.tables.incoming import SHOWS_AN_ERROR, WITHOUT_RESULT
from decisions.text import case_numbers, public_ids, written_dates
from decisions.text import uid as uids
from decisions.text.dates import PartialDate
from decisions.vocabulary import Empty, ImportKind, PublicationBasis, Qualifier, Text

# What people write where they have nothing: it could be any of the empty kinds.
_NOTHINGS = {"-", "–", "—", "?", "n/a", "na", "none", "null", "нд", "н/д"}
_MOST_PROVISIONS = 10
_QUALIFIERS = {
    "fine_qualifier": "fine_amount",
    "fine_rub_qualifier": "fine_amount",
    "in_russia_since_qualifier": "in_russia_since",
    "word_count_qualifier": "word_count",
}
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")
_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_ROUBLES = re.compile(r"(?:руб(?:лей|ля|ль)?\.?|р\.|₽|rub)\Z", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")
# What a database of text takes, and what no cell of an honest table holds.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_UNREADABLE: Mapping[str, Text] = {
    SHOWS_AN_ERROR: gettext_lazy("The cell shows an error. Correct it in the spreadsheet."),
    WITHOUT_RESULT: gettext_lazy(
        "A formula without its result. Open the file in a spreadsheet program, save it there and send it again."
    ),
}

_DATE_FAULTS: Mapping[written_dates.Fault, Text] = {
    written_dates.Fault.NO_DATE: gettext_lazy("Not a date. Write it as 2019-04-18 or 18.04.2019."),
    written_dates.Fault.NO_SUCH_DAY: gettext_lazy("There is no such day in the calendar."),
    written_dates.Fault.MONTH_FIRST: gettext_lazy(
        "The month comes first here, which could be meant otherwise. Write the day first, or 2019-04-18."
    ),
    written_dates.Fault.SHORT_YEAR: gettext_lazy("Write the year with four digits."),
}


class Faulty(ValueError):
    """A cell means nothing; the sentence says why."""


class Unnamed(Faulty):
    """A cell names what we do not have."""

    def __init__(self, kind: ImportKind, text: str, within: str = "") -> None:
        super().__init__(_UNNAMED[kind])
        self.kind, self.text, self.within = kind, text, within


_UNNAMED: Mapping[ImportKind, Text] = {
    ImportKind.COURT: gettext_lazy("This court is not known. Say above what to do about it."),
    ImportKind.JUDGE: gettext_lazy("This judge is not known in this court. Say above what to do."),
    ImportKind.SOURCE: gettext_lazy("This source is not known. Say above what to do about it."),
    ImportKind.SERIES: gettext_lazy("There is no such series. Say above whether to create it."),
}


@dataclass(slots=True)
class Read:
    """`values` are what the actions take; `faults` pairs of column and sentence; `unnamed` what we do not have."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    unnamed: list[Unnamed] = field(default_factory=list)


class Reader:
    """Reads the cells of rows, which are texts by column of ours. `today` is the day in the easternmost time zone."""

    def __init__(self, places: Places, *, today: date) -> None:
        self.places = places
        self.today = today
        self._court: Court | None = None
        self._cells: Mapping[str, str] = {}
        self.readers: Mapping[str, Callable[[str], Any]] = {
            **{one.name: self._coded(one) for one in vocabulary.CODED},
            "court": self._read_court,
            "judge": self._read_judge,
            "decided_on": self._decided_on,
            "in_force_on": _day,
            "case_number": _case_number,
            "uid": _uid,
            "article": self._provisions,
            "fine_rub": _amount,
            "fine_amount": _amount,
            "facility": _words,
            "entry_ban_years": _whole(0, 100),
            "nationality": _country,
            "in_russia_since": self._partial,
            "purpose_of_entry": _words,
            "how_found": _words,
            "word_count": _whole(1, 10_000_000),
        }

    def read(self, cells: Mapping[str, str], *, only: Mapping[str, str] | None = None) -> Read:
        """All cells that say something, or those in `only`; the others may be needed to understand them."""
        self._cells = {name: unguarded(cell.strip()) for name, cell in cells.items() if cell.strip()}
        asked = self._cells if only is None else {name: self._cells.get(name, "") for name in only}
        read, self._court = Read(), None
        self._try(read, "court", self._read_court)
        if "court" not in asked:
            read.values.pop("court", None)
        for name in asked:
            if name == "fine_rub" and self._cells.get("fine_amount"):
                continue  # the column of any currency says more
            if name in self.readers and name != "court":
                self._try(read, name, self._field(name))
        for name in asked:
            if name.endswith("_state") and self._cells.get(name):
                self._try(read, name, self._state(name.removesuffix("_state")))
        self._beside(read, asked)
        return read

    def _try(self, read: Read, name: str, reader: Callable[[str], Any]) -> None:
        cell = self._cells.get(name)
        if not cell:
            return
        try:
            if cell in _UNREADABLE:
                raise Faulty(_UNREADABLE[cell])
            if _CONTROL.search(cell):
                raise Faulty(_("There is a sign in it that cannot be seen."))
            value = reader(cell)
        except Unnamed as unnamed:
            read.unnamed.append(unnamed)
            read.faults.append((name, str(unnamed)))
        except Faulty as fault:
            read.faults.append((name, str(fault)))
        else:
            if value is not None:
                read.values |= value if isinstance(value, dict) else {_field_of(name): value}

    def _field(self, name: str) -> Callable[[str], Any]:
        """The reader of a field; where it has no code of its own an empty kind may stand instead."""
        reader = self.readers[name]
        if _field_of(name) in _CODED:
            return reader
        return lambda cell: _empty(cell) or reader(cell)

    def _state(self, column: str) -> Callable[[str], Any]:
        """Why there is no value, in a column beside it; `known` says nothing more."""

        def read(cell: str) -> Any:
            if plain(cell) in ("known", "известно"):
                return None
            empty = _empty(cell)
            if empty is None:
                raise Faulty(_("Not one of the reasons why there is no value."))
            if self._cells.get(column) and _empty(self._cells[column]) != empty:
                raise Faulty(_("There is a value, and this says that there is none."))
            return {_field_of(column): empty}

        return read

    # Values

    def _coded(self, one: vocabulary.Field) -> Callable[[str], str]:
        own, kinds = codes(one.codes) if one.codes else {}, codes(Empty)

        def read(cell: str) -> str:
            key = plain(cell)
            code = own.get(key) or kinds.get(key)
            if code is None:
                raise Faulty(_("Not one of the values: %(values)s.") % {"values": _listed(one.labels)})
            return code

        return read

    def _read_court(self, cell: str) -> Court:
        if _is_nothing(cell):
            raise Faulty(_("Every ruling has a court, and this is no name of one."))
        self._court = self.places.court(cell, self._cells.get("court_code", ""))
        if self._court is None:
            raise Unnamed(ImportKind.COURT, cell[:300])
        return self._court

    def _read_judge(self, cell: str) -> Any:
        within = self._cells.get("court", "")
        judge = self.places.judge(cell, self._court, within)
        if judge is None and not within:
            raise Faulty(_("A judge is found in a court, and this row names none."))
        if judge is None:
            known_by_address = "judge_label" in self._cells
            raise Unnamed(ImportKind.JUDGE, cell[:300], "" if known_by_address else within[:300])
        return judge

    def _decided_on(self, cell: str) -> date:
        day = _day(cell)
        if day < EARLIEST_DECISION:
            raise Faulty(_("The date of the decision is before 1991."))
        if day > self.today:
            raise Faulty(_("The date of the decision is in the future."))
        return day

    def _partial(self, cell: str) -> PartialDate:
        return _date(cell)

    def _provisions(self, cell: str) -> Any:
        found = self.places.provisions(cell)
        if found is None:
            raise Faulty(
                _("Not an article that we have. Write 18.8 or 18.8:1.1, several with ; between them.")
            )
        if len(found) > _MOST_PROVISIONS:
            raise Faulty(_("At most %(most)s articles.") % {"most": _MOST_PROVISIONS})
        return found

    # What stands beside the fields

    def _beside(self, read: Read, asked: Mapping[str, str]) -> None:
        for name, reader in (
            ("source", self._source),
            ("source_locator", _locator),
            ("series", self._series),
            ("position", _position),
            ("fine_currency", _currency),
            ("publication_basis", _publication_basis),
            ("publish_not_before", _not_before),
        ):
            if name in asked:
                self._try(read, name, reader)
        for name in asked:
            if name == "fine_rub_qualifier" and self._cells.get("fine_qualifier"):
                continue
            if name in _QUALIFIERS:
                self._try(read, name, _qualifier(_QUALIFIERS[name]))
        self._settle_fine(read)

    def _settle_fine(self, read: Read) -> None:
        """A fine in the column of roubles is in roubles; the column of any currency comes first."""
        if not isinstance(read.values.get("fine_amount"), Decimal):
            read.values.pop("fine_currency", None)
        elif "fine_currency" not in read.values:
            read.values["fine_currency"] = "RUB"

    def _source(self, cell: str) -> Source:
        if _is_nothing(cell):
            raise Faulty(_("Every ruling has a source, and this is no name of one."))
        source = self.places.source(cell)
        if source is None:
            raise Unnamed(ImportKind.SOURCE, cell[:300])
        return source

    def _series(self, cell: str) -> Any:
        if _empty(cell) is not None:
            return {"series": None, "position": None}
        if not (cell.isascii() and cell.isdecimal() and 0 < int(cell[:10]) < 10**9):
            raise Faulty(_("A series is a number."))
        series = self.places.series(cell)
        if series is None:
            raise Unnamed(ImportKind.SERIES, str(int(cell)))
        return {"series": series}


_CODED = {one.name for one in vocabulary.CODED}


def _field_of(column: str) -> str:
    return {"article": "provisions", "fine_rub": "fine_amount"}.get(column, column)


def _listed(labels: Mapping[str, Text]) -> str:
    """The values that a cell may have: each label, with the code where that is another word."""
    return ", ".join(
        str(label) if str(label).casefold() == code else f"{label} ({code})" for code, label in labels.items()
    )


def _is_nothing(cell: str) -> bool:
    """Whether it says, in whatever words, that there is no value."""
    return plain(cell) in _NOTHINGS or plain(cell) in codes(Empty)


def _empty(cell: str) -> Empty | None:
    key = plain(cell)
    if key in _NOTHINGS:
        raise Faulty(_("Say why there is no value: %(kinds)s.") % {"kinds": ", ".join(Empty.values)})
    code = codes(Empty).get(key)
    return None if code is None else Empty(code)


def _date(cell: str) -> PartialDate:
    try:
        return written_dates.read(cell)
    except written_dates.Unreadable as error:
        raise Faulty(_DATE_FAULTS[error.fault]) from error


def _day(cell: str) -> date:
    found = _date(cell)
    if found.precision != "day":
        raise Faulty(_("The whole day is needed here."))
    return found.first


def _case_number(cell: str) -> str:
    if len(cell) > 50 or not any(sign.isdigit() for sign in case_numbers.normalise(cell)):
        raise Faulty(_("A case number has digits, such as 5-123/2018, and at most 50 signs."))
    return " ".join(cell.split())


def _uid(cell: str) -> str:
    try:
        return str(uids.parse(cell))
    except uids.WrongShape as error:
        raise Faulty(misshapen(error)) from error


def _amount(cell: str) -> Decimal:
    text = _SPACES.sub("", _ROUBLES.sub("", cell.strip()))
    if not _NUMBER.fullmatch(text) or not text.isascii() or len(text) > 13:
        raise Faulty(_("Not an amount. Write it as 2000 or 2000.50."))
    amount = Decimal(text.replace(",", "."))
    if amount >= 10**10:
        raise Faulty(_("Not an amount. Write it as 2000 or 2000.50."))
    return amount


def _words(cell: str) -> str:
    text = " ".join(cell.split())
    if len(text) > 200:
        raise Faulty(_("At most %(most)s signs; there are %(found)s.") % {"most": 200, "found": len(text)})
    return text


def _locator(cell: str) -> str:
    return "" if plain(cell) in codes(Empty) else _words(cell)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        text = _SPACES.sub("", cell)
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most):
            raise Faulty(_("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
        return int(text)

    return read


def _position(cell: str) -> Any:
    return {"position": None} if _empty(cell) is not None else _whole(1, 32_767)(cell)


def _country(cell: str) -> str:
    code = countries().get(plain(cell))
    if code is None:
        raise Faulty(_("Not a country. Write its two letters by ISO 3166-1, such as KP, or its name."))
    return code


def _currency(cell: str) -> Any:
    if _empty(cell) is not None:
        return None
    if not _CURRENCY.fullmatch(cell.upper()):
        raise Faulty(_("Three capital letters by ISO 4217, such as RUB."))
    return cell.upper()


def _qualifier(name: str) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        key = plain(cell)
        if key in EXACT or key in codes(Empty):
            return {f"{name}_qualifier": ""}
        code = codes(Qualifier).get(key)
        if code is None:
            raise Faulty(
                _("Not one of the values: %(values)s.")
                % {"values": _listed({"exact": _("exact"), **dict(Qualifier.choices)})}
            )
        return {f"{name}_qualifier": code}

    return read


def _publication_basis(cell: str) -> Any:
    if plain(cell) in codes(Empty):
        return ""
    code = codes(PublicationBasis).get(plain(cell))
    if code is None:
        values = _listed(dict(PublicationBasis.choices))
        raise Faulty(_("Not one of the values: %(values)s.") % {"values": values})
    return code


def _not_before(cell: str) -> Any:
    return {"publish_not_before": None} if _empty(cell) is not None else _day(cell)


def public_id(cells: Mapping[str, str]) -> str:
    """The identifier that the row gives itself, or nothing. Raises Faulty."""
    cell = cells.get("public_id", "").strip()
    if cell and not public_ids.is_public_id(cell):
        raise Faulty(_("Not an identifier of a ruling. Leave it empty for a new one."))
    return cell
