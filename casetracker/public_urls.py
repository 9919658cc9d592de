"""The doors of a process that serves the public and nothing else (CASETRACKER_SITE=public)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from decisions.views import about

handler400 = "decisions.api.refusals.bad_request"
handler404 = "decisions.api.refusals.not_found"
handler500 = "decisions.api.refusals.broken"

urlpatterns = [
    *i18n_patterns(
        path("about/removal/", about.removal_elsewhere, name="removal"),
        path("", include("decisions.public_urls")),
        prefix_default_language=False,
    ),
]
