"""The engine of backups: an encrypted stream, and what stands in it. No Django."""
