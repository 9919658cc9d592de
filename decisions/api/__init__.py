"""The API: the public data for programs, read-only, as JSON."""
