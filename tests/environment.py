"""A pytest plugin, read before the settings: demo mode, and a var/ that no person's data is in."""

import atexit
import os
import shutil
import tempfile

import pytest
from django.core.management import call_command

_OF_AN_INSTALLATION = (
    "SECRET_KEY", "AUDIT_KEYS", "IDENTITY_KEYS", "BACKUP_KEYS", "CASETRACKER_DOCUMENTS",
    "CASETRACKER_RELEASES", "ALLOWED_HOSTS", "SITE_URL", "CASETRACKER_HTTPS", "CASETRACKER_SITE",
    "ONION_ADDRESSES", "DATABASE_REPLICA_URL",
)  # fmt: skip

_folder = tempfile.mkdtemp(prefix="casetracker-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in _OF_AN_INSTALLATION:
    os.environ.pop(_name, None)
os.environ["CASETRACKER_ENV"] = "demo"
os.environ["CASETRACKER_VAR"] = _folder
os.environ["CASETRACKER_TASKS_AT_ONCE"] = "1"
# All tests together are one visitor of the API; tests/api/test_limits.py sets limits of its own.
os.environ["API_MOST_A_MINUTE"] = "1000000"


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name their static files by checksum, as a visitor gets them; so the files must be collected."""
    call_command("collectstatic", verbosity=0, interactive=False)
