"""A region, a court and a judge in numbers beside what they are a part of."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from decisions import vocabulary
from tests.views import corpus
from tests.views.pages import figures, linked_figures, links, listed, messages, notices, page, records

# Address, and the scopes with the filters that find them.
SUBJECTS = [
    ("/regions/RU-KHA", {"region": {"region": "RU-KHA"}, "all": {}}),
    (
        "/courts/industrialny-khabarovsk",
        {"court": {"court": "industrialny-khabarovsk"}, "region": {"region": "RU-KHA"}, "all": {}},
    ),
    (
        "/judges/shiverskaya-o-a",
        {
            "judge": {"judge": "shiverskaya-o-a"},
            "court": {"court": "tsentralny-krasnoyarsk"},
            "region": {"region": "RU-KYA"},
            "all": {},
        },
    ),
]
FIELDS = ["form", "placement", *(field.name for field in vocabulary.SAFEGUARDS), "month"]

pytestmark = pytest.mark.django_db


class TestTheReport:
    @pytest.fixture(autouse=True)
    def published(self, report):
        """The report's rulings, published."""

    @pytest.mark.parametrize(("address", "scopes"), SUBJECTS)
    def test_every_number_is_what_plain_python_counts(self, client, address, scopes):
        found = figures(client, f"{address}.csv")

        assert {scope for _name, _value, scope in found} == set(scopes)
        for scope, filters in scopes.items():
            rulings = [record for record in corpus.rulings() if corpus.matches(record, **filters)]
            for name in FIELDS:
                told = {key[1]: line for key, line in found.items() if (key[0], key[2]) == (name, scope)}
                expected = Counter(record[name] for record in rulings)
                counted = {value: int(line["count"]) for value, line in told.items() if line["count"] != "0"}
                assert counted == {value: expected[value] for value in told if expected[value]}, (scope, name)
                if name != "month":
                    assert counted == expected
                    assert all(line["base"] == str(len(rulings)) for line in told.values())

    @pytest.mark.parametrize(("address", "scopes"), SUBJECTS)
    def test_every_number_of_the_page_leads_to_its_rulings(self, client, address, scopes):
        read = page(client, f"{address}/")
        followed = linked_figures(read)

        in_file = [int(line["count"]) for line in records(client, f"{address}.csv")]
        assert sorted(number for _link, number in followed) == sorted(in_file)
        for link, number in followed[::7]:
            assert len(records(client, f"/rulings.csv?{urlsplit(link).query}")) == number, link

    def test_what_is_not_known_can_be_left_out_of_the_shares(self, client):
        within = figures(client, "/regions/RU-KHA.csv")
        without = figures(client, "/regions/RU-KHA.csv?empty=out")
        read = page(client, "/regions/RU-KHA/?empty=out")

        assert within["form", "forced", "region"]["share"] == f"{14 / 17:.4f}"
        assert without["form", "forced", "region"]["share"] == f"{14 / 15:.4f}"
        assert without["form", "unknown", "region"]["share"] == "not_applicable"
        assert without["form", "unknown", "region"]["count"] == "2"
        assert "93 %" in read.text
        assert "Only months with a ruling in the first column are listed" in read.text
        assert "/regions/RU-KHA/" in links(read)
        assert "/regions/RU-KHA.csv?empty=out" in links(read)

    def test_picked_examples_have_no_interval_and_nothing_is_expected_of_them(self, client):
        read = page(client, "/courts/industrialny-khabarovsk/")
        told = figures(client, "/courts/industrialny-khabarovsk.csv")["form", "forced", "court"]

        assert "picked as examples, not drawn by chance" in read.text
        assert "Expected" not in read.all("table", "profile")[0].text
        assert (told["low"], told["expected"]) == ("not_applicable", "not_applicable")

    def test_too_few_rulings_are_marked_and_have_no_share(self, client):
        read = page(client, "/courts/khimki/")
        own = figures(client, "/courts/khimki.csv")["form", "unknown", "court"]

        assert own["count"] == "2"
        assert own["share"] == "too_few"
        assert "too few to compare" in read.all("table", "profile")[0].one("thead").text

    def test_series_judges_and_neighbours_stand_on_the_page(self, client):
        court = links(page(client, "/courts/industrialny-khabarovsk/").one("main"))
        judge = links(page(client, "/judges/aleksandrov-s-v/").one("main"))
        region = links(page(client, "/regions/RU-KHA/").one("main"))

        assert {
            "/series/3/",
            "/series/4/",
            "/judges/aleksandrov-s-v/",
            "/courts/zheleznodorozhny-khabarovsk/",
        } <= set(court)
        assert "/judges/chornovol-i-v/" in judge
        assert {"/regions/RU-AMU/", "/courts/industrialny-khabarovsk/"} <= set(region)

    @pytest.mark.parametrize("address", ["/regions/RU-KHA", "/courts/khimki", "/judges/aleksandrov-s-v"])
    def test_what_means_nothing_is_said_on_the_page_and_refused_in_the_file(self, client, address):
        assert "“form” is not a filter of this page" in notices(page(client, f"{address}/?form=forced"))
        assert client.get(f"{address}.csv?form=forced").status_code == 400
        for question in ("empty=maybe", "source=nowhere", "empty=in&empty=out"):
            read = page(client, f"{address}/?{question}")
            assert messages(read)
            assert not read.all("table", "profile")
            assert listed(read)
            assert client.get(f"{address}.csv?{question}").status_code == 400

    def test_a_region_without_rulings_has_a_file_of_zeros(self, client):
        found = figures(client, "/regions/RU-MOW.csv")

        assert {line["count"] for key, line in found.items() if key[2] == "region"} == {"0"}
        assert found["form", "forced", "region"]["share"] == "too_few"
        assert found["form", "forced", "all"]["count"] == "17"

    def test_judges_have_no_profile_where_they_are_not_counted(self, client, settings):
        settings.JUDGE_STATISTICS = False

        assert client.get("/judges/aleksandrov-s-v.csv").status_code == 404
        assert not page(client, "/judges/aleksandrov-s-v/").all("table", "profile")
        court = page(client, "/courts/industrialny-khabarovsk/")
        (named,) = [one for one in court.all("li") if one.text.startswith("S. V. Aleksandrov")]
        assert named.text == "S. V. Aleksandrov"
