"""Accounts: administrators make them, change them, switch them off. None is ever deleted."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from decisions.actions import accounts, second_factor
from decisions.admin.base import PolicyAdmin, signed_in
from decisions.admin.site import site
from decisions.forms.accounts import AccountForm, LostSecondFactorForm, NewAccountForm
from decisions.models import User
from decisions.vocabulary import Role


@admin.register(User, site=site)
class AccountAdmin(PolicyAdmin):
    seen_by: ClassVar[Role] = Role.ADMINISTRATOR
    list_display = ("username", "role", "team", "is_active", "last_login")
    list_filter = ("role", "team", "is_active")
    list_select_related = ("team",)
    search_fields = ("username",)
    change_form_template = "admin/decisions/user/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """System accounts act for commands and stay as they are."""
        system = obj is not None and obj.username in accounts.system_usernames()
        return not system and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = AccountForm if change else NewAccountForm
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("username", "role", "team", "password1", "password2")
        return ("username", "role", "team", "is_active", "reads_identities", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another administrator changes one's own role, so that nobody locks themselves out or lets themselves in."""
        if obj is None:
            return ()
        own = ("role", "is_active", "reads_identities") if obj == request.user else ()
        return ("username", "last_login", *own)

    @method_decorator(sensitive_post_parameters())
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        now = timezone.now()
        if change:
            self._save_changes(obj, set(form.changed_data), by=signed_in(request), now=now)
            return
        made = accounts.add(
            username=obj.username,
            password=form.cleaned_data["password1"],
            role=Role(obj.role),
            team=obj.team,
            by=signed_in(request),
            now=now,
        )
        obj.pk = made.pk

    def _save_changes(self, account: User, fields: set[str], *, by: User, now: datetime) -> None:
        """Reading identities is a decision of its own, with a line of its own in the audit."""
        plain = fields - {"reads_identities"}
        with transaction.atomic():
            if plain:
                accounts.change(user=account, fields=plain, by=by, now=now)
            if plain != fields:
                accounts.set_reads_identities(user=account, granted=account.reads_identities, by=by, now=now)

    def save_related(self, request: HttpRequest, form: Form, formsets: Any, change: bool) -> None:
        return None

    # Passwords

    def get_urls(self) -> list[URLPattern]:
        password = path(
            "<path:object_id>/password/",
            self.admin_site.admin_view(self.password_view),
            name="decisions_user_password",
        )
        lost = path(
            "<path:object_id>/second-factor/",
            self.admin_site.admin_view(self.second_factor_view),
            name="decisions_user_second_factor",
        )
        return [password, lost, *super().get_urls()]

    @method_decorator(sensitive_post_parameters())
    def password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A new password for somebody else's account, which ends its sessions."""
        account = self._account(request, object_id)
        if account == request.user:
            return HttpResponseRedirect(reverse("account_change_password"))
        form = SetPasswordForm(account, request.POST or None)
        if form.is_valid():
            password = form.cleaned_data["new_password1"]
            accounts.set_password(user=account, password=password, by=signed_in(request), now=timezone.now())
            self.message_user(request, _("The password was changed."))
            return HttpResponseRedirect(reverse("admin:decisions_user_change", args=[account.pk]))
        title = _("New password for %(account)s") % {"account": account}
        return self._page(request, account, form, title, _("Change password"))

    def second_factor_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Somebody lost telephone and recovery codes: whoever must have a second factor sets up a new one."""
        account = self._account(request, object_id)
        if account == request.user:
            return HttpResponseRedirect(reverse("mfa_index"))
        form = LostSecondFactorForm(request.POST or None)
        if form.is_valid():
            second_factor.remove(
                user=account, by=signed_in(request), now=timezone.now(), reason=form.cleaned_data["reason"]
            )
            self.message_user(request, _("The second factor was taken away."))
            return HttpResponseRedirect(reverse("admin:decisions_user_change", args=[account.pk]))
        title = _("Take away the second factor of %(account)s") % {"account": account}
        return self._page(request, account, form, title, _("Take away"))

    def _account(self, request: HttpRequest, object_id: str) -> User:
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        return cast("User", account)

    def _page(self, request: HttpRequest, account: User, form: Form, title: str, button: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "button": button,
            "opts": self.opts,
            "original": account,
            "form": form,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decisions/user/single.html", context)
