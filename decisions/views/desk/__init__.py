"""The desk: what lawyers and reviewers work with, behind the login."""
