"""The administration as a whole: who may enter, and one's own password."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.admin.models import LogEntry
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.actions import accounts
from decisions.admin.base import signed_in
from decisions.forms.accounts import LogInForm


class AdminSite(admin.AdminSite):
    site_header = _("casetracker administration")
    site_title = _("casetracker administration")
    index_title = _("Records")
    login_form = LogInForm
    empty_value_display = "–"
    # Every page links to the index; the lists need the room.
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return policy.may_use_admin(request.user)

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Django's own log stays empty: the audit chain is the one trail."""
        return LogEntry.objects.none()

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        request.current_app = self.name
        return OwnPasswordView.as_view(
            extra_context={**self.each_context(request), **(extra_context or {})},
            success_url=reverse("admin:password_change_done", current_app=self.name),
        )(request)


class OwnPasswordView(PasswordChangeView):
    form_class = AdminPasswordChangeForm

    def form_valid(self, form: Form) -> HttpResponse:
        user = signed_in(self.request)
        password = form.cleaned_data["new_password1"]
        accounts.set_password(user=user, password=password, by=user, now=timezone.now())
        update_session_auth_hash(self.request, user)
        return HttpResponseRedirect(self.get_success_url())


site = AdminSite()
