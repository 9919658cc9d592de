"""A broken file is refused as a whole; these tests begin with an installation that has no ruling."""

import csv
import shutil

import pytest

from decisions.actions import corpus
from decisions.queries.corpus import COLUMNS
from decisions.tables.lines import BrokenLine
from tests import make
from tests.corpus_files import CORPUS, REFERENCE, everything, replace

pytestmark = pytest.mark.django_db

KARPOV = "karpov-a-v,A. V. Karpov,leninsky-tomsk"
PLEA = "9,all,plea,admitted,,stated,,"
DAY = "9,all,decided_on,2019-04-18,"
FOUND = "detained on the day of release from a penal colony"
NINTH = 'cxvh52qgjk,9,1,one-recognized-refugee-2020,"section V, example 9"'

BROKEN = {
    "a wrong code": ("codings.csv", PLEA, PLEA.replace("admitted", "Admitted")),
    "a code of another field": ("codings.csv", PLEA, PLEA.replace("admitted", "forced")),
    "an unknown field": ("codings.csv", PLEA, PLEA.replace("plea", "mood")),
    "a qualifier where there is none": ("codings.csv", PLEA, PLEA.replace("admitted,", "admitted,about")),
    "a qualifier without a value": ("codings.csv", "400,about", "unknown,about"),
    "a wrong qualifier": ("codings.csv", "400,about", "400,nearly"),
    "a wrong basis": ("codings.csv", PLEA, PLEA.replace("stated", "guessed")),
    "a rule for what is stated": ("codings.csv", PLEA, PLEA[:-1] + "overstay-is-18.8,"),
    "no rule for what is inferred": ("codings.csv", PLEA, PLEA.replace("stated", "inferred")),
    "an unknown rule": ("codings.csv", PLEA, PLEA[:-2].replace("stated", "inferred") + ",by-heart,"),
    "an unknown series": ("codings.csv", PLEA, PLEA.replace("9,", "99,", 1)),
    "an unknown position": ("codings.csv", PLEA, PLEA.replace("all", "2")),
    "no position": ("codings.csv", PLEA, PLEA.replace("all", "")),
    "positions backwards": ("codings.csv", "4,3-4,form,unknown", "4,4-3,form,unknown"),
    "a position that is no number": ("codings.csv", PLEA, PLEA.replace("all", "²")),
    "an open range": ("codings.csv", PLEA, PLEA.replace("all", "1-")),
    "a field that is coded twice": ("codings.csv", PLEA, PLEA + ",x\n" + PLEA),
    "a wrong number of cells": ("codings.csv", PLEA, PLEA + ","),
    "a quote that is not closed": ("codings.csv", PLEA, PLEA + '"'),
    "an unknown court": ("codings.csv", "frunzensky-vladivostok", "exampletown"),
    "a court that is unknown": ("codings.csv", "frunzensky-vladivostok", "unknown"),
    "an unknown judge": ("codings.csv", "mikhailova-t-a", "sample-t-e"),
    "an unknown article": ("codings.csv", "9,all,provisions,18.8,", "9,all,provisions,99.9,"),
    "an article named twice": ("codings.csv", "9,all,provisions,18.8,", "9,all,provisions,18.8;18.8,"),
    "a day that does not exist": ("codings.csv", DAY, DAY.replace("04-18", "02-30")),
    "a day in another form": ("codings.csv", DAY, DAY.replace("2019-04-18", "18.04.2019")),
    "a month for a day": ("codings.csv", DAY, DAY.replace("2019-04-18", "2019-04")),
    "a day in the future": ("codings.csv", DAY, DAY.replace("2019-04-18", "2026-03-04")),
    "a day before 1991": ("codings.csv", DAY, DAY.replace("2019", "1990")),
    "a country that is none": ("codings.csv", "9,all,nationality,KP", "9,all,nationality,XX"),
    "a country in lower case": ("codings.csv", "9,all,nationality,KP", "9,all,nationality,kp"),
    "a number that is none": ("codings.csv", "400,about", "about 400,about"),
    "a negative number": ("codings.csv", "400,about", "-400,about"),
    "a number beyond every column": ("codings.csv", "400,about", f"{10**30},about"),
    "a value that is too long": ("codings.csv", FOUND, FOUND * 5),
    "an empty value": ("codings.csv", PLEA, PLEA.replace("admitted", "")),
    "an empty text": ("codings.csv", FOUND, " "),
    "a NUL character": ("codings.csv", PLEA, PLEA + "\0"),
    "a court's shape of code": ("courts.csv", "70RS0002", "70РС0002"),
    "a code of another court": ("courts.csv", "70RS0002", "24RS0056"),
    "an unknown region": ("courts.csv", "RU-TOM", "RU-XXX"),
    "an unknown level": ("courts.csv", "70RS0002,court,district", "70RS0002,court,high"),
    "a name that is too long": ("courts.csv", "Leninsky District Court of Tomsk", "x" * 201),
    "a post in an unknown court": ("judges.csv", KARPOV, KARPOV.replace("leninsky-tomsk", "exampletown")),
    "a judge without a name": ("judges.csv", KARPOV, KARPOV.replace("A. V. Karpov", "")),
    "a judge that is there twice": ("judges.csv", KARPOV, f"{KARPOV}\n{KARPOV}"),
    "a spelling of nobody": ("spellings.csv", "karpov-a-v,A. V.", "sample-t-e,A. V."),
    "a spelling in no language": ("spellings.csv", "A. V. Karpov,en", "A. V. Karpov,xx"),
    "a series that is there twice": ("series.csv", "\n10,one-rec", "\n9,one-rec"),
    "a series without a number": ("series.csv", "\n10,one-rec", "\nten,one-rec"),
    "a series without a source": ("series.csv", "\n10,one-recognized-refugee-2020", "\n10,no-such-source"),
    "perhaps a minimum": ("series.csv", "10,yes", "10,perhaps"),
    "an unknown selection": ("sources.csv", "selected_examples", "all"),
    "a ruling that is there twice": ("rulings.csv", NINTH, f"{NINTH}\n{NINTH}"),
    "an identifier that is none": ("rulings.csv", "cxvh52qgjk", "cxvh52qgj1"),
    "a place that is taken": ("rulings.csv", "42jw3kxh58,10,2,", "42jw3kxh58,10,1,"),
    "a place that is no number": ("rulings.csv", "cxvh52qgjk,9,1,", "cxvh52qgjk,9,one,"),
    "a locator that is too long": ("rulings.csv", NINTH, NINTH.replace('"section', '"' + "x" * 200)),
}  # fmt: skip
# Where the line that is wrong is not the one in which the text stands.
ELSEWHERE = {
    "a field that is coded twice": ("codings.csv", 1),
    "a judge that is there twice": ("judges.csv", 1),
    "a ruling that is there twice": ("rulings.csv", 1),
    "a series that is there twice": ("series.csv", 1),
    "a series without a number": ("series.csv", 1),
    "a series without a source": ("series.csv", 1),
}


