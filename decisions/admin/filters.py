"""Filters beside lists that Django has no kind for."""

from typing import Any

from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from decisions.filters import article_label
from decisions.models import Provision, Ruling, RulingProvision


class OccurringFilter(RelatedOnlyFieldListFilter):
    """The records that rulings refer to. It works where there is one, too: an address may have been kept."""

    def has_output(self) -> bool:
        return True


class ArticleFilter(SimpleListFilter):
    """Rulings under an article with all its parts. A ruling under two of its parts is listed once."""

    title = _("article")
    parameter_name = "article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        articles = Provision.objects.order_by("article").values_list("article", flat=True).distinct()
        return [(article, article_label(article)) for article in sorted(articles, key=_numbers)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> QuerySet[Ruling]:
        if self.value() is None:
            return queryset
        links = RulingProvision.objects.filter(ruling=OuterRef("pk"), provision__article=self.value())
        return queryset.filter(Exists(links))


def _numbers(article: str) -> list[tuple[int, str]]:
    """18.8 comes before 18.10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in article.split(".")]
