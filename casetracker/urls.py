from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

# English has no prefix; /ru/ and /ko/ are reserved for the languages to follow.
urlpatterns = [
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("decisions.urls")), prefix_default_language=False),
]
