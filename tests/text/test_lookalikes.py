import pytest

from decisions.text.lookalikes import looks, scripts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "Anna"),
        ("anna", "аnnа"),
        ("paul", "pau1"),
        ("corn", "com"),
        ("осара", "ocapa"),
        ("jose", "josé"),
    ],
)
def test_names_that_look_alike_are_the_same(one, other):
    assert looks(one) == looks(other)


@pytest.mark.parametrize(("one", "other"), [("anna", "hanna"), ("Олег", "Ольга"), ("김영수", "김영숙")])
def test_other_names_are_others(one, other):
    assert looks(one) != looks(other)


def test_the_scripts_of_a_name():
    assert scripts("anna-1.b") == {"LATIN"}
    assert scripts("Аnna") == {"LATIN", "CYRILLIC"}
    assert scripts("김영수") == {"HANGUL"}
