"""Tables as people send them, and files that are made to hurt."""

import csv
import zipfile
from datetime import date

import pytest
from rustpy_xlsxwriter import write_worksheet

from decisions.tables import opening
from decisions.tables.incoming import (
    LARGEST,
    LONGEST_CELL,
    SHOWS_AN_ERROR,
    WITHOUT_RESULT,
    Fault,
    Row,
    Unusable,
)
from tests.tables import hostile

RUSSIAN = "court;judge;note\r\nПервомайский районный суд;Примерова Т. Е.;«по делу», 5 000 руб. № 7\r\n"


def refusal(content: bytes) -> Unusable:
    with pytest.raises(Unusable) as refused:
        list(opening.read(content).rows)
    return refused.value


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1251", "CP1251")]
)
def test_a_text_is_read_in_the_encodings_that_russian_offices_use(encoding, found):
    table = opening.read(RUSSIAN.encode(encoding))

    assert (table.encoding, table.separator, table.header) == (found, "semicolon", ("court", "judge", "note"))
    assert list(table.rows) == [
        Row(2, ("Первомайский районный суд", "Примерова Т. Е.", "«по делу», 5 000 руб. № 7"))
    ]


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac_cyrillic", "iso-8859-5"])
def test_another_cyrillic_encoding_is_refused_and_not_read_as_nonsense(encoding):
    text = RUSSIAN.replace("«", '"').replace("»", '"').replace("№", "N").replace('"', "")

    assert refusal(text.encode(encoding)).fault is Fault.UNKNOWN_ENCODING


def test_a_western_encoding_is_refused():
    assert refusal("name,city\nRené,Genève\nZoë,Besançon\n".encode("latin-1")).fault is Fault.UNKNOWN_ENCODING


@pytest.mark.parametrize(
    ("text", "separator", "header"),
    [
        ("a,b,c\n1,2,3\n", "comma", ("a", "b", "c")),
        ("a\tb\n1,5\t2,5\n", "tab", ("a", "b")),
        ('"a,x,y";b\n1;2\n', "semicolon", ("a,x,y", "b")),
        ("a,b;c,d\n1;2\n", "semicolon", ("a,b", "c,d")),
        ("only\n1\n", "comma", ("only",)),
    ],
)
def test_the_separator_is_what_cuts_header_and_rows_alike(text, separator, header):
    table = opening.read(text.encode())

    assert (table.separator, table.header) == (separator, header)


def test_a_separator_that_could_be_another_is_not_guessed():
    assert refusal(b"a,b;c\n1,2;3\n").fault is Fault.UNKNOWN_SEPARATOR


def test_rows_are_numbered_by_their_first_line_and_empty_ones_left_out():
    table = opening.read(b'a,b\n"two\nlines",x\n\n,\nlast,y\n')

    assert list(table.rows) == [Row(2, ("two\nlines", "x")), Row(6, ("last", "y"))]


def test_another_librarys_limit_is_not_ours():
    before = csv.field_size_limit(10_000_000)
    try:
        refused = refusal(b"a,b\n" + b"x" * (LONGEST_CELL + 1) + b",y\n")
    finally:
        csv.field_size_limit(before)

    assert (refused.fault, refused.detail) == (Fault.CELL_TOO_LONG, {"place": "2"})


def test_a_spreadsheet_is_read_as_text_with_days_as_days(tmp_path):
    rows = [
        {"court": "Суд", "decided_on": date(2019, 4, 18), "fine_rub": 2000.0, "word_count": 1.5, "note": None}
    ]
    write_worksheet(iter(rows), str(tmp_path / "a.xlsx"), sheet_name="r")

    table = opening.read((tmp_path / "a.xlsx").read_bytes())

    assert table.header == ("court", "decided_on", "fine_rub", "word_count", "note")
    assert list(table.rows) == [Row(2, ("Суд", "2019-04-18", "2000", "1.5", ""))]
    assert table.place(2, 27) == "AB2"


def test_a_table_that_begins_further_down_keeps_its_addresses():
    rows = f"<row r='3'>{hostile.cell('B3', 'court')}</row><row r='5'>{hostile.cell('B5', 'Sample')}</row>"
    table = opening.read(hostile.workbook(rows))

    assert (table.header, list(table.rows)) == (("#1", "court"), [Row(5, ("", "Sample"))])


def test_cells_that_show_an_error_or_have_no_result_yet_are_not_taken_for_empty_ones():
    content = hostile.workbook(
        f"<row r='1'>{hostile.cell('A1', 'court')}{hostile.cell('B1', 'fine')}</row><row r='2'>"
        '<c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>1000+1000</f><v></v></c><c r="C2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>"" &amp; ""</f><v></v></c><c r="D3" s="1"><f t="shared" si="0"/></c></row>'
        '<row r="4"><c r="AA4"><f>DATE(2019;4;18)</f><v/></c></row>'
    )

    assert list(opening.read(content).rows) == [
        Row(2, (SHOWS_AN_ERROR, WITHOUT_RESULT, "2")),
        Row(3, ("", "", "", WITHOUT_RESULT)),
        Row(4, (*[""] * 26, WITHOUT_RESULT)),
    ]


