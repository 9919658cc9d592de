"""What all pages of the administration share: access by policy, no second log, honest lists, history."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from decisions import policy
from decisions.admin.lists import StrictChangeList, UnreadableList
from decisions.forms.fields import DayField
from decisions.models import User
from decisions.queries import history
from decisions.vocabulary import Role


def signed_in(request: HttpRequest) -> User:
    """Who asks. Nobody reaches a page of the administration without having logged in."""
    return cast("User", request.user)


class ByPolicy:
    """Answers Django's questions about permissions: there are roles and no others."""

    seen_by: ClassVar[Role] = Role.REVIEWER
    changed_by: ClassVar[Role] = Role.ADMINISTRATOR

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request, self.seen_by)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.seen_by)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.changed_by)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.changed_by)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.changed_by)


def _may(request: HttpRequest, role: Role) -> bool:
    return policy.may_use_admin(request.user) and policy.has_role(request.user, role)


class PolicyAdmin(ByPolicy, admin.ModelAdmin):
    formfield_overrides: ClassVar[Any] = {
        models.DateField: {"form_class": DayField, "widget": DayField.widget},
    }
    object_history_template = "admin/decisions/history.html"

    # The audit chain is the only log.

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[Any]:
        return []

    def construct_change_message(
        self, request: HttpRequest, form: Form, formsets: Any, add: bool = False
    ) -> list[Any]:
        return []

    # Lists

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StrictChangeList]:
        return StrictChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not _are_keys(self.model, request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)):
            raise BadRequest("what was ticked are not records")
        try:
            return self.readable_list(request, extra_context)
        except UnreadableList:
            return self._unreadable(request)

    def readable_list(self, request: HttpRequest, extra_context: dict[str, Any] | None) -> HttpResponseBase:
        """The list, or UnreadableList."""
        return super().changelist_view(request, extra_context)

    def _unreadable(self, request: HttpRequest) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("This list cannot be read"),
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decisions/unreadable_list.html", context, status=400)

    # History

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        audited = _may(request, Role.ADMINISTRATOR)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "object": record,
            "opts": self.opts,
            "versions": [history.Part("", version) for version in history.versions(record)],
            "sections": history.sections(record),
            "audited": audited,
            "events": history.events(record, reader=signed_in(request)) if audited else (),
            "most": history.MOST,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)


def _are_keys(model: type[models.Model], texts: Iterable[str]) -> bool:
    """Whether every text could be a primary key, so that a database can be asked for it."""
    try:
        for text in texts:
            model._meta.pk.clean(text, None)
    except ValidationError:
        return False
    return not any("\0" in text for text in texts)
