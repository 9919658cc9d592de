"""Files that are made to hurt whoever reads them, and a program that reads one within limits of its own."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
BILLION_LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def workbook(rows: str, *, before: str = "", sheet: str = "worksheets/sheet1.xml", **more: bytes) -> bytes:
    """A spreadsheet with these rows of XML on its sheet; `before` stands at the head of the sheet's file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format(kind="worksheet", target=sheet))
        archive.writestr(f"xl/{sheet}", before + _SHEET.format(rows))
        for name, content in more.items():
            archive.writestr(name, content)
    return made.getvalue()


def cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def bomb() -> bytes:
    """A member of half a gigabyte of nothing."""
    made = io.BytesIO(workbook("<row r='1'>" + cell("A1", "court") + "</row>"))
    with (
        zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.bin", "w") as member,
    ):
        for _piece in range(500):
            member.write(bytes(1024 * 1024))
    return made.getvalue()


_READER = """
import resource, sys, time
from pathlib import Path
from decisions.tables import opening
from decisions.tables.incoming import Unusable
content = Path(sys.argv[1]).read_bytes()
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
begun = time.monotonic()
try:
    said = f"read {sum(1 for _row in opening.read(content).rows)}"
except Unusable as error:
    said = error.fault.value
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak = int(status["VmHWM"].split()[0])
print(said, round(time.monotonic() - begun, 1), peak // 1024 - len(content) // 2**20, sep=";")
"""


def read_within_limits(path: Path) -> tuple[str, float, int]:
    """What became of it, in how many seconds, with how many megabytes at most beside the file itself.

    The process that opens a spreadsheet has a limit of its own.
    """
    done = subprocess.run(
        [sys.executable, "-c", _READER, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said, seconds, megabytes = done.stdout.strip().split(";")
    return said, float(seconds), int(megabytes)
