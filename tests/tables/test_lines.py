import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.tables import lines
from decisions.tables.lines import BrokenLine, Line

COLUMNS = ("slug", "name")


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "courts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_every_record_knows_its_line(file):
    read = lines.read(file("slug,name\na,Alpha\nb,Beta\n"), columns=COLUMNS)

    assert read == [
        Line("courts.csv", 2, {"slug": "a", "name": "Alpha"}),
        Line("courts.csv", 3, {"slug": "b", "name": "Beta"}),
    ]
    assert read[0]["name"] == "Alpha"


def test_a_record_over_several_lines_is_named_by_its_first(file):
    read = lines.read(file('slug,name\na,"Al\npha"\nb,Beta\n'), columns=COLUMNS)

    assert [(line.number, line["name"]) for line in read] == [(2, "Al\npha"), (4, "Beta")]


def test_both_kinds_of_line_ends_are_read(file):
    assert [line["name"] for line in lines.read(file("slug,name\r\na,Alpha\r\n"), columns=COLUMNS)] == [
        "Alpha"
    ]


def test_a_file_with_only_its_header_has_no_record(file):
    assert lines.read(file("slug,name\n"), columns=COLUMNS) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "courts.csv, line 1: the file is empty"),
        ("name,slug\n", "courts.csv, line 1: the header must be slug,name"),
        ("slug\n", "courts.csv, line 1: 1 cells where 2 are expected"),
        ("\ufeffslug,name\n", "courts.csv, line 1: the header must be slug,name"),
        ("slug,name\na,Alpha\nb\n", "courts.csv, line 3: 1 cells where 2 are expected"),
        ("slug,name\na,Alpha,\n", "courts.csv, line 2: 3 cells where 2 are expected"),
        ("slug,name\na,Alpha\n\nb,Beta\n", "courts.csv, line 3: 0 cells where 2 are expected"),
        ('slug,name\na,Alpha\nb,"Beta\n', "courts.csv, line 3: unexpected end of data"),
        ('slug,name\na,"Al"pha\n', "courts.csv, line 2: ',' expected after '\"'"),
        ("slug,name\na,Alpha\nb,Be\0ta\n", "courts.csv, line 3: a NUL character"),
        (b"slug,name\na,Alpha\nb,\xcf\xf0\n", "courts.csv, line 3: not UTF-8"),
    ],
)
def test_a_broken_file_is_named_with_its_line(file, content, message):
    with pytest.raises(BrokenLine) as caught:
        lines.read(file(content), columns=COLUMNS)

    assert str(caught.value).startswith(message)


def test_a_cell_may_not_be_endless_whatever_limit_a_library_gave_the_csv_module(file):
    before = csv.field_size_limit(10_000_000)
    try:
        with pytest.raises(BrokenLine, match=r"^courts\.csv, line 2: a cell of more than 131072 characters$"):
            lines.read(file("slug,name\na," + "x" * 200_000 + "\n"), columns=COLUMNS)
    finally:
        csv.field_size_limit(before)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BrokenLine, match=r"^courts\.csv: cannot be read \(No such file or directory\)$"):
        lines.read(tmp_path / "courts.csv", columns=COLUMNS)


def test_a_repeated_record_names_both_lines():
    read = [Line("courts.csv", number, {"slug": slug}) for number, slug in ((2, "a"), (3, "b"), (4, "a"))]

    lines.unique(read[:2], "slug")
    with pytest.raises(BrokenLine, match=r"^courts\.csv, line 4: repeats line 2 \(a\)$"):
        lines.unique(read, "slug")


def test_records_that_differ_in_one_of_the_columns_are_not_repeated():
    read = [Line("x.csv", number, {"series": "1", "position": str(number)}) for number in (2, 3)]

    lines.unique(read, "series", "position")


def outcome(path):
    """The columns of every record, or what is wrong with the file."""
    try:
        return [tuple(line.cells) for line in lines.read(path, columns=COLUMNS)]
    except BrokenLine as error:
        return str(error)


@given(content=st.binary(max_size=200))
def test_any_bytes_are_records_or_a_broken_line(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"slug,name\n" + content)

    read = outcome(path)

    assert read.startswith("any.csv, line ") if isinstance(read, str) else set(read) <= {COLUMNS}
