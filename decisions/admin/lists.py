"""Lists that refuse what they cannot read. Django's would quietly show every row instead."""

from typing import Any

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.http import HttpRequest, QueryDict

# Longer searches ask for more than a database can compare at once.
LONGEST_SEARCH = 200


class UnreadableList(Exception):
    """The query string of a list asks for something that cannot be."""


class SearchForm(ChangeListSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = forms.CharField(required=False, strip=False, max_length=LONGEST_SEARCH)


class StrictChangeList(ChangeList):
    search_form_class = SearchForm

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not _readable(request.GET):
            raise UnreadableList
        try:
            super().__init__(request, *args, **kwargs)
        except IncorrectLookupParameters as error:
            raise UnreadableList from error

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            specs, *others = super().get_filters(request)
        except (ValueError, OverflowError) as error:  # years that no calendar has
            raise IncorrectLookupParameters(error) from error
        remaining: Any = others[1]
        used = {name for spec in specs for name in spec.expected_parameters()}
        calendar = {f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")}
        # Django drops a filter with nothing to choose from, and with it what it was asked for.
        if self.get_filters_params().keys() - used - calendar - remaining.keys():
            raise IncorrectLookupParameters
        return (specs, *others)

    def get_results(self, request: HttpRequest) -> None:
        if not all(_chosen(spec, self) for spec in self.filter_specs):
            raise IncorrectLookupParameters
        super().get_results(request)
        # Django looks at the number of the page only where there are several.
        if self.page_num != 1 and not self.multi_page:
            raise IncorrectLookupParameters


def _readable(asked: QueryDict) -> bool:
    texts = [text for name, values in asked.lists() for text in (name, *values)]
    page = asked.get(PAGE_VAR, "1")
    return (
        not any("\0" in text for text in texts)
        and page.isascii()
        and page.isdigit()
        and SearchForm(asked).is_valid()
    )


def _chosen(spec: Any, changes: ChangeList) -> bool:
    """Whether what a filter was given is one of its choices."""
    return not spec.used_parameters or any(choice["selected"] for choice in spec.choices(changes))
