"""Forms of stories and their events."""

from django import forms

from decisions.forms.reference import SlugForm, list_filters
from decisions.models import Story, StoryEvent


class StoryForm(SlugForm):
    class Meta:
        model = Story
        fields = (
            "title_en", "title_ru", "title_ko", "slug", "order", "summary_en", "summary_ru", "summary_ko",
            "name_changed", "source", "source_locator",
        )  # fmt: skip


class StoryEventForm(forms.ModelForm):
    class Meta:
        model = StoryEvent
        fields = (
            "position", "on", "precision", "about", "kind", "place_en", "text_en", "law", "rulings", "place_ru",
            "text_ru", "place_ko", "text_ko",
        )  # fmt: skip

    def clean_rulings(self) -> str:
        return list_filters(self.cleaned_data["rulings"])
