"""The entry point for gunicorn and other WSGI servers."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from decisions.queries import rights

# The exit code by which gunicorn knows that starting another worker would not help.
WORKER_BOOT_ERROR = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casetracker.settings")


def _require_public_rights_only() -> None:
    """A process that serves the public must not be able to read anything else, whoever breaks into it."""
    try:
        faults = rights.faults()
    except OperationalError as error:
        raise ImproperlyConfigured(f"The database does not answer: {error}") from error
    finally:
        connection.close()  # whoever forks from here opens its own
    if faults:
        raise ImproperlyConfigured(" ".join(faults))


try:
    application = get_wsgi_application()
    if settings.PUBLIC_ONLY:
        _require_public_rights_only()
except ImproperlyConfigured as error:
    sys.stderr.write(f"casetracker cannot start. {error}\n")
    sys.exit(WORKER_BOOT_ERROR)
