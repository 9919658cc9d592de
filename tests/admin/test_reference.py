"""Reference data is written by the actions, and only what changed."""

import pytest
from django.urls import reverse

from decisions.actions import reference
from decisions.models import (
    AuditEvent,
    Court,
    CourtSpelling,
    Judge,
    JudgeSpelling,
    Region,
    Series,
    Source,
    Team,
)
from tests import make
from tests.admin.inputs import inputs, sent

pytestmark = pytest.mark.django_db


def added(model):
    return reverse(f"admin:decisions_{model}_add")


def changed(record):
    return reverse(f"admin:decisions_{record._meta.model_name}_change", args=[record.pk])


def deleted(record):
    return reverse(f"admin:decisions_{record._meta.model_name}_delete", args=[record.pk])


def errors(response):
    assert response.status_code == 200
    return " ".join(str(error) for error in response.context["errors"])


def events():
    return [
        (event.actor.username, event.action, event.target, event.fields) for event in AuditEvent.objects.all()
    ]


def versions(record):
    """Who wrote which kind of version; the builders' own rows have no person."""
    rows = record.history.exclude(history_user=None).order_by("history_id")
    return [(row.history_user.username, row.history_type) for row in rows]


def test_a_new_court_is_in_the_audit_and_has_a_first_version(administering, region):
    response = sent(
        administering,
        added("court"),
        name_en="Sample Court",
        slug="sample-court",
        region=region.pk,
        code="99RS0001",
    )

    assert response.status_code == 302
    court = Court.objects.get()
    assert (court.name_en, court.code, court.region) == ("Sample Court", "99RS0001", region)
    assert versions(court) == [("administrator", "+")]
    assert events() == [("administrator", "reference.add", "Sample Court", [])]


def test_a_court_without_a_code_has_none_rather_than_an_empty_one(administering, region):
    sent(administering, added("court"), name_en="Sample Court", slug="sample-court", region=region.pk)

    assert Court.objects.get().code is None


def test_only_the_changed_columns_are_written(administering, court):
    sent(administering, changed(court), name_en="Renamed Court")

    court.refresh_from_db()
    assert court.name_en == "Renamed Court"
    assert versions(court) == [("administrator", "~")]
    assert [fields for _who, _action, _target, fields in events()] == [["name_en"]]


def test_saving_without_a_change_writes_nothing(administering, court):
    assert sent(administering, changed(court)).status_code == 302

    assert events() == []
    assert versions(court) == []


def test_a_judges_spellings_are_added_changed_and_removed_on_the_judges_page(administering, judge):
    kept = JudgeSpelling.objects.create(judge=judge, spelling="Sampl", language="en", basis="stated")
    gone = JudgeSpelling.objects.create(judge=judge, spelling="Simple", language="en", basis="stated")

    response = sent(
        administering,
        changed(judge),
        **{
            "spellings-0-spelling": "Sample",
            "spellings-1-DELETE": "on",
            "spellings-2-spelling": "Сампл",
            "spellings-2-language": "ru",
            "spellings-2-basis": "inferred",
            "spellings-2-rule": "back-transliteration",
        },
    )

    assert response.status_code == 302
    assert set(judge.spellings.values_list("spelling", flat=True)) == {"Sample", "Сампл"}
    assert versions(kept) == [("administrator", "~")]
    removed = JudgeSpelling.history.filter(id=gone.pk, history_type="-").get()
    assert removed.history_user.username == "administrator"
    assert sorted(events()) == [
        ("administrator", "reference.add", "Сампл", []),
        ("administrator", "reference.change", "Sample", ["spelling"]),
        ("administrator", "reference.remove", "Simple", []),
    ]


def test_a_new_judge_may_come_with_a_spelling_and_a_post(administering, court):
    response = sent(
        administering,
        added("judge"),
        name="T. E. Sample",
        slug="sample",
        **{
            "spellings-0-spelling": "Сампл",
            "spellings-0-language": "ru",
            "spellings-0-basis": "stated",
            "posts-0-court": court.pk,
            "posts-0-since": "2015-01-01",
        },
    )

    assert response.status_code == 302
    judge = Judge.objects.get()
    assert judge.spellings.get().spelling == "Сампл"
    assert judge.posts.get().court == court


def test_a_judge_without_rulings_is_removed_with_what_belongs_to_it(administering, judge):
    JudgeSpelling.objects.create(judge=judge, spelling="Sampl", language="en", basis="stated")

    assert administering.post(deleted(judge), {"post": "yes"}).status_code == 302

    assert not Judge.objects.exists()
    assert [row.history_user.username for row in JudgeSpelling.history.filter(history_type="-")] == [
        "administrator"
    ]
    assert [action for _who, action, _target, _fields in events()] == ["reference.remove", "reference.remove"]


def test_several_teams_are_removed_from_the_list(administering):
    teams = [make.team("Yellow team"), make.team("Grey team")]

    response = administering.post(
        reverse("admin:decisions_team_changelist"),
        {"action": "delete_selected", "_selected_action": [team.pk for team in teams], "post": "yes"},
    )

    assert response.status_code == 302
    assert not Team.objects.filter(pk__in=[team.pk for team in teams]).exists()
    assert len(events()) == 2


