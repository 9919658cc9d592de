"""Run as a program by workbooks.py: the first sheet of the spreadsheet on standard input, a line of JSON for each row.

Whatever the file does to the reader, it does it here, within the memory and the seconds of the first two arguments.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import load_workbook


def main() -> None:
    memory, seconds, longest_cell, most_columns = map(int, sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    workbook = load_workbook(BytesIO(sys.stdin.buffer.read()))
    sheet = workbook.get_sheet_by_index(0)
    if sheet.start is None or sheet.end is None:
        return
    left, right = sheet.start[1], sheet.end[1]
    if right >= most_columns:
        _say(0, ["too many columns"])
        return
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [""] * left + [text(cell) for cell in row]
        if any(len(cell) > longest_cell for cell in cells):
            _say(0, ["cell too long", str(number)])
            return
        _say(number, cells)


def _say(number: int, cells: list[str]) -> None:
    sys.stdout.write(json.dumps([number, cells], ensure_ascii=False) + "\n")


def text(cell: Any) -> str:
    """What the cell says, as a CSV would have it: whole numbers without a point, days by ISO 8601."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


if __name__ == "__main__":
    main()
