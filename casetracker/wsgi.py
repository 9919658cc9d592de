"""The entry point for gunicorn and other WSGI servers."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

# The exit code by which gunicorn knows that starting another worker would not help.
WORKER_BOOT_ERROR = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casetracker.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.stderr.write(f"casetracker cannot start. {error}\n")
    sys.exit(WORKER_BOOT_ERROR)