def test_a_court_with_rulings_is_protected(administering, lawyer):
    court = make.ruling().court

    page = administering.post(deleted(court), {"post": "yes"})

    assert page.status_code == 200
    assert Court.objects.filter(pk=court.pk).exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": "25XX"}, "Two digits, two Latin letters, four digits"),
        ({"slug": "unknown"}, "has another meaning"),
        ({"slug": "with space"}, "slug"),
        ({"name_en": ""}, "required"),
        ({"name_en": "x" * 201}, "at most 200 characters"),
        ({"name_en": "nul\0byte"}, "Null characters"),
        ({"region": "XX-Q"}, "valid choice"),
    ],
)
def test_a_court_with_a_mistake_is_explained_and_not_saved(administering, region, values, sentence):
    good = {"name_en": "Sample Court", "slug": "sample-court", "region": region.pk}

    response = sent(administering, added("court"), **good | values)

    assert sentence in errors(response)
    assert not Court.objects.exists()


def test_a_court_does_not_succeed_itself(administering, court):
    assert "does not succeed itself" in errors(sent(administering, changed(court), succeeded_by=court.pk))


def test_the_digits_of_a_region_are_written_with_spaces(administering, region):
    assert sent(administering, changed(region), court_digits="24 84  88").status_code == 302

    assert Region.objects.get().court_digits == ["24", "84", "88"]
    assert inputs(administering.get(changed(region)))["court_digits"] == ["24 84 88"]


@pytest.mark.parametrize("digits", ["248488", "2", "AB", "24,84", '["24"]', "24\0", "२४"])
def test_other_digits_are_refused(administering, region, digits):
    assert "Two digits each" in errors(sent(administering, changed(region), court_digits=digits))


def test_the_code_of_a_region_cannot_be_changed(administering, region):
    assert "iso" not in inputs(administering.get(changed(region)))


@pytest.mark.parametrize("iso", ["ru-pri", "RUPRI", "RU-PRIM", "R-PRI", "RU-\0"])
def test_a_new_region_has_a_code_by_iso(administering, iso):
    page = sent(
        administering, added("region"), iso=iso, country="RU", name_en="a", name_ru="b", name_ko="c",
        tile_column="1", tile_row="1",
    )  # fmt: skip

    assert errors(page)
    assert not Region.objects.exists()


@pytest.mark.parametrize("published", ["2020-13", "June 2020", "20200101", "😀"])
def test_a_source_is_published_in_a_real_year_month_or_day(administering, published):
    page = sent(administering, added("source"), title="Sample", slug="sample", published=published)

    assert "2020-06" in errors(page)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("day", "kept"),
    [("2019-04-18", True), ("18/04/2019", False), ("2019-02-30", False), ("2019-04-18\0", False)],
)
def test_dates_are_written_the_iso_way(administering, judge, court, day, kept):
    response = sent(administering, changed(judge), **{"posts-0-court": court.pk, "posts-0-since": day})

    assert (response.status_code == 302) is kept
    assert judge.posts.exists() is kept


def test_a_rule_belongs_to_what_is_inferred(administering, judge):
    row = {"spellings-0-spelling": "Сампл", "spellings-0-language": "ru"}

    without = sent(administering, changed(judge), **row, **{"spellings-0-basis": "inferred"})
    beside = sent(
        administering,
        changed(judge),
        **row,
        **{"spellings-0-basis": "stated", "spellings-0-rule": "back-transliteration"},
    )

    assert "needs the rule" in errors(without)
    assert "not to what is stated" in errors(beside)


@pytest.mark.parametrize("model", ["region", "court", "judge", "provision", "source", "series", "team"])
def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(
    administering, model, django_assert_num_queries, django_assert_max_num_queries
):
    build = {name: getattr(make, name) for name in ("region", "court", "judge", "source", "series")}
    build["provision"] = lambda: make.provision(part=str(len(seen)))
    build["team"] = lambda: make.team(f"Team {len(seen)}")
    seen = []
    address = reverse(f"admin:decisions_{model}_changelist")
    seen.append(build[model]())
    with django_assert_max_num_queries(20) as first:
        administering.get(address)

    for _row in range(4):
        seen.append(build[model]())

    with django_assert_num_queries(len(first.captured_queries)):
        administering.get(address)
    assert len(seen) == 5


def test_the_history_of_courts_judges_and_series_says_values_and_what_belongs_to_them(
    administering, reviewing, administrator, court, judge
):
    series = Series(number=9001, source=make.source(title="Sample source"), narrative_en="A sample hearing.")
    spellings = [
        CourtSpelling(court=court, spelling="Other Court", language="en", basis="stated"),
        JudgeSpelling(judge=judge, spelling="T. E. Other", language="en", basis="stated"),
    ]
    for record in (series, *spellings):
        reference.add(records=[record], by=administrator, now=make.NOW)
    sent(administering, changed(series), narrative_en="Another hearing.")

    for record, said in (
        (series, "A sample hearing. → Another hearing."),
        (series, "Source: Sample source"),
        (court, "Spelling: Other Court"),
        (judge, "Spelling: T. E. Other"),
    ):
        name = record._meta.model_name
        page = reviewing.get(reverse(f"admin:decisions_{name}_history", args=[record.pk])).content.decode()
        assert said in page


def test_the_history_of_a_record_shows_who_changed_what(administering, reviewing, court):
    sent(administering, changed(court), name_en="Renamed Court")
    address = reverse("admin:decisions_court_history", args=[court.pk])

    page = administering.get(address).content.decode()

    assert "administrator" in page
    assert "reference.change" in page
    assert "Renamed Court" in page
    assert (
        "reference.change" not in reviewing.get(address).content.decode()
    )  # the audit is the administrators'
