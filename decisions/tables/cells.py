"""Cells of files that a spreadsheet will open."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard(text: str) -> str:
    """The text on one line, and with an apostrophe before it if a spreadsheet would run it as a formula."""
    return one_line(f"'{text}" if _would_run(text) else text)


def unguarded(cell: str) -> str:
    """What stood in the cell before it was guarded."""
    return cell[1:] if cell.startswith("'") and _would_run(cell[1:]) else cell


def one_line(text: str) -> str:
    return " ".join(text.splitlines()) if not text.isprintable() else text


def _would_run(text: str) -> bool:
    return text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA)
