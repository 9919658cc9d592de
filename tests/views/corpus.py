"""The fifty rulings by plain Python from the corpus files: a second opinion that knows no database."""

import csv

from decisions import vocabulary
from tests.corpus_files import CORPUS

SAFEGUARDS = [field.name for field in vocabulary.SAFEGUARDS]
DIMENSIONS = [
    "region", "court", "judge", "article", "year", "quarter", "month", "sanction", "form", "placement", "plea",
    "nationality", "standing", "form_now", "placement_now", "series", "source", *SAFEGUARDS,
]  # fmt: skip

Record = dict[str, str]


def read(name: str) -> list[Record]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rulings() -> list[Record]:
    """One record for each ruling, by the names of the query string, in the default order of the list."""
    regions = {court["slug"]: court["region"] for court in read("courts.csv")}
    codings = read("codings.csv")
    found = []
    for line in read("rulings.csv"):
        record = dict.fromkeys([*vocabulary.FIELDS, *DIMENSIONS], "unknown") | line
        for coding in codings:
            if coding["series"] == line["series"] and int(line["position"]) in positions(coding["positions"]):
                record[coding["field"]] = coding["value"]
        record["region"] = regions[record["court"]]
        record["article"] = record.pop("provisions")
        year, month, _day = record["decided_on"].split("-")
        record |= {"year": year, "month": f"{year}-{month}", "quarter": f"{year}-Q{(int(month) + 2) // 3}"}
        found.append(record)
    # Python's sort keeps the order of the file within a day, as the list does.
    return sorted(found, key=lambda record: record["decided_on"], reverse=True)


def positions(text: str) -> range:
    if text == "all":
        return range(1, 1000)
    first, _dash, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def matches(record: Record, **filters: str | list[str]) -> bool:
    """Whether the ruling meets every filter; several values mean any of them."""
    return all(
        any(_meets(record, name, value) for value in ([given] if isinstance(given, str) else given))
        for name, given in filters.items()
    )


def _meets(record: Record, name: str, value: str) -> bool:
    if name == "decided_after":
        return record["decided_on"] >= value
    if name == "decided_before":
        return record["decided_on"] <= value
    return record[name] == value


def identifiers(**filters: str | list[str]) -> list[str]:
    """The rulings under the filters, in the default order."""
    return [record["public_id"] for record in rulings() if matches(record, **filters)]
