"""Questions that make no sense: a clear message and no row, never a failure, never a filter left out."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.vocabulary import Empty
from tests.views import corpus
from tests.views.pages import chips, count, listed, messages, notices, page, records, tree

NAMES = [name for name in corpus.DIMENSIONS if name not in ("year", "quarter", "month")]
DATES = ["decided_after", "decided_before"]
ONE_OF_EACH_KIND = [
    "region",
    "court",
    "judge",
    "article",
    "nationality",
    "series",
    "form",
    "decided_after",
    "sort",
]
# Values that no filter has.
NONSENSE = [
    "nonsense",
    "Unknown",
    "UNKNOWN",
    " unknown",
    "unknown ",
    "known",
    "null",
    "None",
    "-1",
    "0",
    "%",
    "*",
    "yes,no",
    "YES",
    "Forced",
    "ru-kha",
    "RU-KHA ",
    "kp",
    "KHIMKI",
    "18.8.8",
    "18.8:9.9",
    "18,8",
    ":",
    ":1",
    "٢",
    "²",
    "9" * 400,
    "🙂",
    "\u202e",
    "\x1f",
    "'; DROP TABLE decisions_ruling; --",
    "<script>alert(1)</script>",
    "x" * 10_000,
]
# The same in the bytes of an address that is no text.
RAW = [
    "%00",
    "forced%00",
    "%00forced",
    "%ff",
    "%ed%a0%80",
    "%c0%80",
    "%F0%9F",
    "%",
    "%zz",
    "+",
    "%0d%0aSet-Cookie:%20x=1",
]
NO_DAYS = [
    "2019", "2019-04", "2019-4-18", "18.04.2019", "2019-02-29", "2019-13-01", "2019-00-10", "0000-01-01", "19-04-18",
    "20190418", "2019-W16-4", "2019-04-18T00:00", " 2019-04-18", "2019-04-18 ", "+2019-04-18", "٢٠١٩-٠٤-١٨", "tomorrow",
    "10000-01-01", "-0001-01-01",
]  # fmt: skip
NO_PAGES = [
    "abc",
    "0",
    "-1",
    "1.0",
    "999999",
    "99999999999999999999",
    "٢",
    "²",
    "%00",
    "%ff",
    "1e3",
    " 1",
    "last",
    "x" * 10_000,
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(report):
    """The report's rulings, published."""


def is_refused(client, question):
    """Whether every door refuses the question in its own way; says which does not."""
    for path in ("/rulings/", "/summary/"):
        read = page(client, f"{path}?{question}")
        assert messages(read), path
        assert listed(read) == []
        assert read.all("table") == []
    assert count(page(client, f"/rulings/?{question}")) == 0
    for path in ("/rulings.csv", "/summary.csv"):
        response = client.get(f"{path}?{question}")
        assert response.status_code == 400, path
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "Content-Disposition" not in response
        assert response.content.strip()
    return True


@pytest.mark.parametrize("name", [*NAMES, *DATES, "sort"])
def test_every_value_that_a_filter_does_not_have_is_named(client, name):
    everything = urlencode({name: NONSENSE}, doseq=True)

    assert len(page(client, f"/rulings/?{everything}").one("div", "message").all("p")) == len(NONSENSE) + 2
    assert is_refused(client, urlencode({name: NONSENSE[0]}))


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_each_value_that_a_filter_does_not_have_is_refused_by_itself(client, name):
    for value in NONSENSE:
        response = client.get(f"/rulings.csv?{urlencode({name: value})}")
        assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("raw", RAW)
def test_bytes_that_are_no_text_are_refused(client, raw):
    names = [*NAMES, *DATES, "sort"]
    question = "&".join(f"{name}={raw}" for name in names)

    assert is_refused(client, question)
    assert len(page(client, f"/rulings/?{question}").one("div", "message").all("p")) == len(names) + 2


@pytest.mark.parametrize("value", NO_DAYS)
@pytest.mark.parametrize("name", DATES)
def test_what_is_no_day_is_refused_with_the_way_to_write_one(client, name, value):
    assert is_refused(client, urlencode({name: value}))
    assert "is not a date written like 2019-04-18" in messages(
        page(client, f"/rulings/?{urlencode({name: value})}")
    )


@pytest.mark.parametrize(("name", "value"), [
    ("region", "RU-XXX"), ("court", "moscow"), ("judge", "nobody"), ("article", "18.99"), ("article", "18.8:77"),
    ("nationality", "ZZ"), ("nationality", "PRK"), ("series", "17"), ("series", "01"), ("source", "none"),
    ("placement", "maybe"), ("interpreter", "no "), ("plea", "guilty"), ("standing", "final"), ("sanction", "fine"),
    ("form", "departure"), ("sort", "date"), ("sort", "-court"), ("sort", "decided_on,court"),
])  # fmt: skip
def test_the_message_names_filter_and_value(client, name, value):
    question = urlencode({name: value})
    text = messages(page(client, f"/rulings/?{question}"))

    assert is_refused(client, question)
    assert f"“{value}”" in text
    assert f"“{value}”" in client.get(f"/rulings.csv?{question}").content.decode()


