"""Writes the OpenAPI document to docs/openapi.json: `make openapi`, whenever the API changes."""

from pathlib import Path

import django

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"

if __name__ == "__main__":
    django.setup()
    from decisions.api import openapi

    COMMITTED.write_text(openapi.text(), encoding="utf-8")
