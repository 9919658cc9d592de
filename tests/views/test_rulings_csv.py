"""The file of rulings: what other people's programs and spreadsheets rely on."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from decisions.actions import rulings
from decisions.text import dates
from decisions.vocabulary import Basis, Empty, Form
from tests import make
from tests.views import corpus
from tests.views.pages import downloaded, listed, page, records, rows

# Typed out from the issue: the order is a promise.
HEADER = [
    "public_id", "series", "series_at_least", "series_at_least_label", "region", "region_label", "court", "court_label",
    "court_code", "judge", "judge_label", "decided_on", "case_number", "uid", "article", "nationality",
    "nationality_status", "sanction", "sanction_label", "fine_rub", "fine_rub_qualifier", "form", "form_label",
    "form_basis", "placement", "placement_label", "placement_basis", "plea", "plea_label", "interpreter", "counsel",
    "return_risk_raised", "return_risk_examined", "un_recommendations_considered", "international_law_cited",
    "asylum_known", "fine_only_considered", "form_reasons_given", "placement_reasons_given",
    "personal_circumstances_examined", "overstay_reason_examined", "mitigation_found", "objected_to_expulsion",
    "in_russia_since", "in_russia_since_qualifier", "purpose_of_entry", "how_found", "word_count",
    "word_count_qualifier", "standing", "standing_label", "form_now", "form_now_label", "placement_now",
    "placement_now_label", "source", "source_label", "source_locator", "published_on", "corrected_on", "url",
]  # fmt: skip
SAME_NAME = [
    "region", "court", "judge", "decided_on", "article", "nationality", "nationality_status", "sanction", "form",
    "placement", "plea", *corpus.SAFEGUARDS, "in_russia_since", "purpose_of_entry", "how_found", "word_count",
    "standing", "form_now", "placement_now", "source", "source_locator", "case_number", "uid", "series",
]  # fmt: skip
QUESTIONS = [
    "",
    "form=forced",
    "region=RU-KHA&region=RU-TA&sort=court",
    "judge=unknown",
    "decided_after=2019-04-01&sort=decided_on",
    "form=controlled_departure&placement=yes",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def line_of(client, ruling):
    (line,) = [
        record for record in records(client, "/rulings.csv") if record["public_id"] == ruling.public_id
    ]
    return line


def test_the_header_is_as_promised(client):
    assert rows(client, "/rulings.csv")[0] == HEADER


def test_the_file_holds_what_the_corpus_says_of_every_ruling(client):
    lines = records(client, "/rulings.csv")

    assert [line["public_id"] for line in lines] == corpus.identifiers()
    for line, record in zip(lines, corpus.rulings(), strict=True):
        assert {name: line[name] for name in SAME_NAME} == {name: record[name] for name in SAME_NAME}


def test_a_number_known_only_as_a_minimum_or_about_says_so_in_the_file(client):
    of_series = {line["number"]: line["at_least"] for line in corpus.read("series.csv")}
    about = {
        coding["series"]: coding["qualifier"]
        for coding in corpus.read("codings.csv")
        if coding["field"] == "word_count" and coding["qualifier"]
    }
    lines = records(client, "/rulings.csv")

    assert {line["series"] for line in lines if line["series_at_least"] == "yes"} == {"8", "10"}
    for line in lines:
        known = line["word_count"].isdigit()
        assert line["fine_rub_qualifier"] == "not_applicable"
        assert line["series_at_least"] == of_series[line["series"]]
        assert line["word_count_qualifier"] == (
            about.get(line["series"], "exact") if known else "not_applicable"
        )
    assert {line["word_count_qualifier"] for line in lines} == {"about", "not_applicable"}


def test_what_is_of_no_series_or_has_no_number_has_no_minimum_and_no_exactness(client):
    alone = line_of(
        client, make.ruling(fine_amount=2000, fine_currency="RUB", fine_amount_qualifier="at_least")
    )
    abroad = line_of(client, make.ruling(fine_amount=20, fine_currency="EUR", fine_amount_qualifier="about"))

    assert (alone["series_at_least"], alone["series_at_least_label"]) == (
        "not_applicable",
        "not applicable",
    )
    assert (alone["fine_rub"], alone["fine_rub_qualifier"]) == ("2000", "at_least")
    assert (abroad["fine_rub"], abroad["fine_rub_qualifier"]) == ("not_applicable", "not_applicable")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_file_has_the_rows_of_the_list_in_its_order(client, question):
    lines = records(client, f"/rulings.csv?{question}")

    assert [line["public_id"] for line in lines] == listed(page(client, f"/rulings/?{question}"))


def test_no_cell_is_blank(client):
    assert all(cell for line in rows(client, "/rulings.csv") for cell in line)


def test_there_is_one_line_for_each_row(client):
    assert downloaded(client, "/rulings.csv").decode().splitlines() == [
        line for line in downloaded(client, "/rulings.csv").decode().split("\r\n") if line
    ]
    assert len(downloaded(client, "/rulings.csv").decode().splitlines()) == 51


def test_the_page_is_ignored_whatever_it_says(client):
    whole = downloaded(client, "/rulings.csv")

    for asked in ("page=1", "page=2", "page=999999", "page=abc", "page=1&page=2"):
        assert downloaded(client, f"/rulings.csv?{asked}") == whole


def test_a_long_file_is_whole(client):
    court, source = make.court(), make.source()
    first = date(2010, 1, 1)
    made = [
        make.ruling(court=court, source=source, decided_on=first + timedelta(days=number)).public_id
        for number in range(120)
    ]

    lines = records(client, "/rulings.csv?sort=decided_on&page=2")

    assert [line["public_id"] for line in lines][:120] == made
    assert len(lines) == 170


def test_an_unnamed_judge_is_unknown(client):
    (line,) = records(client, "/rulings.csv?series=16")

    assert (line["judge"], line["judge_label"]) == ("unknown", "unknown")


def test_codes_and_labels_stand_side_by_side(client):
    (line,) = records(client, "/rulings.csv?series=12")

    expected = {
        "region": "RU-BA", "region_label": "Bashkortostan", "court": "kalininsky-ufa",
        "court_label": "Kalininsky District Court of Ufa", "court_code": "03RS0002", "judge": "grafenkova-e-n",
        "judge_label": "E. N. Grafenkova", "sanction": "expulsion", "sanction_label": "expulsion", "form": "forced",
        "form_label": "forced expulsion", "form_basis": "stated", "placement": "yes", "placement_label": "yes",
        "placement_basis": "stated", "plea": "silent", "plea_label": "kept silent", "standing": "unknown",
        "standing_label": "unknown", "fine_rub": "unknown", "case_number": "unknown", "uid": "unknown",
    }  # fmt: skip
    assert {name: line[name] for name in expected} == expected


def test_the_basis_tells_a_stated_form_from_an_inferred_one(client):
    lines = records(client, "/rulings.csv?form=forced")

    assert [line["form_basis"] for line in lines].count("stated") == 6
    assert [line["form_basis"] for line in lines].count("inferred") == 11
    assert {line["placement_basis"] for line in records(client, "/rulings.csv?placement=no")} == {"inferred"}


def test_an_unknown_form_has_no_basis_even_where_the_source_leaves_it_open(client):
    for address in ("/rulings.csv?form=unknown&series=10", "/rulings.csv?series=1"):
        assert {line["form_basis"] for line in records(client, address)} == {"not_applicable"}


def test_a_length_is_digits_only(client):
    (line,) = records(client, "/rulings.csv?series=9")

    assert line["word_count"] == "400"


def test_dates_are_as_exact_as_the_text(client):
    since = {line["series"]: line["in_russia_since"] for line in records(client, "/rulings.csv")}

    assert (since["13"], since["14"], since["16"]) == ("1994", "2018-04", "unknown")
    exact = make.ruling(in_russia_since=dates.parse("2018-04-09"))
    assert line_of(client, exact)["in_russia_since"] == "2018-04-09"


def test_the_day_of_publication_is_a_date_and_a_correction_adds_its_own(client, reviewer):
    made = make.ruling()
    assert (line_of(client, made)["published_on"], line_of(client, made)["corrected_on"]) == (
        "2026-03-02",
        "not_applicable",
    )

    rulings.correct(
        ruling=made,
        by=reviewer,
        now=make.NOW + timedelta(days=3),
        version=made.version,
        values={"plea": "denied"},
        reason="Misread.",
    )

    assert (line_of(client, made)["published_on"], line_of(client, made)["corrected_on"]) == (
        "2026-03-02",
        "2026-03-05",
    )
    assert line_of(client, made)["plea"] == "denied"


def test_the_address_is_absolute(client, settings):
    settings.SITE_URL = "https://cases.example"

    line = records(client, "/rulings.csv?series=9")[0]

    assert line["url"] == f"https://cases.example/rulings/{line['public_id']}/"


def test_several_articles_are_joined_and_a_part_follows_its_article(client):
    made = make.ruling(
        provisions=[make.provision("99.10", "2"), make.provision("99.8", "1.1"), make.provision("99.8")]
    )

    assert sorted(line_of(client, made)["article"].split(";")) == ["99.10:2", "99.8", "99.8:1.1"]


@pytest.mark.parametrize("kind", Empty.values)
def test_every_kind_of_emptiness_is_written_as_its_code(client, kind):
    typed = ("judge", "case_number", "uid", "provisions", "nationality", "fine_amount", "in_russia_since",
             "purpose_of_entry", "how_found", "word_count")  # fmt: skip
    coded = ("sanction", "form", "placement", "plea", "standing", "nationality_status", *corpus.SAFEGUARDS)
    made = make.ruling(**dict.fromkeys([*typed, *coded], Empty(kind)))

    line = line_of(client, made)

    columns = {"provisions": "article", "fine_amount": "fine_rub"}
    assert {line[columns.get(name, name)] for name in (*typed, *coded)} == {kind}
    assert line["judge_label"] == line["form_label"] == line["plea_label"] == str(Empty(kind).label)


def test_a_ruling_of_no_series_and_a_court_without_a_code_say_so(client):
    line = line_of(client, make.ruling())

    assert (line["series"], line["court_code"], line["source_locator"]) == (
        "not_applicable",
        "unknown",
        "not_applicable",
    )


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("2000", "RUB", "2000"),
        ("2500.50", "RUB", "2500.5"),
        ("0", "RUB", "0"),
        ("100", "USD", "not_applicable"),
    ],
)
def test_a_fine_is_a_plain_number_of_roubles(client, amount, currency, shown):
    made = make.ruling(fine_amount=Decimal(amount), fine_currency=currency)

    assert line_of(client, made)["fine_rub"] == shown


def test_what_a_spreadsheet_would_run_is_neutralised_in_every_cell(client):
    hostile = "=HYPERLINK(1)"
    made = make.ruling(
        court=make.court(slug="-court", name_en=hostile, region=make.region(name_en="+1+1"), code="=1"),
        judge=make.judge(name="@SUM(1)", slug="-judge"),
        source=make.source(title="-2+3", slug="-source"),
        source_locator="\t=1",
        case_number="=5-1/2019",
        purpose_of_entry="\r=1",
        how_found="\n=1",
    )

    line = line_of(client, made)

    assert line["court_label"] == f"'{hostile}"
    assert not [name for name, cell in line.items() if cell.lstrip().startswith(tuple("=+-@"))]
    assert line["how_found"] == "' =1"


def test_quotes_commas_and_breaks_stay_inside_one_line(client):
    text = 'He said: "no", twice;\r\nthen\nleft\u2028at\u2029once\x85and\vfor\fgood\x1cnow'
    made = make.ruling(purpose_of_entry=text, how_found="평양, Пхеньян")

    content = downloaded(client, "/rulings.csv").decode()

    assert len(content.splitlines()) == 52
    assert (
        line_of(client, made)["purpose_of_entry"]
        == 'He said: "no", twice; then left at once and for good now'
    )
    assert line_of(client, made)["how_found"] == "평양, Пхеньян"


def test_a_byte_order_mark_stands_at_the_beginning_when_excel_is_asked_for(client):
    plain = downloaded(client, "/rulings.csv")

    assert not plain.startswith(b"\xef\xbb\xbf")
    assert downloaded(client, "/rulings.csv?excel=1") == b"\xef\xbb\xbf" + plain
    assert downloaded(client, "/rulings.csv?excel=1&excel=1&excel=") == b"\xef\xbb\xbf" + plain
    assert downloaded(client, "/rulings.csv?excel=") == plain


def test_the_labels_can_be_asked_for_in_english_and_in_nothing_else_yet(client):
    assert downloaded(client, "/rulings.csv?lang=en") == downloaded(client, "/rulings.csv")
    for language in ("xx", "ru", "ko", "EN", "en-GB"):
        assert client.get(f"/rulings.csv?lang={language}").status_code == 400


def test_a_nonsense_option_is_refused(client):
    for asked in ("excel=yes", "excel=0", "excel=1&excel=2", "lang=en&lang=ru"):
        response = client.get(f"/rulings.csv?{asked}")

        assert response.status_code == 400
        assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_file_is_streamed(client):
    response = client.get("/rulings.csv")

    assert response.streaming
    assert not response.has_header("Content-Length")
    assert response["Cache-Control"] == "no-cache"


def test_a_second_reading_of_the_form_does_not_double_its_ruling(client, lawyer):
    """Only the accepted evidence gives a basis; another coder's reading adds no line."""
    made = make.ruling(form=Form.FORCED, readings=[rulings.Reading(field="form", basis=Basis.STATED)])
    accepted = made.evidence.get()
    accepted.pk, accepted.accepted, accepted.basis, accepted.rule = (
        None,
        False,
        Basis.INFERRED,
        "overstay-is-18.8",
    )
    accepted.save(force_insert=True)

    assert line_of(client, made)["form_basis"] == "stated"


def test_the_file_reads_the_same_with_a_reader_that_forgives_nothing(client):
    content = downloaded(client, f"/rulings.csv?{urlencode({'sort': 'judge'})}").decode()

    lines = list(csv.reader(io.StringIO(content, newline=""), strict=True))

    assert {len(line) for line in lines} == {len(HEADER)}