def test_one_bad_value_spoils_the_whole_answer_and_each_is_named(client):
    question = "form=forced&region=RU-KHA&region=RU-XXX&region=&plea=maybe&decided_after=soon"
    read = page(client, f"/rulings/?{question}")

    assert is_refused(client, question)
    assert [paragraph.text for paragraph in read.one("div", "message").all("p")][1:4] == [
        "Region: “RU-XXX” is not one of its values.",
        "Decided on or after: “soon” is not a date written like 2019-04-18.",
        "Plea: “maybe” is not one of its values.",
    ]
    assert list(chips(read)) == ["Form of expulsion: forced expulsion"]


def test_two_orders_at_once_are_no_order(client):
    assert is_refused(client, "sort=court&sort=judge")


def test_an_order_by_an_empty_kind_is_refused(client):
    for kind in Empty.values:
        assert is_refused(client, f"sort={kind}")


@pytest.mark.parametrize("q", ["the", "x", "%00", "%ED%A0%80", "%22*%5E:()", "AND+OR+NOT", "x" * 10_000])
def test_a_search_that_can_find_nothing_is_refused(client, q):
    assert is_refused(client, f"q={q}")
    assert listed(page(client, "/rulings/?q=")) == corpus.identifiers()


@pytest.mark.parametrize("value", NO_PAGES)
def test_a_page_that_is_not_there_is_empty_and_says_which_there_are(client, value):
    raw = value if value.startswith("%") else quote(value)
    read = page(client, f"/rulings/?form=forced&page={raw}")

    assert listed(read) == []
    assert "the pages are 1 to 1" in messages(read)
    assert list(chips(read)) == ["Form of expulsion: forced expulsion"]


def test_two_pages_at_once_are_none(client):
    read = page(client, "/rulings/?page=1&page=2")

    assert listed(read) == []
    assert "There is no page “1, 2”" in messages(read)


def test_a_page_without_a_number_is_the_first_and_the_same_twice_is_one(client):
    assert listed(page(client, "/rulings/?page=")) == corpus.identifiers()
    assert listed(page(client, "/rulings/?page=1&page=1&page=")) == corpus.identifiers()


@pytest.mark.parametrize(
    "name", ["colour", "Region", "REGION", "form ", "form[]", "🙂", "x" * 10_000, "<b>", "_", "page2"]
)
def test_an_unknown_name_is_noticed_on_pages_and_refused_by_files(client, name):
    question = urlencode({name: "forced", "plea": "silent"})
    read = page(client, f"/rulings/?{question}")

    assert listed(read) == corpus.identifiers(plea="silent")
    assert "is not a filter of this page and was not used" in notices(read)
    assert "is not a filter of this page and was not used" in notices(page(client, f"/summary/?{question}"))
    for path in ("/rulings.csv", "/summary.csv"):
        response = client.get(f"{path}?{question}")
        assert response.status_code == 400
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "is not a name that this file knows" in response.content.decode()


@pytest.mark.parametrize("raw", ["%00=1", "%ff=1", "=1", "=", "&&&", "?", "%", "a%00b=c"])
def test_a_name_of_bytes_that_are_no_text_fails_nowhere(client, raw):
    for path in ("/", "/rulings/", "/summary/", "/about/", "/regions/RU-KHA/", "/series/3/"):
        assert client.get(f"{path}?{raw}").status_code == 200
    for path in ("/rulings.csv", "/summary.csv"):
        assert client.get(f"{path}?{raw}").status_code in (200, 400)


def test_what_a_visitor_wrote_is_shown_as_text_and_cut_short(client):
    hostile = '"><script>alert(1)</script>' + "x" * 10_000
    for name in ("form", "decided_after", "page", "sort", hostile):
        response = client.get("/rulings/", {name: hostile})

        assert b"<script" not in response.content
        assert tree(response.content.decode()).all("script") == []
    assert "x" * 100 not in messages(page(client, f"/rulings/?{urlencode({'form': hostile})}"))


def test_characters_that_cannot_be_printed_are_replaced_in_the_message(client):
    question = urlencode({"form": "a\0b\u202ec\x1bd"})

    assert "“a\ufffdb\ufffdc\ufffdd”" in messages(page(client, f"/rulings/?{question}"))


@pytest.mark.parametrize("path", ["/rulings/", "/summary/"])
def test_more_parameters_than_anybody_needs_are_refused(client, path):
    read = page(client, path + "?" + "&".join(["form=forced"] * 1100), status=400)

    assert read.one("h1").text == "This request cannot be read"


