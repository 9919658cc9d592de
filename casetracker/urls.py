from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from decisions.admin.site import site

handler400 = "decisions.api.refusals.bad_request"
handler404 = "decisions.api.refusals.not_found"
handler500 = "decisions.api.refusals.broken"

# English has no prefix; /ru/ and /ko/ are reserved for the languages to follow.
urlpatterns = [
    path("admin/", site.urls),
    *i18n_patterns(path("", include("decisions.urls")), prefix_default_language=False),
]
