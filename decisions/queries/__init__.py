"""Querysets in, frozen dataclasses out."""
