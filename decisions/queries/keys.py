"""What is sealed, wherever it stands: for the rotation of keys."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import models

from decisions.models.sealed import SealedField


def sealed_columns() -> Mapping[type[models.Model], Sequence[str]]:
    """Every table with sealed columns, those of versions too."""
    found = {
        model: [column.name for column in model._meta.concrete_fields if isinstance(column, SealedField)]
        for model in apps.get_app_config("decisions").get_models()
    }
    return {model: columns for model, columns in found.items() if columns}
