"""Imports at once, of the same file and of another one: each ruling is there once, and the audit is whole."""

from collections import Counter

from tests.importing import table

ROWS = 40


def import_at_once(site, folder):
    court, source = site.made["slugs"]
    files = {}
    for letter in "AB":
        numbers = [f"5-{letter}{number}/2019" for number in range(ROWS)]
        files[letter] = folder / f"{letter}.csv"
        files[letter].write_bytes(table(*[{"court": court, "case_number": number} for number in numbers]))
    command = ("--by", "administrator", "--source", source, "--apply")
    running = [site.started("import_rulings", files[letter], *command) for letter in "AAB"]
    said = [process.communicate()[0] for process in running]
    found = site.rows("SELECT case_number FROM decisions_ruling WHERE case_number LIKE '5-%/2019'")
    assert Counter(number for (number,) in found) == Counter(
        f"5-{letter}{number}/2019" for letter in "AB" for number in range(ROWS)
    ), said
    assert [process.returncode for process in running].count(0) >= 2, said
    assert not [text for text in said if "Traceback" in text or "5-A" in text]
    assert "whole" in site.manage("verify_audit")
