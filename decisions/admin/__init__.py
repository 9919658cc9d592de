"""Django's admin for reference data, stories and rulings. Importing it registers everything."""

from decisions.admin import reference, rulings, stories

__all__ = ["reference", "rulings", "stories"]
