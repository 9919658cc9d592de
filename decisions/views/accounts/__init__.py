"""Logging in, second factors, and what guards everything behind the login."""
