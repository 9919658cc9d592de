"""Cells of files that a spreadsheet will open."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard(text: str) -> str:
    """The text on one line, and with an apostrophe before it if a spreadsheet would run it as a formula."""
    if text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA):
        text = f"'{text}"
    return " ".join(text.splitlines()) if not text.isprintable() else text
