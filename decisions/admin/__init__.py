"""Django's admin for reference data, accounts, the audit and rulings. Importing it registers everything."""

from decisions.admin import accounts, audit, reference, rulings

__all__ = ["accounts", "audit", "reference", "rulings"]
