"""The corpus files of the application, and how tests change a copy of them."""

from pathlib import Path

from django.apps import apps

HOME = Path(apps.get_app_config("decisions").path)
CORPUS = HOME / "corpus"
REFERENCE = HOME / "reference"
OFFICIAL = HOME / "official"
STORIES = HOME / "stories"


def replace(path: Path, old: str, new: str) -> int:
    """Replace a text that occurs once in a file; the number of its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def everything() -> dict[str, int]:
    """How many rows every table of the application has."""
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("decisions").get_models()
    }
