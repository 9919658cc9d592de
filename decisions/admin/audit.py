"""The audit chain, to read."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from decisions.admin.base import PolicyAdmin
from decisions.admin.site import site
from decisions.models import AuditEvent
from decisions.vocabulary import Role


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(PolicyAdmin):
    seen_by: ClassVar[Role] = Role.ADMINISTRATOR
    fields = ("at", "actor", "action", "target_type", "target", "fields", "reason")
    list_display = ("at", "actor", "action", "target_type", "target", "reason")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("target", "actor__username")
    date_hierarchy = "at"
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
