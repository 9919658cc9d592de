"""Stories: administrators write them; reviewers publish and withdraw them on the desk."""

from django.contrib import admin

from decisions.admin.base import ByPolicy, PolicyAdmin
from decisions.admin.reference import ReferenceAdmin
from decisions.admin.site import site
from decisions.forms.reference import PartFormSet
from decisions.forms.stories import StoryEventForm, StoryForm
from decisions.models import Story, StoryEvent


class StoryEventInline(ByPolicy, admin.StackedInline):
    model = StoryEvent
    form = StoryEventForm
    formset = PartFormSet
    formfield_overrides = PolicyAdmin.formfield_overrides
    extra = 1


@admin.register(Story, site=site)
class StoryAdmin(ReferenceAdmin):
    form = StoryForm
    inlines = (StoryEventInline,)
    list_display = ("title_en", "status", "name_changed", "order")
    list_filter = ("status",)
    search_fields = ("slug", "title_en", "summary_en", "events__text_en")