def test_the_sheet_that_stands_first_is_looked_at_whatever_its_file_is_called():
    rows = f"<row r='1'>{hostile.cell('A1', 'court')}</row><row r='2'><c r=\"A2\"><f>1+1</f></c></row>"
    content = hostile.workbook(rows, sheet="worksheets/sheet7.xml")

    assert list(opening.read(content).rows) == [Row(2, (WITHOUT_RESULT,))]


def test_a_header_that_cannot_be_read_is_refused_with_its_place():
    content = hostile.workbook('<row r="1"><c r="B1" t="e"><v>#REF!</v></c></row>')

    assert refusal(content).detail == {"place": "B"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"\xef\xbb\xbf\r\n", Fault.EMPTY),
        (b"%PDF-1.7 a,b", Fault.NOT_A_TABLE),
        (b"<!DOCTYPE html><table>", Fault.NOT_A_TABLE),
        (b"\0a,b\n1,2\n", Fault.NOT_A_TABLE),
        (b"a,b\n1,\0\n", Fault.HOLDS_NUL),
        (b'\xef\xbb\xbf[\n {"court": "sample"}]', Fault.JSON),
        (b"court|judge\na|b\n", Fault.UNKNOWN_SEPARATOR),
        (b"\xd0\xcf\x11\xe0 old", Fault.OLD_SPREADSHEET),
        ("a,b\n".encode("utf-16"), Fault.UTF_16),
        (b"PK\x03\x04 broken", Fault.BROKEN_SPREADSHEET),
        (b'a,b\n"x"y,z\n', Fault.BROKEN_LINE),
        (b'a,b\n"never closed,z\n', Fault.BROKEN_LINE),
        (b"court,judge,court\n", Fault.REPEATED_COLUMN),
        (b",".join([b"a%d" % n for n in range(301)]), Fault.TOO_MANY_COLUMNS),
        (hostile.workbook("", before=hostile.BILLION_LAUGHS), Fault.HOLDS_ENTITIES),
        (hostile.workbook("", before=hostile.BILLION_LAUGHS).replace(b"PK", b"QK"), Fault.NOT_A_TABLE),
        (hostile.workbook(f"<row r='1'>{hostile.cell('XFD1', 'far')}</row>"), Fault.TOO_MANY_COLUMNS),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(content, fault):
    assert refusal(content).fault is fault


def test_a_zip_of_zips_is_no_spreadsheet(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner.zip", hostile.workbook(""))

    assert refusal((tmp_path / "a.zip").read_bytes()).fault is Fault.NOT_A_TABLE


FAR_APART = (
    f"<row r='1'>{hostile.cell('A1', 'court')}</row><row r='1048576'>{hostile.cell('KM1048576', 'x')}</row>"
)
MANY_ADDRESSES = " r='A1'" * 140_000
EMPTINESS = " " * 2**20
HURTFUL = {
    "a member of half a gigabyte": (hostile.bomb, {Fault.UNPACKS_TOO_LARGE.value}),
    "one cell of 99 MB": (lambda: b"court,judge\n" + b"x" * (99 * 2**20) + b",y\n", {Fault.CELL_TOO_LONG.value}),
    "99 MB in one quoted cell": (
        lambda: b'court,judge\n"' + b"x\n" * (99 * 2**19) + b'",y\n', {Fault.CELL_TOO_LONG.value},
    ),
    "more than we take": (lambda: b"a" * (LARGEST + 1), {Fault.TOO_LARGE.value}),
    "a cell of many addresses": (
        lambda: hostile.workbook(f"<row r='1'><c{MANY_ADDRESSES}/></row>"), {Fault.BROKEN_SPREADSHEET.value},
    ),
    "a long emptiness after a formula": (
        lambda: hostile.workbook(f"<row r='1'><c r='A1'><f>1</f>{EMPTINESS}</c></row>"),
        {Fault.BROKEN_SPREADSHEET.value},
    ),
    "cells a million rows apart": (lambda: hostile.workbook(FAR_APART), {Fault.BROKEN_SPREADSHEET.value}),
}  # fmt: skip


@pytest.mark.parametrize("name", HURTFUL)
def test_a_file_that_is_made_to_hurt_is_refused_in_little_time_and_memory(tmp_path, name):
    make, faults = HURTFUL[name]
    (tmp_path / "file").write_bytes(make())

    said, seconds, megabytes = hostile.read_within_limits(tmp_path / "file")

    assert said in faults
    assert seconds < 20
    assert megabytes < 100