@pytest.mark.parametrize("path", ["/rulings.csv", "/summary.csv"])
def test_a_file_refuses_too_many_parameters_in_plain_text(client, path):
    response = client.get(path + "?" + "&".join(["form=forced"] * 1100))

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b"The address asks for more than 1000 things at once.\n"


def test_the_same_value_nine_hundred_times_is_one_value(client):
    read = page(client, "/rulings/?" + "&".join(["form=forced"] * 900))

    assert listed(read) == corpus.identifiers(form="forced")
    assert len(chips(read)) == 1


@pytest.mark.parametrize("name", DATES)
def test_nine_hundred_different_days_are_answered(client, name):
    days = [
        f"{year}-{month:02}-{day:02}"
        for year in (2017, 2018, 2019)
        for month in range(1, 13)
        for day in range(1, 26)
    ]
    question = "&".join(f"{name}={day}" for day in days)
    best = min(days) if name == "decided_after" else max(days)

    found = [record["public_id"] for record in records(client, f"/rulings.csv?{question}")]

    assert found == corpus.identifiers(**{name: best})


def test_nine_hundred_wrong_values_are_answered(client):
    question = "&".join(f"court=no-such-court-{number}" for number in range(900))

    assert listed(page(client, f"/rulings/?{question}")) == []
    assert client.get(f"/rulings.csv?{question}").status_code == 400


@pytest.mark.parametrize(("question", "message"), [
    ("rows=form&columns=form", "Rows and columns must be two different things."),
    ("rows=region&columns=nothing", "“nothing” is not one of its values."),
    ("rows=Region", "“Region” is not one of its values."),
    ("rows=region&rows=court", "takes one value, not several"),
    ("columns=decided_on", "“decided_on” is not one of its values."),
    ("rows=%00", "is not one of its values."),
    ("rows=" + "x" * 10_000, "is not one of its values."),
])  # fmt: skip
def test_a_summary_by_what_is_no_dimension_is_refused(client, question, message):
    read = page(client, f"/summary/?{question}")
    response = client.get(f"/summary.csv?{question}")

    assert message in messages(read)
    assert read.all("table") == []
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert message in response.content.decode()


@pytest.mark.parametrize("path", ["/rulings/", "/rulings.csv"])
def test_the_dimensions_of_the_summary_mean_nothing_to_the_list(client, path):
    response = client.get(f"{path}?rows=region")

    assert response.status_code == (400 if path.endswith("csv") else 200)


# Anything at all

ANY_NAME = st.sampled_from(
    [*NAMES, *DATES, "sort", "page", "rows", "columns", "q", "excel", "lang"]
) | st.text(max_size=8)
GOOD = [
    "", "forced", "yes", "no", "unknown", "RU-KHA", "khimki", "istomin-k-a", "18.8", "18.8:", "KP", "3",
    "2019-04-18", "court", "region", "form", "1", "en", "expulsion",
]  # fmt: skip
ANY_VALUE = (
    st.sampled_from([*GOOD, *NONSENSE[:-1]])
    | st.text(max_size=20)
    | st.integers().map(str)
    | st.dates().map(str)
)
TEXT_QUESTION = st.lists(st.tuples(ANY_NAME, ANY_VALUE), max_size=6).map(urlencode)
RAW_QUESTION = st.binary(max_size=60).map(lambda content: quote(content, safe="=&%"))


@pytest.mark.parametrize("path", ["/rulings/", "/rulings.csv", "/summary/", "/summary.csv"])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(question=TEXT_QUESTION | RAW_QUESTION)
def test_whatever_is_asked_the_answer_is_a_whole_page_or_file_or_a_refusal(client, path, question):
    response = client.get(f"{path}?{question}")

    if path.endswith("/"):
        assert response.status_code == 200
        read = tree(response.content.decode())
        assert not (messages(read) and read.all("table"))
    elif response.status_code == 400:
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response.content.strip()
    else:
        assert response.status_code == 200
        assert b"".join(response.streaming_content).endswith(b"\r\n")


@pytest.mark.parametrize("path", ["/", "/regions/", "/courts/", "/judges/", "/series/", "/about/"])
def test_a_page_without_filters_says_that_it_did_not_use_one(client, path):
    assert "“region” is not a filter of this page" in client.get(f"{path}?region=RU-KHA").content.decode()


def test_days_in_the_wrong_order_find_nothing_and_are_pointed_out(client):
    text = client.get("/rulings/?decided_after=2019-06-01&decided_before=2019-01-01").content.decode()

    assert "The first day that you ask for comes after the last." in text


def test_the_way_out_of_a_bad_value_keeps_the_good_ones(client):
    text = client.get("/rulings/?region=RU-KHA&form=bogus").content.decode()

    assert 'href="/rulings/?region=RU-KHA">Ask again without what is wrong' in text