def test_a_ruling_without_a_court_is_named(known_regions, corpus_copy):
    replace(corpus_copy / "codings.csv", "1,all,court,khasansky", "1,1,court,khasansky")

    assert refusal(corpus_copy) == "rulings.csv, line 3: codings.csv names no court for this ruling"


def test_what_only_the_database_refuses_is_named_with_its_ruling(known_regions, corpus_copy):
    replace(corpus_copy / "codings.csv", "400,about", "0,about")

    assert refusal(corpus_copy) == "rulings.csv, line 34: A text has at least one word."


@pytest.fixture
def known_regions(db):
    corpus.load_reference(directory=REFERENCE, now=make.NOW)


def refusal(directory):
    """What loading says; it must not have written anything."""
    before = everything()
    with pytest.raises(BrokenLine) as caught:
        corpus.load(directory=directory, now=make.NOW)
    assert everything() == before
    return str(caught.value)


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_line_is_named_and_nothing_is_loaded(known_regions, corpus_copy, what):
    name, old, new = BROKEN[what]
    number = replace(corpus_copy / name, old, new) + ELSEWHERE.get(what, (name, 0))[1]

    assert refusal(corpus_copy).startswith(f"{name}, line {number}: ")


def test_bytes_that_are_not_utf_8_are_named(known_regions, corpus_copy):
    path = corpus_copy / "spellings.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1251", errors="replace"))

    assert refusal(corpus_copy) == "spellings.csv, line 3: not UTF-8"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_missing_file_is_named(known_regions, corpus_copy, name):
    (corpus_copy / name).unlink()

    assert refusal(corpus_copy) == f"{name}: cannot be read (No such file or directory)"


