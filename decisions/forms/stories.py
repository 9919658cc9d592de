"""Forms of stories and their events."""

from django import forms
from django.core.exceptions import ValidationError

from decisions.actions.stories import NAMES_SOMEBODY
from decisions.forms.reference import SlugForm, list_filters
from decisions.models import Story, StoryEvent
from decisions.queries import passages


class NamesNobodyForm(forms.ModelForm):
    """What is written may be public already: a recorded person's name is not taken."""

    def clean(self) -> None:
        super().clean()
        written = [value for value in self.cleaned_data.values() if isinstance(value, str)]
        if passages.kept_names(written):
            raise ValidationError(NAMES_SOMEBODY)


class StoryForm(NamesNobodyForm, SlugForm):
    class Meta:
        model = Story
        fields = (
            "title_en", "title_ru", "title_ko", "slug", "order", "summary_en", "summary_ru", "summary_ko",
            "name_changed", "source", "source_locator",
        )  # fmt: skip


class StoryEventForm(NamesNobodyForm):
    class Meta:
        model = StoryEvent
        fields = (
            "position", "on", "precision", "about", "kind", "place_en", "text_en", "law", "rulings", "place_ru",
            "text_ru", "place_ko", "text_ko",
        )  # fmt: skip

    def clean_rulings(self) -> str:
        return list_filters(self.cleaned_data["rulings"])
