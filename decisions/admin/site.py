"""The administration as a whole: who may enter. Logging in and passwords are the account pages' business."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from decisions import policy


class AdminSite(admin.AdminSite):
    site_header = _("casetracker administration")
    site_title = _("casetracker administration")
    index_title = _("Records")
    empty_value_display = "–"
    # Every page links to the index; the lists need the room.
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return policy.may_use_admin(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Visitors are sent to log in; whoever is logged in and has no business here is told so."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **parameters: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            response: HttpResponseBase = inner(request, *args, **parameters)
            return response

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one way in, past the second factor."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
            wanted = reverse("admin:index", current_app=self.name)
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return HttpResponseRedirect(reverse("mfa_index"))

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Django's own log stays empty: the audit chain is the one trail."""
        return LogEntry.objects.none()


site = AdminSite()
