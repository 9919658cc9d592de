"""A table as the text of a CSV file (RFC 4180), piece by piece."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

CHUNK = 1000


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
