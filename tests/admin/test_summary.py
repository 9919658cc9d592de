"""The summary at the head of the list, over the report's fifty rulings."""

import pytest

pytestmark = pytest.mark.django_db

LIST = "/admin/decisions/ruling/"


def test_the_summary_counts_the_whole_selection_by_form_placement_and_year(reviewing, report):
    selection = reviewing.get(LIST).context["selection"]

    assert (selection.rulings, selection.people) == (50, 50)
    counted = [
        {member.code: number for member, number in breakdown.counts.items()}
        for breakdown in selection.breakdowns
    ]
    assert counted == [
        {"controlled_departure": 10, "forced": 17, "unknown": 23},
        {"yes": 12, "no": 10, "unknown": 28},
        {"2018": 25, "2019": 25},
    ]


def test_the_summary_follows_the_filters_not_the_page(reviewing, report, monkeypatch):
    monkeypatch.setattr("decisions.admin.rulings.RulingAdmin.list_per_page", 5)

    response = reviewing.get(LIST, {"placement__exact": "yes", "p": 3})

    assert len(response.context["cl"].result_list) == 2
    assert response.context["selection"].rulings == 12
    assert "12 rulings are selected" in response.content.decode()