@pytest.mark.parametrize("name", COLUMNS)
def test_an_empty_file_is_named(known_regions, corpus_copy, name):
    (corpus_copy / name).write_text("", encoding="utf-8")

    assert refusal(corpus_copy) == f"{name}, line 1: the file is empty"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_wrong_header_is_named(known_regions, corpus_copy, name):
    with (corpus_copy / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (corpus_copy / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0][::-1], *rows[1:]])

    assert refusal(corpus_copy).startswith(f"{name}, line 1: the header must be ")


@pytest.mark.parametrize("name", COLUMNS)
def test_a_repeated_last_line_is_named(known_regions, corpus_copy, name):
    path = corpus_copy / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")

    assert refusal(corpus_copy).startswith(f"{name}, line {len(text.splitlines()) + 1}: ")


def test_a_corpus_without_its_regions_is_refused(db):
    assert refusal(CORPUS) == "courts.csv, line 2: region 'RU-PRI' is not known"


def test_a_code_that_another_court_has_already_is_refused(known_regions):
    make.court(code="70RS0002")

    assert refusal(CORPUS).startswith("courts.csv, line 11: ")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("regions.csv", "RU-AL,RU,Altai Republic", "RU-AD,RU,Altai Republic"),
        ("regions.csv", "알타이 공화국,02,13,5", "알타이 공화국,02,4,11"),
        ("regions.csv", "알타이 공화국,02,13,5", "알타이 공화국,02,x,5"),
        ("regions.csv", "RU-AL,RU,Altai Republic", "RU-ALTAI,RU,Altai Republic"),
        ("provisions.csv", "RU,CAO,18.8,1,", "RU,CAO,18.8,,"),
        ("provisions.csv", "Breach of the State border regime", "x" * 201),
        ("terms.csv", "execution,2,year", "execution,2,week"),
        ("terms.csv", "execution,2,year", "execution,0,year"),
        ("terms.csv", "execution,2,year", "execution,x,year"),
        ("terms.csv", "execution,2,year", "nonsense,2,year"),
        ("terms.csv", "execution,2,year,no", "execution,2,year,maybe"),
        ("terms.csv", "2024-10-28", "2002-06-30"),
        ("terms.csv", "2024-10-29,", "2002-07-01,"),
        ("terms.csv", "2024-10-29,", "29.10.2024,"),
        ("calendar.csv", "2024-01-02,", "2024-01-01,"),
        ("calendar.csv", "2024-02-23,", "2024-02-30,"),
        ("calendar.csv", "2024-02-23,no", "2024-02-23,off"),
    ],
)
def test_a_broken_reference_file_is_named_and_nothing_is_loaded(db, tmp_path, name, old, new):
    directory = shutil.copytree(REFERENCE, tmp_path / "reference")
    number = replace(directory / name, old, new)
    before = everything()

    with pytest.raises(BrokenLine, match=rf"^{name}, line {number}: "):
        corpus.load_reference(directory=directory, now=make.NOW)
    assert everything() == before


def test_bounds_of_a_fine_in_the_wrong_order_are_named(db, tmp_path):
    directory = shutil.copytree(REFERENCE, tmp_path / "reference")
    path = directory / "provisions.csv"
    text = path.read_text(encoding="utf-8")
    number = text[: text.index(",2000,5000\n")].count("\n") + 1
    path.write_text(text.replace(",2000,5000\n", ",5000,2000\n", 1), encoding="utf-8")

    with pytest.raises(BrokenLine, match=rf"^provisions\.csv, line {number}: "):
        corpus.load_reference(directory=directory, now=make.NOW)
