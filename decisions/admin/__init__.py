"""Django's admin for reference data, stories, accounts, the audit and rulings. Importing it registers everything."""

from decisions.admin import accounts, audit, reference, rulings, stories

__all__ = ["accounts", "audit", "reference", "rulings", "stories"]
