"""Engines for tables: reading lines, guarding cells, counting crosswise. No Django."""
