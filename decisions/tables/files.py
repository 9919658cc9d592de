"""A table as the text of a file, piece by piece: CSV (RFC 4180) or JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

CHUNK = 1000
# By this spreadsheets know that a file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]], *, mark: str = "") -> Iterator[str]:
    """`mark`, header and rows in pieces of a thousand rows, so that memory does not grow with their number."""
    buffer = io.StringIO()
    buffer.write(mark)
    writer = csv.writer(buffer)
    writer.writerow(header)
    remaining = iter(rows)
    while True:
        chunk = list(islice(remaining, CHUNK))
        writer.writerows(chunk)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        if len(chunk) < CHUNK:
            return


def json_text(records: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """An array with an object for each record, on a line of its own, in pieces of a thousand records."""
    remaining = iter(records)
    before = "[\n"
    while chunk := list(islice(remaining, CHUNK)):
        yield before + ",\n".join(json.dumps(record, ensure_ascii=False) for record in chunk)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
