"""The report's fifty rulings: the totals of its coding, and what loading does and refuses."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Q

from decisions import ledger
from decisions.actions import accounts, corpus, reference, rulings, workflow
from decisions.models import (
    Court,
    Evidence,
    Judge,
    JudgeSpelling,
    Provision,
    Region,
    Ruling,
    Series,
    Source,
    User,
)
from decisions.queries.values import text_of
from decisions.tables.lines import BrokenLine
from decisions.vocabulary import FIELDS, RULES, Basis, Empty, Plea, Role, Selection, Status, Withdrawal
from tests import make
from tests.corpus_files import CORPUS, REFERENCE, everything, replace

pytestmark = pytest.mark.django_db

EXAMPLES = {
    1: 2,
    2: 9,
    3: 5,
    4: 4,
    5: 5,
    6: 3,
    7: 2,
    8: 2,
    9: 1,
    10: 9,
    11: 1,
    12: 1,
    13: 1,
    14: 1,
    15: 3,
    16: 1,
}


def counts(name, *, of=None):
    """How many rulings have each value of a column."""
    return dict(Counter((Ruling.objects.all() if of is None else of).values_list(name, flat=True)))


def bases(name, value):
    """How many rulings have each basis and rule for a value of a field."""
    rows = Evidence.objects.filter(accepted=True, field=name, value=value)
    return dict(Counter(rows.values_list("basis", "rule")))


def examples(**values):
    """The numbers of the examples with rulings that have these values."""
    return set(Ruling.objects.filter(**values).values_list("series__number", flat=True))


def of_example(number):
    return Ruling.objects.filter(series__number=number)


# What the reference files have


def test_every_federal_subject_and_every_occupied_region_is_known(report):
    assert counts_of_regions() == {"RU": 83, "UA": 6}
    assert set(Region.objects.filter(country="UA").values_list("iso", flat=True)) == {
        "UA-09", "UA-14", "UA-23", "UA-40", "UA-43", "UA-65",
    }  # fmt: skip
    assert not Region.objects.filter(Q(name_en="") | Q(name_ru="") | Q(name_ko="")).exists()


def counts_of_regions():
    return dict(Counter(Region.objects.values_list("country", flat=True)))


@pytest.mark.parametrize(
    ("iso", "digits"),
    [
        ("RU-AL", ["02"]),
        ("RU-BA", ["03"]),
        ("RU-BU", ["04"]),
        ("RU-CE", ["20"]),
        ("RU-KYA", ["24", "84", "88"]),
        ("RU-PRI", ["25"]),
    ],
)
def test_court_codes_have_digits_of_their_own(report, iso, digits):
    assert Region.objects.get(iso=iso).court_digits == digits


def test_no_two_russian_subjects_share_the_digits_of_their_court_codes(report):
    digits = [digit for region in Region.objects.filter(country="RU") for digit in region.court_digits]

    assert len(set(digits)) == len(digits)


def test_every_court_of_the_report_has_the_code_of_its_region(report):
    for court in Court.objects.select_related("region"):
        assert court.code[:2] in court.region.court_digits, court


def test_the_parts_of_the_two_articles_are_known(report):
    parts = set(Provision.objects.filter(law="CAO").values_list("article", "part"))

    assert parts >= {("18.8", part) for part in ("", "1", "1.1", "2", "3", "3.1", "4")}
    assert parts >= {("18.10", part) for part in ("", "1", "2", "3")}
    assert {article for article, _part in parts} >= {
        "18.1",
        "18.11",
        "18.12",
        "18.15",
        "18.20",
        "19.27",
        "20.25",
    }


# The totals


def test_there_are_sixteen_series_with_fifty_rulings(report):
    assert counts("series__number") == EXAMPLES
    assert sum(EXAMPLES.values()) == Ruling.objects.count() == 50
    assert Series.objects.count() == 16


def test_rulings_are_numbered_within_their_series(report):
    for number, size in EXAMPLES.items():
        positions = of_example(number).order_by("position").values_list("position", flat=True)
        assert list(positions) == list(range(1, size + 1))


def test_two_examples_give_their_number_as_a_minimum(report):
    assert set(Series.objects.filter(at_least=True).values_list("number", flat=True)) == {8, 10}


def test_there_are_twelve_courts_in_eight_regions(report):
    assert len(counts("court")) == Court.objects.count() == 12
    assert counts("court__region") == {
        "RU-KHA": 17, "RU-TA": 13, "RU-KYA": 9, "RU-PRI": 4, "RU-PER": 2, "RU-MOS": 2, "RU-BA": 2, "RU-TOM": 1,
    }  # fmt: skip


def test_the_courts_have_the_codes_of_the_domain_guide(report):
    assert dict(Court.objects.values_list("code", "region")) == {
        "25RS0030": "RU-PRI", "16RS0051": "RU-TA", "27RS0004": "RU-KHA", "27RS0003": "RU-KHA",
        "59RS0005": "RU-PER", "50RS0048": "RU-MOS", "25RS0002": "RU-PRI", "24RS0056": "RU-KYA",
        "03RS0002": "RU-BA", "70RS0002": "RU-TOM", "25RS0022": "RU-PRI", "16RS0045": "RU-TA",
    }  # fmt: skip


def test_fifteen_judges_are_named_and_one_is_not(report):
    assert Judge.objects.filter(rulings__isnull=False).distinct().count() == Judge.objects.count() == 15
    assert examples(judge=None) == {16}
    assert counts("judge_state") == {"known": 49, "unknown": 1}


def test_every_judge_has_a_russian_spelling_that_is_marked_inferred(report):
    inferred = JudgeSpelling.objects.filter(language="ru", basis=Basis.INFERRED, rule="back-transliteration")

    assert set(inferred.values_list("judge", flat=True)) == set(Judge.objects.values_list("pk", flat=True))
    spellings = " ".join(inferred.values_list("spelling", flat=True))
    assert "Мустафина" in spellings
    assert "Таранущенко" in spellings


def test_half_of_the_rulings_are_of_each_year(report):
    days = list(Ruling.objects.order_by("decided_on").values_list("decided_on", flat=True))

    assert Counter(day.year for day in days) == {2018: 25, 2019: 25}
    assert (days[0], days[-1]) == (date(2018, 10, 5), date(2019, 9, 4))


def test_forms_of_expulsion(report):
    assert counts("form") == {"controlled_departure": 10, "forced": 17, "unknown": 23}
    assert bases("form", "forced") == {("stated", ""): 6, ("inferred", "placement-implies-forced"): 11}
    stated = Evidence.objects.filter(accepted=True, field="form", value="forced", basis=Basis.STATED)
    assert set(stated.values_list("ruling__series__number", flat=True)) == {12, 13, 15, 16}


def test_placements(report):
    assert counts("placement") == {"yes": 12, "no": 10, "unknown": 28}
    assert examples(placement="yes") == {3, 4, 5, 12}
    assert bases("placement", "yes") == {("stated", ""): 12}
    assert bases("placement", "no") == {("inferred", "departure-implies-no-placement"): 10}


def test_nobody_is_placed_who_leaves_alone_and_everybody_placed_is_forced(report):
    assert set(Ruling.objects.filter(placement="yes").values_list("form", flat=True)) == {"forced"}
    assert set(Ruling.objects.filter(placement="no").values_list("form", flat=True)) == {
        "controlled_departure"
    }


def test_example_four_is_split_as_far_as_it_is_certain(report):
    rows = of_example(4).order_by("position").values_list("form", "placement")

    assert list(rows) == [("forced", "yes"), ("controlled_departure", "no"), *[("unknown", "unknown")] * 2]
    notes = Evidence.objects.filter(ruling__series__number=4, field__in=["form", "placement"])
    assert (notes.count(), notes.filter(note="").count()) == (8, 0)


def test_articles(report):
    assert Counter(text_of(ruling, "provisions") for ruling in Ruling.objects.all()) == {
        "18.8": 42,
        "unknown": 8,
    }
    assert set(Provision.objects.filter(rulings__isnull=False).values_list("article", "part")) == {
        ("18.8", "")
    }
    assert examples(provisions_state=Empty.UNKNOWN) == {4, 11, 12, 13, 14}
    assert bases("provisions", "18.8") == {("stated", ""): 1, ("inferred", "overstay-is-18.8"): 41}
    stated = Evidence.objects.get(accepted=True, field="provisions", basis=Basis.STATED)
    assert stated.ruling.series.number == 16


@pytest.mark.parametrize("name", ["return_risk_examined", "un_recommendations_considered"])
def test_what_no_judge_did(report, name):
    assert counts(name) == {"no": 50}
    assert sum(bases(name, "no").values()) == 50
    assert bases(name, "no").keys() == {("stated", ""), ("inferred", "general-finding-1")}


def test_return_risk_is_stated_where_an_example_says_so(report):
    stated = Evidence.objects.filter(accepted=True, field="return_risk_examined", basis=Basis.STATED)

    assert set(stated.values_list("ruling__series__number", flat=True)) == {1, 2, 3, 4, 5, 6, 7, 8, 13}
    stated = Evidence.objects.filter(accepted=True, field="un_recommendations_considered", basis=Basis.STATED)
    assert set(stated.values_list("ruling__series__number", flat=True)) == {12, 13}


def test_international_law_is_unknown(report):
    assert counts("international_law_cited") == {"unknown": 50}


def test_reasons_for_placement(report):
    assert counts("placement_reasons_given") == {"no": 12, "not_applicable": 10, "unknown": 28}
    assert examples(placement_reasons_given="no") == {3, 4, 5, 12}
    assert bases("placement_reasons_given", "no") == {
        ("stated", ""): 10,
        ("inferred", "general-finding-2"): 2,
    }
    stated = Evidence.objects.filter(accepted=True, field="placement_reasons_given", basis=Basis.STATED)
    assert set(stated.values_list("ruling__series__number", flat=True)) == {3, 5}
    assert set(Ruling.objects.filter(placement="no").values_list("placement_reasons_given", flat=True)) == {
        "not_applicable"
    }


def test_the_interpreter_is_not_stated_in_one_example_and_unknown_elsewhere(report):
    assert counts("interpreter") == {"not_stated": 3, "unknown": 47}
    assert examples(interpreter=Empty.NOT_STATED) == {6}


def test_everybody_is_a_citizen_of_the_dprk_and_expelled_and_no_standing_is_known(report):
    assert (counts("nationality"), counts("nationality_state")) == ({"KP": 50}, {"known": 50})
    assert counts("sanction") == {"expulsion": 50}
    assert counts("standing") == {"unknown": 50}


def test_pleas_counsel_and_objections(report):
    assert counts("plea") == {"admitted": 16, "denied": 1, "silent": 1, "unknown": 32}
    assert (examples(plea=Plea.DENIED), examples(plea=Plea.SILENT)) == ({11}, {12})
    assert counts("counsel") == {"yes": 1, "no": 3, "unknown": 46}
    assert (examples(counsel="yes"), examples(counsel="no")) == ({13}, {15})
    assert examples(objected_to_expulsion="yes") == {11, 12, 13}
    assert examples(return_risk_raised="yes") == {13}


def test_one_length_is_given_as_about_four_hundred_words(report):
    ruling = of_example(9).get()

    assert (ruling.word_count, ruling.word_count_qualifier) == (400, "about")
    assert counts("word_count_state") == {"known": 1, "unknown": 49}


def test_what_the_report_cannot_know_is_unknown(report):
    for name in ("case_number", "uid", "in_force_on", "facility", "fine_amount", "entry_ban_years"):
        assert counts(f"{name}_state") == {"unknown": 50}, name


def test_the_source_is_a_choice_of_examples(report):
    assert (
        Source.objects.filter(rulings__isnull=False).distinct().get().selection == Selection.SELECTED_EXAMPLES
    )
    assert counts("source__selection") == {"selected_examples": 50}


# Evidence


def test_every_value_has_evidence_that_supports_it(report):
    for ruling in Ruling.objects.prefetch_related("evidence", "provision_links__provision"):
        accepted = {row.field: row.value for row in ruling.evidence.all() if row.accepted}
        values = {name: text_of(ruling, name) for name in FIELDS}
        assert {name: values[name] for name in accepted} == accepted
        assert {name for name, value in values.items() if value != Empty.UNKNOWN} <= accepted.keys()


def test_every_evidence_says_where_it_stands_and_every_rule_exists(report):
    assert not Evidence.objects.filter(Q(page="") | Q(note="")).exists()
    assert set(Evidence.objects.filter(basis=Basis.INFERRED).values_list("rule", flat=True)) <= set(RULES)
    for ruling in Ruling.objects.select_related("series"):
        assert ruling.source_locator == f"section V, example {ruling.series.number_in_source}"


def test_no_narrative_is_missing(report):
    assert not Series.objects.filter(narrative_en="").exists()


# How they came here


def test_they_were_entered_and_published_by_two_accounts_that_cannot_log_in(report):
    loader, checker = User.objects.get(username="report-loader"), User.objects.get(username="report-checker")

    assert counts("entered_by") == {loader.pk: 50}
    assert counts("published_by") == {checker.pk: 50}
    assert counts("status") == {"published": 50}
    for user in (loader, checker):
        assert (user.is_active, user.has_usable_password()) == (False, False)


def test_system_accounts_are_the_only_ones_that_loading_makes(report):
    assert set(User.objects.values_list("username", flat=True)) == set(accounts.system_usernames())


def test_loading_is_in_history_and_in_the_audit(report):
    assert report.added == 16 + 50 + 12 + 15 + 31 + 15 + 1
    assert (report.corrected, report.left_alone) == (0, [])
    assert Ruling.history.count() == 150
    assert ledger.first_break() is None


def load(directory=CORPUS, *, now=make.NOW + timedelta(days=1)):
    return corpus.load(directory=directory, now=now)


def test_loading_twice_adds_nothing_and_changes_nothing(report):
    before = everything()

    again = load()
    regions = corpus.load_reference(directory=REFERENCE, now=make.NOW)

    assert (again.added, again.corrected, again.same, again.left_alone) == (0, 0, report.added, [])
    assert (regions.added, regions.corrected, regions.left_alone) == (0, 0, [])
    assert everything() == before


def test_what_a_person_corrected_is_left_alone_and_told(report):
    reviewer = make.account("reviewer", Role.REVIEWER)
    ruling = of_example(9).get()
    rulings.correct(
        ruling=ruling,
        by=reviewer,
        now=make.NOW,
        version=ruling.version,
        values={"plea": Plea.DENIED},
        reason="Read in the ruling itself.",
    )

    again = load()

    ruling.refresh_from_db()
    assert ruling.plea == "denied"
    assert again.corrected == 0
    [sentence] = again.left_alone
    assert sentence.startswith(f"ruling {ruling.public_id}: edited by a person")
    assert "plea: denied here, admitted in the files" in sentence


@pytest.mark.parametrize("way", Withdrawal)
def test_a_withdrawn_ruling_stays_withdrawn_and_is_told(report, way):
    reviewer = make.account("reviewer", Role.REVIEWER)
    ruling = of_example(9).get()
    workflow.withdraw(ruling=ruling, by=reviewer, now=make.NOW, way=way, reason="A sample reason.")

    again = load()

    ruling.refresh_from_db()
    assert ruling.status == Status.WITHDRAWN
    assert again.left_alone == [f"ruling {ruling.public_id}: withdrawn, stays withdrawn"]
    assert Ruling.objects.count() == 50


def test_reference_rows_that_a_person_changed_are_left_alone_and_told(report):
    judge = Judge.objects.get(slug="karpov-a-v")
    administrator, judge.name = make.account("administrator", Role.ADMINISTRATOR), "T. E. Sample"
    reference.change(record=judge, fields=["name"], by=administrator, now=make.NOW)

    again = load()

    judge.refresh_from_db()
    assert judge.name == "T. E. Sample"
    assert again.left_alone == [
        "judge T. E. Sample: edited by a person, stays as it is "
        "(name: T. E. Sample here, A. V. Karpov in the files)"
    ]


# Changed files


def test_a_file_that_changed_corrects_an_untouched_ruling_in_public(report, corpus_copy):
    replace(corpus_copy / "codings.csv", "9,all,plea,admitted,", "9,all,plea,denied,")
    replace(corpus_copy / "codings.csv", "9,all,word_count,400,about,", "9,all,word_count,410,,")

    again = load(corpus_copy)

    ruling = of_example(9).get()
    assert (again.added, again.corrected, again.left_alone) == (0, 1, [])
    assert (ruling.plea, ruling.word_count, ruling.word_count_qualifier) == ("denied", 410, "")
    note = ruling.corrections.get()
    assert (note.on, note.reason) == (date(2026, 3, 3), corpus.REASON)
    assert note.fields == ["plea", "word_count", "word_count_qualifier"]
    assert ruling.evidence.get(field="plea", accepted=True).value == "denied"
    assert ruling.evidence.get(field="plea", accepted=False).value == "admitted"
    assert load(corpus_copy).corrected == 0
    assert ledger.first_break() is None


def test_a_coding_that_was_taken_away_makes_the_field_unknown(report, corpus_copy):
    path = corpus_copy / "codings.csv"
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("9,all,word_count")
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")

    assert load(corpus_copy).corrected == 1

    ruling = of_example(9).get()
    assert (text_of(ruling, "word_count"), ruling.word_count_qualifier) == ("unknown", "")
    assert not ruling.evidence.filter(field="word_count", accepted=True).exists()
    assert load(corpus_copy).corrected == 0


def test_another_article_replaces_the_old_one(report, corpus_copy):
    line = "9,all,provisions,18.8,,inferred,overstay-is-18.8"
    replace(corpus_copy / "codings.csv", line, "9,all,provisions,18.8:1.1;18.10,,stated,")

    assert load(corpus_copy).corrected == 1
    assert text_of(of_example(9).get(), "provisions") == "18.10;18.8:1.1"
    assert load(corpus_copy).corrected == 0


def test_a_place_that_changed_is_corrected_too(report, corpus_copy):
    replace(
        corpus_copy / "rulings.csv",
        '9,1,one-recognized-refugee-2020,"section V, example 9"',
        "9,1,one-recognized-refugee-2020,p. 30",
    )

    assert load(corpus_copy).corrected == 1

    ruling = of_example(9).get()
    assert ruling.source_locator == "p. 30"
    assert "source_locator" in ruling.corrections.get().fields
    assert load(corpus_copy).corrected == 0


def test_a_new_ruling_is_added_to_those_that_are_there(report, corpus_copy):
    with (corpus_copy / "rulings.csv").open("a", encoding="utf-8") as file:
        file.write("2222222222,9,2,one-recognized-refugee-2020,p. 30\n")

    again = load(corpus_copy)

    assert (again.added, again.same) == (1, report.added)
    assert Ruling.objects.get(public_id="2222222222").status == Status.PUBLISHED


def test_a_judge_whose_name_was_corrected_is_changed(report, corpus_copy):
    replace(corpus_copy / "judges.csv", "karpov-a-v,A. V. Karpov", "karpov-a-v,T. E. Sample")

    again = load(corpus_copy)

    assert (again.corrected, again.left_alone) == (1, [])
    assert Judge.objects.get(slug="karpov-a-v").name == "T. E. Sample"


def test_a_broken_line_leaves_an_installation_as_it_was(report, corpus_copy):
    replace(corpus_copy / "judges.csv", "karpov-a-v,A. V. Karpov", "karpov-a-v,T. E. Sample")
    number = replace(corpus_copy / "codings.csv", "9,all,plea,admitted", "9,all,plea,perhaps")
    before = everything()

    with pytest.raises(BrokenLine, match=rf"^codings\.csv, line {number}: "):
        load(corpus_copy)
    assert everything() == before
    assert Judge.objects.get(slug="karpov-a-v").name == "A. V. Karpov"
