"""What is sealed, wherever it stands: for the rotation of keys."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import models

from decisions.models.sealed import Sealed, SealedField, Unreadable, nothing


def sealed_columns() -> Mapping[type[models.Model], Sequence[str]]:
    """Every table with sealed columns, those of versions too."""
    found = {
        model: [column.name for column in model._meta.concrete_fields if isinstance(column, SealedField)]
        for model in apps.get_app_config("decisions").get_models()
    }
    return {model: columns for model, columns in found.items() if columns}


def an_unreadable_table() -> str:
    """The name of a table whose newest sealed text no key of ours opens; empty if there is none."""
    for model, columns in sealed_columns().items():
        for column in columns:
            newest = model._base_manager.exclude(**{column: nothing()}).order_by("pk").last()
            if newest is not None and not _opens(getattr(newest, column)):
                return str(model._meta.verbose_name)
    return ""


def _opens(sealed: Sealed) -> bool:
    try:
        sealed.open()
    except Unreadable:
        return False
    return True
