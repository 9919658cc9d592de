import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.text.case_numbers import normalise


@pytest.mark.parametrize(
    ("printed", "normalised"),
    [
        ("5-22/2019", "5-22/2019"),
        ("5- 22/2019", "5-22/2019"),
        ("5 - 22 / 2019", "5-22/2019"),
        ("5-79\\19", "5-79/2019"),
        ("5-79∕19", "5-79/2019"),
        ("№ 5-79/2019", "5-79/2019"),
        ("№№ 5-79/2019", "5-79/2019"),
        ("5–79/2019", "5-79/2019"),
        ("5\N{NON-BREAKING HYPHEN}79/2019", "5-79/2019"),
        ("5−79/2019", "5-79/2019"),
        ("5-79/98", "5-79/1998"),
        ("5-79/91", "5-79/1991"),
        ("5-79/90", "5-79/2090"),
        ("5-ад18-92", "5-АД18-92"),
        ("12-7/2019 (5-79/18)", "12-7/2019(5-79/2018)"),
        ("\t5-79/2019\N{NO-BREAK SPACE}\n", "5-79/2019"),
    ],
)
def test_noisy_numbers_become_one_form(printed, normalised):
    assert normalise(printed) == normalised


@pytest.mark.parametrize("other", ["5-79/2018", "5-80/2019", "12-79/2019", "5-7/92019", "5-79/019"])
def test_different_numbers_stay_different(other):
    assert normalise(other) != normalise("5-79/2019")


@given(st.text(alphabet="0123456789-–/\\№ АД"))
def test_a_normalised_number_stays_as_it_is(printed):
    assert normalise(normalise(printed)) == normalise(printed)
